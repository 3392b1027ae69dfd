"""Tables whose columns are not ours: their first lines, and the columns that somebody has picked from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from .cell_parsing import Cell, written
from .file_guards import Limits, refused
from .raw_sheets import open_sheets
from .sheet_columns import Column, Row, SheetFormat
from .sheet_faults import Fault, Layout
from .sheet_reading import row_parser

USUAL = Limits()


def first_lines(path: Path, count: int, limits: Limits = USUAL) -> list[tuple[str, int, tuple[str, ...]]]:
    """Sheet, number and texts of the first lines of every sheet that have any."""
    found = []
    for sheet in open_sheets(path, limits):
        for number, cells in takewhile(lambda row: row[0] <= count, sheet.rows()):
            texts = [written(cell).strip() for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                found.append((sheet.name, number, tuple(texts)))
    return found


def lines_under(
    path: Path, sheet: str, header_row: int, limits: Limits = USUAL
) -> Iterator[tuple[int, list[Cell]]]:  # fmt: skip
    """What stands below the headers, empty lines left out."""
    rows = next(one for one in open_sheets(path, limits) if one.name == sheet).rows()
    count = 0
    for number, cells in rows:
        if number <= header_row or not any(written(cell).strip() for cell in cells):
            continue
        count += 1
        if count > limits.rows:
            raise refused("too-many-rows", f"超过 {limits.rows} 行的上限。请分成几个文件导入。")
        yield number, cells


class PickedColumns:
    """Some columns of a foreign table, read as ours are; the cells of the others are not even looked at."""

    def __init__(self, title: str, sheet: str, header_row: int, picked: Mapping[int, Column]) -> None:
        self._places = list(picked)
        narrow = {column.header: place for place, column in enumerate(picked.values())}
        self._parse = row_parser(
            SheetFormat("picked", title, tuple(picked.values())), Layout(sheet, header_row, narrow)
        )  # fmt: skip
        self.layout = Layout(sheet, header_row, {column.header: place for place, column in picked.items()})

    def read(self, number: int, cells: list[Cell]) -> Row | tuple[Fault, ...]:
        count = len(cells)
        return self._parse(number, [cells[place] if place < count else None for place in self._places])

"""A file as sheets of cells, before anybody asks what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .cell_parsing import Cell
from .csv_cells import csv_rows, proven_encoding
from .file_guards import Limits, recognise
from .xlsx_cells import sheet_rows
from .xlsx_package import Package


@dataclass(frozen=True, slots=True)
class RawSheet:
    name: str
    rows: Callable[[], Iterator[tuple[int, list[Cell]]]]  # the number of the row from 1, its cells from column A


def open_sheets(path: Path, limits: Limits) -> tuple[RawSheet, ...]:
    """The visible sheets of a file that has passed the guards; their rows are read while they are asked for."""
    if recognise(path, limits) == "csv":
        return (RawSheet(path.name, partial(csv_rows, path, proven_encoding(path))),)
    package = Package(path, limits)
    return tuple(RawSheet(name, partial(sheet_rows, package, part)) for name, part in package.sheets)

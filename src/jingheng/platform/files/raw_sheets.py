"""A file as sheets of cells, before anybody asks what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .cell_parsing import Cell
from .csv_cells import csv_rows
from .file_guards import Limits, recognise
from .xlsx_cells import sheet_rows
from .xlsx_package import Package


@dataclass(frozen=True, slots=True)
class RawSheet:
    name: str
    rows: Callable[[], Iterator[tuple[int, list[Cell]]]]  # row number from 1, cells from the first column on


def open_sheets(path: Path, limits: Limits) -> tuple[RawSheet, ...]:
    """The visible sheets of a file that has passed the guards; rows are read while they are asked for."""
    if recognise(path, limits) == "csv":
        return (RawSheet(path.name, csv_rows(path)),)
    package = Package(path, limits)
    return tuple(RawSheet(name, sheet_rows(package, part)) for name, part in package.sheets)

"""A table of the screen as a sheet of a workbook: the same rows, the same columns, the name of whoever took it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI
from jingheng.platform.documents import workbook
from jingheng.platform.web.tables import Cell, Column, Table


def sheet_of(
    table: Table, title: str, *, wide: Mapping[str, float], heading: str = "", notes: tuple[str, ...] = ()
) -> workbook.Sheet:
    """`wide`: in characters, of the columns that need room."""
    columns = tuple(
        column for head in table.heads for column in _columns(head.column, wide.get(head.column.key, 0))
    )  # fmt: skip
    rows = [[value for column, cell in cells for value in _values(column, cell)] for _, cells in table.body]
    return workbook.Sheet(title, columns, rows, heading=heading, notes=notes)


def taken_by(actor: Actor, at: datetime) -> str:
    return f"{actor.name}（{actor.number}）{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 导出"


def _columns(column: Column, wide: float) -> tuple[workbook.Column, ...]:
    """A day and its light are two columns of a workbook, so that the days can be sorted."""
    if column.kind == "light":
        return workbook.Column(column.label, "date"), workbook.Column(f"{column.label}提示")
    if column.kind == "date":
        return (workbook.Column(column.label, "date"),)
    if column.kind == "number":
        return (workbook.Column(column.label, "integer", wide=wide),)
    return (workbook.Column(column.label, wide=wide),)


def _values(column: Column, cell: Cell) -> tuple[workbook.Cell, ...]:
    day = cell.text if isinstance(cell.text, date) else None
    if column.kind == "light":
        return day, cell.light.word if cell.light else ""
    if column.kind == "number" and isinstance(cell.text, int):
        return (cell.text,)
    return (day,) if day else (" ".join(filter(None, (str(cell.text), cell.note, cell.mark))),)

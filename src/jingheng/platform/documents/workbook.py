"""Lists and tables as .xlsx: exactly what stands on the screen, ready to print, safe to open."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jingheng.kernel.period import SHANGHAI
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.documents.typography import width

Kind = Literal["text", "integer", "decimal", "percent", "date", "moment"]
Cell = str | int | float | Decimal | Fraction | date | datetime | None

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "percent": '0.00"%"',
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
_WIDTHS: dict[Kind, float] = {"text": 16, "integer": 10, "decimal": 12, "percent": 10, "date": 12, "moment": 17}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_LINE, _MOST_LINES = 15.0, 27  # points; Excel allows a row 409 points
_ROWS, _CHARACTERS = 1_048_576, 32_767  # what the file format can hold


@dataclass(frozen=True, slots=True)
class Column:
    """`percent` takes percent points: 34.29 is shown as 34.29%."""

    title: str
    kind: Kind = "text"
    wide: float = 0  # in characters; 0: as the kind and the title need


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str  # on the tab
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    heading: str = ""  # merged over the table; the title if empty
    totals: Sequence[Cell] = ()
    notes: tuple[str, ...] = ()  # below the table: what is counted, who filled it in

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("工作表至少要有一列")


def to_xlsx(sheets: Sequence[Sheet], *, at: datetime | None = None) -> bytes:
    """`at` is the moment written into the file's properties; with it the same data give the same bytes."""
    stream = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        if at is not None:
            book.set_properties({"created": at.astimezone(SHANGHAI).replace(tzinfo=None)})
        looks = _Looks(book)
        names: set[str] = set()
        for sheet in sheets:
            name = _tab_name(sheet.title, names)
            names.add(name.casefold())
            _Page(book.add_worksheet(name), sheet, looks).write()
    return stream.getvalue()


class _Looks:
    """One format per kind and emphasis, made when first needed: a workbook keeps every format it was ever given."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._cells: dict[tuple[Kind, bool, bool, bool], Format] = {}
        face = {"font_name": "宋体", "font_size": 11}
        middle = {"bold": True, "align": "center", "valign": "vcenter"}
        self.heading = book.add_format({**face, **middle, "font_size": 16})
        self.head = book.add_format({**face, **middle, "border": 1, "text_wrap": True, "bg_color": "#EDEDED"})
        self.note = book.add_format({**face, "font_size": 10, "text_wrap": True, "valign": "top"})

    def cell(self, kind: Kind, *, text: bool, bold: bool, guarded: bool = False) -> Format:
        """Text in a column of numbers stays text but lies right, as numbers do."""
        key = (kind, text, bold, guarded)
        if key not in self._cells:
            properties = {
                "font_name": "宋体",
                "font_size": 11,
                "border": 1,
                "valign": "vcenter",
                "bold": bold,
                "num_format": "@" if text else _FORMATS[kind],
                "align": {"text": "left", "date": "center", "moment": "center"}.get(kind, "right"),
                "text_wrap": kind == "text",
                "quote_prefix": guarded,
            }
            self._cells[key] = self._book.add_format(properties)
        return self._cells[key]


class _Page:
    """One sheet, written from top to bottom: with constant memory a row that is done cannot be touched again."""

    def __init__(self, page: Worksheet, sheet: Sheet, looks: _Looks) -> None:
        self._page, self._sheet, self._looks = page, sheet, looks
        self._widths = [
            column.wide or max(_WIDTHS[column.kind], 2 * width(column.title) + 2) for column in sheet.columns
        ]
        self._next = 0

    def write(self) -> None:
        for at, wide in enumerate(self._widths):
            self._page.set_column(at, at, wide)
        self._across(self._sheet.heading or self._sheet.title, self._looks.heading, height=30)
        for at, column in enumerate(self._sheet.columns):
            self._page.write_string(self._next, at, column.title, self._looks.head)
        self._next += 1
        for cells in self._sheet.rows:
            self._row(cells, bold=False)
        if self._sheet.totals:
            self._row(self._sheet.totals, bold=True)
        for note in self._sheet.notes:
            self._across(note, self._looks.note, height=_LINE * math.ceil(2 * width(note) / sum(self._widths)))
        self._set_up_print()

    def _across(self, text: str, look: Format, *, height: float) -> None:
        self._page.set_row(self._next, max(height, _LINE))
        if len(self._widths) > 1:
            self._page.merge_range(self._next, 0, self._next, len(self._widths) - 1, "", look)
        self._page.write_string(self._next, 0, text, look)
        self._next += 1

    def _row(self, cells: Sequence[Cell], *, bold: bool) -> None:
        sheet = self._sheet
        if len(cells) != len(sheet.columns):
            raise ValueError(f"工作表“{sheet.title}”每行应有 {len(sheet.columns)} 格，这一行有 {len(cells)} 格")
        if self._next >= _ROWS:
            sentence = f"工作表“{sheet.title}”超过 {_ROWS:,} 行，一张表放不下；请缩小筛选范围后分几次导出。"
            raise Refused(Refusal("too-many-rows", sentence))
        lines = max(_lines(value, wide) for value, wide in zip(cells, self._widths, strict=True))
        if lines > 1:
            self._page.set_row(self._next, _LINE * min(lines, _MOST_LINES))
        for at, (column, value) in enumerate(zip(sheet.columns, cells, strict=True)):
            self._put(at, column, value, bold=bold)
        self._next += 1

    def _put(self, at: int, column: Column, value: Cell, *, bold: bool) -> None:
        """Text stays text whatever it begins with: it is never written as a formula, nor becomes one when edited."""
        if isinstance(value, str):
            if len(value) > _CHARACTERS:
                sentence = (
                    f"第 {self._next + 1} 行“{column.title}”有 {len(value):,} 字，"
                    f"超过一格能放的 {_CHARACTERS:,} 字；请不导出这一列。"
                )
                raise Refused(Refusal("cell-too-long", sentence))
            look = self._looks.cell(column.kind, text=True, bold=bold, guarded=value.startswith(_FORMULA_STARTS))
            self._page.write_string(self._next, at, value, look)
            return
        look = self._looks.cell(column.kind, text=False, bold=bold)
        if value is None:
            self._page.write_blank(self._next, at, None, look)
        elif isinstance(value, datetime):
            self._page.write_datetime(self._next, at, value.astimezone(SHANGHAI).replace(tzinfo=None), look)
        elif isinstance(value, date):
            self._page.write_datetime(self._next, at, value, look)
        else:
            self._page.write_number(self._next, at, float(value), look)

    def _set_up_print(self) -> None:
        page = self._page
        page.freeze_panes(2, 0)
        page.repeat_rows(0, 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.center_horizontally()
        page.set_footer("&C第 &P 页 共 &N 页")


def _lines(value: Cell, wide: float) -> int:
    """How many lines a text takes in its column. Not every program works that out when it opens the file."""
    if not isinstance(value, str) or (2 * len(value) <= wide and "\n" not in value):
        return 1
    return sum(max(1, math.ceil(2 * width(line) / (wide - 1))) for line in value.split("\n"))


def _tab_name(title: str, taken: set[str]) -> str:
    """What the file format allows on a tab: 31 characters, none of []:*?/\\, no quote at the ends, none twice."""
    wanted = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:31].rstrip(" '") or "Sheet"
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted[: 31 - len(str(number)) - 2]}({number})"
    return name

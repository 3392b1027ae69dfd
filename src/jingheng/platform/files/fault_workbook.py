"""A refused import as a workbook that says where, why and what to do, with the faulty cells marked."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook

from .cell_parsing import Cell, written
from .file_guards import Limits
from .raw_sheets import open_sheets
from .sheet_faults import Fault, FaultReport, Layout
from .sheet_headers import FAULT_HEADER, ORIGIN_HEADER

LIST_SHEET = "问题清单"
WHOLE_COPY = 5000  # rows up to which the whole sheet is repeated; of a longer one, only the faulty rows
_LONGEST_CELL = 32_767  # characters; the file format holds no more
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BAD_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LIST_COLUMNS = (("工作表", 18), ("行", 8), ("列", 18), ("填的内容", 40), ("问题和改法", 70))


def write_fault_workbook(source: Path, report: FaultReport, out: Path, limits: Limits | None = None) -> None:
    """Cells are written as text only: nothing that came from outside becomes a formula or a link here.

    The corrected copy can be imported as it is, unless it is an excerpt; that one the reader refuses.
    """
    excerpt = report.rows > WHOLE_COPY
    with xlsxwriter.Workbook(str(out), _TEXT_ONLY) as workbook:
        _write_list(workbook, report, excerpt=excerpt)
        if report.layout:
            copy = _MarkedCopy(workbook, report, report.layout, excerpt=excerpt)
            sheets = open_sheets(source, limits or Limits())
            for number, cells in next(sheet for sheet in sheets if sheet.name == report.layout.sheet).rows():
                copy.add(number, cells)
            copy.finish()


def _write_list(workbook: Workbook, report: FaultReport, *, excerpt: bool) -> None:
    bold = workbook.add_format({"bold": True, "bg_color": "#E7E6E6"})
    text = workbook.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    sheet = workbook.add_worksheet(LIST_SHEET)
    way_out = "请在原文件或后面的工作表中改正后重新导入。"
    if excerpt:
        way_out = "后面的工作表只列出有问题的行，请在原文件中改正后重新导入。"
    sheet.write(0, 0, f"{report.summary}{way_out}")
    for column, (title, width) in enumerate(_LIST_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write(1, column, title, bold)
    for row, fault in enumerate(report.faults, start=2):
        place = str(fault.row) if fault.row else ""
        for column, value in enumerate((fault.sheet, place, fault.column, fault.value, fault.sentence)):
            sheet.write(row, column, _writable(value), text)
    sheet.freeze_panes(2, 0)


class _MarkedCopy:
    """The sheet again, row by row, its faulty cells red, with a last column that says what is wrong."""

    def __init__(self, workbook: Workbook, report: FaultReport, layout: Layout, *, excerpt: bool) -> None:
        self._layout = layout
        self._excerpt = excerpt
        self._faults: dict[int, list[Fault]] = defaultdict(list)
        for fault in report.faults:
            self._faults[fault.row].append(fault)
        self._lines: dict[int, int] = {}  # row in the source → line here
        self._offset = 1 if excerpt else 0
        self._width = max(layout.positions.values()) + 1
        self._plain = workbook.add_format({"num_format": "@"})
        self._bold = workbook.add_format({"num_format": "@", "bold": True, "bg_color": "#E7E6E6"})
        self._red = workbook.add_format({"num_format": "@", "bg_color": "#FFC7CE", "font_color": "#9C0006"})
        self._sheet = workbook.add_worksheet(_sheet_name(layout.sheet))

    def add(self, number: int, cells: list[Cell]) -> None:
        is_header = number == self._layout.header_row
        if self._excerpt and not is_header and number not in self._faults:
            return
        line = self._lines[number] = len(self._lines) if self._excerpt else number - 1
        style = self._bold if is_header else self._plain
        self._width = max(self._width, len(cells))
        for position, cell in enumerate(cells):
            if position != self._layout.positions.get(FAULT_HEADER):
                self._sheet.write(line, position + self._offset, _writable(written(cell)), style)
        for fault in self._faults.get(number, ()):
            if fault.column in self._layout.positions:
                position = self._layout.positions[fault.column]
                text = _writable(written(cells[position])) if position < len(cells) else ""
                self._sheet.write(line, position + self._offset, text, self._red)
                self._sheet.write_comment(line, position + self._offset, _writable(fault.sentence), {"x_scale": 2})
        if self._excerpt:
            self._sheet.write(line, 0, ORIGIN_HEADER if is_header else str(number), style)

    def finish(self) -> None:
        """The remarks stand beside the widest row, which is known only now."""
        column = self._layout.positions.get(FAULT_HEADER, self._width) + self._offset
        self._sheet.set_column(0, column - 1, 18)
        self._sheet.set_column(column, column, 80)
        header_line = self._lines[self._layout.header_row]
        self._sheet.write(header_line, column, FAULT_HEADER, self._bold)
        self._sheet.freeze_panes(header_line + 1, 0)
        for number, faults in self._faults.items():
            if number in self._lines:
                remarks = (
                    f"“{fault.column}”：{fault.sentence}" if fault.column else fault.sentence for fault in faults
                )
                self._sheet.write(self._lines[number], column, _writable("\n".join(remarks)), self._red)


def _writable(text: str) -> str:
    """What the format cannot hold becomes visible: a control character as its picture, the rest as �."""
    if _UNWRITABLE.search(text):
        text = _UNWRITABLE.sub(lambda found: chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd", text)
    return text[:_LONGEST_CELL]


def _sheet_name(name: str) -> str:
    fitting = _BAD_IN_SHEET_NAME.sub("_", _writable(name))[:31].strip()
    return "数据" if fitting.casefold() in ("", LIST_SHEET, "history") else fitting

"""An empty workbook for an import: drop-downs, a page that explains every column, a table of the codes.

It holds no example row: somebody would import it.
"""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from .sheet_columns import Column, Kind, SheetFormat

NOTES_SHEET = "说明"
CODES_SHEET = "代码表"
_LAST_ROW = 1_048_575  # of a worksheet, from 0

_NUMBER_FORMATS: dict[Kind, str] = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}  # all others: text, "@"
_SPELLINGS: dict[Kind, str] = {
    "text": "文字",
    "code": "编号或代码，按文本填写（保留开头的 0）",
    "month": "年-月",
    "date": "年-月-日",
    "moment": "年-月-日 时：分",
    "choices": "填代码或名称，也可从下拉框选",
}
_EXAMPLES: dict[Kind, str] = {"code": "001234", "month": "2021-05", "date": "2021-05-03", "moment": "2021-05-03 09:30"}


def write_template(format: SheetFormat, out: Path) -> None:
    with xlsxwriter.Workbook(str(out), {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(format.title)
        _write_notes(workbook, format)
        ranges = _write_codes(workbook, format)
        required = workbook.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1})
        optional = workbook.add_format({"bg_color": "#E7E6E6", "border": 1})
        styles: dict[str, Format] = {}
        for position, column in enumerate(format.columns):
            number_format = _NUMBER_FORMATS.get(column.kind, "@")
            style = styles.setdefault(number_format, workbook.add_format({"num_format": number_format}))
            sheet.set_column(position, position, max(18, 2 * len(column.header) + 4), style)
            sheet.write_string(0, position, column.header, required if column.required else optional)
            rule = {
                "input_title": f"{column.header}（{'必填' if column.required else '选填'}）"[:32],
                "input_message": f"{_spelling(column)}。{column.note}"[:255],
            }
            if column.choices:
                # Several choices are typed, and a code may stand for its name: the drop-down helps, it does not forbid.
                rule |= {"validate": "list", "source": ranges[column.header]}
                sheet.data_validation(1, position, _LAST_ROW, position, rule | {"show_error": False})
            else:
                sheet.data_validation(1, position, _LAST_ROW, position, rule | {"validate": "any"})
        sheet.freeze_panes(1, 0)


def _write_notes(workbook: Workbook, format: SheetFormat) -> None:
    bold = workbook.add_format({"bold": True, "bg_color": "#E7E6E6"})
    text = workbook.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    sheet = workbook.add_worksheet(NOTES_SHEET)
    how = "在第一个工作表从第 2 行起填写，一行一条；列的次序可以改变，选填的列可以删去。"
    sheet.write_string(0, 0, f"{format.title}：{how}")
    for position, (title, width) in enumerate((("列", 18), ("必填", 8), ("写法", 40), ("例子", 24), ("说明", 60))):
        sheet.set_column(position, position, width)
        sheet.write_string(1, position, title, bold)
    for row, column in enumerate(format.columns, start=2):
        needed = "必填" if column.required else "选填"
        for position, value in enumerate((column.header, needed, _spelling(column), _example(column), column.note)):
            sheet.write_string(row, position, value, text)
    sheet.freeze_panes(2, 0)


def _write_codes(workbook: Workbook, format: SheetFormat) -> dict[str, str]:
    """All choices of all columns; the drop-downs take theirs from here, whatever the length. Header → range."""
    ranges: dict[str, str] = {}
    if not any(column.choices for column in format.columns):
        return ranges
    bold = workbook.add_format({"bold": True, "bg_color": "#E7E6E6"})
    sheet = workbook.add_worksheet(CODES_SHEET)
    for position, (title, width) in enumerate((("列", 18), ("代码", 12), ("名称", 40), ("下拉框中的写法", 48))):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, title, bold)
    row = 1
    for column in format.columns:
        for choice in column.choices:
            for position, value in enumerate((column.header, choice.code, choice.name, choice.label)):
                sheet.write_string(row, position, value)
            row += 1
        if column.choices:
            ranges[column.header] = f"='{CODES_SHEET}'!$D${row - len(column.choices) + 1}:$D${row}"
    sheet.freeze_panes(1, 0)
    return ranges


def _spelling(column: Column) -> str:
    spelling = _SPELLINGS[column.kind] + ("，几项之间用分号（；）隔开" if column.several else "")
    return f"{spelling}，最多 {column.max_length} 个字" if column.max_length else spelling


def _example(column: Column) -> str:
    if column.choices:
        return "；".join(choice.label for choice in column.choices[: 2 if column.several else 1])
    return _EXAMPLES.get(column.kind, "")

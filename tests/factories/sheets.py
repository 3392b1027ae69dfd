"""Files as other people send them: sound ones, careless ones, hostile ones."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from jingheng.platform.files.file_guards import Limits
from jingheng.platform.files.sheet_columns import Choice, Column, Row, SheetFormat
from jingheng.platform.files.sheet_faults import FaultReport
from jingheng.platform.files.sheet_reading import read_rows

VISITS = SheetFormat(
    kind="visits",
    title="来访登记",
    columns=(
        Column("编号", "code", required=True, max_length=20),
        Column("来访时间", "moment", required=True),
        Column("登记日", "date"),
        Column("计入月", "month"),
        Column("方式", "choices", choices=(Choice("当面", "当面"), Choice("电话", "电话"))),
        Column(
            "类别",
            "choices",
            several=True,
            choices=(
                Choice("P01", "党政领导"),
                Choice("P02", "律师"),
                Choice("P26", "其他人员"),
                Choice("Z9", "其他人员"),
            ),
        ),
        Column("内容", "text", max_length=10_000, note="照原话写"),
    ),
)
HEADERS = tuple(column.header for column in VISITS.columns)
Plain = str | float | bool | date | None


def sound(**changes: Plain) -> list[Plain]:
    """A row without fault, but for what the test changes."""
    row: dict[str, Plain] = {
        "编号": "001",
        "来访时间": "2021-05-03 09:30",
        "登记日": "2021-05-04",
        "计入月": "2021-05",
        "方式": "电话",
        "类别": "P01;P02",
        "内容": "问进展",
    }
    assert changes.keys() <= row.keys()
    return list((row | changes).values())


def write_xlsx(path: Path, rows: Iterable[Sequence[Plain]], *, sheet: str = "来访") -> Path:
    return write_sheets(path, {sheet: rows})


def write_sheets(path: Path, sheets: Mapping[str, Iterable[Sequence[Plain]]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"}) as workbook:
        for name, rows in sheets.items():
            worksheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for position, value in enumerate(row):
                    if isinstance(value, str):
                        worksheet.write_string(number, position, value)
                    elif isinstance(value, datetime | date):
                        worksheet.write_datetime(number, position, value)
                    elif value is not None:
                        worksheet.write(number, position, value)
    return path


def write_csv(path: Path, rows: Iterable[Sequence[Plain]], *, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def new_book() -> tuple[openpyxl.Workbook, Worksheet]:
    """For what only the other library writes: formulas, merged cells, hidden sheets."""
    book = openpyxl.Workbook(write_only=False)
    book.remove(book.worksheets[0])
    return book, book.create_sheet("来访")


def write_parts(path: Path, sheet_xml: str, *, shared: str = "<sst/>") -> Path:
    """A workbook of which a test writes the XML itself."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    sheets = '<sheets><sheet name="来访" sheetId="1" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{packages}"><Relationship Id="r1" Type="{office}/officeDocument"'
        ' Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
        "xl/sharedStrings.xml": shared,
        "xl/styles.xml": "<styleSheet/>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def read(path: Path, limits: Limits | None = None) -> tuple[list[Row], FaultReport]:
    report = FaultReport()
    return list(read_rows(path, VISITS, report, limits or Limits())), report

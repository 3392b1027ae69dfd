"""A refused import comes back as a workbook in which the faulty cells can be seen and corrected."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.files import fault_workbook
from jingheng.platform.files.fault_workbook import write_fault_workbook
from jingheng.platform.files.sheet_faults import Fault, FaultReport
from tests.factories.sheets import HEADERS, read, sound, write_csv, write_xlsx


def marked(sheet: Worksheet) -> set[str]:
    return {cell.coordinate for row in sheet for cell in row if cell.fill.start_color.rgb == "FFFFC7CE"}


def test_the_list_names_sheet_row_column_value_and_what_to_do(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound(), sound(来访时间="昨天")])
    _, report = read(source)

    write_fault_workbook(source, report, tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["问题清单", "来访"]
    head, titles, *faults = book["问题清单"].iter_rows(values_only=True)
    assert str(head[0]).startswith("共有 1 处问题；一行都没有导入")
    assert titles == ("工作表", "行", "列", "填的内容", "问题和改法")
    assert faults == [("来访", "3", "来访时间", "昨天", "不是能识别的时间。请写作 2021-05-03 09:30。")]


def test_the_faulty_cells_are_red_and_explained_in_place_and_beside(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "a.xlsx", [["登记表"], [], HEADERS, sound(), sound(来访时间="昨天", 方式="")[:3]])
    _, report = read(source)
    report.add(Fault("来访", 5, "内容", "", "应写明经过。"))

    write_fault_workbook(source, report, tmp_path / "out.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["来访"]
    assert sheet["A1"].value == "登记表"
    assert marked(sheet) == {"B5", "G5", "H5"}
    assert "不是能识别的时间" in sheet["B5"].comment.text
    assert sheet["H3"].value == "问题"
    assert sheet["H5"].value == "“来访时间”：不是能识别的时间。请写作 2021-05-03 09:30。\n“内容”：应写明经过。"
    assert sheet["H4"].value is None


def test_the_corrected_copy_can_be_imported(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "来访[1].csv", [HEADERS, sound(内容="=1+1"), sound(来访时间="昨天", 编号="002")])
    _, report = read(source)
    write_fault_workbook(source, report, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    book.worksheets[1]["B3"] = "2021-05-03 10:00"
    book.save(tmp_path / "corrected.xlsx")

    rows, report = read(tmp_path / "corrected.xlsx")

    assert not report
    assert [(row.text("编号"), row.text("内容")) for row in rows] == [("001", "=1+1"), ("002", "问进展")]


def test_a_second_refusal_of_the_copy_replaces_the_remarks_of_the_first(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound(来访时间="昨天"), sound(编号="")])
    write_fault_workbook(source, read(source)[1], tmp_path / "b.xlsx")
    write_fault_workbook(tmp_path / "b.xlsx", read(tmp_path / "b.xlsx")[1], tmp_path / "c.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx")["来访"]
    assert sheet.max_column == len(HEADERS) + 1
    assert [cell.value for cell in sheet["H"]] == [
        "问题",
        "“来访时间”：不是能识别的时间。请写作 2021-05-03 09:30。",
        "“编号”：必填，但这里是空的。",
    ]


def test_of_a_big_table_only_the_faulty_rows_are_copied_and_the_excerpt_is_not_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fault_workbook, "WHOLE_COPY", 4)
    source = write_xlsx(tmp_path / "a.xlsx", [HEADERS, *[sound()] * 3, sound(编号=""), sound()])
    _, report = read(source)

    write_fault_workbook(source, report, tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    rows = list(book["来访"].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["原行号", "5"]
    assert rows[0][1:] == (*HEADERS, "问题")
    assert marked(book["来访"]) == {"B2", "I2"}
    assert "请在原文件中改正" in str(book["问题清单"]["A1"].value)
    with pytest.raises(Refused, match="节选"):
        read(tmp_path / "out.xlsx")


def test_nothing_from_outside_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    hostile = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "http://example.com", "{=1}", "=HYPERLINK(1)"]
    source = write_csv(tmp_path / "a.csv", [HEADERS, hostile])
    _, report = read(source)

    write_fault_workbook(source, report, tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in book.worksheets[1][2]][:7] == hostile
    assert not any(cell.hyperlink for cell in cells)


def test_what_a_workbook_cannot_hold_is_shown_all_the_same(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "a.csv", [HEADERS, sound(内容="一\x00\x1b"), sound(内容="长" * 40_000)])
    _, report = read(source)

    write_fault_workbook(source, report, tmp_path / "out.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[1]
    assert sheet["G2"].value == "一␀␛"
    assert len(str(sheet["G3"].value)) == 32_767


def test_a_refusal_of_the_whole_file_is_listed_too(tmp_path: Path) -> None:
    report = FaultReport()
    report.add_refusals([Refusal("missing-header", "缺少必填的列“编号”。", "编号")])

    write_fault_workbook(tmp_path / "a.xlsx", report, tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["问题清单"]
    assert [cell.value for cell in book["问题清单"][3]] == [None, None, "编号", None, "缺少必填的列“编号”。"]

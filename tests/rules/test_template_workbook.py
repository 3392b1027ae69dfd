"""An empty workbook that can be filled in without reading a manual, and read back without loss."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from jingheng.kernel.period import SHANGHAI
from jingheng.kernel.refusal import Refused
from jingheng.platform.files.sheet_columns import Choice, Column, SheetFormat
from jingheng.platform.files.sheet_reading import open_table
from jingheng.platform.files.template_workbook import write_template
from tests.factories.sheets import HEADERS, VISITS, read


@pytest.fixture
def template(tmp_path: Path) -> Path:
    write_template(VISITS, tmp_path / "template.xlsx")
    return tmp_path / "template.xlsx"


def test_it_has_the_headers_and_no_row_that_could_be_imported(template: Path) -> None:
    book = openpyxl.load_workbook(template)

    assert book.sheetnames == ["来访登记", "说明", "代码表"]
    assert list(book["来访登记"].iter_rows(values_only=True)) == [HEADERS]
    with pytest.raises(Refused, match="没有数据"):
        read(template)


def test_it_comes_back_as_it_was_filled_in(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    sheet = book["来访登记"]
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    offered = [cell.value for (cell,) in book["代码表"][lists["F2"].split("!")[1].replace("$", "")]]
    sheet.append(
        ["007", datetime(2021, 5, 3, 9, 30), date(2021, 5, 4), "2021-05", "当面", f"{offered[0]};{offered[3]}", "话"]
    )
    book.save(template)

    (row,), report = read(template)

    assert not report
    assert row.text("编号") == "007"
    assert row.given("来访时间", datetime) == datetime(2021, 5, 3, 9, 30, tzinfo=SHANGHAI)
    assert row.codes("类别") == ("P01", "Z9")
    assert open_table(template, VISITS).layout.sheet == "来访登记"


def test_code_columns_are_text_so_that_leading_zeros_stay(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["来访登记"]

    spans = sheet.column_dimensions.values()
    formats = {
        HEADERS[at - 1]: span.number_format for span in spans for at in range(span.min or 0, (span.max or 0) + 1)
    }
    assert formats["编号"] == formats["计入月"] == formats["内容"] == "@"
    assert (formats["登记日"], formats["来访时间"]) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")


def test_a_drop_down_offers_every_choice_however_many(tmp_path: Path) -> None:
    many = tuple(Choice(f"C{number:03d}", f"第{number}类事项的很长的名称") for number in range(300))
    write_template(SheetFormat("k", "表", (Column("甲"), Column("类", "choices", choices=many))), tmp_path / "a.xlsx")

    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    (rule,) = [rule for rule in book["表"].data_validations.dataValidation if rule.type == "list"]
    cells = book["代码表"][rule.formula1.split("!")[1].replace("$", "")]
    assert [cell.value for (cell,) in cells] == [choice.label for choice in many]
    assert str(rule.sqref) == "B2:B1048576"


def test_the_notes_say_of_each_column_whether_it_is_required_how_it_is_written_and_what_it_means(
    template: Path,
) -> None:
    _, _, *notes = openpyxl.load_workbook(template)["说明"].iter_rows(values_only=True)

    assert [note[0] for note in notes] == list(HEADERS)
    assert notes[0][1:4] == ("必填", "编号或代码，按文本填写（保留开头的 0），最多 20 个字", "001234")
    assert notes[5][1:4] == ("选填", "填代码或名称，也可从下拉框选，几项之间用分号（；）隔开", "P01 党政领导；P02 律师")
    assert notes[6][4] == "照原话写"

"""Workbooks opened again: what one sees is what is there, and nothing in them calculates by itself."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from jingheng.kernel.refusal import Refused
from jingheng.platform.documents.workbook import Cell, Column, Sheet, to_xlsx

COLUMNS = (
    Column("单位"),
    Column("件数", "integer"),
    Column("占比", "percent"),
    Column("日期", "date"),
    Column("时刻", "moment"),
)
ROW: tuple[Cell, ...] = ("甲区", 12, Decimal("34.29"), date(2021, 6, 8), datetime(2021, 6, 8, 1, 30, tzinfo=UTC))
AT = datetime(2021, 6, 8, tzinfo=UTC)


def first_page(*sheets: Sheet) -> Worksheet:
    page = load_workbook(BytesIO(to_xlsx(sheets))).worksheets[0]
    assert isinstance(page, Worksheet)
    return page


def one_cell(value: Cell) -> Sheet:
    return Sheet("表", (Column("内容"),), [(value,)])


def test_heading_head_rows_totals_and_notes_follow_each_other() -> None:
    page = first_page(
        Sheet(
            "表",
            COLUMNS,
            [ROW],
            heading="填报情况统计表",
            totals=("合计", 12, 100, None, None),
            notes=("口径", "填报人"),
        )
    )

    assert [page.cell(row, 1).value for row in range(1, 7)] == [
        "填报情况统计表",
        "单位",
        "甲区",
        "合计",
        "口径",
        "填报人",
    ]
    assert {str(merged) for merged in page.merged_cells.ranges} == {"A1:E1", "A5:E5", "A6:E6"}


def test_numbers_dates_and_moments_are_real_ones() -> None:
    page = first_page(Sheet("表", COLUMNS, [ROW]))

    assert [page.cell(3, at).value for at in range(2, 6)] == [
        12,
        34.29,
        datetime(2021, 6, 8),
        datetime(2021, 6, 8, 9, 30),  # Asia/Shanghai
    ]
    assert page.cell(3, 3).number_format == '0.00"%"'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_text_that_looks_like_a_formula_stays_text_even_when_the_cell_is_edited(text: str) -> None:
    data = to_xlsx([one_cell(text)])
    cell = load_workbook(BytesIO(data)).worksheets[0].cell(3, 1)

    assert "<f>" not in zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.number_format == "@"
    assert cell.quotePrefix


def test_an_address_is_text_and_not_a_link() -> None:
    page = first_page(one_cell("http://example.invalid/"))

    assert page.cell(3, 1).hyperlink is None


def test_a_mark_in_a_column_of_numbers_is_shown_as_it_is_flush_right() -> None:
    cell = first_page(Sheet("表", (Column("件数", "integer"),), [("*",)])).cell(3, 1)

    assert cell.value == "*"
    assert cell.alignment.horizontal == "right"


def test_the_head_stays_in_sight_and_is_printed_on_every_page_across() -> None:
    page = first_page(Sheet("表", COLUMNS, [ROW]))

    assert page.freeze_panes == "A3"
    assert page.print_title_rows == "$1:$2"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)


def test_a_long_text_gets_the_height_it_needs() -> None:
    page = first_page(one_cell("长" * 40))

    assert page.row_dimensions[3].height == 90


def test_rows_may_come_one_by_one() -> None:
    page = first_page(Sheet("表", (Column("数", "integer"),), ((number,) for number in range(500))))

    assert page.cell(502, 1).value == 499


def test_tab_names_are_made_fit_and_different() -> None:
    sheets = [Sheet(title, (Column("甲"),), []) for title in ("a/b:c", "a b c", "长" * 40, "'", "")]
    names = load_workbook(BytesIO(to_xlsx(sheets))).sheetnames

    assert len(set(names)) == 5
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_the_same_data_at_the_same_moment_give_the_same_bytes() -> None:
    assert to_xlsx([Sheet("表", COLUMNS, [ROW])], at=AT) == to_xlsx([Sheet("表", COLUMNS, [ROW])], at=AT)


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut() -> None:
    with pytest.raises(Refused, match="内容") as refused:
        to_xlsx([one_cell("长" * 32_768)])

    assert refused.value.refusal.code == "cell-too-long"


def test_a_row_of_another_length_than_the_head_is_a_mistake_at_once() -> None:
    with pytest.raises(ValueError, match="应有 5 格"):
        to_xlsx([Sheet("表", COLUMNS, [("甲区",)])])

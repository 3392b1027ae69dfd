"""What is pasted from a spreadsheet is the csv that it might have been."""

from __future__ import annotations

import csv
import io

import pytest

from jingheng.kernel.refusal import Refused
from jingheng.platform.files.pasted_text import csv_of


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_of(text).decode("utf-8"), newline="")))


def test_tabs_part_cells_and_commas_do_not() -> None:
    assert cells("编号\t内容\r\n001\t一,二\r\n") == [["编号", "内容"], ["001", "一,二"]]


def test_a_quoted_cell_may_hold_lines_tabs_and_quotes() -> None:
    assert cells('编号\t内容\n1\t"一\n二\t""三"""') == [["编号", "内容"], ["1", '一\n二\t"三"']]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "pasted-too-little"),
        ("编号\t内容\n\n", "pasted-too-little"),
        ("编号 内容\n1 一", "pasted-no-columns"),
        ('编号\t内容\n1\t"一', "pasted-quotes"),
    ],
)
def test_what_is_no_table_is_refused_with_the_way_out(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        csv_of(text)

    assert (refused.value.refusal.code, refused.value.refusal.field) == (code, "pasted")

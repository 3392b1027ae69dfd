"""Punctuation, widths and the breaking of titles."""

from __future__ import annotations

import pytest

from jingheng.platform.documents.title import title_lines
from jingheng.platform.documents.typography import full_width, width

TITLES = (
    "澄明市人民检察院关于2019年8月至2021年5月全市检察机关记录填报情况的通报",
    "关于报送2021年上半年记录填报和核查处置情况的报告",
    "关于印发《澄明市检察机关案件质量评查工作实施细则（试行）》的通知",
    "澄明市人民检察院关于转发《最高人民检察院关于进一步规范检察人员与律师接触交往行为的若干意见》的通知",
    "澄明市人民检察院关于2021年度全市检察机关防止干预司法情况的通报",
    "关于2026年7月至10月澄明市检察机关“三个规定”等重大事项记录报告情况的通报",
    "关于2026年上半年全国检察机关司法办案类“三个规定”事项记录报告情况的通报",
)


@pytest.mark.parametrize("title", TITLES)
def test_a_broken_title_says_the_same_and_every_line_fits(title: str) -> None:
    lines = title_lines(title)

    assert "".join(lines) == title
    assert all(width(line) <= 19 for line in lines)


@pytest.mark.parametrize("title", TITLES)
def test_no_line_of_a_title_is_an_orphan_or_begins_with_what_belongs_to_the_line_before(title: str) -> None:
    lines = title_lines(title)

    assert all(width(line) >= 5 for line in lines)
    assert not any(line[0] in "的、)》" for line in lines)


@pytest.mark.parametrize("length", range(20, 60))
def test_a_title_one_character_too_long_is_shared_out_and_not_left_with_an_orphan(length: int) -> None:
    lines = title_lines("甲" * length)

    assert min(map(len, lines)) >= 5


def test_a_date_in_a_title_is_not_torn_apart() -> None:
    lines = title_lines("关于某某某某某某某某某某某某2021年12月某某某某某某情况的通报")

    assert any("2021年" in line for line in lines)
    assert any("12月" in line for line in lines)


@pytest.mark.parametrize("months", ["2026年第三季度", "2026年10月", "2025年", "2019年8月至2021年5月"])
@pytest.mark.parametrize("whole", ["澄明市检察机关", "正平区人民检察院", "全国检察机关"])
def test_a_title_is_not_broken_inside_quotation_marks_nor_inside_a_word(months: str, whole: str) -> None:
    lines = title_lines(f"关于{months}{whole}“三个规定”等重大事项记录报告情况的通报")

    assert sum("“三个规定”等" in line for line in lines) == 1
    for word in (months, whole, "重大事项", "记录报告情况的通报"):
        assert any(word in line for line in lines), (word, lines)


def test_a_short_title_stays_on_one_line() -> None:
    assert title_lines("关于开展检查的通知") == ("关于开展检查的通知",)


def test_a_line_break_that_the_author_set_is_kept() -> None:
    assert title_lines("关于开展\n检查的通知") == ("关于开展", "检查的通知")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("共填报，其中：", "共填报\uff0c其中\uff1a"),
        ("占34.29%；其他", "占34.29%\uff1b其他"),
        ("各县（区）院", "各县\uff08区\uff09院"),
        ("（1）关于时限", "\uff081\uff09关于时限"),
        ("1,234件", "1,234件"),
        ("10:30开会", "10:30开会"),
        ("f(x), y", "f(x), y"),
    ],
)
def test_punctuation_that_touches_chinese_is_full_width_and_other_is_not(typed: str, printed: str) -> None:
    assert full_width(typed) == printed


def test_the_width_of_a_text_counts_the_gap_between_chinese_and_digits() -> None:
    assert width("检察") == 2
    assert width("1234") == 2
    assert width("2021年") == 3.25

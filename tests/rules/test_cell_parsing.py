"""What a cell means, and what is said when it means nothing."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from jingheng.kernel.period import SHANGHAI, Month
from jingheng.platform.files.cell_parsing import Cell, Misfit, column_parser
from jingheng.platform.files.sheet_columns import Choice, Column, Kind, Value

KINDS = (Choice("P01", "党政领导"), Choice("P02", "律师"), Choice("P26", "其他"), Choice("Z9", "其他"))


def parse(kind: Kind, cell: Cell) -> Value:
    return column_parser(Column("列", kind))(cell)


def parse_choice(cell: Cell) -> Value:
    return column_parser(Column("类别", "choices", choices=KINDS, several=True))(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2021-05-03 09:30",
        "2021-05-03 09:30:00",
        "2021-05-03T09:30",
        "2021/5/3 9:30",
        "2021.5.3 9:30",
        "2021年5月3日 9:30",
        "20210503 09:30",
        "２０２１－０５－０３　０９：３０",
        datetime(2021, 5, 3, 9, 30),
    ],
)
def test_a_moment_may_be_written_in_the_ways_people_write_it(cell: Cell) -> None:
    assert parse("moment", cell) == datetime(2021, 5, 3, 9, 30, tzinfo=SHANGHAI)


def test_a_moment_keeps_its_seconds() -> None:
    assert parse("moment", "2021-05-03 09:30:59") == datetime(2021, 5, 3, 9, 30, 59, tzinfo=SHANGHAI)


def test_a_moment_without_a_clock_time_is_midnight_as_in_a_spreadsheet() -> None:
    assert parse("moment", "2021-05-03") == datetime(2021, 5, 3, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "cell", ["2021-05-03", "2021/5/3", "20210503", "2021年5月3日", 20210503.0, datetime(2021, 5, 3, 14)]
)
def test_a_date_may_be_written_in_the_ways_people_write_it(cell: Cell) -> None:
    assert parse("date", cell) == date(2021, 5, 3)


@pytest.mark.parametrize(
    "cell", ["2021-05", "2021-5", "2021/05", "202105", 202105.0, "2021年5月", datetime(2021, 5, 1)]
)
def test_a_month_may_be_written_in_the_ways_people_write_it(cell: Cell) -> None:
    assert parse("month", cell) == Month(2021, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "昨天",
        "2021-02-30",
        "2021-13-01",
        "2021-05-03 25:00",
        "05/03/2021",
        "0021-05-03",
        "9999-12-31 00:00",
        "2021-05/03",
        "44319",
        "2021-05-03 上午",
    ],
)
@pytest.mark.parametrize("kind", ["moment", "date"])
def test_what_is_no_day_is_refused_with_the_right_spelling(kind: Kind, cell: str) -> None:
    with pytest.raises(Misfit, match="写作 2021-05-03"):
        parse(kind, cell)


@pytest.mark.parametrize("cell", ["五月", "2021-13", "2021", "2021-05-03"])
def test_what_is_no_month_is_refused_with_the_right_spelling(cell: str) -> None:
    with pytest.raises(Misfit, match="写作 2021-05"):
        parse("month", cell)


def test_a_cell_with_a_clock_time_only_is_no_moment() -> None:
    with pytest.raises(Misfit, match="没有日期"):
        parse("moment", datetime(1899, 12, 30, 9, 30))


@pytest.mark.parametrize(
    ("cell", "code"), [(990200.0, "990200"), ("0012", "0012"), ("\u3000990200\u200b\xa0", "990200"), (3.5, "3.5")]
)
def test_a_code_is_text_even_where_the_sheet_made_it_a_number(cell: Cell, code: str) -> None:
    assert parse("code", cell) == code


def test_a_number_of_more_digits_than_a_sheet_can_keep_is_not_guessed() -> None:
    with pytest.raises(Misfit, match="15 位"):
        parse("code", 990200202105030001.0)


def test_a_code_that_the_sheet_turned_into_a_date_is_not_guessed() -> None:
    with pytest.raises(Misfit, match="变成日期"):
        parse("code", datetime(2021, 5, 1))


def test_a_code_has_no_line_break() -> None:
    with pytest.raises(Misfit, match="换行"):
        parse("code", "9902\n00")


@pytest.mark.parametrize(
    "text",
    [
        "𠮷野家",
        "㛃",
        "\ue000\U000f0000",
        "<script>alert(1)</script>",
        "'; DROP TABLE x; --",
        "=1+1",
        "é e\u0301",
        "a\tb\nc",
        "👨‍👩‍👧",
    ],
)
def test_a_text_is_kept_to_the_character(text: str) -> None:
    assert parse("text", text) == text


def test_a_text_loses_only_the_blanks_around_it_and_the_kind_of_its_line_ends() -> None:
    assert parse("text", " \u3000\xa0一 二\r\n三 \n") == "一 二\n三"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_an_unprintable_character_is_refused_with_its_place(character: str) -> None:
    with pytest.raises(Misfit, match=f"第 3 个字.*U\\+{ord(character):04X}"):
        parse("text", f"一二{character}")


def test_a_control_character_at_the_edge_is_not_taken_for_a_blank() -> None:
    with pytest.raises(Misfit):
        parse("text", "一\x1f")


def test_a_text_has_its_longest() -> None:
    fits = column_parser(Column("内容", max_length=10))

    assert fits("𠮷" * 10) == "𠮷" * 10
    with pytest.raises(Misfit, match="有 11 个字，最多 10 个"):
        fits("𠮷" * 11)


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000"])
def test_a_required_cell_is_not_empty(cell: Cell) -> None:
    with pytest.raises(Misfit, match="必填"):
        column_parser(Column("编号", "code", required=True))(cell)


def test_a_required_choice_is_not_a_lone_separator() -> None:
    with pytest.raises(Misfit, match="必填"):
        column_parser(Column("类别", "choices", choices=KINDS, several=True, required=True))(" ；")


@pytest.mark.parametrize("cell", ["P01;P02", "p01；律师", "党政领导 ; P02律师；", "Ｐ０１;P02 律师；P01"])
def test_a_choice_is_a_code_or_a_name_or_what_the_drop_down_shows(cell: str) -> None:
    assert parse_choice(cell) == ("P01", "P02")


def test_a_choice_left_empty_is_none_of_them() -> None:
    assert parse_choice("") == ()
    assert column_parser(Column("类别", "choices", choices=KINDS))(None) == ""


def test_an_unknown_choice_is_answered_with_the_nearest() -> None:
    with pytest.raises(Misfit, match="“党政领寻”不在可填的范围内，是否应为“党政领导”"):
        parse_choice("P02；党政领寻")


def test_a_name_of_several_codes_asks_for_the_code() -> None:
    with pytest.raises(Misfit, match="P26 其他、Z9 其他。请改填代码"):
        parse_choice("其他")
    assert parse_choice("Z9") == ("Z9",)


def test_a_column_of_several_choices_has_no_choice_with_a_separator_in_it() -> None:
    with pytest.raises(ValueError, match="separator"):
        Column("类别", "choices", choices=(Choice("1", "甲；乙"),), several=True)


NAMED = Column("类别", "choices", choices=(Choice("N1", "打听、过问"), Choice("A1", "说情")), several=True)


@pytest.mark.parametrize("text", ["N1，A1", "N1、A1", "N1,A1", "N1;A1", "打听、过问；说情", "N1，说情"])
def test_a_comma_parts_choices_where_it_cuts_no_name(text: str) -> None:
    assert column_parser(NAMED)(text) == ("N1", "A1")


def test_a_name_with_a_comma_is_one_choice() -> None:
    assert column_parser(NAMED)("打听、过问") == ("N1",)


def test_where_a_comma_cuts_a_name_the_semicolon_is_asked_for() -> None:
    with pytest.raises(Misfit, match="请用分号（；）隔开"):
        column_parser(NAMED)("打听、过问，说情")

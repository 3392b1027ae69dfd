"""Lists of the case-handling system: the line of the headers, what is proposed, what is refused."""

from __future__ import annotations

import pytest

from jingheng.contexts.cases.rules.kinds import CASE_TYPES
from jingheng.contexts.cases.rules.lists import (
    BLANK,
    FIELDS,
    HeadRow,
    column_names,
    find_header,
    header_key,
    is_closing_line,
    plain_name,
    propose,
    refuse_columns,
    spans,
    spans_written,
    still_there,
    word_of,
)
from jingheng.contexts.cases.usual import usual

KNOWN = ("统一受案号", "承办检察官", "受理日期")
NAMES = ("序号", "统一受案号", "承办检察官", "受理日期", "案件类别")
CHOSEN = [("number", "统一受案号"), ("accepted_on", "受理日期"), ("kind", "案件类别")]


def lines(*texts: tuple[str, ...], sheet: str = "清单") -> list[HeadRow]:
    return [HeadRow(sheet, number, line) for number, line in enumerate(texts, start=1)]


def test_CAS_1_the_headers_stand_in_the_line_with_most_known_names() -> None:
    rows = lines(
        ("受理案件清单",),
        ("单位", "正平区", "导出", "案管", "2026"),
        ("序号", "统一受案号", "受理日期"),
        ("1", "99", "2026-10-08"),
    )

    found = find_header(rows, KNOWN)

    assert found is not None
    assert found.number == 3


def test_CAS_1_another_sheet_may_have_them() -> None:
    rows = [*lines(("说明", "甲", "乙", "丙"), sheet="封面"), *lines(("统一受案号", " 受理 日期*"), sheet="数据")]

    found = find_header(rows, KNOWN)

    assert found is not None
    assert found.sheet == "数据"


def test_CAS_1_without_known_names_it_is_the_first_of_the_fullest() -> None:
    rows = lines(("清单",), ("甲", "乙"), ("a", "b", "c"), ("1", "2", "3"))

    found = find_header(rows, KNOWN)

    assert found is not None
    assert found.number == 3


def test_CAS_1_a_page_of_prose_has_none() -> None:
    assert find_header(lines(("关于报送清单的通知",), ("",)), KNOWN) is None


def test_CAS_2_columns_are_proposed_by_their_usual_names() -> None:
    proposed = propose(("序号", "案件编号", "统一受案号", "承办人", "收案日期", "涉嫌罪名"), usual().columns)

    assert proposed == {
        "number": "统一受案号", "handler": "承办人", "accepted_on": "收案日期", "cause": "涉嫌罪名",
    }  # fmt: skip


def test_CAS_2_every_field_has_usual_names_and_every_word_means_a_kind() -> None:
    assert set(usual().columns) == set(FIELDS)
    assert set(usual().kinds.values()) == set(CASE_TYPES.codes)
    assert usual().source.certainty.to_be_verified
    names = [name for each in usual().columns.values() for name in each]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("chosen", "kind", "codes"),
    [
        (CHOSEN, "", []),
        (CHOSEN[:2], "TRIAL", []),
        (CHOSEN[:2], "", ["needs-kind"]),
        ([], "TRIAL", ["needed", "needed"]),
        ([*CHOSEN, ("number", "序号")], "", ["twice"]),
        ([*CHOSEN, ("cause", "没有这一列")], "", ["unknown-column"]),
        ([*CHOSEN, ("nothing", "序号")], "", ["unknown-column"]),
    ],
)
def test_CAS_3_each_field_comes_from_one_column(chosen: list[tuple[str, str]], kind: str, codes: list[str]) -> None:
    assert [refusal.code for refusal in refuse_columns(chosen, NAMES, kind)] == codes


def test_every_column_has_a_name_of_its_own() -> None:
    assert column_names(("承办人", "", "承 办人", "日期\n")) == ("承办人", "（第 2 列）", "承办人（2）", "日期")


def test_a_list_is_known_again_whatever_the_order() -> None:
    assert header_key(("受理日期", "统一受案号")) == header_key(("统一受案号*", "受理 日期"))
    assert header_key(column_names(("甲", "", "乙"))) != header_key(column_names(("甲", "乙", "")))


def test_what_is_still_there_of_a_mapping() -> None:
    assert still_there({"number": "统一受案号", "cause": "案由"}, ("统一受案号 ", "罪名")) == {"number": "统一受案号 "}


def test_words_are_told_apart_by_what_one_sees() -> None:
    assert [word_of(text) for text in (" 审查 起诉", "Ａ类", "  ")] == ["审查起诉", "A类", BLANK]
    assert plain_name("受理日期（必填）") == plain_name("受理日期*")


@pytest.mark.parametrize(("first", "is_one"), [("合计：3 件", True), ("制表人：方小岚", True), ("99020", False)])
def test_closing_lines_are_none_of_the_cases(first: str, is_one: bool) -> None:
    assert is_closing_line(first, usual()) is is_one


def test_row_numbers_are_told_by_their_runs() -> None:
    assert spans_written(spans([9, 4, 5, 6])) == "4—6、9"
    assert spans([]) == []

"""A record in the words of the form: what was left empty does not show, what was changed does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jingheng.contexts.records.rules.drafting import Draft, Intermediary
from jingheng.contexts.records.rules.drafting.words import Difference, Part, differences, parts_of
from tests.rules.test_drafting import CALL, CLASSMATE, DINNER


def said(draft: Draft) -> dict[str, str]:
    return {line.label: line.value for part in parts_of(draft) for line in part.lines}


def titles(parts: list[Part]) -> list[str]:
    return [part.title for part in parts]


def test_codes_are_told_in_words() -> None:
    told = said(CALL)

    assert told["方式"] == "电话"
    assert told["行为类别"] == "了解案（事）件进展"
    assert not {"M1", "PHONE", "N1"} & set(told.values())


def test_a_moment_is_told_as_the_clock_of_the_office_showed_it() -> None:
    assert "2021-05-10 10:20" in said(CALL).values()


def test_what_was_left_empty_does_not_show() -> None:
    assert "原话要点" not in said(CALL)
    assert titles(parts_of(Draft())) == []


def test_no_is_an_answer_where_it_was_asked_and_silence_where_it_was_not() -> None:
    told = said(CALL)

    assert told["是否透露案情"] == "否"
    assert "含威胁" not in told
    assert said(replace(CALL, threat=True))["含威胁"] == "是"


def test_the_first_time_is_not_worth_a_line() -> None:
    assert "第几次" not in said(CALL)
    assert said(replace(CALL, times=3))["第几次"] == "第 3 次"


def test_what_the_answers_do_not_need_does_not_show() -> None:
    assert said(replace(DINNER, approved=True, approver="梁伯言"))["批准人"] == "梁伯言"
    assert "批准人" not in said(replace(DINNER, approved=False, approver="梁伯言"))


def test_a_code_of_an_older_form_is_told_as_it_stands() -> None:
    assert said(replace(CALL, channel="PAGER"))["方式"] == "PAGER"


def test_several_persons_are_told_apart_by_number() -> None:
    other = replace(CLASSMATE, name="甘霖")

    assert titles(parts_of(CALL))[0] == "被记录人"
    assert titles(parts_of(replace(CALL, parties=(CLASSMATE, other))))[:2] == ["被记录人1", "被记录人2"]


def test_whoever_stands_behind_a_person_is_told_with_him() -> None:
    behind = (Intermediary(name="许望津", unit="清源区某商行", relation="表兄"), Intermediary(name="乙"))

    [party] = parts_of(Draft(parties=(replace(CLASSMATE, on_behalf=True, via=behind),)))

    assert [line.value for line in party.lines if line.label == "请托来源"] == ["许望津，清源区某商行，表兄", "乙"]


def test_a_revision_that_changes_nothing_differs_in_nothing() -> None:
    assert differences(DINNER, DINNER) == []


@pytest.mark.parametrize(
    ("after", "difference"),
    [
        (replace(CALL, channel="FACE"), Difference("方式", "电话", "当面")),
        (replace(CALL, verbatim="“问问”"), Difference("原话要点", "", "“问问”")),
        (replace(CALL, case_number=""), Difference("案件编号", "清检刑受〔2021〕37号", "")),
        (
            replace(CALL, parties=(replace(CLASSMATE, name="陆秉"),)),
            Difference("被记录人 · 姓名", "陆秉川", "陆秉"),
        ),
    ],
)
def test_a_change_is_told_before_and_after(after: Draft, difference: Difference) -> None:
    assert differences(CALL, after) == [difference]

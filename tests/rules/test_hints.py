"""Hints: they help to write it better, and never stand in the way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from jingheng.contexts.records.rules.drafting import Draft, Party
from jingheng.contexts.records.rules.hints import STOCK_PHRASES, STOCK_SOURCE, HintNorms, hints, similarity
from tests.rules.test_drafting import CALL

NORMS = HintNorms()
GOOD = replace(CALL, verbatim="“能不能帮我问问到哪一步了”")


def codes(draft: Draft, previous_text: str = "") -> list[str]:
    return [hint.code for hint in hints(draft, previous_text, NORMS)]


def test_a_well_written_draft_has_no_hint() -> None:
    assert codes(GOOD) == []


def test_an_empty_summary_is_left_in_peace() -> None:
    assert codes(Draft()) == []


def test_few_words_are_asked_to_be_more() -> None:
    assert codes(replace(GOOD, summary="同学来电话问表弟的案子。")) == ["SHORT"]


@pytest.mark.parametrize("phrase", ["询问案件进展情况", "打听案件有关情况"])
def test_a_stock_phrase_with_nothing_around_it_is_named(phrase: str) -> None:
    draft = replace(GOOD, summary=f"同学来电{phrase}，已按照相关规定处理，未透露任何案情，无其他情况，特此报告。")
    found = hints(draft, "", NORMS)

    assert [hint.code for hint in found] == ["STOCK"]
    assert phrase in found[0].sentence


def test_a_stock_phrase_in_a_full_account_does_no_harm() -> None:
    assert codes(replace(GOOD, summary=GOOD.summary + "已告知其依法依规办理。")) == []


def test_the_same_text_as_last_time_is_noticed() -> None:
    assert codes(GOOD, GOOD.summary.replace("结果", "结论")) == ["SAME"]


def test_two_accounts_that_share_only_stock_phrases_are_not_alike() -> None:
    one = "战友来电询问案件进展情况，未透露任何案情。"
    other = "邻居登门询问案件进展情况，未透露任何案情。"

    assert similarity(one, other) < Decimal("0.1")


def test_a_text_is_wholly_like_itself_and_nothing_is_like_emptiness() -> None:
    assert similarity(GOOD.summary, GOOD.summary) == 1
    assert similarity(GOOD.summary, "") == 0
    assert similarity("特此报告", "特此报告") == 0


def test_a_draft_that_names_nobody_is_asked_who() -> None:
    assert codes(replace(GOOD, parties=())) == ["WHO"]
    assert codes(replace(GOOD, parties=(Party(),))) == ["WHO"]
    assert codes(replace(GOOD, parties=(Party(features="外地口音"),))) == []


def test_a_draft_without_any_time_is_asked_when() -> None:
    timeless = replace(GOOD, happened_at=None, summary=GOOD.summary.replace("上午", "").replace("什么时候", "何期"))

    assert codes(timeless) == ["WHEN"]
    assert codes(replace(timeless, happened_at=GOOD.happened_at)) == []


def test_a_draft_in_which_nobody_wants_anything_is_asked_what() -> None:
    summary = "上午高中同学陆秉川来电话，说起其表弟涉嫌盗窃一案，聊了几句家常，之后就挂断了。"

    assert codes(replace(GOOD, summary=summary)) == ["WHAT"]


def test_spoken_words_may_stand_in_the_summary_or_in_their_own_field() -> None:
    silent = replace(GOOD, verbatim="")

    assert codes(silent) == ["WORDS"]
    assert codes(replace(silent, summary=silent.summary + "他说“就问一句”。")) == []


def test_hints_stand_beside_their_field_and_are_sentences() -> None:
    draft = Draft(summary="打招呼")
    found = hints(draft, "", NORMS)

    assert {hint.field for hint in found} == {"summary", "parties", "happened_at", "verbatim"}
    assert all(hint.sentence.endswith("。") for hint in found)


def test_the_list_of_stock_phrases_is_ours_and_says_so() -> None:
    assert STOCK_SOURCE.certainty.to_be_verified
    assert len(set(STOCK_PHRASES)) == len(STOCK_PHRASES)


def test_of_two_stock_phrases_one_within_the_other_the_longer_comes_first() -> None:
    for index, phrase in enumerate(STOCK_PHRASES):
        assert not any(phrase in later for later in STOCK_PHRASES[index + 1 :])

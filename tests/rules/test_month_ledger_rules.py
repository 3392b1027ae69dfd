"""What a line of the month's ledger says."""

from __future__ import annotations

from typing import Any

import pytest

from jingheng.contexts.records.rules.drafting.draft import Draft, Party
from jingheng.contexts.records.rules.lifecycles import RECORD_STATES
from jingheng.contexts.records.rules.month_ledger import (
    CORRECTED,
    LONGEST,
    LineFacts,
    about,
    became,
    cut,
    forgetting,
    parties_of,
    remarks,
)

COLLEAGUE = Party(
    name="周亦舟", unit="正平区人民检察院", title="检察官助理", asker_types=frozenset({"P23"}), person_id=7
)
FRIEND = Party(name="甘霖", asker_types=frozenset({"P44", "P42"}))


def test_LED_1_a_summary_is_one_paragraph_that_fits() -> None:
    assert cut(" 来电询问\r\n进展 ") == "来电询问 进展"
    assert cut("问" * LONGEST) == "问" * LONGEST
    assert cut("问" * (LONGEST + 1)) == "问" * (LONGEST - 1) + "…"


def test_LED_2_whoever_was_named_by_mistake_stands_nowhere() -> None:
    said = Draft(parties=(COLLEAGUE, FRIEND), summary="周亦舟和甘霖一起来问，亦舟说不急。")

    forgotten = forgetting(said, {7: "亦舟"})

    assert parties_of(forgotten)[0] == CORRECTED
    assert forgotten.parties[1] == FRIEND
    assert forgotten.summary == "某某和甘霖一起来问，某某说不急。"


def test_LED_2_nobody_else_is_forgotten() -> None:
    unnamed = Party(name="不详", features="高个子", person_id=None)
    said = Draft(parties=(COLLEAGUE, unnamed), summary="来人不详。")

    assert forgetting(said, {}) == said
    assert forgetting(said, {8: "乔敏行"}) == said


@pytest.mark.parametrize(
    ("party", "words"),
    [
        (COLLEAGUE, "周亦舟（正平区人民检察院 检察官助理）"),
        (FRIEND, "甘霖（同学、朋友、熟人）"),
        (Party(name=" ", unit="某公司"), "不详（某公司）"),
        (Party(), "不详"),
    ],
)
def test_LED_3_a_person_is_called_as_far_as_he_is_known(party: Party, words: str) -> None:
    assert parties_of(Draft(parties=(party,))) == (words,)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"matter": "M1", "cause": "盗窃罪", "case_number": "受〔2026〕1号"}, "盗窃罪 受〔2026〕1号"),
        ({"matter": "M1", "cause": "盗窃罪"}, "盗窃罪"),
        ({"matter": "M1", "no_case_number": True}, "尚无案号"),
        ({"matter": "M1"}, "司法办案"),
        ({"matter": "M3", "matter_name": "某项目", "case_number": "不相干"}, "项目安排：某项目"),
        ({"matter": "M2"}, "干部选拔任用"),
    ],
)
def test_LED_4_what_it_is_about(said: dict[str, Any], words: str) -> None:
    assert about(Draft(**said)) == words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (LineFacts("RECORDED"), "已填报"),
        (LineFacts("NOTED", triage="T3"), "受委托了解、反映情况，甄别未发现问题"),
        (LineFacts("EXCLUDED", triage="T0"), "不属填报范围"),
        (LineFacts("PROPOSED", triage="T4", outcome="TALK"), "不当接触交往；待审定"),
        (LineFacts("CONCLUDED", triage="T4", outcome="TALK"), "不当接触交往；谈话提醒"),
        (LineFacts("CONCLUDED", triage="T4", outcome="TALK", is_cleared=True), "不当接触交往；谈话提醒；已澄清"),
        (
            LineFacts("CONCLUDED", triage="T4", outcome="UNSUBSTANTIATED", is_cleared=True),
            "不当接触交往；未查实，予以澄清",
        ),
        (LineFacts("VERIFYING", triage="T4", is_cleared=True), "不当接触交往；核查中；已澄清"),
    ],
)
def test_LED_5_what_became_of_it(facts: LineFacts, words: str) -> None:
    assert became(facts) == words


@pytest.mark.parametrize("state", [state for state in RECORD_STATES if state != "CONCLUDED"])
def test_LED_5_no_proposal_is_told_as_an_outcome(state: str) -> None:
    assert "谈话提醒" not in became(LineFacts(state, triage="T1", outcome="TALK"))


def test_LED_6_how_it_came() -> None:
    everything = LineFacts(
        "RECORDED", is_urgent=True, is_late=True, is_supplementary=True, is_imported=True, is_typed=True,
        is_paper_signed=True, is_restricted=True,
    )  # fmt: skip

    assert remarks(everything, masked=False) == "限阅、紧急、迟填、补报、代录（纸签）、导入"
    assert remarks(LineFacts("RECORDED", is_typed=True), masked=False) == "代录"
    assert remarks(LineFacts("RECORDED"), masked=False) == ""


def test_LED_6_a_masked_recorder_is_not_told_by_his_clerk() -> None:
    typed = LineFacts("RECORDED", is_late=True, is_typed=True, is_paper_signed=True)

    assert remarks(typed, masked=True) == "迟填"

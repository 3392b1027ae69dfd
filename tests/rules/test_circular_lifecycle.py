"""The life of a circular: each rule on its own, and every move from where it starts."""

from __future__ import annotations

from datetime import date

import pytest

from jingheng.contexts.circulars.rules.lifecycle import (
    CIRCULAR,
    CircularFacts,
    next_number,
    reads_internal,
    refuse_before_start,
    refuse_no_opinion,
    refuse_no_reason,
    refuse_number,
    refuse_unended,
)
from jingheng.contexts.org.rules.duties import permissions_of
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month

OFFICE, SISTER = 2, 3

#: action → whose duty, from which states
ALLOWED = {
    "recompile": ("INSPECTOR", {"COMPILED", "SUBMITTED", "RETURNED", "SIGNED"}),
    "edit": ("INSPECTOR", {"COMPILED", "SUBMITTED", "RETURNED", "SIGNED"}),
    "discard": ("INSPECTOR", {"COMPILED", "SUBMITTED", "RETURNED"}),
    "submit": ("INSPECTOR", {"COMPILED"}),
    "return": ("CHIEF", {"SUBMITTED", "SIGNED"}),
    "sign": ("CHIEF", {"SUBMITTED"}),
    "number": ("GENERAL_OFFICE", {"SIGNED"}),
    "review": ("GENERAL_OFFICE", {"NUMBERED"}),
    "publish": ("PUBLISHER", {"NUMBERED"}),
}


def actor(duty: str, office: int = OFFICE) -> Actor:
    return Actor(
        person_id=1, name="", number="", office_id=office, office_code="", office_path="",
        duties=frozenset({duty}), permissions=permissions_of([duty]),
    )  # fmt: skip


def facts(state: str, *, shown_revision: int = 2, reviewed_by: int | None = 9) -> CircularFacts:
    return CircularFacts(state, OFFICE, revision=2, shown_revision=shown_revision, reviewed_by=reviewed_by)


def code(action: str, known: CircularFacts, who: Actor) -> str:
    refusal = CIRCULAR.refusal(action, known, who)
    return refusal.code if refusal else ""


def test_nothing_is_done_to_a_circular_but_what_is_listed_here() -> None:
    assert {move.action for move in CIRCULAR} == set(ALLOWED)


@pytest.mark.parametrize("action", ALLOWED)
@pytest.mark.parametrize("state", CIRCULAR.states)
def test_each_move_starts_in_its_own_states(action: str, state: str) -> None:
    duty, sources = ALLOWED[action]

    assert code(action, facts(state), actor(duty)) == ("" if state in sources else "wrong-state")


@pytest.mark.parametrize("action", ALLOWED)
def test_CIR_1_another_office_finds_no_circular(action: str) -> None:
    duty, sources = ALLOWED[action]

    assert code(action, facts(min(sources)), actor(duty, SISTER)) == "not-found"


@pytest.mark.parametrize("action", ["edit", "submit", "sign", "return", "discard"])
def test_CIR_2_what_has_been_revised_since_is_read_again_first(action: str) -> None:
    duty, sources = ALLOWED[action]

    assert code(action, facts(min(sources), shown_revision=1), actor(duty)) == "stale"


def test_CIR_12_nothing_is_published_that_nobody_has_examined() -> None:
    assert code("publish", facts("NUMBERED", reviewed_by=None), actor("PUBLISHER")) == "unreviewed"


def test_CIR_13_whoever_examined_it_does_not_publish_it() -> None:
    assert code("publish", facts("NUMBERED", reviewed_by=1), actor("PUBLISHER")) == "own-review"


@pytest.mark.parametrize(("opinion", "refused"), [(" ", "required"), ("字" * 201, "too-long"), ("同意公布。", None)])
def test_CIR_14_an_examination_leaves_its_result_in_words(opinion: str, refused: str | None) -> None:
    refusal = refuse_no_opinion(opinion)
    assert (refusal and refusal.code) == refused


TODAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("number", "refused"),
    [
        ("", "required"),
        ("字" * 41, "too-long"),
        ("abc<b>", "malformed"),
        ("澄检发[2026]12号", "malformed"),
        ("澄检发（2026）12号", "malformed"),
        ("澄检发〔26〕12号", "malformed"),
        ("澄检发〔2026〕第12号", "malformed"),
        ("澄检发〔2026〕012号", "malformed"),
        ("澄检发〔2026〕12", "malformed"),
        ("〔2026〕12号", "malformed"),
        ("澄检发〔2027〕1号", "implausible"),
        ("澄检发〔2024〕1号", "implausible"),
    ],
)
def test_CIR_3_a_number_has_the_form_of_official_papers_and_a_year_of_now(number: str, refused: str) -> None:
    refusal = refuse_number(number, TODAY)

    assert refusal is not None
    assert (refusal.code, refusal.field) == (refused, "number")


@pytest.mark.parametrize("number", ["澄检发〔2026〕12号", "澄检督发〔2025〕1号"])
def test_CIR_3_the_number_of_an_official_paper_is_taken(number: str) -> None:
    assert refuse_number(number, TODAY) is None


@pytest.mark.parametrize(
    ("given", "proposed"),
    [
        ([], ""),
        (["旧字号 7"], ""),
        (["澄检发〔2026〕12号", "澄检发〔2026〕15号"], "澄检发〔2026〕16号"),
        (["澄检督发〔2026〕2号", "澄检发〔2026〕15号"], "澄检督发〔2026〕3号"),
        (["澄检发〔2025〕15号"], "澄检发〔2026〕1号"),
    ],
)
def test_CIR_5_the_number_after_the_highest_of_the_year_is_proposed(given: list[str], proposed: str) -> None:
    assert next_number(given, TODAY) == proposed


def test_CIR_4_a_month_that_has_not_begun_cannot_be_reported_on() -> None:
    refusal = refuse_unended(Month(2026, 12), Month(2026, 11))

    assert refusal is not None
    assert "2026-12 还没有到，请选到 2026-11" in refusal.sentence
    assert refuse_unended(Month(2026, 11), Month(2026, 11)) is None


def test_CIR_6_before_anybody_had_to_report_and_without_records_there_is_no_circular() -> None:
    refusal = refuse_before_start(Month(2026, 8), Month(2026, 9), None)

    assert refusal is not None
    assert refusal.field == "last"
    assert "请从 2026-09 起选" in refusal.sentence
    assert refuse_before_start(Month(2026, 9), Month(2026, 9), None) is None
    assert refuse_before_start(Month(2026, 8), Month(2026, 9), Month(2026, 8)) is None
    assert refuse_before_start(Month(2026, 7), Month(2026, 9), Month(2026, 8)) is not None
    assert refuse_before_start(Month(2020, 1), None, None) is None


@pytest.mark.parametrize(("reason", "refused"), [(" ", "required"), ("字" * 501, "too-long")])
def test_CIR_7_what_is_returned_is_returned_for_a_reason(reason: str, refused: str) -> None:
    refusal = refuse_no_reason(reason)

    assert refusal is not None
    assert (refusal.code, refusal.field) == (refused, "reason")
    assert refuse_no_reason("第三段数字与附表不符。") is None


@pytest.mark.parametrize(
    ("duties", "reads"),
    [
        ([], True),
        (["PUBLISHER"], False),
        (["PUBLISHER", "HEAD"], True),
        (["PUBLISHER", "GENERAL_OFFICE"], True),
        (["INSPECTOR"], True),
    ],
)
def test_CIR_8_whoever_only_publishes_reads_the_public_version(duties: list[str], reads: bool) -> None:
    assert reads_internal(permissions_of(duties)) is reads

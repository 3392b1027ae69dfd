"""The life of a circular: each rule on its own, and every move from where it starts."""

from __future__ import annotations

import pytest

from jingheng.contexts.circulars.rules.lifecycle import CIRCULAR, CircularFacts, refuse_number, refuse_unended
from jingheng.contexts.org.rules.duties import permissions_of
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month

OFFICE, SISTER = 2, 3

#: action → whose duty, from which states
ALLOWED = {
    "recompile": ("INSPECTOR", {"COMPILED", "SIGNED"}),
    "edit": ("INSPECTOR", {"COMPILED", "SIGNED"}),
    "sign": ("CHIEF", {"COMPILED"}),
    "number": ("GENERAL_OFFICE", {"SIGNED"}),
    "publish": ("PUBLISHER", {"NUMBERED"}),
}


def actor(duty: str, office: int = OFFICE) -> Actor:
    return Actor(
        person_id=1, name="", number="", office_id=office, office_code="", office_path="",
        duties=frozenset({duty}), permissions=permissions_of([duty]),
    )  # fmt: skip


def facts(state: str, *, shown_revision: int = 2) -> CircularFacts:
    return CircularFacts(state, OFFICE, revision=2, shown_revision=shown_revision)


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


@pytest.mark.parametrize("action", ["edit", "sign"])
def test_CIR_2_what_has_been_revised_since_is_read_again_first(action: str) -> None:
    duty, _ = ALLOWED[action]

    assert code(action, facts("COMPILED", shown_revision=1), actor(duty)) == "stale"


@pytest.mark.parametrize(("number", "refused"), [("", "required"), ("字" * 41, "too-long")])
def test_CIR_3_a_number_says_something_and_fits(number: str, refused: str) -> None:
    refusal = refuse_number(number)

    assert refusal is not None
    assert (refusal.code, refusal.field) == (refused, "number")


def test_CIR_3_the_number_of_an_official_paper_is_taken() -> None:
    assert refuse_number("澄检发〔2026〕12号") is None
    assert refuse_number("字" * 40) is None


def test_CIR_4_a_month_that_has_not_begun_cannot_be_reported_on() -> None:
    refusal = refuse_unended(Month(2026, 12), Month(2026, 11))

    assert refusal is not None
    assert "2026-12 还没有到，请选到 2026-11" in refusal.sentence
    assert refuse_unended(Month(2026, 11), Month(2026, 11)) is None

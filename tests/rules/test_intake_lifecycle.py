"""The life of a list: every move from where it starts, every rule on its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jingheng.contexts.cases.rules.intakes import INTAKE, OPEN, IntakeFacts
from jingheng.contexts.org.rules.duties import permissions_of
from jingheng.kernel.actor import Actor

OFFICE, SISTER = 2, 3
ALLOWED = {
    "map": {"MAPPING"},
    "decide": {"CHOOSING"},
    "settle": {"CHOOSING"},
    "remap": {"CHOOSING", "READY"},
    "rechoose": {"READY"},
    "start": {"READY"},
    "finish": {"IMPORTING"},
    "release": {"IMPORTING"},
    "drop": {"MAPPING", "CHOOSING", "READY"},
    "expire": {"MAPPING", "CHOOSING", "READY"},
}
BY_HAND = sorted(set(ALLOWED) - {"settle", "finish", "release", "expire"})


def actor(duty: str = "CASE_MANAGEMENT", office: int = OFFICE) -> Actor:
    return Actor(
        person_id=1, name="", number="", office_id=office, office_code="", office_path="",
        duties=frozenset({duty}), permissions=permissions_of([duty]),
    )  # fmt: skip


def facts(state: str) -> IntakeFacts:
    return IntakeFacts(state, OFFICE, version=2, shown_version=2, rows=3)


def code(action: str, known: IntakeFacts, who: Actor) -> str:
    refusal = INTAKE.refusal(action, known, who)
    return refusal.code if refusal else ""


def test_nothing_is_done_to_a_list_but_what_stands_here() -> None:
    assert {move.action for move in INTAKE} == set(ALLOWED)
    assert INTAKE.move("drop").sources == set(OPEN)


@pytest.mark.parametrize("action", ALLOWED)
@pytest.mark.parametrize("state", INTAKE.states)
def test_each_move_starts_in_its_own_states(action: str, state: str) -> None:
    assert code(action, facts(state), actor()) == ("" if state in ALLOWED[action] else "wrong-state")


@pytest.mark.parametrize("action", ALLOWED)
def test_nobody_else_moves_it(action: str) -> None:
    assert code(action, facts(min(ALLOWED[action])), actor("INSPECTION_HEAD")) == "not-permitted"


@pytest.mark.parametrize("action", [*BY_HAND, "settle", "finish"])
def test_CAS_6_another_office_finds_no_list(action: str) -> None:
    assert code(action, facts(min(ALLOWED[action])), actor(office=SISTER)) == "not-found"


@pytest.mark.parametrize("action", BY_HAND)
def test_CAS_7_whoever_acts_has_seen_what_was_done_meanwhile(action: str) -> None:
    assert code(action, replace(facts(min(ALLOWED[action])), shown_version=1), actor()) == "stale"


@pytest.mark.parametrize("action", ["settle", "start", "finish"])
def test_CAS_8_nothing_goes_in_while_something_is_undecided(action: str) -> None:
    assert code(action, replace(facts(min(ALLOWED[action])), undecided=1), actor()) == "undecided"


@pytest.mark.parametrize("action", ["start", "finish"])
@pytest.mark.parametrize(("change", "refused"), [({"faults": 1}, "faulty"), ({"rows": 0}, "no-rows")])
def test_CAS_9_all_rows_or_none(action: str, change: dict[str, int], refused: str) -> None:
    assert code(action, replace(facts(min(ALLOWED[action])), **change), actor()) == refused  # type: ignore[arg-type]

"""The life of a record: every action in every state by every kind of person. What is not listed is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jingheng.contexts.org.rules.duties import permissions_of
from jingheng.contexts.records.rules.lifecycles import RECORD, RECORD_STATES, RecordFacts
from jingheng.contexts.records.rules.taxonomy import ADVERSE_OUTCOMES, OUTCOMES
from jingheng.kernel.actor import Actor

FILER, INVOLVED, HANDLER, PROPOSER = 1, 2, 3, 4

PEOPLE = {
    "inspector": (10, {"INSPECTOR"}),
    "proposing inspector": (PROPOSER, {"INSPECTOR"}),
    "head": (11, {"INSPECTION_HEAD"}),
    "chief": (12, {"CHIEF"}),
    "discipline": (13, {"DISCIPLINE"}),
    "filer": (FILER, set()),
    "filing head": (FILER, {"INSPECTION_HEAD"}),
    "involved head": (INVOLVED, {"INSPECTION_HEAD"}),
    "handling inspector": (HANDLER, {"INSPECTOR"}),
    "department head": (14, {"HEAD"}),
    "deputy in charge": (15, {"INSPECTION_DEPUTY"}),
    "administrator": (16, {"SYSTEM_ADMIN"}),
}
_WORKING = {"inspector", "proposing inspector", "head", "discipline"}
_FORMAL = _WORKING | {"handling inspector"}
_DECIDING = {"head", "chief", "discipline"}

#: action → state → who. Written from the dossier and the decisions, not from the code.
ALLOWED = {
    "accept": {"RECORDED": _FORMAL},
    "return": {"RECORDED": _FORMAL},
    "supplement": {"RETURNED": {"filer", "filing head"}},
    "exclude": {"ACCEPTED": _FORMAL},
    "note": {"ACCEPTED": _FORMAL},
    "triage": {"ACCEPTED": _FORMAL},
    "verify": {"TRIAGED": _WORKING},
    "hear": {"VERIFYING": _WORKING, "HEARING": _WORKING},
    "propose": {"VERIFYING": _WORKING, "HEARING": _WORKING},
    "reject": {"PROPOSED": _DECIDING},
    "conclude": {"PROPOSED": _DECIDING},
}


def person(kind: str) -> Actor:
    number, duties = PEOPLE[kind]
    return Actor(number, kind, str(number), 1, "990203", "/990203/", frozenset(duties), permissions_of(duties))


def facts(state: str, **changes: object) -> RecordFacts:
    plain = RecordFacts(state, FILER, frozenset({INVOLVED}), proposer_id=PROPOSER, case_handler_id=HANDLER)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", PEOPLE)
@pytest.mark.parametrize("state", RECORD_STATES)
def test_only_what_is_listed_is_allowed(state: str, kind: str) -> None:
    actor = person(kind)

    allowed = {action for action in ALLOWED if RECORD.refusal(action, facts(state), actor) is None}

    assert allowed == {action for action, states in ALLOWED.items() if kind in states.get(state, ())}


def test_the_table_has_no_move_that_the_test_does_not_know() -> None:
    assert {move.action for move in RECORD} == set(ALLOWED)


def test_an_unknown_action_is_refused() -> None:
    refusal = RECORD.refusal("forget", facts("RECORDED"), person("head"))

    assert refusal is not None
    assert refusal.code == "not-permitted"


def test_who_comes_late_hears_in_which_state_it_is() -> None:
    refusal = RECORD.refusal("accept", facts("ACCEPTED"), person("inspector"))

    assert refusal is not None
    assert "已受理" in refusal.sentence
    assert "请刷新" in refusal.sentence


@pytest.mark.parametrize("state", ["EXCLUDED", "NOTED", "CONCLUDED"])
def test_what_is_done_with_offers_nothing(state: str) -> None:
    assert [RECORD.offers(facts(state), person(kind)) for kind in PEOPLE] == [[]] * len(PEOPLE)


@pytest.mark.parametrize("outcome", sorted(OUTCOMES.codes))
def test_REC_24_no_adverse_outcome_for_our_own_staff_unheard(outcome: str) -> None:
    unheard = facts("VERIFYING", concerns_staff=True, proposed=outcome)

    refusal = RECORD.refusal("propose", unheard, person("inspector"))

    assert (refusal is not None) == (outcome in ADVERSE_OUTCOMES)
    assert RECORD.refusal("propose", replace(unheard, heard=True), person("inspector")) is None


@pytest.mark.parametrize("outcome", sorted(OUTCOMES.codes))
@pytest.mark.parametrize("action", ["conclude", "reject"])
def test_REC_25_an_adverse_outcome_takes_a_second_person(action: str, outcome: str) -> None:
    own = facts("PROPOSED", proposed=outcome, proposer_id=PEOPLE["head"][0])

    assert (RECORD.refusal(action, own, person("head")) is not None) == (outcome in ADVERSE_OUTCOMES)
    assert RECORD.refusal(action, own, person("chief")) is None


@pytest.mark.parametrize(("action", "state"), [("verify", "TRIAGED"), ("hear", "VERIFYING")])
def test_REC_26_nobody_is_verified_or_heard_while_it_is_open_who_was_meant(action: str, state: str) -> None:
    refusal = RECORD.refusal(action, facts(state, open_questions=1), person("inspector"))

    assert refusal is not None
    assert refusal.code == "identity-open"

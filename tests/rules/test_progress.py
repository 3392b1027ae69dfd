"""What the filer is told of his record: every state and step in plain words, and no more than is his to know."""

from __future__ import annotations

import pytest

from jingheng.contexts.records.rules.lifecycles import RECORD, RECORD_STATES
from jingheng.contexts.records.rules.progress import FINAL, PROGRESS, STEPS, shows_reader


def test_every_state_has_words_for_the_filer() -> None:
    assert set(PROGRESS) == set(RECORD_STATES)


def test_from_triage_to_outcome_he_learns_one_thing() -> None:
    assert len({PROGRESS[state] for state in ("TRIAGED", "VERIFYING", "HEARING", "PROPOSED")}) == 1


def test_who_is_heard_and_what_is_proposed_is_not_his_to_know() -> None:
    assert not {"hear", "propose", "reject", "reassign"} & set(STEPS)
    assert {move.action for move in RECORD} - set(STEPS) == {"hear", "propose", "reject"}


def test_a_record_that_is_done_with_goes_nowhere_any_more() -> None:
    assert {state for state in RECORD_STATES if not any(state in move.sources for move in RECORD)} == FINAL


@pytest.mark.parametrize("state", sorted(RECORD_STATES))
def test_REC_41_discipline_inspection_is_named_as_a_reader_once_it_is_done_with(state: str) -> None:
    assert shows_reader("DISCIPLINE", state, discipline_hidden=True) == (state in FINAL)


@pytest.mark.parametrize("duty", ["INSPECTOR", "INSPECTION_HEAD", "CHIEF", ""])
def test_REC_41_every_other_reader_is_named_at_once(duty: str) -> None:
    assert shows_reader(duty, "VERIFYING", discipline_hidden=True)


def test_REC_41_an_office_may_name_discipline_inspection_too() -> None:
    assert shows_reader("DISCIPLINE", "VERIFYING", discipline_hidden=False)

"""The decision aid: short, complete, and every verdict with its reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.contexts.records.rules.decision_aid import (
    MAX_QUESTIONS,
    QUESTIONS,
    VERDICTS,
    AidNorms,
    Outcome,
    Question,
    Verdict,
    next_question,
    trail,
)
from jingheng.contexts.records.rules.drafting import PARTY_FIELDS, PAYLOAD_FIELDS
from jingheng.contexts.records.rules.taxonomy import NOT_REPORTABLE, is_contact

ALL_NORMS = [AidNorms(own, party) for own in (False, True) for party in (False, True)]
NOT_SECRET = {"SECRET": "NO"}
ASKED = {"SECRET": "NO", "WHAT": "ASKED"}


def paths(norms: AidNorms, answers: dict[str, str] | None = None) -> Iterator[tuple[dict[str, str], Verdict]]:
    answers = answers or {}
    found = next_question(answers, norms)
    if isinstance(found, Verdict):
        yield answers, found
        return
    for answer in found.answers:
        yield from paths(norms, answers | {found.code: answer.code})


def verdict(answers: dict[str, str], norms: AidNorms | None = None) -> Verdict:
    found = next_question(answers, norms)
    assert isinstance(found, Verdict), f"still asks {found.code}"
    return found


@pytest.mark.parametrize("norms", ALL_NORMS, ids=str)
def test_every_path_ends_within_six_questions_in_a_verdict_with_a_source(norms: AidNorms) -> None:
    for answers, found in paths(norms):
        assert len(answers) <= MAX_QUESTIONS, answers
        assert found.source.instrument
        assert found.sentence.endswith("。")


@given(st.dictionaries(st.sampled_from(sorted(QUESTIONS)), st.sampled_from(["YES", "NO", "ASKED", "PRIVATE", "?"])))
def test_whatever_is_answered_something_sensible_comes_next(answers: dict[str, str]) -> None:
    found = next_question(answers)

    passed = [question.code for question, _ in trail(answers)]
    assert len(passed) == len(set(passed)) <= MAX_QUESTIONS
    assert isinstance(found, Verdict) or found.code not in passed


def test_every_question_and_every_verdict_can_be_reached() -> None:
    reached_questions, reached_verdicts = set(), set()
    for norms in ALL_NORMS:
        for answers, found in paths(norms):
            reached_questions |= set(answers)
            reached_verdicts.add(found.code)

    assert reached_questions == set(QUESTIONS)
    assert reached_verdicts == set(VERDICTS)


def test_every_situation_that_is_not_to_be_filed_has_its_verdict() -> None:
    assert {found.not_reportable for found in VERDICTS.values()} - {""} == set(NOT_REPORTABLE.codes)


def test_only_what_is_not_to_be_filed_carries_such_a_reason() -> None:
    for found in VERDICTS.values():
        assert bool(found.not_reportable) == (found.outcome is Outcome.DO_NOT_FILE)


def test_suggestions_are_codes_that_the_form_knows() -> None:
    fields = {field.name: field for field in (*PARTY_FIELDS, *PAYLOAD_FIELDS)}
    for found in VERDICTS.values():
        for name, codes in found.prefill.items():
            dictionary = fields[name].dictionary
            assert dictionary is not None
            assert [code for code in codes if code not in dictionary] == []


def test_the_contact_branch_is_suggested_exactly_where_contact_is_the_verdict() -> None:
    for found in VERDICTS.values():
        if found.outcome is Outcome.FILE_CONTACT:
            assert all(is_contact([act]) for act in found.prefill["acts"])


def test_the_first_question_is_whether_it_is_secret_and_yes_leads_to_paper() -> None:
    first = next_question({})

    assert isinstance(first, Question)
    assert first.code == "SECRET"
    assert verdict({"SECRET": "YES"}).outcome is Outcome.PAPER


def test_a_county_with_its_own_server_asks_about_its_leadership_at_once() -> None:
    norms = AidNorms(leadership_on_paper=True)
    second = next_question(NOT_SECRET, norms)

    assert isinstance(second, Question)
    assert second.code == "OWN_LEADERSHIP"
    assert verdict(NOT_SECRET | {"OWN_LEADERSHIP": "YES"}, norms).code == "PAPER_LEADERSHIP"


def test_elsewhere_nobody_is_asked_about_the_leadership() -> None:
    second = next_question(NOT_SECRET)

    assert isinstance(second, Question)
    assert second.code == "WHAT"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"WHO": "INSIDE", "DUTY": "YES", "FORM": "ASKED"}, "DUTY"),
        ({"WHO": "INSIDE", "DUTY": "YES", "FORM": "WRITTEN"}, "WRITTEN"),
        ({"WHO": "JUSTICE", "JUSTICE": "YES"}, "OTHER_JUSTICE"),
        ({"WHO": "ORGAN", "ORGAN": "PROCEDURE"}, "OVERSIGHT"),
        ({"WHO": "DELEGATE", "DELEGATE": "YES"}, "DELEGATE"),
        ({"WHO": "LAWYER", "LAWYER": "PROCEDURE"}, "LAWYER"),
        ({"WHO": "PARTY", "PARTY": "PROCEDURE"}, "PARTY"),
        ({"WHO": "PRESS", "PRESS": "YES"}, "PRESS"),
    ],
)
def test_what_goes_by_procedure_is_not_filed(answers: dict[str, str], reason: str) -> None:
    found = verdict(ASKED | answers)

    assert (found.outcome, found.not_reportable) == (Outcome.DO_NOT_FILE, reason)


@pytest.mark.parametrize(
    ("answers", "asker"),
    [
        ({"WHO": "INSIDE", "DUTY": "NO"}, "P23"),
        ({"WHO": "INSIDE", "DUTY": "YES", "FORM": "ORAL"}, "P21"),
        ({"WHO": "JUSTICE", "JUSTICE": "NO"}, "P26"),
        ({"WHO": "ORGAN", "ORGAN": "DEMAND"}, "P11"),
        ({"WHO": "ORGAN", "ORGAN": "LETTER"}, "P15"),
        ({"WHO": "ORGAN", "ORGAN": "PRIVATE"}, "P14"),
        ({"WHO": "DELEGATE", "DELEGATE": "NO"}, "P51"),
        ({"WHO": "LAWYER", "LAWYER": "PRIVATE"}, "P32"),
        ({"WHO": "PARTY", "PARTY": "PRIVATE"}, "P31"),
        ({"WHO": "PRESS", "PRESS": "NO"}, "P52"),
        ({"WHO": "OTHER"}, "P42"),
    ],
)
def test_what_goes_past_procedure_is_filed(answers: dict[str, str], asker: str) -> None:
    found = verdict(ASKED | answers)

    assert found.outcome is Outcome.FILE
    assert asker in found.prefill["asker_types"]


@pytest.mark.parametrize("outcome", ["MET", "BENEFIT"])
def test_contact_outside_the_office_is_filed_with_the_contact_branch(outcome: str) -> None:
    assert verdict(NOT_SECRET | {"WHAT": "CONTACT", "CONTACT": outcome}).outcome is Outcome.FILE_CONTACT


def test_whether_citizens_in_office_hours_are_filed_is_the_offices_own_rule() -> None:
    answers = ASKED | {"WHO": "PARTY", "PARTY": "PROCEDURE"}

    assert verdict(answers).outcome is Outcome.DO_NOT_FILE
    filed = verdict(answers, AidNorms(party_by_procedure_is_filed=True))
    assert filed.outcome is Outcome.FILE
    assert filed.source.certainty.to_be_verified


def test_a_comrade_whom_the_ring_tone_stopped_leaves_at_most_a_memo() -> None:
    almost = NOT_SECRET | {"WHAT": "ALMOST"}

    assert verdict(almost | {"UNSPOKEN": "NO"}).outcome is Outcome.MEMO
    assert verdict(almost | {"UNSPOKEN": "YES"}).outcome is Outcome.FILE


def test_an_answer_that_does_not_exist_is_asked_again() -> None:
    again = next_question({"SECRET": "PERHAPS"})

    assert isinstance(again, Question)
    assert again.code == "SECRET"


def test_the_trail_leaves_out_answers_from_a_path_no_longer_taken() -> None:
    changed_his_mind = {"SECRET": "NO", "WHAT": "ALMOST", "WHO": "LAWYER", "UNSPOKEN": "NO"}

    assert [question.code for question, _ in trail(changed_his_mind)] == ["SECRET", "WHAT", "UNSPOKEN"]

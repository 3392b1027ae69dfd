"""要不要填: at most six questions, then a verdict with its source (dossier §2.6).

A table, not code: a question's answers lead to a question or to a verdict. To change what the office is told, change a
row. Two edges hang on norms and stand in `_turning`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jingheng.contexts.records.rules.decision_aid.parts import Answer, Outcome, Question, Verdict
from jingheng.contexts.records.rules.decision_aid.questions import QUESTIONS
from jingheng.contexts.records.rules.decision_aid.verdicts import VERDICTS

__all__ = [
    "MAX_QUESTIONS",
    "QUESTIONS",
    "VERDICTS",
    "AidNorms",
    "Answer",
    "Outcome",
    "Question",
    "Verdict",
    "next_question",
    "trail",
]

MAX_QUESTIONS = 6
START = "SECRET"


@dataclass(frozen=True, slots=True)
class AidNorms:
    """What an office may set: both are 待核 and off by default."""

    leadership_on_paper: bool = False  # a county office with its own server (decisions §2)
    party_by_procedure_is_filed: bool = False  # 口径以《答复意见》为准


def next_question(answers: Mapping[str, str], norms: AidNorms | None = None) -> Question | Verdict:
    """What comes after these answers (question code → answer code); an unknown answer is asked again."""
    return _walk(answers, norms or AidNorms())[1]


def trail(answers: Mapping[str, str], norms: AidNorms | None = None) -> tuple[tuple[Question, Answer], ...]:
    """The questions answered so far on this path, in order; answers to questions off the path are left out."""
    return _walk(answers, norms or AidNorms())[0]


def _walk(
    answers: Mapping[str, str], norms: AidNorms
) -> tuple[tuple[tuple[Question, Answer], ...], Question | Verdict]:
    passed: tuple[tuple[Question, Answer], ...] = ()
    question = QUESTIONS[START]
    while answer := question.answered(answers.get(question.code, "")):
        passed = (*passed, (question, answer))
        target = _turning(answer.leads_to, norms)
        if target in VERDICTS:
            return passed, VERDICTS[target]
        question = QUESTIONS[target]
    return passed, question


def _turning(target: str, norms: AidNorms) -> str:
    if target == "OWN_LEADERSHIP" and not norms.leadership_on_paper:
        return "WHAT"
    if target == "PARTY_BY_PROCEDURE":
        return "FILE_PARTY_BY_PROCEDURE" if norms.party_by_procedure_is_filed else "NO_PARTY"
    return target

"""What the decision aid is made of: questions, answers, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from jingheng.kernel.sources import RuleSource


class Outcome(StrEnum):
    FILE = "FILE"
    FILE_CONTACT = "FILE_CONTACT"  # filed with the contact branch, within the contact norm's days
    DO_NOT_FILE = "DO_NOT_FILE"
    PAPER = "PAPER"  # nothing is kept here
    MEMO = "MEMO"  # a private note that no figure counts


@dataclass(frozen=True, slots=True)
class Answer:
    code: str
    text: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    text: str
    help: str
    answers: tuple[Answer, ...]

    def answered(self, code: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.code == code), None)


@dataclass(frozen=True, slots=True)
class Verdict:
    code: str
    outcome: Outcome
    sentence: str
    source: RuleSource
    not_reportable: str = ""
    #: Payload field → codes: one code is filled in, several are offered first.
    prefill: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

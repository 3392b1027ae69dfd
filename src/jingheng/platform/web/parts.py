"""The plain values that the page components take. Contexts fill them; templates only lay them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Light(StrEnum):
    """How near a thing is to its day. Shown as colour, shape and word together."""

    LATE = "late"
    SOON = "soon"
    FINE = "fine"
    DONE = "done"

    @property
    def word(self) -> str:
        return {"late": "逾期", "soon": "临期", "fine": "正常", "done": "已办"}[self.value]


class Answer(str):
    """A choice's label with a sentence under it: `choices=[("yes", Answer("是", "…")), …]`."""

    __slots__ = ("hint",)
    hint: str

    def __new__(cls, label: str, hint: str = "") -> Answer:
        answer = super().__new__(cls, label)
        answer.hint = hint
        return answer


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ToDoLine:
    light: Light
    what: str
    url: str
    whose: str
    due: date | None
    why: str = ""  # the rule, in a sentence
    source: str = ""  # where the rule stands
    days_left: int | None = None  # in days of the calendar that the rule counts in; negative when late
    day_word: str = "天"
    action: str = "去办"

    @property
    def days_late(self) -> int:
        return max(0, -(self.days_left or 0))


@dataclass(frozen=True, slots=True)
class Term:
    label: str
    value: object
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history."""

    at: datetime | date
    what: str
    who: str = ""
    note: str = ""
    entered_at: datetime | None = None  # only when it was entered at another moment
    tone: str = ""  # "late" marks what went wrong


@dataclass(frozen=True, slots=True)
class Reader:
    """Who can read this, or who cannot, and why."""

    who: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: object
    unit: str = ""
    note: str = ""
    url: str = ""
    tone: str = ""  # "late" only for what is late or wrong

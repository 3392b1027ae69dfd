"""The light of a to-do: red when late, yellow within the lead time, green otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Light(StrEnum):
    RED = "RED"
    YELLOW = "YELLOW"
    GREEN = "GREEN"

    @property
    def word(self) -> str:
        return {"RED": "已逾期", "YELLOW": "临期", "GREEN": "正常"}[self.value]


@dataclass(frozen=True, slots=True)
class ToDo:
    """One line of the home page: what, whose, due when, why, and where the button leads."""

    key: str
    what: str
    whose: str
    due: date | None
    why: str
    url: str
    button: str
    light: Light
    at_once: bool = False  # stands before all others, whatever their days
    provisional: bool = False  # the due date rests on a year whose calendar is not published


def light(due: date | None, *, today: date, lead_days: int) -> Light:
    """INB-1. Red after the due day, yellow within the lead time before it, green otherwise (own design, dossier §8)."""
    if due is None:
        return Light.GREEN
    if today > due:
        return Light.RED
    return Light.YELLOW if (due - today).days <= lead_days else Light.GREEN


def by_urgency(todos: list[ToDo]) -> list[ToDo]:
    """What cannot wait stands first, then what falls due first; what has no due date stands last."""
    return sorted(todos, key=lambda todo: (not todo.at_once, todo.due or date.max, todo.key))

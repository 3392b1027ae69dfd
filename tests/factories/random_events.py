"""What a life is made of: events, each at its moment, and the world in which they happen."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from jingheng.contexts.org.models import Person
from jingheng.contexts.org.queries import actor_for
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.usecases.indexing import index_waiting
from jingheng.contexts.records.usecases.statements import AlreadySigned
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, Month, local_date
from jingheng.kernel.refusal import Refused
from tests.factories.random_offices import Drawn
from tests.factories.random_records import Said, fate


class Waits(Exception):
    """What the event is about has not come to be, or nobody works on it: nothing happens."""


class By(TypedDict):
    uid: str
    actor: Actor
    at: datetime


@dataclass
class World:
    """What has come of the life so far: things by the name of their event, and who was refused what."""

    drawn: Drawn
    seed: int
    has_secrets: bool
    uids: dict[str, str] = field(default_factory=dict)
    said: dict[str, tuple[str, Said]] = field(default_factory=dict)  # record → its filer and what it says
    involved: dict[str, list[tuple[Month, set[str]]]] = field(default_factory=dict)  # record → from when on, who
    refused: list[tuple[str, str]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def filed(self, name: str, uid: str, filer: str, said: Said, at: datetime) -> None:
        self.uids[name], self.said[name] = uid, (filer, said)
        self.involved[name] = [(Month.of(at), said.involved)]

    def record(self, name: str) -> Record:
        """The record that was filed under this name."""
        found = Record.objects.filter(uid=self.uids.get(name)).select_related("assignee", "receiving_office").first()
        if found is None:
            raise Waits
        return found

    def inspector(self, name: str) -> Person:
        """To whom it was dealt."""
        if (person := self.record(name).assignee) is None:
            raise Waits
        return person

    def deciding(self, name: str) -> list[str]:
        """Who decides about it beside the inspector; the head last."""
        duties = ("CHIEF", "INSPECTION_HEAD")
        office, working = self.record(name).receiving_office, self.inspector(name)
        return [key for key in self.drawn.holding(office, *duties) if self.drawn.people[key] != working]

    def by(self, name: str, person: Person, at: datetime) -> By:
        """He does it where the record was received."""
        record = self.record(name)
        actor = actor_for(person, on=local_date(at), office=record.receiving_office)
        return {"uid": record.uid, "actor": actor, "at": at}


Deed = Callable[[World, datetime], object]


@dataclass(frozen=True)
class Event:
    at: datetime
    name: str
    do: Deed
    secretly: bool = False  # different in the two worlds

    def happen(self, world: World) -> None:
        refused = world.refused if not self.secretly else []
        with fate(world.seed, self.name):
            try:
                self.do(world, self.at)
            except Waits:
                refused.append((self.name, "waits"))
            except AlreadySigned:
                refused.append((self.name, "already-signed"))
            except Refused as no:
                refused.append((self.name, no.refusal.code))
            else:
                world.done += [] if self.secretly else [self.name]


def live(events: list[Event], world: World, until: datetime) -> list[Event]:
    """Everything up to a moment happens; what is still to come is returned."""
    due = [event for event in events if event.at <= until]
    for event in due:
        event.happen(world)
    while index_waiting():
        pass
    return events[len(due) :]


def in_order(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.at, event.name))


def later(rng: random.Random, at: datetime, least: int, most: int) -> datetime:
    return moment(rng, (at + timedelta(days=rng.randint(least, most))).date())


def moment(rng: random.Random, day: date, hours: tuple[int, int] = (9, 17)) -> datetime:
    return datetime.combine(day, time(rng.randint(*hours), rng.randint(0, 59), rng.randint(0, 59)), tzinfo=SHANGHAI)

"""Records about the leaders of an office, drawn by chance, each with its cover.

A cover is the everyday record by which such a record would have to be explained if it did not exist: it counts in the
same office, at the same moment, under the same codes, and names nobody. Whoever could tell the two apart could tell.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from jingheng.contexts.org.models import DutyHolding, Office
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.rules.drafting.draft import Party
from jingheng.contexts.records.usecases.statements import AlreadySigned, sign_statement
from jingheng.kernel.period import SHANGHAI, Month
from jingheng.kernel.refusal import Refused
from tests.factories.contents import OUTSIDE_PARTY, file
from tests.factories.random_events import Event, World
from tests.factories.random_handling import handling
from tests.factories.random_offices import Drawn
from tests.factories.random_records import Said, content_of, draw_codes, draw_marker, fate

_LAST_DAYS = 4  # so many days before a month ends its window is open
_SOMEBODY_ELSEWHERE = Party(
    name="戚远行", unit="外省某县人民检察院", title="职员", asker_types=frozenset({"P25"}), recorder_relation="同行"
)


@dataclass(frozen=True)
class Way:
    """Where a record went: who works on it, who reads it, whose it counts as."""

    uid: str
    receipt_code: str
    receiving: str
    counting: str | None
    position: str
    assignee: str | None
    readers: frozenset[str]


@dataclass(frozen=True)
class Secret:
    """A record about leaders, and its cover. Without a way it was refused (sealed paper) and has none."""

    name: str
    filer: str
    at: datetime
    said: Said
    way: Way | None = None
    cover_filer: str = ""
    cover: Way | None = None

    @property
    def is_worked_on(self) -> bool:
        """By the same inspector in both worlds; DISCIPLINE and whatever counts nowhere has no cover to keep up with."""
        if self.way is None or self.way.assignee is None:
            return False
        return self.cover is None or self.cover.receiving == self.way.receiving

    @property
    def knowing(self) -> set[str]:
        """The filer and the readers whom the route names."""
        return {self.filer} | (set(self.way.readers) if self.way else set())

    @property
    def not_asked(self) -> set[str]:
        """Who knows more than others: the above, and elsewhere those who file or read the cover."""
        return self.knowing | ({self.cover_filer, *self.cover.readers} if self.cover else set())

    @property
    def signatures(self) -> set[str]:
        """The events that are left out because filing this signs the month, or signing in its place."""
        month = Month.of(self.at)
        in_window = self.at.day >= month.last_day.day - _LAST_DAYS
        return {f"{month} signed by {key}" for key in (self.filer, self.cover_filer) if in_window}

    def happen(self, world: World, at: datetime) -> None:
        """In one world the record is filed. In the other the filer signs, if it is time, and the cover is filed."""
        drawn, other = world.drawn, self.cover_filer not in ("", self.filer)
        if world.has_secrets:
            if self.way is not None:
                world.filed(self.name, self.file(drawn).uid, self.filer, self.said, at)
            if other:
                _sign_if_it_is_time(drawn, self.cover_filer, at)
            return
        if self.cover is not None:
            world.uids[self.name] = self.file_cover(drawn).uid
        if self.way is not None and (other or self.cover is None):
            _sign_if_it_is_time(drawn, self.filer, at)

    def file(self, drawn: Drawn) -> Record:
        return file(drawn.actor(self.filer, self.at), self.said.content(drawn, self.filer, self.at), at=self.at)

    def file_cover(self, drawn: Drawn) -> Record:
        """Under the same codes, and dealt to whom the secret was dealt to: the draw might have fallen so."""
        assert self.way is not None
        secret = self.said.content(drawn, self.filer, self.at)
        internal = {"P21", "P22", "P23", "P24", "P25"} & secret.askers
        party = _SOMEBODY_ELSEWHERE if internal else OUTSIDE_PARTY
        said = content_of(self.at, self.said.marker[::-1], (party,), dict(self.said.codes))
        with fate("the cover of", self.name):
            record = file(drawn.actor(self.cover_filer, self.at), said, at=self.at)
        if drawn.offices[self.way.receiving].pk == record.receiving_office_id and self.way.assignee:
            record.assignee = drawn.people[self.way.assignee]
            record.save(update_fields=["assignee"])
        return record


def _sign_if_it_is_time(drawn: Drawn, key: str, at: datetime) -> None:
    """What filing does in the window, to the month of filing."""
    with suppress(Refused, AlreadySigned):
        sign_statement(month=Month.of(at), actor=drawn.actor(key, at), at=at)


class _Undone(Exception):
    """Takes a trial back."""


def trial(secret: Secret, drawn: Drawn, seed: int) -> Secret | None:
    """The secret with the ways that it and its cover will go; nothing when nobody could have filed a cover."""
    with fate(seed, secret.name):
        way = _tried(lambda: secret.file(drawn), drawn)
    if way is None:
        return secret
    if way.counting is None:
        return replace(secret, way=way)
    found = replace(secret, way=way, cover_filer=_cover_filer(secret, way, drawn))
    if not found.cover_filer:
        return None
    return replace(found, cover=_tried(lambda: found.file_cover(drawn), drawn))


def _cover_filer(secret: Secret, way: Way, drawn: Drawn) -> str:
    if way.counting == drawn.home_code:
        return secret.filer
    office = drawn.offices[way.counting or ""]
    readers = {"INSPECTOR", "INSPECTION_HEAD", "DISCIPLINE"}
    alike = {"LEADER": ["LEADER"], "HEAD": ["HEAD"]}.get(way.position, ["PROSECUTOR", "ASSISTANT", "CLERK"])
    fitting = [
        key
        for key in drawn.staff(office)
        if drawn.people[key].identity in alike and not drawn.duties[key] & readers
    ]  # fmt: skip
    return min(fitting, key=lambda key: (len(drawn.duties[key]), key), default="")


def _tried(deed: Callable[[], Record], drawn: Drawn) -> Way | None:
    found: Way | None = None
    try:
        with transaction.atomic():
            found = _way(deed(), drawn)
            raise _Undone
    except _Undone:
        return found
    except Refused as refused:
        if refused.refusal.code != "paper":
            raise
        return None


def _way(record: Record, drawn: Drawn) -> Way:
    """Readers by the table of routes: the one who works on it, the heads of his desk, and whoever gets a copy."""
    out = set(record.exclusions.values_list("person_id", flat=True)) | {record.filer_id}
    duties = {"LEADERSHIP": {"INSPECTION_HEAD", "CHIEF"}, "DISCIPLINE": {"DISCIPLINE"}}
    there = duties.get(record.desk, {"INSPECTION_HEAD"})
    reading = [(record.receiving_office_id, duty) for duty in there]
    reading += record.copies.values_list("office_id", "duty")
    readers = {record.assignee_id} - {None}
    for office, duty in reading:
        readers |= set(DutyHolding.objects.filter(office=office, duty=duty).values_list("person_id", flat=True))
    return Way(
        uid=record.uid,
        receipt_code=record.receipt_code,
        receiving=record.receiving_office.code,
        counting=Office.objects.get(pk=record.counting_office_id).code if record.counting_office_id else None,
        position=record.position,
        assignee=drawn.key_of(record.assignee_id) if record.assignee_id else None,
        readers=frozenset(drawn.key_of(person) for person in readers - out if person),
    )


def events_of(rng: random.Random, drawn: Drawn, secret: Secret) -> list[Event]:
    """It is filed, and worked on as its cover is."""
    later = handling(rng, drawn, secret.name, secret.at, secret.said, to_the_end=False) if secret.is_worked_on else ()
    return [Event(secret.at, secret.name, secret.happen, secretly=True), *(replace(e, secretly=True) for e in later)]


def draw_secrets(rng: random.Random, drawn: Drawn, seed: int, months: list[Month]) -> list[Secret]:
    """One to three, each tried out. What nobody could have filed a cover for is drawn again."""
    found: list[Secret] = []
    wanted = rng.choice([1, 2, 3])
    for number in range(20):
        tried = trial(_draw_secret(rng, drawn, number, months), drawn, seed)
        found += [] if tried is None else [tried]
        if len(found) == wanted:
            break
    return found


def _draw_secret(rng: random.Random, drawn: Drawn, number: int, months: list[Month]) -> Secret:
    """Somebody of the home office files about those who lead it, inspect it, or stand near them."""
    here = drawn.staff(drawn.home)
    leading = drawn.holding(
        drawn.home, "CHIEF", "DEPUTY", "INSPECTION_DEPUTY", "INSPECTION_HEAD", "INSPECTOR", "DISCIPLINE"
    )
    near = [key for pair in drawn.related for key in pair if pair & set(leading)] + leading
    kind = rng.choice(["one", "one", "one", "two", "unidentified"])
    if kind == "unidentified":
        ways: list[tuple[str, str]] = [("unidentified", rng.choice(["P21", "P22"]))]
    else:
        who = rng.sample(leading, min(2, len(leading))) if kind == "two" else [rng.choice(near)]
        ways = [(rng.choice(["named", "named", "behalf", "passed", "same-name"]), key) for key in who]
    said = Said(draw_marker(rng), tuple(ways), draw_codes(rng))
    filers = [key for key in here if key not in said.involved]
    if drawn.above(drawn.home) is None:
        filers = [key for key in filers if "CHIEF" not in drawn.duties[key]]
    month = rng.choice(months)
    day = rng.randint(3, 20) if rng.random() < 0.5 else rng.randint(month.last_day.day - _LAST_DAYS, month.last_day.day)
    at = datetime(month.year, month.month, day, rng.randint(9, 16), rng.randint(0, 59), tzinfo=SHANGHAI)
    return Secret(f"secret {number}", rng.choice(filers), at + timedelta(seconds=number), said)

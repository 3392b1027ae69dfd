"""Records about the leaders of an office, drawn by chance, each with its cover.

A cover is the everyday record by which such a record would have to be explained if it did not exist: it counts in the
same office, at the same moment, under the same codes, and names nobody. Whoever could tell the two apart could tell.

Both come in by the same hand: filed, imported from a table, or filed and corrected within the day, when the one names whom
it is about and the other does not. What a clerk has typed for its filer is covered by what its filer has typed himself.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from jingheng.contexts.org.models import DutyHolding, Office
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.facts import contents_of
from jingheng.contexts.records.rules.drafting.draft import Party
from jingheng.contexts.records.usecases.corrections import correct_record
from jingheng.contexts.records.usecases.drafts import submit_draft
from jingheng.contexts.records.usecases.statements import AlreadySigned, sign_statement
from jingheng.kernel.period import SHANGHAI, Month
from jingheng.kernel.refusal import Refused
from tests.factories.contents import OUTSIDE_PARTY, file
from tests.factories.imports import Given
from tests.factories.random_entries import bring, record_in, row_of, type_for
from tests.factories.random_events import Event, World
from tests.factories.random_handling import handling
from tests.factories.random_offices import Drawn
from tests.factories.random_papers import MAKERS
from tests.factories.random_records import Said, content_of, draw_codes, draw_marker, fate

_SOON = timedelta(minutes=40)
_AGO = timedelta(hours=2)
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
    hand: str = "filed"  # filed, typed, imported, corrected
    clerk: str = ""  # who has typed it
    way: Way | None = None
    told: frozenset[str] = frozenset()  # who has read it before it was corrected, or was reported to at once
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
        found = self.knowing | self.told | ({self.clerk} - {""})
        return found | ({self.cover_filer, *self.cover.readers} if self.cover else set())

    @property
    def signatures(self) -> set[str]:
        """The events that are left out because filing this signs the month, or signing in its place."""
        month = Month.of(self.at)
        in_window = self.at.day >= month.last_day.day - _LAST_DAYS and self.hand != "imported"
        return {f"{month} signed by {key}" for key in (self.filer, self.cover_filer) if in_window}

    def happen(self, world: World, at: datetime) -> None:
        """In one world the record is filed. In the other the filer signs, if it is time, and the cover is filed."""
        drawn, other = world.drawn, self.cover_filer not in ("", self.filer)
        signs = self.hand != "imported"
        if world.has_secrets:
            if self.way is not None:
                world.filed(self.name, self.file(drawn).uid, self.filer, self.said, at)
            if other and signs:
                _sign_if_it_is_time(drawn, self.cover_filer, at)
            return
        if self.cover is not None:
            world.uids[self.name] = self.file_cover(drawn).uid
        elif self.way is not None and self.hand == "imported":
            bring(self.beside(drawn), at=self.at)
        if self.way is not None and signs and (other or self.cover is None):
            signed = _sign_if_it_is_time(drawn, self.filer, at)
            if self.hand == "corrected":  # two leaves, as when the record is filed and when it is corrected
                before = Record.objects.get(uid=world.uids[f"{self.name} before"])
                for number in range(1 if signed else 2):
                    _correct(drawn, before, self.filer, at + number * _SOON, time=number)

    def happen_before(self, world: World, at: datetime) -> None:
        """Something everyday of the same filer, which can be corrected."""
        said = content_of(at, self.said.marker[2:], (OUTSIDE_PARTY,), dict(self.said.codes))
        world.uids[f"{self.name} before"] = file(world.drawn.actor(self.filer, at), said, at=at).uid

    def beside(self, drawn: Drawn) -> list[Given]:
        """Everyday rows before it in the table, one of each office: what the log says of the import is the same."""
        said, rows = Said(self.said.marker[3:], (("outsider", "甘霖"),), self.said.codes), []
        for office in drawn.offices.values():
            key = min(drawn.staff(office), key=lambda key: (len(drawn.duties[key]), key))
            rows.append(row_of(drawn, f"{self.name} {key}", key, said, self.at - _AGO))
        return rows

    def file(self, drawn: Drawn) -> Record:
        at, actor = self.at, drawn.actor(self.filer, self.at)
        if self.hand == "imported":
            bring([*self.beside(drawn), row_of(drawn, self.name, self.filer, self.said, at - _AGO)], at=at)
            return record_in(drawn, self.name, self.filer)
        if self.hand == "typed":
            return submit_draft(uid=type_for(drawn, self.clerk, self.filer, self.said, at).uid, actor=actor, at=at)
        content = self.said.content(drawn, self.filer, at)
        if self.hand == "corrected":
            first = file(actor, replace(content, parties=(OUTSIDE_PARTY,)), at=at)
            return correct_record(uid=first.uid, content=content, reason="写错了人", actor=actor, at=at + _SOON)
        return file(actor, content, at=at)

    def file_cover(self, drawn: Drawn) -> Record:
        """Under the same codes, and dealt to whom the secret was dealt to: the draw might have fallen so."""
        assert self.way is not None
        secret = self.said.content(drawn, self.filer, self.at)
        internal = {"P21", "P22", "P23", "P24", "P25"} & secret.askers
        party = _SOMEBODY_ELSEWHERE if internal else OUTSIDE_PARTY
        if self.hand == "imported":  # by the same chance as its neighbours in the table
            record = self._import_cover(drawn, party)
        else:
            said = content_of(self.at, self.said.marker[::-1], (party,), dict(self.said.codes))
            with fate("the cover of", self.name):
                record = file(drawn.actor(self.cover_filer, self.at), said, at=self.at)
                if self.hand == "corrected":
                    record = _correct(drawn, record, self.cover_filer, self.at + _SOON)
        if drawn.offices[self.way.receiving].pk == record.receiving_office_id and self.way.assignee:
            record.assignee = drawn.people[self.way.assignee]
            record.save(update_fields=["assignee"])
        return record

    def _import_cover(self, drawn: Drawn, party: Party) -> Record:
        row = row_of(drawn, self.name, self.cover_filer, self.said, self.at - _AGO)
        covered = {
            "被记录人姓名": party.name, "被记录人单位": party.unit, "被记录人职务": party.title,
            "被记录人类别": min(party.asker_types), "内容": str(row["内容"]).replace(self.said.marker, self.said.marker[::-1]),
        }  # fmt: skip
        bring([*self.beside(drawn), {**row, **covered}], at=self.at)
        return record_in(drawn, self.name, self.cover_filer)


def _correct(drawn: Drawn, record: Record, filer: str, at: datetime, *, time: int = 0) -> Record:
    """A word of it, and nobody in it."""
    said = replace(contents_of(record)[-1], verbatim="“透个底就行。”" * (time + 1))
    return correct_record(uid=record.uid, content=said, reason="写漏了", actor=drawn.actor(filer, at), at=at)


def _sign_if_it_is_time(drawn: Drawn, key: str, at: datetime) -> bool:
    """What filing does in the window, to the month of filing."""
    try:
        sign_statement(month=Month.of(at), actor=drawn.actor(key, at), at=at)
    except (Refused, AlreadySigned):
        return False
    return True


class _Undone(Exception):
    """Takes a trial back."""


def trial(secret: Secret, drawn: Drawn, seed: int) -> Secret | None:
    """The secret with the ways that it and its cover will go; nothing when nobody could have filed a cover."""
    try:
        with fate(seed, secret.name):
            way = _tried(lambda: secret.file(drawn), drawn)
    except Refused:  # a clerk may not type everything for everybody
        if secret.hand != "typed":
            raise
        return trial(replace(secret, hand="filed", clerk=""), drawn, seed)
    if way is None:
        return secret
    secret = replace(secret, told=_told(secret, way, drawn))
    if way.counting is None:
        return replace(secret, way=way)
    found = replace(secret, way=way, cover_filer=_cover_filer(secret, way, drawn))
    if not found.cover_filer:
        return None
    return replace(found, cover=_tried(lambda: found.file_cover(drawn), drawn))


def _told(secret: Secret, way: Way, drawn: Drawn) -> frozenset[str]:
    found = set(drawn.holding(drawn.home, *MAKERS)) if secret.hand == "corrected" else set()
    above = drawn.above(drawn.offices[way.receiving])
    if dict(secret.said.codes)["effect"] == "AFFECTED" and above is not None:
        found |= set(drawn.holding(above, *MAKERS))
    return frozenset(found)


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
    found = [Event(secret.at, secret.name, secret.happen, secretly=True), *(replace(e, secretly=True) for e in later)]
    if secret.hand == "corrected":
        found.append(Event(secret.at - timedelta(days=1), f"{secret.name} before", secret.happen_before))
    return found


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
    near = sorted(key for pair in drawn.related for key in pair if pair & set(leading)) + leading
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
    secret = Secret(f"secret {number}", rng.choice(filers), at + timedelta(seconds=number), said)
    return _by_some_hand(secret, drawn)


def _by_some_hand(secret: Secret, drawn: Drawn) -> Secret:
    rng, hows = random.Random(secret.said.marker), {how for how, _ in secret.said.ways}
    hand = rng.choice(["filed", "filed", "typed", "imported", "corrected"])
    clerks = [key for key in drawn.holding(drawn.home, "LIAISON", "CLERK") if key != secret.filer]
    if hand == "typed" and clerks:
        return replace(secret, hand=hand, clerk=rng.choice(clerks))
    if hand == "imported" and len(secret.said.ways) == 1 and not hows & {"behalf", "passed"}:
        return replace(secret, hand=hand)
    return replace(secret, hand=hand) if hand == "corrected" else secret

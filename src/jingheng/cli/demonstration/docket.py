"""The case registry of the demonstration: a case opens when a record is to be about it, and is asked about again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from jingheng.cli.demonstration import matters
from jingheng.cli.demonstration.people import company, invent_name, locality_of
from jingheng.cli.demonstration.staff import Member, Roster
from jingheng.cli.demonstration.stories import Case as Told
from jingheng.contexts.cases.api import Case
from jingheng.contexts.org.api import Office

_WORDS = {"K1": "刑", "K2": "民", "K3": "行", "K4": "公", "K5": "侦", "K6": "控"}
_TYPES = {"K2": "CIVIL", "K3": "ADMIN", "K4": "PUBLIC", "K5": "INVESTIG", "K6": "PETITION"}
_CRIMINAL = {"S3": "ARREST", "S4": "ARREST", "S7": "EXECUTION"}
_RESULTS = {
    "TRIAL": ("提起公诉", "提起公诉", "提起公诉", "作出不起诉决定"), "ARREST": ("批准逮捕", "不批准逮捕"),
    "CIVIL": ("不支持监督申请", "提出再审检察建议", "终结审查"), "ADMIN": ("不支持监督申请", "终结审查"),
    "PUBLIC": ("发出检察建议，已整改", "提起诉讼"), "INVESTIG": ("终结初查", "立案"), "PETITION": ("息诉", "审查结案"),
    "EXECUTION": ("提出纠正意见", "审查结案"),
}  # fmt: skip
_AGAIN = 0.15  # of the cases asked about are asked about a second time
_FIRST_NUMBER = 500  # below it stand the cases that only the stories know
_STILL_ASKED = timedelta(days=120)


@dataclass
class Entry:
    told: Told
    row: Case
    handler: Member | None = None


@dataclass
class Docket:
    rng: random.Random
    roster: Roster
    today: date
    entries: list[Entry] = field(default_factory=list)
    _last: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def case_for(self, office: Office, day: date, kind: str, stage: str) -> Entry:
        """A case that was under way in this office on the day, in this kind and stage."""
        known = [
            entry
            for entry in self.entries
            if entry.row.office_id == office.pk
            and (entry.told.kind, entry.told.stage) == (kind, stage)
            and entry.row.accepted_on
            <= day
            <= min(entry.row.closed_on or self.today, entry.row.accepted_on + _STILL_ASKED)
        ]
        if known and kind != "K4" and self.rng.random() < _AGAIN:
            return self.rng.choice(known)
        entry = self._open(office, day, kind, stage)
        self.entries.append(entry)
        return entry

    def settle(self, entry: Entry, handler: Member, litigant: str) -> None:
        """Once a record has been written: who handles the case, and whose it is."""
        if entry.handler is None:
            entry.handler, entry.row.handler = handler, handler.person
            entry.told = replace(entry.told, litigant=litigant, handler=handler.person.name)

    def handler_at(self, office: Office, day: date, other_than: set[int]) -> Member:
        prosecutors = [
            member
            for member in self.roster.members
            if (seat := member.on(day)).office == office.code
            and seat.identity == "PROSECUTOR"
            and "检察部" in seat.department
            and member.person.pk not in other_than
        ]
        return self.rng.choice(prosecutors)

    def save(self) -> None:
        Case.objects.bulk_create(entry.row for entry in self.entries)

    def _open(self, office: Office, day: date, kind: str, stage: str) -> Entry:
        cause = self.rng.choice([cause for cause in matters.CAUSES if cause.kind == kind])
        accepted = day - timedelta(days=self.rng.randrange(2, 40))
        closes = accepted + timedelta(days=self.rng.randrange(45, 180))
        closed = closes if day < closes < self.today else None
        type_ = _CRIMINAL.get(stage, "TRIAL") if kind == "K1" else _TYPES[kind]
        series = (office.code, kind, accepted.year)
        self._last[series] = self._last.get(series, _FIRST_NUMBER) + 1
        number = f"{locality_of(office.name)[0]}检{_WORDS[kind]}受〔{accepted.year}〕{self._last[series]}号"
        litigant = company(self.rng) if kind == "K4" else invent_name(self.rng, self.roster.names)
        row = Case(
            number=number, office=office, kind=type_, cause=cause.name, accepted_on=accepted, closed_on=closed,
            result=self.rng.choice(_RESULTS[type_]) if closed else "",
        )  # fmt: skip
        return Entry(Told(number, kind, stage, cause.name, litigant), row)

"""Twelve months of ordinary life, drawn before any of it happens, so that it can be lived twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from jingheng.contexts.org.absences import register_absence
from jingheng.contexts.org.models import DutyHolding, Office
from jingheng.contexts.org.usecases import end_duty, grant_duty
from jingheng.contexts.records.rules.drafting import payload_of
from jingheng.contexts.records.usecases.attachments import attach
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.contexts.records.usecases.national import enter_list
from jingheng.contexts.records.usecases.reminding import remind
from jingheng.contexts.records.usecases.signing import delegate_signing
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import Month, MonthRange, local_date
from tests.factories.evidence import photograph
from tests.factories.random_entries import imported, typed
from tests.factories.random_events import Deed, Event, World, later, moment
from tests.factories.random_handling import blacked_out, corrected, handling
from tests.factories.random_offices import Drawn
from tests.factories.random_papers import MAKERS, draw_circular, draw_report
from tests.factories.random_records import Said, draw_codes, draw_marker


def draw_life(rng: random.Random, drawn: Drawn, months: list[Month]) -> list[Event]:
    events: list[Event] = []
    for office in drawn.offices.values():
        is_home = office == drawn.home
        for month in months:
            events += _signatures(rng, drawn, office, month, everybody=is_home)
            for number in range(rng.choice([0, 1, 2, 3] if is_home else [0, 0, 1])):
                events += _record(rng, drawn, office, month, f"{office.code} {month} record {number}")
            events += draw_report(rng, drawn, office, "MONTH", month)
            events += [
                *_away(drawn, office, month),
                *_compared(drawn, office, month),
                *_delegated(drawn, office, month),
                *imported(drawn, office, month),
                *typed(drawn, office, month),
            ]
            if month.month % 3 == 0 and month.plus(-2) in months:
                events += draw_report(rng, drawn, office, "QUARTER", month.plus(-2))
        events += _in_liaison(drawn, office, months)
        for last in (months[len(months) // 2], months[-2]):
            events += draw_circular(rng, drawn, office, MonthRange(last.plus(-4), last))
    return events


def _signatures(rng: random.Random, drawn: Drawn, office: Office, month: Month, *, everybody: bool) -> Iterator[Event]:
    """Nearly everybody in time, some late, some never; elsewhere fewer, for it costs the test time and tells nothing."""
    for key in drawn.staff(office):
        chance = rng.random() * (1 if everybody else 4)
        late = chance > 0.85
        begin = month.last_day + timedelta(days=rng.randint(6, 15) if late else rng.randint(-5, 1))
        if chance < 0.95:
            yield Event(moment(rng, begin), f"{month} signed by {key}", _signing(drawn, key, month))
    watchers = drawn.holding(office, *MAKERS, "LIAISON", "CHIEF")
    if watchers:
        begin = month.last_day + timedelta(days=2)
        yield Event(moment(rng, begin), f"{office.code} {month} reminded", _reminding(drawn, watchers[0], month))


def _signing(drawn: Drawn, key: str, month: Month) -> Deed:
    return lambda world, at: sign_statement(month=month, actor=drawn.actor(key, at), at=at)


def _reminding(drawn: Drawn, key: str, month: Month) -> Deed:
    return lambda world, at: remind(month=month, department_id=None, actor=drawn.actor(key, at), at=at)


def _record(rng: random.Random, drawn: Drawn, office: Office, month: Month, name: str) -> Iterator[Event]:
    filer, other = rng.sample(drawn.staff(office), 2)
    way = rng.choice(
        [("outsider", "甘霖"), ("outsider", "甘霖"), ("named", other), ("behalf", other), ("passed", other)]
    )
    said = Said(draw_marker(rng), (way,), draw_codes(rng))
    at = moment(rng, month.first_day + timedelta(days=rng.randint(1, month.last_day.day - 2)))

    own = random.Random(name)
    has_evidence, is_corrected = own.random() < 0.15, own.random() < 0.3

    def do(world: World, at: datetime) -> None:
        uid, actor = new_uid(), drawn.actor(filer, at)
        save_draft(uid=uid, payload=payload_of(said.content(drawn, filer, at)), version=1, actor=actor, at=at)
        if has_evidence:
            attach(draft_uid=uid, upload=SimpleUploadedFile("照片.jpg", photograph()), actor=actor, at=at)
        world.filed(name, file_draft(uid=uid, actor=actor, at=at).uid, filer, said, at)

    yield Event(at, name, do)
    yield from handling(rng, drawn, name, at, said)
    if has_evidence:
        yield from blacked_out(name, later(own, at, 4, 12))
    if is_corrected:
        leading = [key for key in drawn.holding(office, "CHIEF", "DEPUTY", *MAKERS) if key != filer]
        added = own.choice(leading or [other])
        yield from corrected(drawn, name, later(own, at, 1, 30), filer, (own.choice(["named", "behalf"]), added))


def _away(drawn: Drawn, office: Office, month: Month) -> Iterator[Event]:
    """Somebody is kept from signing, and whoever keeps absences writes it down."""
    rng = random.Random(f"{office.code} {month} away")
    keepers, staff = drawn.holding(office, "POLITICAL", "LIAISON", "INSPECTION_HEAD"), drawn.staff(office)
    if not keepers or rng.random() < 0.5:
        return
    key, reason = rng.choice(staff), rng.choice(["MATERNITY", "SICK"])

    def do(world: World, at: datetime) -> None:
        register_absence(
            person_id=drawn.people[key].pk, reason=reason, starts_on=month.first_day, last_day=month.last_day, host=None,
            host_name="", basis="文", actor=drawn.actor(keepers[0], at), at=at,
        )  # fmt: skip

    yield Event(moment(rng, month.first_day + timedelta(days=3)), f"{office.code} {month} {key} away", do)


def _in_liaison(drawn: Drawn, office: Office, months: list[Month]) -> Iterator[Event]:
    """Somebody who has no duty watches for some months who has signed."""
    rng, key = random.Random(f"{office.code} liaison"), f"{office.level.lower()} prosecutor"
    person, name = drawn.people[key], f"{office.code} {key} duty"

    def granted(world: World, at: datetime) -> None:
        grant_duty(
            person=person, office=office, duty="LIAISON", starts_on=local_date(at), ends_on=None, department=None,
            actor=SYSTEM, at=at,
        )  # fmt: skip

    def ended(world: World, at: datetime) -> None:
        end_duty(holding=DutyHolding.objects.get(person=person), ends_on=local_date(at), actor=SYSTEM, at=at)

    yield Event(moment(rng, months[rng.randint(1, 4)].first_day), f"{name} granted", granted)
    yield Event(moment(rng, months[rng.randint(6, 10)].first_day), f"{name} ended", ended)


def _compared(drawn: Drawn, office: Office, month: Month) -> Iterator[Event]:
    """The list of the national system, pasted; what differs is left."""
    heads = drawn.holding(office, "INSPECTION_HEAD")
    if not heads:
        return

    def do(world: World, at: datetime) -> None:
        enter_list(month=month, text=f"GJ{month}1\nGJ{month}2", actor=drawn.actor(heads[0], at), at=at)

    yield Event(
        moment(random.Random(f"{office.code} {month}"), month.last_day + timedelta(days=4)),
        f"{office.code} {month} compared",
        do,
    )


def _delegated(drawn: Drawn, office: Office, month: Month) -> Iterator[Event]:
    rng = random.Random(f"{office.code} {month} delegated")
    chiefs = drawn.holding(office, "CHIEF")
    leaders = [key for key in drawn.holding(office, "DEPUTY", "INSPECTION_DEPUTY") if key not in chiefs]
    if not chiefs or not leaders:
        return
    leader = rng.choice(leaders)

    def do(world: World, at: datetime) -> None:
        delegate_signing(
            person_id=drawn.people[leader].pk, starts_on=local_date(at),
            last_day=local_date(at) + timedelta(days=9), actor=drawn.actor(chiefs[0], at), at=at,
        )  # fmt: skip

    yield Event(moment(rng, month.first_day + timedelta(days=1)), f"{office.code} {month} delegated", do)

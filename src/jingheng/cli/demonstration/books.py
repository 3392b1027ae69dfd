"""The rows of the past, written in bulk: what filing, review and the ledger would have left behind."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from jingheng.cli.demonstration.authors import Written
from jingheng.cli.demonstration.staff import Roster
from jingheng.contexts.inbox.api import working_calendar
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Copy, Exclusion, Hearing, Reading, Record, Revision, Series, Step
from jingheng.contexts.records.queries.months import window
from jingheng.contexts.records.queries.timelines import Timelines
from jingheng.contexts.records.rules.drafting import lateness
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.usecases.filing import apply_route, describe, draft_norms, new_receipt_code, new_uid
from jingheng.contexts.records.usecases.indexing import index_later_many
from jingheng.contexts.records.usecases.placing import copies_of, exclusions_of, place_in
from jingheng.contexts.records.usecases.review import discipline_number, running_number
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    actor: Actor
    name: str
    subject: str
    office_id: int
    anonymous: bool = False


@dataclass
class Books:
    """Rows on their way into the tables. Nothing is written before `write`."""

    rng: random.Random
    roster: Roster
    records: list[Record] = field(default_factory=list)
    accepted: list[tuple[datetime, Record]] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    hearings: list[Hearing] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    _timelines: Timelines = field(default_factory=Timelines)
    _norms: dict[tuple[int, Month], Norms] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return working_calendar()

    def norms(self, office: Office, month: Month) -> Norms:
        key = (office.pk, month)
        if key not in self._norms:
            self._norms[key] = norms_on(month.last_day, office_path=office.path)
        return self._norms[key]

    def file(self, written: Written) -> Record:
        """As a filing would have made it, by the same rules and routes."""
        filer, at, content = written.filer, written.filed_at, written.content
        day = local_date(at)
        seat, office = filer.on(day), self.roster.office(filer, day)
        norms = self.norms(office, Month.of(at))
        spell = self._timelines.spell(office, day)
        placement = place_in([content], filer_id=filer.person.pk, houses=spell.houses, namesakes={}, settled={})
        assert content.happened_at is not None
        happened = Month.of(content.happened_at)
        late = lateness(content, at=at, norms=draft_norms(norms))
        record = Record(
            uid=new_uid(), receipt_code=new_receipt_code(), filer=filer.person, home_office=office,
            department=self.roster.department(filer, day), position=filer.position(day), identity=seat.identity,
            state="RECORDED", happened_at=content.happened_at, filed_at=at, entered_at=at,
            filed_month=Month.of(at).number, happened_month=happened.number, is_late=late is not None and late.is_late,
            is_supplementary=day > window(happened, norms, self.calendar).due,
        )  # fmt: skip
        record.assignee_id = self.rng.choice(sorted(placement.route.candidates))
        describe(record, content)
        apply_route(record, placement)
        self.records.append(record)
        self.exclusions += exclusions_of(record, placement)
        self.copies += copies_of(record, placement)
        self.steps.append(Step(record=record, action="file", source="", target="RECORDED", by=filer.person, at=at))
        self.note(record, "statement.filed", self.roster.plain_actor(filer, day), at, anonymous=True)
        return record

    def revise(self, record: Record, payload: dict[str, object], *, number: int, at: datetime) -> None:
        sealed = safe.seal(payload)
        self.revisions.append(
            Revision(
                record=record, number=number, payload=sealed, digest=safe.digest_of_sealed(sealed),
                made_by_id=record.filer_id, made_at=at,
            )
        )  # fmt: skip

    def note(self, record: Record, event: str, actor: Actor, at: datetime, *, anonymous: bool = False) -> None:
        self.events.append(Event(at, actor, event, f"record:{record.uid}", record.receiving_office_id, anonymous))

    def write(self) -> None:
        """Numbers in the order of acceptance, then every row."""
        self._number()
        Record.objects.bulk_create(self.records)
        Revision.objects.bulk_create(self.revisions)
        Exclusion.objects.bulk_create(self.exclusions)
        Copy.objects.bulk_create(self.copies)
        Step.objects.bulk_create(self.steps)
        Reading.objects.bulk_create(self.readings)
        Hearing.objects.bulk_create(self.hearings)
        index_later_many(record.pk for record in self.records)

    def _number(self) -> None:
        """Gapless per office and year, as the lock at acceptance makes them."""
        codes = {office.pk: office.code for office in self.roster.offices.values()}
        last: dict[tuple[int, int], int] = defaultdict(int)
        for at, record in sorted(self.accepted, key=lambda one: one[0]):
            office, year = record.receiving_office_id, local_date(at).year
            if record.desk == Desk.DISCIPLINE:
                record.number = discipline_number(codes[office], year, record.receipt_code)
                continue
            last[office, year] += 1
            record.number = running_number(codes[office], year, last[office, year])
        Series.objects.bulk_create(
            Series(office_id=office, year=year, last=number) for (office, year), number in last.items()
        )


def enter(events: Iterable[Event]) -> None:
    """Into the ledger, in the order of time. To be called inside an outer `recording()`."""
    for event in sorted(events, key=lambda event: event.at):
        with recording(actor=event.actor, at=event.at) as ledger:
            ledger(event.name, subject=event.subject, office_id=event.office_id, anonymous=event.anonymous)

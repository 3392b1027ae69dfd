"""The present, made by the real use-cases at moments of the last weeks: nothing here writes a row itself.

Every record has a course: it is filed, then one step follows another. All courses run side by side in the order of
time, so that numbers are given as they would have been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from heapq import heapify, heappop, heappush

from jingheng.cli.demonstration.authors import Author, Written
from jingheng.cli.demonstration.profiles import Profile
from jingheng.cli.demonstration.staff import Member, Roster
from jingheng.contexts.inbox.api import working_calendar
from jingheng.contexts.org.api import Office, Person, actor_for
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.usecases import hearings, review
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, local_date
from jingheng.kernel.working_calendar import WorkingCalendar

#: What is done to a record, by whoever has it on the desk, at a moment.
Step = Callable[[Record, Actor, datetime], object]


@dataclass
class Stage:
    author: Author
    at: datetime
    calendar: WorkingCalendar = field(default_factory=working_calendar)
    courses: list[Iterator[datetime]] = field(default_factory=list)

    @property
    def roster(self) -> Roster:
        return self.author.roster

    def ago(self, working_days: int, hour: int = 10, minute: int = 0) -> datetime:
        """That many working days before today. Something of today has happened by now."""
        day = local_date(self.at) - timedelta(days=1)
        left = working_days
        while left > 1 or not self.calendar.is_working_day(day):
            left -= self.calendar.is_working_day(day)
            day -= timedelta(days=1)
        return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)

    def actor(self, member: Member, moment: datetime, office: Office | None = None) -> Actor:
        return actor_for(member.person, on=local_date(moment), office=office)

    def file(
        self,
        filer: Member,
        working_days: int,
        profile: Profile,
        *steps: Step,
        about: Member | None = None,
        called: str = "",
    ) -> None:
        """A record filed that many working days ago, and what was done to it since. `called` renames who asked."""
        rng = self.author.rng
        moment = self.ago(working_days, rng.choice((9, 10, 11, 14, 15, 16)), rng.randrange(60))
        written = self.author.write(filer, moment, profile=profile, about=about, in_time=True)
        self.courses.append(self._course(_renamed(written, called) if called else written, steps))

    def run(self) -> None:
        """Play every course to its end."""
        waiting = [(next(course), number, course) for number, course in enumerate(self.courses)]
        heapify(waiting)
        while waiting:
            _, number, course = heappop(waiting)
            moment = next(course, None)
            if moment is not None:
                heappush(waiting, (moment, number, course))

    def _course(self, written: Written, steps: Sequence[Step]) -> Iterator[datetime]:
        moment = written.filed_at
        yield moment
        uid, actor = new_uid(), self.actor(written.filer, moment)
        save_draft(uid=uid, payload=written.payload, version=1, actor=actor, at=moment)
        record = file_draft(uid=uid, actor=actor, at=moment)
        for step in steps:
            moment = self._next(moment)
            yield moment
            record.refresh_from_db()
            step(record, self._reviewer(record, moment), moment)

    def _reviewer(self, record: Record, moment: datetime) -> Actor:
        assert record.assignee_id is not None
        office = Office.objects.get(pk=record.receiving_office_id)
        return self.actor(self.roster.of(record.assignee_id), moment, office)

    def _next(self, before: datetime) -> datetime:
        """The morning of the next working day; where that has not come yet, some time between then and now."""
        day = self.calendar.add_working_days(local_date(before), 1)
        clock = time(self.author.rng.randrange(9, 12), self.author.rng.randrange(60))
        moment = datetime.combine(day, clock, tzinfo=SHANGHAI)
        return moment if moment <= self.at - timedelta(hours=1) else before + (self.at - before) / 3


def accepted(record: Record, actor: Actor, at: datetime) -> None:
    review.open_record(uid=record.uid, actor=actor, at=at)
    review.accept_record(uid=record.uid, actor=actor, at=at + timedelta(minutes=6))


def returned(reason: str, opinion: str) -> Step:
    def step(record: Record, actor: Actor, at: datetime) -> None:
        review.open_record(uid=record.uid, actor=actor, at=at)
        review.return_record(uid=record.uid, reason=reason, opinion=opinion, actor=actor, at=at + timedelta(minutes=6))

    return step


def triaged(conclusion: str, opinion: str = "") -> Step:
    return lambda record, actor, at: review.triage_record(
        uid=record.uid, conclusion=conclusion, opinion=opinion, actor=actor, at=at
    )


def verified(record: Record, actor: Actor, at: datetime) -> None:
    review.open_verification(uid=record.uid, actor=actor, at=at)


def opened_for(person: Person, disclosed: str) -> Step:
    return lambda record, actor, at: hearings.open_hearing(
        uid=record.uid, person=person, disclosed=disclosed, actor=actor, at=at
    )


def proposed(outcome: str, opinion: str) -> Step:
    return lambda record, actor, at: review.propose_outcome(
        uid=record.uid, outcome=outcome, opinion=opinion, actor=actor, at=at
    )


def concluded(stage: Stage, by: Member) -> Step:
    """By the head, whoever proposed it."""

    def step(record: Record, _: Actor, at: datetime) -> None:
        head = stage.actor(by, at)
        review.open_record(uid=record.uid, actor=head, at=at)
        review.conclude_record(uid=record.uid, opinion="同意。", actor=head, at=at + timedelta(minutes=6))

    return step


def asked(
    act: str, asker: str, channel: str = "PHONE", *, kind: str = "K1", stage: str = "S5", matter: str = "M1"
) -> Profile:
    """A profile for a scene: one act, one kind of asker."""
    is_case = matter == "M1"
    at_work = channel != "DINNER"
    return Profile(matter, kind if is_case else "", stage if is_case else "", (act,), (asker,), channel, at_work)


def _renamed(written: Written, name: str) -> Written:
    """Another name for who asked, in the narrative too."""
    first, *others = written.payload["parties"]
    texts = {
        key: written.payload[key].replace(first["name"], name)
        for key in ("summary", "verbatim")
        if key in written.payload
    }
    return replace(written, payload=written.payload | {"parties": [first | {"name": name}, *others]} | texts)

"""The present, made by the real use-cases at moments of the last weeks: nothing here writes a row itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from jingheng.cli.demonstration.authors import Author, Written
from jingheng.cli.demonstration.profiles import Profile
from jingheng.cli.demonstration.staff import Member, Roster
from jingheng.contexts.inbox.api import working_calendar
from jingheng.contexts.org.api import Office, Person, actor_for
from jingheng.contexts.records.models import Hearing, Record
from jingheng.contexts.records.usecases import hearings, review
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, local_date
from jingheng.kernel.working_calendar import WorkingCalendar


@dataclass
class Stage:
    author: Author
    at: datetime
    calendar: WorkingCalendar = field(default_factory=working_calendar)
    _now: dict[str, datetime] = field(default_factory=dict)  # when something last happened to a record

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

    def file(self, filer: Member, working_days: int, profile: Profile, about: Member | None = None) -> Record:
        rng = self.author.rng
        moment = self.ago(working_days, rng.choice((9, 10, 11, 14, 15, 16)), rng.randrange(60))
        return self.hand_in(self.author.write(filer, moment, profile=profile, about=about, in_time=True))

    def hand_in(self, written: Written) -> Record:
        uid, actor = new_uid(), self.actor(written.filer, written.filed_at)
        save_draft(uid=uid, payload=written.payload, version=1, actor=actor, at=written.filed_at)
        record = file_draft(uid=uid, actor=actor, at=written.filed_at)
        self._now[uid] = written.filed_at
        return record

    def accept(self, record: Record) -> None:
        moment = self._next(record)
        review.open_record(uid=record.uid, actor=self._reviewer(record), at=moment)
        review.accept_record(uid=record.uid, actor=self._reviewer(record), at=moment + timedelta(minutes=6))

    def send_back(self, record: Record, reason: str, opinion: str) -> None:
        actor = self._reviewer(record)
        review.return_record(uid=record.uid, reason=reason, opinion=opinion, actor=actor, at=self._next(record))

    def triage(self, record: Record, conclusion: str, opinion: str = "") -> None:
        self.accept(record)
        review.triage_record(
            uid=record.uid, conclusion=conclusion, opinion=opinion, actor=self._reviewer(record), at=self._next(record)
        )

    def verify(self, record: Record, conclusion: str) -> None:
        self.triage(record, conclusion)
        review.open_verification(uid=record.uid, actor=self._reviewer(record), at=self._next(record))

    def hear(self, record: Record, person: Person, disclosed: str) -> Hearing:
        return hearings.open_hearing(
            uid=record.uid, person=person, disclosed=disclosed, actor=self._reviewer(record), at=self._next(record)
        )

    def propose(self, record: Record, conclusion: str, outcome: str, opinion: str) -> None:
        self.verify(record, conclusion)
        review.propose_outcome(
            uid=record.uid, outcome=outcome, opinion=opinion, actor=self._reviewer(record), at=self._next(record)
        )

    def conclude(self, record: Record, by: Member) -> None:
        moment = self._next(record)
        office = Office.objects.get(pk=record.receiving_office_id)
        review.conclude_record(uid=record.uid, opinion="同意。", actor=self.actor(by, moment, office), at=moment)

    def _reviewer(self, record: Record) -> Actor:
        assert record.assignee_id is not None
        office = Office.objects.get(pk=record.receiving_office_id)
        return self.actor(self.roster.of(record.assignee_id), self._now[record.uid], office)

    def _next(self, record: Record) -> datetime:
        """The morning of the next working day; where that has not come yet, some time between then and now."""
        before = self._now[record.uid]
        day = self.calendar.add_working_days(local_date(before), 1)
        moment = datetime.combine(day, time(self.author.rng.randrange(9, 12), self.author.rng.randrange(60)), tzinfo=SHANGHAI)
        if moment > self.at - timedelta(hours=1):
            moment = before + (self.at - before) / 3
        self._now[record.uid] = moment
        return moment


def asked(acts: str, asker: str, channel: str = "PHONE", *, kind: str = "K1", stage: str = "S5", matter: str = "M1") -> Profile:
    """A profile for a scene: one act, one kind of asker."""
    is_case = matter == "M1"
    at_work = channel != "DINNER"
    return Profile(matter, kind if is_case else "", stage if is_case else "", (acts,), (asker,), channel, at_work)


def with_name(written: Written, name: str) -> Written:
    """The same with another name for who asked, in the narrative too."""
    parties = [written.payload["parties"][0] | {"name": name}, *written.payload["parties"][1:]]
    old = written.payload["parties"][0]["name"]
    texts = {key: written.payload[key].replace(old, name) for key in ("summary", "verbatim") if key in written.payload}
    return replace(written, payload=written.payload | {"parties": parties} | texts)

"""How the records of the past were worked on: accepted, sometimes sent back, triaged, a few verified and concluded."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from jingheng.cli.demonstration.authors import Written
from jingheng.cli.demonstration.books import Books
from jingheng.cli.demonstration.staff import Member
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Hearing, Reading, Record, Step
from jingheng.contexts.records.rules.progress import FINAL
from jingheng.contexts.records.rules.taxonomy import ADVERSE_OUTCOMES
from jingheng.contexts.records.usecases.filing import new_uid
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, local_date

NOTED = (
    "受委托了解进展，未发现影响办案，存档备查。",
    "正常反映情况，承办人已依法告知程序，存档备查。",
    "未提出不当要求，存档备查。",
)
CHECKED = ("已向填报人核实经过，调取相关材料比对，情况属实。", "经核查，所反映情况与记录一致，未影响案件办理。")
UNFOUNDED = "经核查，来人只是询问办理程序，没有请托内容，予以澄清。"
RETURNED = "请补写对方的原话要点。"
DISCLOSED = "反映您就正在办理的案件向承办人打听情况并转达请托。请就此说明经过。"
ANSWERED = "属实。亲戚托问，一时没有推辞，今后一定按规定办，愿意接受批评。"
_CONCLUSIONS = {"T1": "NOTICE_OTHER_UNIT", "T2": "NOTICE_OTHER_UNIT", "T4": "EDUCATION"}
_RETURNED_SHARE, _T4_SHARE = 0.05, 0.5


@dataclass
class _Desk:
    """One record on somebody's desk: each move follows the one before by some working days."""

    books: Books
    record: Record
    reviewer: Member
    at: datetime

    @property
    def rng(self) -> random.Random:
        return self.books.rng

    def wait(self, days: int) -> None:
        day = self.books.calendar.add_working_days(local_date(self.at), days)
        clock = time(self.rng.choice((9, 10, 11, 14, 15, 16)), self.rng.randrange(60))
        self.at = datetime.combine(day, clock, tzinfo=SHANGHAI)

    def step(
        self, action: str, target: str, event: str, *, code: str = "", opinion: str = "", by: Member | None = None
    ) -> None:
        who = by or self.reviewer
        self.books.steps.append(
            Step(
                record=self.record, action=action, source=self.record.state, target=target, by=who.person, at=self.at,
                code=code, opinion=safe.seal(opinion) if opinion else "",
            )
        )  # fmt: skip
        self.record.state, self.record.rested_at = target, self.at if target in FINAL else None
        self.books.note(self.record, event, self.actor(who), self.at, anonymous=event == "statement.filed")

    def actor(self, member: Member) -> Actor:
        return self.books.roster.plain_actor(member, local_date(self.at))


def work_on(books: Books, record: Record, written: Written, *, cleared: bool = False) -> None:
    """From filing to a final state."""
    assert record.assignee_id is not None
    desk = _Desk(books, record, books.roster.of(record.assignee_id), written.filed_at)
    desk.wait(desk.rng.randint(1, 3))
    _read(desk)
    if "verbatim" in written.payload and written.payload["verbatim"] and desk.rng.random() < _RETURNED_SHARE:
        _send_back(desk, written)
    else:
        books.revise(record, written.payload, number=1, at=written.filed_at)
    desk.step("accept", "ACCEPTED", "record.accepted")
    books.accepted.append((desk.at, record))
    desk.wait(desk.rng.randint(1, 4))
    conclusion = "T2" if cleared else _triage(desk.rng, record)
    record.triage = conclusion
    if conclusion == "T3":
        desk.step("note", "NOTED", "record.noted", code="T3", opinion=desk.rng.choice(NOTED))
    else:
        desk.step("triage", "TRIAGED", "record.triaged", code=conclusion)
        _verify(desk, written, "UNSUBSTANTIATED" if cleared else "")


def _triage(rng: random.Random, record: Record) -> str:
    letter = min(record.acts.split(";"))[0]
    if record.bucket == "IMPROPER":
        return "T1" if letter == "A" else "T2"
    return "T4" if record.bucket == "CONTACT" and rng.random() < _T4_SHARE else "T3"


def _read(desk: _Desk, by: Member | None = None) -> None:
    who = by or desk.reviewer
    duty = next((duty for duty in ("CHIEF", "INSPECTION_HEAD") if who.holds(duty, local_date(desk.at))), "INSPECTOR")
    desk.books.readings.append(
        Reading(record=desk.record, person=who.person, duty=duty, at=desk.at - timedelta(minutes=12))
    )
    desk.books.note(desk.record, "record.read", desk.actor(who), desk.at - timedelta(minutes=12))


def _send_back(desk: _Desk, written: Written) -> None:
    """Filed without the words that were used, and supplemented: two revisions."""
    short = written.payload | {"verbatim": ""}
    desk.books.revise(desk.record, short, number=1, at=written.filed_at)
    desk.step("return", "RETURNED", "record.returned", code="R2", opinion=RETURNED)
    desk.wait(1)
    desk.step("supplement", "RECORDED", "statement.filed", by=written.filer)
    desk.record.revision_count = 2
    desk.books.revise(desk.record, written.payload, number=2, at=desk.at)
    desk.wait(1)


def _verify(desk: _Desk, written: Written, outcome: str) -> None:
    named = [party["person_id"] for party in written.payload["parties"] if party.get("person_id")]
    outcome = outcome or ("TALK" if named else _CONCLUSIONS[desk.record.triage])
    decider = _decider(desk, named)
    if decider is None and outcome in ADVERSE_OUTCOMES:
        outcome = "NOTICE_OTHER_UNIT"  # nobody is left to be the second person: it is for his own unit to judge
    desk.wait(1)
    desk.step("verify", "VERIFYING", "record.verification-opened")
    desk.wait(desk.rng.randint(4, 9))
    if named and outcome in ADVERSE_OUTCOMES:
        _hear(desk, named[0], outcome)
    opinion = UNFOUNDED if outcome == "UNSUBSTANTIATED" else desk.rng.choice(CHECKED)
    desk.step("propose", "PROPOSED", "record.outcome-proposed", code=outcome, opinion=opinion)
    desk.record.outcome, desk.record.is_cleared = outcome, outcome == "UNSUBSTANTIATED"
    desk.wait(2)
    if decider is not None:
        _read(desk, decider)
    desk.step("conclude", "CONCLUDED", "record.concluded", code=outcome, opinion="同意。", by=decider)


def _hear(desk: _Desk, person_id: int, outcome: str) -> None:
    """陈述申辩, answered; the result was told some days after the conclusion."""
    desk.step("hear", "HEARING", "record.hearing-opened")
    opened = desk.at
    desk.wait(3)
    desk.books.hearings.append(
        Hearing(
            uid=new_uid(), record=desk.record, person_id=person_id, disclosed=safe.seal(DISCLOSED),
            opened_by=desk.reviewer.person, opened_at=opened, due_date=local_date(opened) + timedelta(days=10),
            answer=safe.seal(ANSWERED), answered_at=desk.at, result=outcome,
            result_text=safe.seal("已对您谈话提醒。"), told_at=desk.at + timedelta(days=9),
        )
    )  # fmt: skip
    desk.wait(1)


def _decider(desk: _Desk, named: list[int]) -> Member | None:
    """Another than the proposer and the filer, who is not shut out: the head, else the chief."""
    day = local_date(desk.at)
    office = next(o.code for o in desk.books.roster.offices.values() if o.pk == desk.record.receiving_office_id)
    roster = desk.books.roster
    found = [*roster.holding("INSPECTION_HEAD", office, day), *roster.holding("CHIEF", office, day)]
    shut = {desk.record.filer_id, desk.reviewer.person.pk, *named}
    return next((member for member in found if member.person.pk not in shut), None)

"""Records on their way through inspection, each step by somebody who may."""

from __future__ import annotations

from datetime import datetime

from jingheng.contexts.records.models import Record
from jingheng.contexts.records.usecases.hearings import answer_hearing, open_hearing
from jingheng.contexts.records.usecases.review import accept_record, open_verification, propose_outcome, triage_record
from jingheng.kernel.actor import Actor
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming


def filed(cast: Cast, *, to: str = "inspector", by: str = "prosecutor", at: datetime = NOON) -> Record:
    """An everyday record, dealt to `to`."""
    return _dealt(cast, file(cast.actor(by), content(at), at=at), to)


def about_colleague(cast: Cast, *, to: str = "inspector", by: str = "outsider", at: datetime = NOON) -> Record:
    """Somebody of another department is recorded as asking about a case."""
    said = content(at, parties=(naming(cast.colleague, "P23"),), acts=frozenset({"B4"}))
    return _dealt(cast, file(cast.actor(by), said, at=at), to)


def triaged(record: Record, actor: Actor, conclusion: str = "T2", at: datetime = NOON) -> Record:
    accept_record(uid=record.uid, actor=actor, at=at)
    return triage_record(uid=record.uid, conclusion=conclusion, opinion="甄别意见", actor=actor, at=at)


def verifying(record: Record, actor: Actor, at: datetime = NOON) -> Record:
    triaged(record, actor, at=at)
    return open_verification(uid=record.uid, actor=actor, at=at)


def proposed(record: Record, actor: Actor, outcome: str = "UNSUBSTANTIATED", at: datetime = NOON) -> Record:
    verifying(record, actor, at=at)
    return propose_outcome(uid=record.uid, outcome=outcome, opinion="核查情况", actor=actor, at=at)


def heard_and_proposed(cast: Cast, record: Record, actor: Actor, outcome: str = "TALK", at: datetime = NOON) -> Record:
    verifying(record, actor, at=at)
    hearing = open_hearing(
        uid=record.uid, person=cast.colleague, disclosed="有人反映您打听案件处理意见。", actor=actor, at=at
    )
    answer_hearing(uid=hearing.uid, answer="没有此事。", actor=cast.actor("colleague"), at=at)
    return propose_outcome(uid=record.uid, outcome=outcome, opinion="核查情况", actor=actor, at=at)


def _dealt(cast: Cast, record: Record, to: str) -> Record:
    record.assignee = cast.people[to]
    record.save(update_fields=["assignee"])
    return record

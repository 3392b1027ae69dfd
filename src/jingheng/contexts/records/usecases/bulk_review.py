"""The formal check of many records at once: by the rules of one, and each refused for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.visibility import official
from jingheng.contexts.records.queries.worklists import label_of
from jingheng.contexts.records.usecases.review import accept_record, return_record
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class NotDone:
    uid: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    done: int
    refused: tuple[NotDone, ...]


def accept_many(*, uids: Iterable[str], actor: Actor, at: datetime) -> Outcome:
    return _each(uids, actor, lambda uid: accept_record(uid=uid, actor=actor, at=at))


def return_many(*, uids: Iterable[str], reason: str, opinion: str, actor: Actor, at: datetime) -> Outcome:
    return _each(uids, actor, lambda uid: return_record(uid=uid, reason=reason, opinion=opinion, actor=actor, at=at))


def _each(uids: Iterable[str], actor: Actor, act: Callable[[str], Record]) -> Outcome:
    """One transaction per record: what is done stays done, and numbers follow the order of the list."""
    done = 0
    refused: list[tuple[str, str]] = []
    for uid in dict.fromkeys(uids):
        try:
            act(uid)
        except Refused as no:
            refused.append((uid, no.refusal.sentence))
        else:
            done += 1
    labels = {record.uid: label_of(record) for record in official(actor).filter(uid__in=[uid for uid, _ in refused])}
    return Outcome(done, tuple(NotDone(uid, labels.get(uid, "一件记录"), sentence) for uid, sentence in refused))

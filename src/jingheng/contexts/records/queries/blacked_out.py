"""The blacked-out copies of a record's attachments, for those who work on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import BlackedOut, Record
from jingheng.contexts.records.queries.visibility import find_workable
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refusal, Refused, ensure

NOT_FOUND = Refusal("not-found", "没有找到这份遮盖件。")


@dataclass(frozen=True, slots=True)
class MadeCopy:
    uid: str
    name: str
    purpose: str
    parts: int
    pages: int
    size: int
    made_by: str
    made_at: datetime


def find_inspected(actor: Actor, uid: str) -> Record:
    """Evidence is blacked out by those who inspect the record; who reads or only decides does not do it."""
    record = find_workable(actor, uid)
    ensure(Refusal("not-permitted", "您目前的职责不能办理此事项。") if not actor.may("record.inspect") else None)
    return record


def find_copy(record: Record, uid: str) -> BlackedOut:
    found = BlackedOut.objects.select_related("attachment").filter(uid=uid, attachment__record=record).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def name_of(copy: BlackedOut) -> str:
    return str(safe.unseal(copy.name))


def copies_of(record: Record) -> dict[str, list[MadeCopy]]:
    """By attachment, oldest first."""
    found = defaultdict(list)
    rows = BlackedOut.objects.filter(attachment__record=record).select_related("attachment", "made_by")
    for row in rows.order_by("id"):
        found[row.attachment.uid].append(
            MadeCopy(
                uid=row.uid, name=name_of(row), purpose=safe.unseal(row.purpose),
                parts=sum(map(len, row.rectangles.values())), pages=row.pages, size=row.size,
                made_by=row.made_by.name, made_at=row.made_at,
            )
        )  # fmt: skip
    return dict(found)

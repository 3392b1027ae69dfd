"""Who may see which record, decided in SQL and in this one place."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from jingheng.contexts.records.models import Copy, Exclusion, Record
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.rules.taxonomy import ADVERSE_OUTCOMES
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refusal, Refused

NOT_FOUND = Refusal("not-found", "没有找到这条记录。")


def official(actor: Actor) -> QuerySet[Record]:
    """What the actor's duties let him read: his share, his desk, copies sent to him; never what he is involved in."""
    scope = Q(pk__in=[])
    here = Q(receiving_office=actor.office_id)
    if actor.may("record.desk"):
        scope |= here & Q(desk__in=[Desk.INSPECTION, Desk.LEADERSHIP])
    elif actor.holds("INSPECTOR"):
        scope |= here & Q(desk=Desk.INSPECTION, assignee=actor.person_id)
    if actor.holds("DISCIPLINE"):
        scope |= here & Q(desk=Desk.DISCIPLINE)
    if actor.holds("CHIEF"):
        decides = Q(desk=Desk.INSPECTION, state="PROPOSED", outcome__in=sorted(ADVERSE_OUTCOMES))
        scope |= here & (Q(desk=Desk.LEADERSHIP) | decides)
    if actor.holds("CHIEF", "DISCIPLINE"):
        scope |= Q(pk__in=Copy.objects.filter(office=actor.office_id, duty__in=sorted(actor.duties)).values("record"))
    return without_excluded(Record.objects.filter(scope).exclude(filer=actor.person_id), actor)


def own(actor: Actor) -> QuerySet[Record]:
    """What the actor filed himself, wherever it went."""
    return Record.objects.filter(filer=actor.person_id)


def readable(actor: Actor) -> QuerySet[Record]:
    """Everything the actor may read, as filer or by duty."""
    return Record.objects.filter(Q(pk__in=own(actor).values("pk")) | Q(pk__in=official(actor).values("pk")))


def without_excluded(records: QuerySet[Record], actor: Actor) -> QuerySet[Record]:
    involved = Exclusion.objects.filter(record=OuterRef("pk"), person=actor.person_id)
    return records.filter(~Exists(involved))


def find_official(actor: Actor, uid: str) -> Record:
    return _found(official(actor), uid)


def find_own(actor: Actor, uid: str) -> Record:
    return _found(own(actor), uid)


def find_readable(actor: Actor, uid: str) -> Record:
    """Own first: one query in the usual case, and the same answer for what is hidden as for what does not exist."""
    return own(actor).filter(uid=uid).first() or _found(official(actor), uid)


def _found(records: QuerySet[Record], uid: str) -> Record:
    record = records.filter(uid=uid).first()
    if record is None:
        raise Refused(NOT_FOUND)
    return record

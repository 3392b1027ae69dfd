"""Who may see which record, decided in SQL and in this one place."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from jingheng.contexts.org.api import DutyHolding
from jingheng.contexts.records.models import Copy, Exclusion, Record
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.rules.taxonomy import ADVERSE_OUTCOMES
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refusal, Refused

_LED = (Desk.INSPECTION, Desk.LEADERSHIP)
NOT_FOUND = Refusal("not-found", "没有找到这条记录。")


def official(actor: Actor) -> QuerySet[Record]:
    """What the actor's duties let him read: his share, his desk, copies sent to him; never what he is involved in."""
    return Record.objects.filter(_official(actor))


def _official(actor: Actor) -> Q:
    return _unentangled(_desks(actor) | _copies(actor), actor)


def _copies(actor: Actor) -> Q:
    if not actor.holds("CHIEF", "DISCIPLINE", "INSPECTION_HEAD"):
        return Q(pk__in=[])
    return Q(pk__in=Copy.objects.filter(office=actor.office_id, duty__in=sorted(actor.duties)).values("record"))


def workable(actor: Actor) -> QuerySet[Record]:
    """What the actor may work on: what he may read, without the copies, which are for reading only."""
    return Record.objects.filter(_unentangled(_desks(actor), actor))


def _unentangled(scope: Q, actor: Actor) -> Q:
    return scope & ~Q(filer=actor.person_id) & _not_excluded(actor)


def _desks(actor: Actor, led: Sequence[Desk] = _LED) -> Q:
    """The chief also decides what inspection proposes against our own staff, and whatever its head filed himself.

    `led`: of the desks that the head leads, those that are asked about.
    """
    scope = Q(pk__in=[])
    here = Q(receiving_office=actor.office_id)
    if actor.may("record.desk"):
        scope |= here & Q(desk__in=led)
    elif actor.holds("INSPECTOR"):
        scope |= here & Q(desk=Desk.INSPECTION, assignee=actor.person_id)
    if actor.holds("DISCIPLINE"):
        scope |= here & Q(desk=Desk.DISCIPLINE)
    if actor.holds("CHIEF"):
        heads = DutyHolding.objects.filter(office=actor.office_id, duty="INSPECTION_HEAD").values("person")
        second = Q(outcome__in=sorted(ADVERSE_OUTCOMES)) | Q(filer__in=heads)
        scope |= here & (Q(desk=Desk.LEADERSHIP) | Q(desk=Desk.INSPECTION, state="PROPOSED") & second)
    return scope


def masks_filer(actor: Actor) -> bool:
    """The chief reads what was recorded and not by whom, until he has said why (decisions §7)."""
    return actor.holds("CHIEF")


def own(actor: Actor) -> QuerySet[Record]:
    """What the actor filed himself, wherever it went."""
    return Record.objects.filter(filer=actor.person_id)


def readable(actor: Actor) -> QuerySet[Record]:
    """Everything the actor may read, as filer or by duty."""
    return Record.objects.filter(Q(filer=actor.person_id) | _official(actor))


def readable_in_parts(actor: Actor) -> list[QuerySet[Record]]:
    """The same in parts, of each of which a database finds the newest along one index, however many there are."""
    scopes = [_desks(actor, [desk]) for desk in _LED] if actor.may("record.desk") else [_desks(actor)]
    scopes.append(_copies(actor))
    return [own(actor), *(Record.objects.filter(_unentangled(scope, actor)) for scope in scopes)]


def without_excluded(records: QuerySet[Record], actor: Actor) -> QuerySet[Record]:
    return records.filter(_not_excluded(actor))


def _not_excluded(actor: Actor) -> Q:
    return ~Q(Exists(Exclusion.objects.filter(record=OuterRef("pk"), person=actor.person_id)))


def find_official(actor: Actor, uid: str) -> Record:
    return _found(official(actor), uid)


def find_workable(actor: Actor, uid: str) -> Record:
    """To be worked on. A copy exists for its reader, so it is refused in words; all else is not found."""
    record = find_official(actor, uid)
    if not workable(actor).filter(pk=record.pk).exists():
        raise Refused(Refusal("copy-only", "这是抄送给您阅看的记录，由受理机关办理，您不能在这里办理。"))
    return record


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

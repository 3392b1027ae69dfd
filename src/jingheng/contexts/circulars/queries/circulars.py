"""Which circulars somebody may see, and what he has to do about them.

An office sees its own; once numbered a circular goes down, to the staff of every office below. Drafts are for those
who make, sign and number them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.rules.asking import Asked, Scope
from jingheng.contexts.circulars.rules.lifecycle import (
    CIRCULAR,
    DRAFTS,
    ISSUED,
    CircularFacts,
    next_number,
    reads_internal,
    refuse_number,
)
from jingheng.contexts.inbox.api import Light, ToDo
from jingheng.contexts.org.api import papers_wait_for
from jingheng.kernel.actor import Actor
from jingheng.kernel.lifecycle import Offer
from jingheng.kernel.percentages import Rounding
from jingheng.kernel.period import Month, MonthRange, local_date
from jingheng.kernel.refusal import Refusal

_MAKERS = frozenset({"circular.compile", "circular.sign", "circular.number"})
_EXAMINED_WITHIN = timedelta(days=30)
#: state → action that is waited for, its permission, the word on the button, why
_WAITING = {
    "COMPILED": ("submit", "circular.compile", "送审签", "数字已汇总；写好存在问题和下步要求后送检察长审签"),
    "SUBMITTED": ("sign", "circular.sign", "审签", "通报经检察长审签后编号印发（铜川“定期通报”做法，待核）"),
    "RETURNED": ("edit", "circular.compile", "修改", "检察长已退回；按退回的理由修改、重新汇总或者作废"),
    "SIGNED": ("number", "circular.number", "编号", "发文字号由办公室编；编号后数字不再改动"),
    "NUMBERED": ("publish", "circular.publish", "对外公布", "对外只公布汇总数，小单元格打码；公布前经保密审查"),
}


def visible_circulars(actor: Actor) -> QuerySet[Circular]:
    """What the actor may read, newest first."""
    above = [code for code in actor.office_path.split("/") if code]
    shown = Q(office__code__in=above, state__in=ISSUED) if actor.may("circular.read") else Q(pk__in=[])
    if not actor.permissions.isdisjoint(_MAKERS):
        shown |= Q(office=actor.office_id)
    return (
        Circular.objects.filter(shown)
        .select_related(
            "office",
            "compiled_by",
            "submitted_by",
            "returned_by",
            "signed_by",
            "numbered_by",
            "published_by",
            "discarded_by",
        )
        .order_by("-id")
    )


def listed_circulars(actor: Actor, *, discarded: bool = False) -> QuerySet[Circular]:
    """Those that the list shows: what was put away only where it is asked for."""
    visible = visible_circulars(actor)
    return visible.filter(state="DISCARDED") if discarded else visible.exclude(state="DISCARDED")


def versions(actor: Actor) -> tuple[str, ...]:
    """What of a circular there is for the actor, what he gets unasked first."""
    return ("internal", "public") if reads_internal(actor.permissions) else ("public",)


def number_refusal(number: str, *, on: date) -> Refusal | None:
    """Why a circular cannot have this number today."""
    refusal = refuse_number(number, on)
    if refusal is None and Circular.objects.filter(number=number).exists():
        return Refusal("taken", f"发文字号“{number}”已经用过，请核对。", "number")
    return refusal


def proposed_number(circular: Circular, *, on: date) -> str:
    return next_number(_numbers(circular), on)


def last_number(circular: Circular) -> str:
    """Of the office's circular before; empty where none has been issued."""
    return next(iter(_numbers(circular)), "")


def _numbers(circular: Circular) -> list[str]:
    given = Circular.objects.filter(office=circular.office_id).exclude(number=None).order_by("-numbered_at", "-id")
    return list(filter(None, given.values_list("number", flat=True)))


def issue_before(circular: Circular) -> Circular | None:
    """上一期: the office's circular with words of its author that ended last before this one."""
    earlier = Circular.objects.filter(office=circular.office_id, last_month__lt=circular.last_month)
    worded = earlier.exclude(state="DISCARDED").exclude(problems="", demands="")
    return worded.order_by("-last_month", "-id").first()


def circular_seen(uid: str, actor: Actor) -> Circular | None:
    return visible_circulars(actor).filter(uid=uid).first()


def is_draft(circular: Circular) -> bool:
    return circular.state in DRAFTS


def facts_of(circular: Circular, *, shown_revision: int | None = None) -> CircularFacts:
    shown = circular.revision if shown_revision is None else shown_revision
    reviewed_by = circular.reviewed_by_id if circular.review_agreed else None
    return CircularFacts(circular.state, circular.office_id, circular.revision, shown, reviewed_by)


def offers(circular: Circular, actor: Actor) -> list[Offer]:
    """Buttons: only in the circular's own office. What has been examined can be examined again, and the button says so."""
    if circular.office_id != actor.office_id:
        return []
    again = {"review": "重新保密审查"} if circular.reviewed_at else {}
    found = CIRCULAR.offers(facts_of(circular), actor)
    return [replace(offer, label=again.get(offer.action, offer.label)) for offer in found]


def months_of(circular: Circular) -> MonthRange:
    return MonthRange(Month.from_number(circular.first_month), Month.from_number(circular.last_month))


def asked_of(circular: Circular, *, public: bool = False) -> Asked:
    """What the circular was compiled from."""
    base = None
    if circular.base_first is not None and circular.base_last is not None:
        base = MonthRange(Month.from_number(circular.base_first), Month.from_number(circular.base_last))
    scope: Scope = "case" if circular.scope == "case" else "all"
    rounding: Rounding = "plain" if circular.rounding == "plain" else "absorb"
    return Asked(months_of(circular), scope, circular.digits, rounding, public, base)


def _unreviewed(actor: Actor, at: datetime) -> Iterator[ToDo]:
    """For a month after its number: not every circular is published, and nobody should be reminded of those for ever."""
    rows = Circular.objects.filter(office=actor.office_id, state="NUMBERED", reviewed_at=None)
    for circular in rows.filter(numbered_at__gt=at - _EXAMINED_WITHIN).order_by("id"):
        yield ToDo(
            key=f"circular:{circular.uid}:review", what=f"保密审查：{circular.title}", whose=circular.number or "", due=None,
            why="要对外公布的，公布前由办公室保密审查（待核）", url=f"/circulars/{circular.uid}?version=public",
            button="保密审查", light=Light.GREEN,
        )  # fmt: skip


def todos(actor: Actor, *, at: datetime) -> Iterator[ToDo]:
    """Circulars of my office that wait for me to sign, number or publish them."""
    if actor.may("circular.review"):
        yield from _unreviewed(actor, at)
    states = [state for state, (_, permission, _, _) in _WAITING.items() if actor.may(permission)]
    if "SIGNED" in states and not papers_wait_for(actor, on=local_date(at)):
        states.remove("SIGNED")
    if not states:
        return
    for circular in Circular.objects.filter(office=actor.office_id, state__in=states).order_by("id"):
        action, _, button, why = _WAITING[circular.state]
        if action == "publish" and not circular.review_agreed:
            continue  # it is still being examined
        yield ToDo(
            key=f"circular:{circular.uid}:{action}",
            what=f"{button}：{circular.title}",
            whose=circular.number or f"第 {circular.revision} 稿",
            due=None,
            why=why,
            url=f"/circulars/{circular.uid}" + ("/number" if action == "number" else ""),
            button=button,
            light=Light.GREEN,
        )

"""What inspection works through: lists over what the actor may read. Codes only: a list tells nobody's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from jingheng.contexts.norms.api import Norms
from jingheng.contexts.records.models import Record, Report
from jingheng.contexts.records.queries.visibility import official, workable
from jingheng.contexts.records.rules.progress import FINAL
from jingheng.contexts.records.rules.taxonomy import POSITIONS
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month

#: What is waited for in each open state, in the order of the way.
AWAITED = {
    "RECORDED": "待形式审查",
    "ACCEPTED": "待甄别",
    "TRIAGED": "待核查",
    "VERIFYING": "核查中",
    "HEARING": "陈述申辩",
    "PROPOSED": "待审定",
    "RETURNED": "退回补正中",
}
NO_DATE = date(9999, 12, 31)
AT_ONCE = date(1, 1, 1)  # what has to be reported at once stands before whatever has a day
#: An urgent report in one of these states has been made.
_REPORTED = ("SENT", "ACCEPTED", "CLOSED")
#: Whichever brackets were typed, a running number has these.
_BRACKETS = str.maketrans(dict.fromkeys("([（［【〔", "〔") | dict.fromkeys(")]）］】〕", "〕"))
_ORDERS = {"due": "due_order", "filed": "filed_at", "happened": "happened_at", "state": "state"}
_PLACES = 2_000  # beyond this a list is not walked through record by record


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows. Empty: no matter."""

    show: str = "open"  # open, urgent, concluded, all, copies
    state: str = ""
    triage: str = ""
    matter: str = ""
    bucket: str = ""
    channel: str = ""
    position: str = ""
    due: str = ""  # late, soon, none
    month: Month | None = None
    late: str = ""
    imported: str = ""
    urgent: str = ""
    number: str = ""
    sort: str = ""
    not_understood: bool = False  # something was asked for that there is not: then nothing is shown, not everything


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stands in a list."""

    number: int
    total: int
    previous: str
    next: str


def worklist(actor: Actor, wanted: Wanted, *, today: date, soon: date) -> QuerySet[Record]:
    records = _shown(actor, wanted)
    if wanted.not_understood:
        records = records.none()
    codes = {
        name: value
        for name in ("state", "triage", "matter", "bucket", "channel", "position")
        if (value := getattr(wanted, name))
    }
    records = records.filter(**codes)
    for column, answer in (("is_late", wanted.late), ("is_imported", wanted.imported), ("is_urgent", wanted.urgent)):
        if answer:
            records = records.filter(**{column: answer == "yes"})
    if wanted.month is not None:
        records = records.filter(filed_month=wanted.month.number)
    if wanted.number.strip():
        key = wanted.number.strip()
        records = records.filter(number__icontains=as_in_numbers(key)) | records.filter(receipt_code__istartswith=key)
    if wanted.due == "late":
        records = records.filter(due_date__lt=today)
    elif wanted.due == "soon":
        records = records.filter(due_date__gte=today, due_date__lte=soon)
    elif wanted.due == "none":
        records = records.filter(due_date__isnull=True)
    due = Coalesce("due_date", NO_DATE)
    return records.annotate(owes_urgent=flag(owing()), due_order=Case(When(owing(), then=AT_ONCE), default=due))


def owing() -> Q:
    """Urgent records whose 立即报告 has not been made. Imported ones were reported before, or never will be."""
    reported = Report.objects.filter(record=OuterRef("pk"), state__in=_REPORTED)
    return Q(is_urgent=True, is_imported=False) & ~Q(state="EXCLUDED") & ~Q(Exists(reported))


def flag(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def owes_urgent_report(record: Record) -> bool:
    return record.is_urgent and Record.objects.filter(owing(), pk=record.pk).exists()


def urgent_deadline(record: Record, norms: Norms) -> datetime:
    return record.filed_at + timedelta(hours=norms["record.urgent_hours"])


def as_in_numbers(text: str) -> str:
    """Part of a running number as it is written in one."""
    return text.translate(_BRACKETS)


def order_of(wanted: Wanted) -> tuple[str, str]:
    """What falls due first stands first, before it what is to be reported at once; the id makes the order total."""
    key = wanted.sort.removeprefix("-")
    newest_first = wanted.show in ("concluded", "all")
    column = _ORDERS.get(key, "filed_at" if newest_first else "due_order")
    down = wanted.sort.startswith("-") if key in _ORDERS else newest_first
    return (f"-{column}", "-id") if down else (column, "id")


def counts_by_state(actor: Actor) -> dict[str, int]:
    """Of what the actor may work on himself, and so never more than he can see. One query."""
    rows = workable(actor).filter(state__in=AWAITED).values_list("state").annotate(Count("id"))
    return dict(rows)


def place_in(records: QuerySet[Record], order: Sequence[str], uid: str) -> Place | None:
    """The neighbours of a record in a list, or nothing when it is no longer in it. One query."""
    uids = list(records.order_by(*order).values_list("uid", flat=True)[:_PLACES])
    if uid not in uids:
        return None
    index = uids.index(uid)
    return Place(
        index + 1, len(uids), uids[index - 1] if index else "", uids[index + 1] if index + 1 < len(uids) else ""
    )


def label_of(record: Record) -> str:
    """What people call it: the running number once it has one, else the receipt code."""
    return record.number or f"回执 {record.receipt_code}"


def filer_shown(record: Record) -> str:
    """On lists the filer is a kind of person, never a name."""
    return POSITIONS.name(record.position)


def _shown(actor: Actor, wanted: Wanted) -> QuerySet[Record]:
    if wanted.show == "copies":
        return official(actor).exclude(pk__in=workable(actor).values("pk"))
    records = workable(actor)
    if wanted.show == "concluded":
        return records.filter(state__in=FINAL)
    if wanted.show == "urgent":
        return records.filter(is_urgent=True)
    if wanted.show == "all":
        return records
    return records if wanted.state else records.filter(state__in=AWAITED)

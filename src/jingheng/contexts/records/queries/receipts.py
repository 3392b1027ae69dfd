"""Receipts of one's own acts. Asking for one leaves no trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jingheng.contexts.ledger.api import Leaf, LogRewritten, Receipt, leaf_of_event, leaf_of_row, receipt_of
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Record, Statement
from jingheng.contexts.records.queries.months import window
from jingheng.contexts.records.queries.visibility import NOT_FOUND, find_own
from jingheng.contexts.records.rules.receipts import Telling, telling
from jingheng.contexts.records.rules.routing import Desk
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refusal, Refused

_REWRITTEN = Refusal(
    "log-rewritten", "账本与已经签发的检查点不符，回执没有生成。请立即告知本院审计管理员，并请上级院核验账本。"
)


@dataclass(frozen=True, slots=True)
class OwnReceipt:
    """`proven` is None until a checkpoint covers the act."""

    office: Office
    proven: Receipt | None
    telling: tuple[Telling, ...] = ()


def receipt_of_record(actor: Actor, uid: str) -> OwnReceipt:
    """Of its filing; in the log of the filer's own office where that has a leaf of it."""
    record = find_own(actor, uid)
    home = Office.objects.get(pk=record.home_office_id)
    leaf = leaf_of_event("statement.filed", f"record:{uid}", office_id=home.pk)
    leaf = leaf or leaf_of_row("records.revision", record.revisions.order_by("number")[0].pk)
    proven = _proven(leaf)
    if proven is None:
        return OwnReceipt(home, None)
    within = _is_within_window(proven.day, home)
    told = telling(stands_at=proven.office_id, home=home.pk, goes_past=goes_past(record), is_within_window=within)
    return OwnReceipt(home, proven, told)


def receipt_of_month(actor: Actor, month: Month) -> OwnReceipt:
    """Of the signature, whatever there was to sign."""
    statement = Statement.objects.filter(person=actor.person_id, month=month.number).select_related("office").first()
    if statement is None:
        raise Refused(NOT_FOUND)
    return OwnReceipt(statement.office, _proven(leaf_of_row("records.statement", statement.pk)))


def goes_past(record: Record) -> bool:
    """Not worked on in the filer's own office: a sheet of paper is better not left lying about."""
    return record.receiving_office_id != record.home_office_id or record.desk == Desk.DISCIPLINE


def _proven(leaf: Leaf | None) -> Receipt | None:
    try:
        return receipt_of(leaf) if leaf else None
    except LogRewritten as error:
        raise Refused(_REWRITTEN) from error


def _is_within_window(day: date, office: Office) -> bool:
    norms, month = norms_on(day, office_path=office.path), Month.of(day)
    return any(one.opens <= day <= one.due for one in (window(month, norms), window(month.previous(), norms)))

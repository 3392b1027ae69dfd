"""Beside the national system: its number for a record, its list of a month, and why the two differ (decisions §10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.api import Office
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import NationalDifference, NationalMonth, NationalNumber, Record
from jingheng.contexts.records.queries.national import NOT_FOUND, standing_of
from jingheng.contexts.records.rules.national import (
    EXPLANATIONS,
    numbers_in,
    plain_number,
    refuse_closing,
    refuse_numbers,
)
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure


def enter_numbers(*, month: Month, numbers: Mapping[str, str], actor: Actor, at: datetime) -> int:
    """National numbers of our records, by uid; an empty one takes a number away. How many have changed."""
    known = {one.uid: one.number for one in standing_of(actor, month).ours}
    if unknown := set(numbers) - set(known):
        raise Refused(Refusal("not-found", f"没有找到这条记录：{len(unknown)} 条。"))
    wanted = {uid: plain_number(number) for uid, number in numbers.items()}
    changed = {uid: number for uid, number in wanted.items() if number != known[uid]}
    if not changed:
        return 0
    with recording(actor=actor, at=at) as ledger:
        ensure(refuse_numbers(list(changed.values())))
        entered = _open_month(actor, month)
        given = [number for number in changed.values() if number]
        taken = NationalNumber.objects.filter(number__in=given).exclude(record__uid__in=changed)
        ensure(_refuse_twice(given, list(taken.values_list("number", flat=True))))
        NationalNumber.objects.filter(record__uid__in=changed).delete()
        records = {record.uid: record for record in Record.objects.filter(uid__in=changed)}
        NationalNumber.objects.bulk_create(
            NationalNumber(record=records[uid], number=number, entered_by_id=actor.me, entered_at=at)
            for uid, number in changed.items()
            if number
        )
        _reopen(entered)
        ledger("national.numbers-entered", subject=f"month:{month}", office_id=actor.here, rows=len(changed))
    return len(changed)


def enter_list(*, month: Month, text: str, actor: Actor, at: datetime) -> NationalMonth:
    """The national system's numbers of the month, pasted as a column. A later list takes the place of an earlier one."""
    if not actor.may("national.reconcile"):
        raise Refused(NOT_FOUND)
    numbers = numbers_in(text)
    with recording(actor=actor, at=at) as ledger:
        ensure(
            Refusal("running", f"{month} 还没有开始。", "numbers") if month > Month.of(local_date(at)) else None,
            refuse_numbers(numbers),
        )
        Office.objects.select_for_update(no_key=True).get(pk=actor.here)
        entered, _ = NationalMonth.objects.update_or_create(
            office_id=actor.here, month=month.number,
            defaults={
                "numbers": list(numbers), "entered_by_id": actor.me, "entered_at": at, "closed_by": None, "closed_at": None,
            },
        )  # fmt: skip
        ledger("national.list-entered", subject=f"month:{month}", office_id=actor.here, rows=len(numbers))
    return entered


def explain(*, month: Month, key: str, reason: str, note: str, actor: Actor, at: datetime) -> NationalDifference:
    """Why one difference is there. Of what he may not read, nobody explains anything."""
    standing = standing_of(actor, month)
    if standing.entered is None or key not in {one.key for one in standing.differences}:
        raise Refused(NOT_FOUND)
    with recording(actor=actor, at=at) as ledger:
        ensure(
            Refusal("unknown-reason", "请选择差异原因。", "reason") if reason not in EXPLANATIONS else None,
            Refusal("needs-note", "选“其他”的，请写明情况。", "note")
            if reason == "OTHER" and not note.strip()
            else None,
        )
        row, _ = NationalDifference.objects.update_or_create(
            month=standing.entered, key=key,
            defaults={"reason": reason, "note": safe.seal(note.strip()) if note.strip() else "", "by_id": actor.me, "at": at},
        )  # fmt: skip
        ledger("national.explained", subject=f"month:{month}", office_id=actor.here)
    return row


def close_month(*, month: Month, actor: Actor, at: datetime) -> NationalMonth:
    """Reconciled: every difference that he may know of has its reason."""
    if not actor.may("national.reconcile"):
        raise Refused(NOT_FOUND)
    with recording(actor=actor, at=at) as ledger:
        entered = _open_month(actor, month)
        if entered is None:
            raise Refused(Refusal("no-list", "还没有粘贴国家系统的编号清单。"))
        shown = standing_of(actor, month).differences
        ensure(refuse_closing([one.key for one in shown], {one.key: one.reason for one in shown if one.reason}))
        entered.closed_by_id, entered.closed_at = actor.me, at
        entered.save(update_fields=["closed_by", "closed_at"])
        ledger("national.reconciled", subject=f"month:{month}", office_id=actor.here)
    return entered


def _open_month(actor: Actor, month: Month) -> NationalMonth | None:
    return NationalMonth.objects.select_for_update().filter(office=actor.here, month=month.number).first()


def _reopen(entered: NationalMonth | None) -> None:
    """A number more or less is a new comparison."""
    if entered is not None and entered.closed_at is not None:
        entered.closed_by, entered.closed_at = None, None
        entered.save(update_fields=["closed_by", "closed_at"])


def _refuse_twice(given: list[str], taken: list[str]) -> Refusal | None:
    doubled = sorted({number for number in given if given.count(number) > 1} | set(taken))
    if doubled:
        return Refusal("taken", f"国家系统编号 {'、'.join(doubled)} 已经用在另一条记录上，请核对。", "numbers")
    return None

"""Closing a month's counts, and dating what changes afterwards. Recount = seal + adjustments, always."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Adjustment, MonthSeal, Record
from jingheng.contexts.records.queries.counts import tallies_of
from jingheng.contexts.records.rules.counting import SCOPES, CountedAs, Reason, Scope, Tally, difference, reason_of
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refusal, ensure

__all__ = ["Arrivals", "CountedAs", "Reason", "counted_as", "note_change", "note_imported", "seal_month"]


def counted_as(record: Record) -> CountedAs:
    """How the record stands in the figures now. Take it before a change and after."""
    return CountedAs(
        office_id=record.counting_office_id,
        month=record.filed_month,
        is_counted=record.is_counted,
        happened=record.happened_month,
        position=record.position,
        bucket=record.bucket,
        subject=record.subject,
        matter=record.matter,
        channel=record.channel,
        triage=record.triage,
    )


def seal_month(office: Office, month: Month, at: datetime) -> list[MonthSeal]:
    """Freeze an office's month in both scopes: where its report is accepted or closed, and nowhere else."""
    _lock({office.pk})
    if _sealed({(office.pk, month.number)}):
        ensure(Refusal("sealed", f"{office.name} {month} 已经封存，不再改动；以后的变化作为调整列明。"))
    return MonthSeal.objects.bulk_create(
        MonthSeal(office=office, month=month.number, scope=scope, total=tally.total, counts=tally.plain(), sealed_at=at)
        for scope, tally in tallies_of(office.pk, month).items()
    )


def note_change(
    record: Record, *, before: CountedAs | None, after: CountedAs | None, reason: str, at: datetime
) -> None:
    """Date a change of a record in the closed month it touches; where the month is open there is nothing to note.

    To be called inside the transaction that changes the record, whichever of the two is written first.

    A record that moves to another office after its month was closed is counted once, where it was printed: the seal
    keeps it, the record itself from then on counts nowhere, and no figure changes. Whoever compared figures before
    and after would otherwise learn that something went past him (decisions §1).
    """
    if record.has_moved_on:
        _count_nowhere(record)
        return
    origin, arrival = _place(before), _place(after)
    places = {place for place in (origin, arrival) if place}
    _lock({office for office, _ in places})
    closed = _sealed(places)
    if origin == arrival:
        if origin in closed:
            _write(origin, before, after, Reason(reason), at)
    elif origin in closed:
        _write(origin, before, None, Reason.MOVED, at)
        _count_nowhere(record)
    elif arrival in closed:
        _write(arrival, None, after, Reason.IMPORTED if before is None else Reason.SUPPLEMENTED, at)


class Arrivals:
    """The same for rows that are being imported, batch by batch: one adjustment per closed month and scope at the end."""

    def __init__(self) -> None:
        self._changes: dict[tuple[int, int], dict[Scope, Tally]] = {}

    def add(self, arrived: Iterable[CountedAs]) -> None:
        """The offices stay locked until the import commits, so that none of its months closes meanwhile."""
        by_place: dict[tuple[int, int], list[CountedAs]] = defaultdict(list)
        for counted in arrived:
            if place := _place(counted):
                by_place[place].append(counted)
        _lock({office for office, _ in by_place})
        for place in _sealed(set(by_place)):
            changes = self._changes.setdefault(place, {scope: Tally() for scope in SCOPES})
            for scope, change in changes.items():
                for counted in by_place[place]:
                    one = difference(None, counted, scope)
                    change.add(one.total, one.figures)

    def write(self, *, at: datetime) -> None:
        Adjustment.objects.bulk_create(
            row
            for place, changes in sorted(self._changes.items())
            for scope, change in changes.items()
            for row in _rows(place, scope, change, Reason.IMPORTED, at)
        )


def note_imported(records: Iterable[Record], *, at: datetime) -> None:
    """All of an import at once."""
    arrivals = Arrivals()
    arrivals.add(counted_as(record) for record in records)
    arrivals.write(at=at)


def _count_nowhere(record: Record) -> None:
    """In the row and in the caller's copy, whichever of the two is saved last."""
    record.counting_office, record.has_moved_on = None, True
    Record.objects.filter(pk=record.pk).update(counting_office=None, has_moved_on=True)


def _place(counted: CountedAs | None) -> tuple[int, int] | None:
    if counted is None or counted.office_id is None:
        return None
    return counted.office_id, counted.month


def _lock(offices: set[int]) -> None:
    """Closing a month and changing a record of it wait for each other; filing does not wait for either."""
    list(Office.objects.select_for_update(no_key=True).filter(pk__in=offices).order_by("pk").values_list("pk"))


def _sealed(places: set[tuple[int, int]]) -> set[tuple[int, int]]:
    if not places:
        return set()
    offices, months = {office for office, _ in places}, {month for _, month in places}
    seals = MonthSeal.objects.filter(office__in=offices, month__in=months, scope="all").values_list("office", "month")
    return places & set(seals)


def _write(
    place: tuple[int, int], before: CountedAs | None, after: CountedAs | None, reason: Reason, at: datetime
) -> None:
    for scope in SCOPES:
        for row in _rows(place, scope, difference(before, after, scope), reason, at):
            if row.reason != Reason.TRIAGED or not _merged(row):
                row.save(force_insert=True)


def _merged(row: Adjustment) -> bool:
    """Nearly every record is triaged, many after their month was closed: their results share one row a month."""
    same = {"office": row.office_id, "month": row.month, "for_month": row.for_month, "scope": row.scope}
    there = Adjustment.objects.filter(reason=row.reason, **same).first()
    if there is None:
        return False
    sums = Tally()
    sums.add(0, there.changes)
    sums.add(0, row.changes)
    there.changes, there.at = sums.plain(), row.at
    there.save(update_fields=["changes", "at"])
    return True


def _rows(place: tuple[int, int], scope: str, change: Tally, reason: Reason, at: datetime) -> list[Adjustment]:
    """One row, or none where nothing that is counted has changed."""
    office, month = place
    changes = change.plain()
    if not changes and not change.total:
        return []
    return [
        Adjustment(
            office_id=office, month=Month.of(at).number, for_month=month, reason=reason_of(change, reason), scope=scope,
            count=change.total, changes=changes, at=at,
        )
    ]  # fmt: skip

"""How many records were filed: the one place where they are counted.

Closed months are read from their seals, open ones counted from the records with one GROUP BY. Every function takes the
offices it is to count; who may ask about which office is decided by the caller's own query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum

from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Adjustment, MonthSeal, Record
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.counting import CASE_MATTER, LISTED, SCOPES, SHOWN, Reason, Scope, Tally, fold
from jingheng.kernel.period import Month, MonthRange

__all__ = ["AdjustmentFigure", "Counts", "Scope", "count", "count_known_now", "imbalances", "recount", "tallies_of"]

_COLUMNS = (
    "counting_office", "filed_month", "is_counted", "happened_month",
    "position", "bucket", "subject", "matter", "channel", "triage",
)  # fmt: skip  # in the order of `CountedAs`
_GROUPS = {
    "by_position": taxonomy.POSITIONS,
    "by_bucket": taxonomy.BUCKETS,
    "by_subject": taxonomy.SUBJECTS,
    "by_matter": taxonomy.MATTERS,
    "by_channel": taxonomy.CHANNELS,
    "triage": taxonomy.TRIAGE,
}
_Cells = dict[tuple[int, int], Tally]


@dataclass(frozen=True, slots=True)
class AdjustmentFigure:
    """What was decided in `month` about months that were closed by then. Outside every total."""

    month: Month
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of a period. Groups by code list every code in printed order, zeros too; offices and months likewise.

    `by_month_happened` begins earlier than the period where something was filed later than the month it happened in.
    `triage` holds results as known now, T0 too; it does not add up to the total.
    """

    total: int
    by_office: dict[int, int]
    by_position: dict[str, int]
    by_bucket: dict[str, int]
    by_subject: dict[str, int]
    by_matter: dict[str, int]
    by_channel: dict[str, int]
    triage: dict[str, int]
    by_month: dict[Month, int]
    by_month_happened: dict[Month, int]
    by_office_month: dict[tuple[int, Month], int]
    adjustments: tuple[AdjustmentFigure, ...]
    earliest: Month | None  # of the earliest counted record of these offices at all
    sealed: frozenset[tuple[int, Month]]  # the offices' months of this period that are closed


def count(offices: Sequence[int], months: MonthRange, scope: Scope = "all") -> Counts:
    """The period as printed: closed months as sealed, open ones as they are, with the adjustments decided in it."""
    cells, sealed = _sealed(offices, months, scope)
    _adjust(cells, _later(offices, months, scope, SHOWN), only="triage")
    cells |= _live(_open(offices, months, sealed), scope)
    return _counts(cells, offices, months, sealed, _decided(offices, months, scope))


def count_known_now(offices: Sequence[int], months: MonthRange, scope: Scope = "all") -> Counts:
    """The period as known now: closed months with every later change that may be shown. Stands beside the print."""
    cells, sealed = _sealed(offices, months, scope)
    _adjust(cells, _later(offices, months, scope, SHOWN))
    cells |= _live(_open(offices, months, sealed), scope)
    return _counts(cells, offices, months, sealed, ())


def recount(offices: Sequence[int], months: MonthRange, scope: Scope = "all") -> Counts:
    """The period from the records alone, as if nothing had ever been closed.

    For checking and never to be shown beside a printed figure: the difference would betray records that moved on.
    """
    where = Q(counting_office__in=set(offices), filed_month__range=_ends(months))
    return _counts(_live(where, scope), offices, months, frozenset(), ())


def imbalances(offices: Sequence[int], months: MonthRange) -> list[tuple[int, Month, Scope]]:
    """Where recount = seal + adjustments does not hold: offices' months whose figures were changed past the books."""
    found: list[tuple[int, Month, Scope]] = []
    for scope in SCOPES:
        booked, sealed = _sealed(offices, months, scope)
        _adjust(booked, _later(offices, months, scope, tuple(Reason)))
        live = _live(_pairs((office, month.number) for office, month in sealed), scope)
        for office, month in sorted(sealed):
            key = (office, month.number)
            expected, actual = booked[key], live.get(key, Tally())
            if (expected.total, expected.plain()) != (actual.total, actual.plain()):
                found.append((office, month, scope))
    return found


def tallies_of(office: int, month: Month) -> dict[Scope, Tally]:
    """What an office's month counts from the records now, in every scope: what a seal keeps. One query."""
    rows = list(_rows(Q(counting_office=office, filed_month=month.number)))
    matter = _COLUMNS.index("matter")
    inside = {"all": rows, "case": [row for row in rows if row[matter] == CASE_MATTER]}
    return {scope: fold(inside[scope]).get((office, month.number), Tally()) for scope in SCOPES}


def _rows(where: Q) -> QuerySet[Record, tuple[Any, ...]]:
    return Record.objects.filter(where).values_list(*_COLUMNS).annotate(n=Count("*"))


def _live(where: Q, scope: Scope) -> _Cells:
    if not where:
        return {}
    if scope == "case":
        where &= Q(matter=CASE_MATTER)
    return fold(_rows(where).iterator(chunk_size=20_000))


def _sealed(offices: Sequence[int], months: MonthRange, scope: Scope) -> tuple[_Cells, frozenset[tuple[int, Month]]]:
    cells: _Cells = defaultdict(Tally)
    seals = MonthSeal.objects.filter(office__in=set(offices), month__range=_ends(months), scope=scope)
    for office, month, total, figures in seals.values_list("office", "month", "total", "counts"):
        cells[office, month].add(total, figures)
    return cells, frozenset((office, Month.from_number(month)) for office, month in cells)


def _later(
    offices: Sequence[int], months: MonthRange, scope: Scope, reasons: tuple[Reason, ...]
) -> QuerySet[Adjustment]:
    """What was decided later about the closed months of the period."""
    return Adjustment.objects.filter(
        office__in=set(offices), for_month__range=_ends(months), scope=scope, reason__in=reasons
    )


def _adjust(cells: _Cells, adjustments: QuerySet[Adjustment], only: str = "") -> None:
    """Add adjustments to the months they are about; with `only`, that figure of them alone."""
    for office, month, total, changes in adjustments.values_list("office", "for_month", "count", "changes"):
        if not only:
            cells[office, month].add(total, changes)
        elif only in changes:
            cells[office, month].add(0, {only: changes[only]})


def _decided(offices: Sequence[int], months: MonthRange, scope: Scope) -> tuple[AdjustmentFigure, ...]:
    rows = (
        Adjustment.objects.filter(office__in=set(offices), month__range=_ends(months), scope=scope, reason__in=LISTED)
        .values_list("month", "reason")
        .annotate(n=Sum("count"))
        .order_by("month", "reason")
    )
    return tuple(AdjustmentFigure(Month.from_number(month), n, reason) for month, reason, n in rows)


def _ends(months: MonthRange) -> tuple[int, int]:
    return months.first.number, months.last.number


def _open(offices: Sequence[int], months: MonthRange, sealed: frozenset[tuple[int, Month]]) -> Q:
    every = ((office, month) for office in set(offices) for month in months)
    return _pairs((office, month.number) for office, month in every if (office, month) not in sealed)


def _pairs(pairs: Iterable[tuple[int, int]]) -> Q:
    """A condition on office and month of filing. Offices with the same months share one part of it."""
    months: dict[int, set[int]] = defaultdict(set)
    for office, month in pairs:
        months[office].add(month)
    offices: dict[frozenset[int], list[int]] = defaultdict(list)
    for office, wanted in months.items():
        offices[frozenset(wanted)].append(office)
    where = Q()
    for wanted_months, alike in offices.items():
        where |= Q(counting_office__in=alike, filed_month__in=sorted(wanted_months))
    return where


def _counts(
    cells: _Cells, offices: Sequence[int], months: MonthRange, sealed: frozenset[tuple[int, Month]],
    adjustments: tuple[AdjustmentFigure, ...],
) -> Counts:  # fmt: skip
    whole = Tally()
    by_office = dict.fromkeys(offices, 0)
    none_yet = dict.fromkeys((month.number for month in months), 0)
    by_month = dict(none_yet)
    for (office, month), tally in cells.items():
        whole.add(tally.total, tally.figures)
        by_office[office] += tally.total
        by_month[month] += tally.total
    groups = {
        figure: {code: whole.figures[figure].get(code, 0) for code in dictionary.codes}
        for figure, dictionary in _GROUPS.items()
    }
    happened = none_yet | {int(number): n for number, n in whole.figures["by_month_happened"].items() if n}
    return Counts(
        total=whole.total,
        by_office=by_office,
        **groups,
        by_month={Month.from_number(number): n for number, n in by_month.items()},
        by_month_happened={Month.from_number(number): n for number, n in sorted(happened.items())},
        by_office_month={
            (office, month): cells[office, month.number].total if (office, month.number) in cells else 0
            for office in by_office
            for month in months
        },
        adjustments=adjustments,
        earliest=_earliest(offices),
        sealed=sealed,
    )


def _earliest(offices: Sequence[int]) -> Month | None:
    """One step into the index per office, instead of a walk over all records."""
    records = Record.objects.filter(counting_office=OuterRef("pk"), is_counted=True).order_by("filed_month")
    first = Office.objects.filter(pk__in=set(offices)).annotate(first=Subquery(records.values("filed_month")[:1]))
    found = first.aggregate(earliest=Min("first"))["earliest"]
    return None if found is None else Month.from_number(found)

"""How many records were filed: the one place where they are counted.

Closed months are read from their seals, open ones counted from the records with one GROUP BY. Every function takes the
offices it is to count; who may ask about which office is decided by the caller's own query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum

from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Adjustment, MonthSeal, Record
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.counting import (
    CASE_MATTER,
    LISTED,
    SCOPES,
    SHOWN,
    Figures,
    Reason,
    Scope,
    Tally,
    fold,
)
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
_Place = tuple[int, int]  # office and number of the month
_Part = tuple[_Place, int, Figures]  # what is added to a place: total and figures


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
    sums = _Sums(offices, months)
    for part in _seals(offices, months, scope):
        sums.close(part)
    for place, _, changes in _later(offices, months, scope, SHOWN):
        if "triage" in changes:
            sums.add((place, 0, {"triage": changes["triage"]}))
    sums.add_all(_live(sums.open, scope))
    return sums.counts(_decided(offices, months, scope))


def count_known_now(offices: Sequence[int], months: MonthRange, scope: Scope = "all") -> Counts:
    """The period as known now: closed months with every later change that may be shown. Stands beside the print."""
    sums = _Sums(offices, months)
    for part in _seals(offices, months, scope):
        sums.close(part)
    sums.add_all(_later(offices, months, scope, SHOWN))
    sums.add_all(_live(sums.open, scope))
    return sums.counts()


def recount(offices: Sequence[int], months: MonthRange, scope: Scope = "all") -> Counts:
    """The period from the records alone, as if nothing had ever been closed.

    For checking and never to be shown beside a printed figure: the difference would betray records that moved on.
    """
    sums = _Sums(offices, months)
    sums.add_all(_live(Q(counting_office__in=set(offices), filed_month__range=_ends(months)), scope))
    return sums.counts()


def imbalances(offices: Sequence[int], months: MonthRange) -> list[tuple[int, Month, Scope]]:
    """Where recount = seal + adjustments does not hold: offices' months whose figures were changed past the books."""
    found: list[tuple[int, Month, Scope]] = []
    for scope in SCOPES:
        booked = _by_place(_seals(offices, months, scope))
        where = _pairs(booked)
        for place, total, changes in _later(offices, months, scope, tuple(Reason)):
            booked[place].add(total, changes)
        live = _by_place(_live(where, scope))
        for place, tally in sorted(booked.items()):
            actual = live[place]
            if (tally.total, tally.plain()) != (actual.total, actual.plain()):
                found.append((place[0], Month.from_number(place[1]), scope))
    return found


def tallies_of(office: int, month: Month) -> dict[Scope, Tally]:
    """What an office's month counts from the records now, in every scope: what a seal keeps. One query."""
    rows = list(_rows(Q(counting_office=office, filed_month=month.number)))
    matter = _COLUMNS.index("matter")
    inside = {"all": rows, "case": [row for row in rows if row[matter] == CASE_MATTER]}
    return {scope: fold(inside[scope]).get((office, month.number), Tally()) for scope in SCOPES}


class _Sums:
    """Figures of a period in the making: the whole, and the total of each office's month."""

    def __init__(self, offices: Sequence[int], months: MonthRange) -> None:
        self.offices, self.months = offices, months
        self.whole = Tally()
        self.totals = {(office, month.number): 0 for office in offices for month in months}
        self.closed: set[_Place] = set()

    def add(self, part: _Part) -> None:
        place, total, figures = part
        self.whole.add(total, figures)
        self.totals[place] += total

    def add_all(self, parts: Iterable[_Part]) -> None:
        for part in parts:
            self.add(part)

    def close(self, sealed: _Part) -> None:
        self.closed.add(sealed[0])
        self.add(sealed)

    @property
    def open(self) -> Q:
        return _pairs(place for place in self.totals if place not in self.closed)

    def counts(self, adjustments: tuple[AdjustmentFigure, ...] = ()) -> Counts:
        months = {month.number: month for month in self.months}
        by_office, by_month = dict.fromkeys(self.offices, 0), dict.fromkeys(self.months, 0)
        for (office, number), n in self.totals.items():
            by_office[office] += n
            by_month[months[number]] += n
        happened = {
            Month.from_number(int(number)): n for number, n in self.whole.figures["by_month_happened"].items() if n
        }
        return Counts(
            total=self.whole.total,
            by_office=by_office,
            **{
                figure: {code: self.whole.figures[figure].get(code, 0) for code in dictionary.codes}
                for figure, dictionary in _GROUPS.items()
            },
            by_month=by_month,
            by_month_happened=dict(sorted((dict.fromkeys(self.months, 0) | happened).items())),
            by_office_month={(office, months[number]): n for (office, number), n in self.totals.items()},
            adjustments=adjustments,
            earliest=_earliest(self.offices),
            sealed=frozenset((office, months[number]) for office, number in self.closed),
        )


def _by_place(parts: Iterable[_Part]) -> dict[_Place, Tally]:
    tallies: dict[_Place, Tally] = defaultdict(Tally)
    for place, total, figures in parts:
        tallies[place].add(total, figures)
    return tallies


def _rows(where: Q) -> QuerySet[Record, tuple[Any, ...]]:
    return Record.objects.filter(where).values_list(*_COLUMNS).annotate(n=Count("*"))


def _live(where: Q, scope: Scope) -> Iterator[_Part]:
    if not where:
        return
    if scope == "case":
        where &= Q(matter=CASE_MATTER)
    for place, tally in fold(_rows(where).iterator(chunk_size=20_000)).items():
        yield place, tally.total, tally.figures


def _seals(offices: Sequence[int], months: MonthRange, scope: Scope) -> Iterator[_Part]:
    seals = MonthSeal.objects.filter(office__in=set(offices), month__range=_ends(months), scope=scope)
    for office, month, total, figures in seals.values_list("office", "month", "total", "counts"):
        yield (office, month), total, figures


def _later(offices: Sequence[int], months: MonthRange, scope: Scope, reasons: tuple[Reason, ...]) -> Iterator[_Part]:
    """What was decided later about the closed months of the period."""
    rows = Adjustment.objects.filter(
        office__in=set(offices), for_month__range=_ends(months), scope=scope, reason__in=reasons
    )
    for office, month, total, changes in rows.values_list("office", "for_month", "count", "changes"):
        yield (office, month), total, changes


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


def _earliest(offices: Sequence[int]) -> Month | None:
    """One step into the index per office, instead of a walk over all records."""
    records = Record.objects.filter(counting_office=OuterRef("pk"), is_counted=True).order_by("filed_month")
    first = Office.objects.filter(pk__in=set(offices)).annotate(first=Subquery(records.values("filed_month")[:1]))
    found = first.aggregate(earliest=Min("first"))["earliest"]
    return None if found is None else Month.from_number(found)

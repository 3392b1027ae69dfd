"""应报、实报、按时报: whether everybody signed his months. Statements are counted here, never what was filed.

Source: the contract's "Duty"; decisions §9 for 免报.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jingheng.contexts.org.api import LEVELS, Office
from jingheng.contexts.records.models import Statement
from jingheng.contexts.records.queries.owing import Owing, owing
from jingheng.kernel.actor import Actor
from jingheng.kernel.percentages import percent
from jingheng.kernel.period import Month, MonthRange
from jingheng.kernel.refusal import Refusal, Refused

_RATE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Duty:
    """Persons and months: somebody who owes three months of a period is three of `due`."""

    due: int = 0  # 应报
    reported: int = 0  # 实报
    in_time: int = 0  # 按时报
    exempt: int = 0  # 免报, outside 应报

    def __add__(self, other: Duty) -> Duty:
        return Duty(
            self.due + other.due,
            self.reported + other.reported,
            self.in_time + other.in_time,
            self.exempt + other.exempt,
        )

    @property
    def missing(self) -> int:
        return self.due - self.reported

    @property
    def late(self) -> int:
        return self.reported - self.in_time

    @property
    def report_rate(self) -> str | None:
        """报告率; `None` where nobody owed anything."""
        return percent(self.reported, self.due, _RATE_DIGITS)

    @property
    def in_time_rate(self) -> str | None:
        """按时率."""
        return percent(self.in_time, self.due, _RATE_DIGITS)


@dataclass(frozen=True, slots=True)
class DutyTable:
    months: MonthRange
    offices: tuple[Office, ...]  # by code
    cells: Mapping[tuple[int, Month], Duty] = field(default_factory=dict)

    def of_office(self, office_id: int) -> Duty:
        return _sum(self.cells[office_id, month] for month in self.months)

    def of_month(self, month: Month) -> Duty:
        return _sum(self.cells[office.pk, month] for office in self.offices)

    @property
    def total(self) -> Duty:
        return _sum(self.cells.values())

    @property
    def by_level(self) -> list[tuple[str, Duty]]:
        """Levels that occur, the highest first."""
        return [
            (level.name, _sum(self.of_office(office.pk) for office in self.offices if office.level == level.code))
            for level in LEVELS
            if any(office.level == level.code for office in self.offices)
        ]


def duty_figures(offices: Sequence[Office], months: MonthRange) -> DutyTable:
    """Who of those that owed a month signed it, and in time. Five queries, whatever the size.

    A signature counts where the person stood at the month's end, so that no rate exceeds 100 %.
    """
    in_order = tuple(sorted(offices, key=lambda office: office.code))
    found = owing(in_order, list(months))
    signed: dict[int, tuple[set[int], set[int]]] = {month.number: (set(), set()) for month in months}
    people = {person for one in found.values() for person in one.people}
    rows = Statement.objects.filter(month__range=(months.first.number, months.last.number))
    for person, number, is_late in rows.values_list("person", "month", "is_late").iterator(chunk_size=20_000):
        if person in people:
            signed[number][0].add(person)
            if not is_late:
                signed[number][1].add(person)
    cells = {}
    for office in in_order:
        for month in months:
            one = found[office.pk, month] if _has_begun(office, month) else Owing()
            reported, in_time = signed[month.number]
            cells[office.pk, month] = Duty(
                len(one.people), len(one.people & reported), len(one.people & in_time), len(one.exempt)
            )
    return DutyTable(months, in_order, cells)


def duty_table(actor: Actor, months: MonthRange) -> DutyTable:
    """The actor's own office and every office below it."""
    if not (actor.may("month.watch") or actor.may("report.read") or actor.may("subordinate.receive")):
        raise Refused(Refusal("not-found", "没有找到这个页面。"))
    return duty_figures(list(Office.objects.filter(path__startswith=actor.office_path)), months)


def _has_begun(office: Office, month: Month) -> bool:
    """Duty begins with an office's 启用月; an office without one has always had it."""
    return office.starts_in is None or month.number >= office.starts_in


def _sum(duties: Iterable[Duty]) -> Duty:
    return sum(duties, Duty())

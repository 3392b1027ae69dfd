"""Working days: weekends, statutory holidays, and the weekend days that are worked instead (调休补班)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, takewhile

from jingheng.kernel.period import Month

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Source: the State Council's yearly notice on holidays (国务院办公厅关于部分节假日安排的通知), kept as data.

    A year whose notice is not out yet has plain weekends, and `is_provisional` says so: a deadline shown for it may
    still move, one already past may not be reckoned by it in silence.
    """

    holidays: frozenset[date] = field(default_factory=frozenset)
    make_up_days: frozenset[date] = field(default_factory=frozenset)
    published_years: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        both = self.holidays & self.make_up_days
        if both:
            raise ValueError(f"同一天既是放假又是补班，请核对节假日数据：{'、'.join(map(str, sorted(both)))}")

    def is_working_day(self, day: date) -> bool:
        return day in self.make_up_days or (day not in self.holidays and day.weekday() < 5)

    def is_provisional(self, day: date) -> bool:
        return day.year not in self.published_years

    def nth_working_day(self, month: Month, n: int) -> date:
        """The month's n-th, counted from 1; a month has no more than it has."""
        last = month.last_day
        days = [day for day in takewhile(last.__ge__, _days_from(month.first_day)) if self.is_working_day(day)]
        if not 1 <= n <= len(days):
            raise ValueError(f"{month} 有 {len(days)} 个工作日，没有第 {n} 个")
        return days[n - 1]

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after the day, which itself is not counted (自次日起算); 0 gives the day itself."""
        if n < 0:
            raise ValueError(f"工作日只能往后数，收到的是 {n}")
        if n == 0:
            return day
        return next(islice(filter(self.is_working_day, _days_from(day + _DAY)), n - 1, None))


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += _DAY

"""Months and ranges of months in the office's own time zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_PARTS = {3: ("第一季度", "第二季度", "第三季度", "第四季度"), 6: ("上半年", "下半年")}
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def local_date(moment: datetime) -> date:
    """The calendar day of an aware moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 9998):
            raise ValueError(f"没有这个月份：{self.year}-{self.month:02d}")

    @classmethod
    def parse(cls, text: str) -> Month:
        matched = _MONTH.fullmatch(text.strip())
        if not matched:
            raise ValueError(f"月份应写作 YYYY-MM，例如 2021-05；收到的是“{text}”")
        return cls(int(matched[1]), int(matched[2]))

    @classmethod
    def of(cls, day: date | datetime) -> Month:
        if isinstance(day, datetime):
            day = local_date(day)
        return cls(day.year, day.month)

    @classmethod
    def from_number(cls, number: int) -> Month:
        return cls(number // 12, number % 12 + 1)

    @property
    def number(self) -> int:
        """Months since year 0: what tables store, so that SQL can compare and subtract."""
        return self.year * 12 + self.month - 1

    def plus(self, months: int) -> Month:
        return Month.from_number(self.number + months)

    def next(self) -> Month:
        return self.plus(1)

    def previous(self) -> Month:
        return self.plus(-1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class MonthRange:
    """From one month to another, both ends included."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"期间的止月 {self.last} 早于起月 {self.first}")

    @classmethod
    def parse(cls, text: str) -> MonthRange:
        first, _, last = text.partition(":")
        return cls(Month.parse(first), Month.parse(last or first))

    def __iter__(self) -> Iterator[Month]:
        return (Month.from_number(number) for number in range(self.first.number, self.last.number + 1))

    def __len__(self) -> int:
        return self.last.number - self.first.number + 1

    def __contains__(self, month: object) -> bool:
        return isinstance(month, Month) and self.first <= month <= self.last

    def shifted(self, months: int) -> MonthRange:
        return MonthRange(self.first.plus(months), self.last.plus(months))

    def overlaps(self, other: MonthRange) -> bool:
        return self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        return f"{self.first}:{self.last}"


def period_words(period: MonthRange) -> str:
    """2021年第一季度，2022年上半年，2019年8月至2021年5月."""
    first, last = period.first, period.last
    if first.year == last.year:
        length = len(period)
        if length == 12:
            return f"{first.year}年"
        if length in _PARTS and (first.month - 1) % length == 0:
            return f"{first.year}年{_PARTS[length][(first.month - 1) // length]}"
        if length == 1:
            return f"{first.year}年{first.month}月"
        return f"{first.year}年{first.month}月至{last.month}月"
    return f"{first.year}年{first.month}月至{last.year}年{last.month}月"

"""Which reports an office owes, for which months, by when.

Sources: months by the practice of Tongchuan; quarters by 23号 第7条 and the Anhui measures, with nothing to report too;
years by the 2020 《工作意见》. The days are norms, most of them 待核.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from jingheng.kernel.period import Month, MonthRange
from jingheng.kernel.refusal import Refusal
from jingheng.kernel.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    name: str
    length: int  # months
    deadline: str  # the norm that says by which day of the month after


KINDS = {
    kind.code: kind
    for kind in (
        Kind("MONTH", "月报", 1, "office_month.deadline_day"),
        Kind("QUARTER", "季报", 3, "office_quarter.deadline_day"),
        Kind("YEAR", "年报", 12, "office_year.deadline_day"),
    )
}
URGENT = "URGENT"


def period_of(kind: str, first: Month) -> MonthRange:
    return MonthRange(first, first.plus(KINDS[kind].length - 1))


def refuse_other_beginning(kind: str, first: Month) -> Refusal | None:
    """REP-10. Quarters begin in January, April, July and October, years in January
    (中办发〔2015〕23号第7条, 待核; 《工作意见》（2020）年度报告制度, 待核).
    """
    if (first.month - 1) % KINDS[kind].length:
        return Refusal("no-period", f"{KINDS[kind].name}的期间不能从 {first} 开始。")
    return None


def refuse_before_start(first: Month, last: Month, starts_in: Month | None, *, today: date) -> Refusal | None:
    """REP-11. Reports are owed from the 启用月 on, and none for a time not begun (own design, the contract's “Duty”)."""
    if starts_in is not None and last < starts_in:
        return Refusal("before-start", f"本院自 {starts_in} 起启用，此前期间不需报告。")
    if first > Month.of(today):
        return Refusal("not-begun", f"{first} 还没有开始。")
    return None


def due_date(kind: str, last: Month, day: int, calendar: WorkingCalendar) -> date:
    """REP-12. The norm's day of the month after; if that is a day off, the next working day (民法典第203条, 待核)."""
    after = last.next()
    wanted = min(after.first_day + timedelta(days=day - 1), after.last_day)
    return calendar.add_working_days(wanted - timedelta(days=1), 1)


def title(kind: str, first: Month) -> str:
    match kind:
        case "MONTH":
            return f"{first.year} 年 {first.month} 月月报"
        case "QUARTER":
            return f"{first.year} 年第 {first.month // 3 + 1} 季度季报"
        case "YEAR":
            return f"{first.year} 年年报"
    return "立即报告（专报）"


def owed(starts_in: Month, last: Month) -> Iterator[tuple[str, Month]]:
    """Every period that has begun by `last`, since the office began: kind and first month."""
    for month in MonthRange(starts_in, last) if starts_in <= last else ():
        yield "MONTH", month
        for kind in ("QUARTER", "YEAR"):
            first = month.plus(-((month.month - 1) % KINDS[kind].length))
            if month in (first, starts_in):
                yield kind, first

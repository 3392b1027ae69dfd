"""Comparing a period with an earlier one: 环比, 同比, or any base.

Source: the contract's "What a figure means"; three-provisions dossier §7.2 (公布通报的算法), whose ban on growth across
the change of the official scope in 2024 is read off the national figures and still 待核.
"""

from __future__ import annotations

from dataclasses import dataclass

from jingheng.kernel.percentages import change_percent, multiple
from jingheng.kernel.period import Month, MonthRange

SCOPE_NAMES = {"all": "全部重大事项", "case": "司法办案"}


@dataclass(frozen=True, slots=True)
class ScopeSince:
    """What the official figures cover from a month on, until the next entry."""

    since: Month
    scope: str


@dataclass(frozen=True, slots=True)
class ComparisonFacts:
    period: MonthRange
    total: int
    compared: MonthRange
    count: int
    earliest: Month | None  # the month of the earliest counted record, if there is any
    scopes: tuple[ScopeSince, ...]
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison as printed. `refused` says why there is no growth; `masked` that the public may not see it."""

    period: MonthRange
    count: int | None
    change_percent: str | None
    multiple: str | None
    refused: str = ""
    masked: bool = False

    def as_dict(self) -> dict[str, object]:
        printed: dict[str, object] = {
            "from": str(self.period.first),
            "to": str(self.period.last),
            "count": self.count,
            "change_percent": self.change_percent,
            "multiple": self.multiple,
        }
        if self.refused:
            printed["refused"] = self.refused
        if self.masked:
            printed["masked"] = True
        return printed


def compared_periods(period: MonthRange, base: MonthRange | None = None) -> dict[str, MonthRange | None]:
    """CMP-1. Compared are the months just before, the same months a year earlier unless they overlap, and any base asked
    for (全国通报公布口径, 待核; own design, the contract's “Comparisons”).
    """
    last_year = _earlier(period, 12)
    if last_year is not None and last_year.overlaps(period):
        last_year = None
    return {"previous_period": _earlier(period, len(period)), "same_period_last_year": last_year, "base": base}


def _earlier(period: MonthRange, months: int) -> MonthRange | None:
    """`None` for a period so long that the one before it lies outside the calendar."""
    try:
        return period.shifted(-months)
    except ValueError:
        return None


def compare(facts: ComparisonFacts) -> Comparison | None:
    """CMP-2. No comparison with a time of which nothing is known: all of it before the earliest counted record
    (own design, the contract's “Comparisons”).
    """
    if facts.earliest is None or facts.earliest > facts.compared.last:
        return None
    refused = refuse_other_scope(facts) or refuse_empty_base(facts)
    if refused:
        return Comparison(facts.compared, facts.count, None, None, refused)
    return Comparison(
        facts.compared,
        facts.count,
        change_percent(facts.total, facts.count, facts.digits),
        multiple(facts.total, facts.count, facts.digits),
    )


def refuse_other_scope(facts: ComparisonFacts) -> str:
    """CMP-3. No growth where the official scope changed between the two, or inside either (2024年起全国通报口径, 待核)."""
    here, there = _scopes(facts.period, facts.scopes), _scopes(facts.compared, facts.scopes)
    if len({*here, *there}) <= 1:
        return ""
    then, now = _written(facts.compared), _written(facts.period)
    return f"公布口径不同，不列增减和倍数：{then}为{_named(there)}，{now}为{_named(here)}"


def refuse_empty_base(facts: ComparisonFacts) -> str:
    """CMP-4. Growth over nothing is no number (own design, dossier §7.2)."""
    return "" if facts.count else f"{_written(facts.compared)}为 0 件，不列增减和倍数"


def _scopes(period: MonthRange, scopes: tuple[ScopeSince, ...]) -> list[str]:
    """The scopes in force in a period, in order. The first known also stands for the months before it."""
    known = sorted(scopes, key=lambda scope: scope.since)
    inside = [scope.scope for scope in known if period.first < scope.since <= period.last]
    before = [scope.scope for scope in known if scope.since <= period.first]
    at_first = before[-1:] or [scope.scope for scope in known[:1]]
    return list(dict.fromkeys(at_first + inside))


def _written(period: MonthRange) -> str:
    return f"{period.first} 至 {period.last} "


def _named(scopes: list[str]) -> str:
    return "、".join(SCOPE_NAMES.get(scope, scope) for scope in scopes)

"""How a report's state, due day and figures are shown: words, lights and rows for the templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingheng.contexts.inbox.api import light
from jingheng.contexts.norms.api import Norms
from jingheng.contexts.records.models import Report
from jingheng.contexts.records.queries.reports import Owed
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.lifecycles import REPORT_STATES
from jingheng.contexts.records.rules.reporting import URGENT, title
from jingheng.kernel.percentages import Rounding, shares
from jingheng.kernel.period import Month
from jingheng.kernel.sources import Dictionary
from jingheng.platform.web.parts import Light

_LIGHTS = {"RED": Light.LATE, "YELLOW": Light.SOON, "GREEN": Light.FINE}

#: group → what it is called on the page, its dictionary, whether its items add up to the total
GROUPS: tuple[tuple[str, str, Dictionary, bool], ...] = (
    ("by_position", "填报人职务", taxonomy.POSITIONS, True),
    ("by_bucket", "内容分类", taxonomy.BUCKETS, True),
    ("by_subject", "被记录人", taxonomy.SUBJECTS, True),
    ("by_matter", "事项类别", taxonomy.MATTERS, True),
    ("by_channel", "方式", taxonomy.CHANNELS, True),
    ("triage", "甄别结论(截至汇总时)", taxonomy.TRIAGE, False),
)


def title_of(report: Report) -> str:
    return (
        title(report.kind, Month.from_number(report.first_month))
        if report.kind != URGENT
        else title(URGENT, Month(2000, 1))
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A due day with its light."""

    light: Light
    word: str
    day: date
    note: str = ""


def due_of(owed: Owed, norms: Norms, today: date) -> Due:
    note = "(截止日暂定:该年放假安排尚未公布)" if owed.provisional else ""
    if owed.sent:
        late = owed.report is not None and owed.report.is_late
        return Due(Light.DONE, "迟报" if late else "已报", owed.due, note)
    lit = _LIGHTS[light(owed.due, today=today, lead_days=norms["report.yellow_days"])]
    if not owed.has_ended(today):
        return Due(Light.FINE, "期间未满", owed.due, note)
    return Due(lit, "逾期未报" if lit is Light.LATE else "未报", owed.due, note)


def state_word(owed: Owed, today: date) -> str:
    if owed.report is None:
        return "尚未汇总" if owed.has_ended(today) else "期间未满"
    return REPORT_STATES[owed.report.state]


@dataclass(frozen=True, slots=True)
class FigureLine:
    name: str
    count: int
    percent: str
    case: int
    before: int | None
    change: str


@dataclass(frozen=True, slots=True)
class FigureTable:
    title: str
    lines: tuple[FigureLine, ...]
    adds_up: bool


def figure_tables(figures: dict[str, Any], *, digits: int, rounding: Rounding = "absorb") -> Iterator[FigureTable]:
    """Each group with its share, how many of it are 司法办案, and the period before beside it."""
    now, case = figures["scopes"]["all"], figures["scopes"]["case"]
    before = figures["previous"]["scopes"]["all"] if figures["previous"] else None
    for group, name, dictionary, adds_up in GROUPS:
        counts = [now[group][entry.code] for entry in dictionary]
        percents = shares(counts, digits, rounding) if adds_up else [None] * len(counts)
        lines = (
            _line(entry.name, count, percent, case[group][entry.code], before[group][entry.code] if before else None)
            for entry, count, percent in zip(dictionary, counts, percents, strict=True)
        )
        yield FigureTable(name, tuple(lines), adds_up)


def _line(name: str, count: int, percent: str | None, case: int, before: int | None) -> FigureLine:
    return FigureLine(name, count, percent or "—", case, before, difference(count, before))


def difference(count: int, before: int | None) -> str:
    """Signed, in whole records; a dash where nothing is known of the period before."""
    if before is None:
        return "—"
    return "持平" if count == before else f"{count - before:+d}".replace("-", "−")

"""How a report's state, due day and figures are shown: words, lights and rows for the templates."""

from __future__ import annotations

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
from jingheng.kernel.percentages import shares
from jingheng.kernel.period import Month
from jingheng.kernel.sources import Dictionary
from jingheng.platform.web.parts import Light, Link
from jingheng.platform.web.request import Request

_LIGHTS = {"RED": Light.LATE, "YELLOW": Light.SOON, "GREEN": Light.FINE}


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    name: str
    dictionary: Dictionary
    adds_up: bool = True
    all_names: bool = True  # else what is 0 in both periods is left out: the page is to stay one page


#: The two columns of the page.
COLUMNS = (
    (
        Group("by_position", "填报人职务", taxonomy.POSITIONS),
        Group("by_subject", "被记录人", taxonomy.SUBJECTS),
        Group("by_matter", "事项类别", taxonomy.MATTERS),
    ),
    (
        Group("by_bucket", "内容分类", taxonomy.BUCKETS),
        Group("triage", "甄别结论（截至汇总时）", taxonomy.TRIAGE, adds_up=False),
        Group("by_channel", "方式（本期、上期都为 0 的不列）", taxonomy.CHANNELS, all_names=False),
    ),
)


def title_of(report: Report) -> str:
    return (
        title(report.kind, Month.from_number(report.first_month))
        if report.kind != URGENT
        else title(URGENT, Month(2000, 1))
    )


def crumbs(report: Report, request: Request, last: str = "") -> list[Link]:
    own = report.office_id == request.actor.office_id
    first = Link("上报", "/reports/") if own else Link("下级院报告", "/reports/received/")
    here = Link(f"{'' if own else report.office.name}{title_of(report)}", f"/reports/{report.uid}")
    return [first, here, Link(last)] if last else [first, here]


@dataclass(frozen=True, slots=True)
class Due:
    """A due day with its light."""

    light: Light
    word: str
    day: date
    note: str = ""


def due_of(owed: Owed, norms: Norms, today: date) -> Due:
    note = "（截止日暂定：该年放假安排尚未公布）" if owed.provisional else ""
    if owed.sent:
        late = owed.report is not None and owed.report.is_late
        return Due(Light.DONE, "迟报" if late else "已报", owed.due, note)
    lit = _LIGHTS[light(owed.due, today=today, lead_days=norms["report.yellow_days"])]
    if not owed.has_ended(today):
        return Due(Light.FINE, "期间未满", owed.due, note)
    if owed.paper_sent_on:
        return Due(lit, "系统内未报", owed.due, f"（纸质材料 {owed.paper_sent_on} 已送出）{note}")
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


def figure_tables(figures: dict[str, Any], *, digits: int) -> list[list[FigureTable]]:
    """Each group with its share, how many of it are 司法办案, and the period before beside it; by columns."""
    return [[_table(group, figures, digits) for group in column] for column in COLUMNS]


def _table(group: Group, figures: dict[str, Any], digits: int) -> FigureTable:
    now, case = figures["scopes"]["all"][group.key], figures["scopes"]["case"][group.key]
    before = figures["previous"]["scopes"]["all"][group.key] if figures["previous"] else {}
    counts = [now[entry.code] for entry in group.dictionary]
    percents = shares(counts, digits) if group.adds_up else [None] * len(counts)
    lines = tuple(
        _line(entry.name, count, percent, case[entry.code], before.get(entry.code))
        for entry, count, percent in zip(group.dictionary, counts, percents, strict=True)
        if group.all_names or count or before.get(entry.code)
    )
    return FigureTable(group.name, lines, group.adds_up)


def _line(name: str, count: int, percent: str | None, case: int, before: int | None) -> FigureLine:
    return FigureLine(name, count, percent or "—", case, before, difference(count, before))


def difference(count: int, before: int | None) -> str:
    """Signed, in whole records; a dash where nothing is known of the period before."""
    if before is None:
        return "—"
    return "持平" if count == before else signed(count - before)


def signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−")

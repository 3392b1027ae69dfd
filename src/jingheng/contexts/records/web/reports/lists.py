"""Lists of reports: one's own office's, those of the offices below, and who has signed his months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org.api import LEVELS, Office
from jingheng.contexts.records.models import Report
from jingheng.contexts.records.queries.duties import Duty, duty_table
from jingheng.contexts.records.queries.reports import ARRIVED, NOT_FOUND, Owed, office_of, owed_in, visible
from jingheng.contexts.records.rules.lifecycles import REPORT_STATES
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.reports.forms import PeriodForm
from jingheng.contexts.records.web.reports.showing import due_of, state_word, title_of
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, MonthRange, local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Light, Link, Tile
from jingheng.platform.web.request import Request
from jingheng.platform.web.tables import Cell, Column, Row, Table

_OWN = (
    Column("title", "报告"),
    Column("state", "状态"),
    Column("due", "上报", "light"),
    Column("day", "期限", "date"),
    Column("total", "填报", "number", unit="件"),
    Column("revision", "稿次", "number"),
    Column("sent", "上报日期", "date"),
)
_DUTY = (
    Column("name", "单位"),
    Column("level", "层级"),
    Column("due", "应报", "number", unit="人次"),
    Column("exempt", "免报", "number", unit="人次", hint="不计入应报"),
    Column("reported", "实报", "number", unit="人次"),
    Column("missing", "未报", "number", unit="人次"),
    Column("late", "迟报", "number", unit="人次"),
    Column("in_time", "按时报", "number", unit="人次"),
    Column("report_rate", "报告率", "number", unit="%", hint="实报 ÷ 应报"),
    Column("in_time_rate", "按时率", "number", unit="%", hint="按时报 ÷ 应报"),
)


def tabs(actor: Actor, current: str) -> list[tuple[Link, bool]]:
    """The pages of this part that this person has."""
    makes = bool({"report.compile", "report.sign", "report.read", "report.deliver"} & actor.permissions)
    receives = actor.may("subordinate.receive") or actor.may("report.sign")
    places = (
        (makes, Link("本院报告", "/reports/")),
        (receives and _has_offices_below(actor), Link("下级院报告", "/reports/received/")),
        (makes or actor.may("month.watch"), Link("报告率和按时率", "/reports/duty")),
    )
    return [(link, link.url == current) for shown, link in places if shown]


def _has_offices_below(actor: Actor) -> bool:
    return Office.objects.filter(parent=actor.office_id).exists()


@require_GET
@answering
def own_page(request: Request) -> HttpResponse:
    actor, today = request.actor, local_date(request.at)
    if not {"report.compile", "report.sign", "report.read", "report.deliver"} & actor.permissions:
        raise Refused(NOT_FOUND)
    office = office_of(actor)
    norms = norms_on(today, office_path=office.path)
    year = _year(request, request.at)
    seen = {report.pk: report for report in visible(actor).filter(office=office)}
    owed = owed_in([office], _months(year), norms=norms, today=today)
    if not (actor.may("report.compile") or actor.may("report.sign")):
        owed = [one for one in owed if one.report and one.report.pk in seen]
    urgent = [report for report in seen.values() if report.kind == URGENT]
    table = Table(
        caption=f"{year} 年报告",
        columns=_OWN,
        rows=[_own_row(one, norms, actor, request.at) for one in sorted(owed, key=_newest_first)],
        params=request.GET,
        empty=f"{year} 年没有要报告的期间。",
        empty_next="报告自启用月起，每月、每季、每年各一份，无情况也要报。",
    )
    context = {
        "title": "上报",
        "lead": "每月、每季、每年各一份，无情况也要报。月报经上级院接收后，当月封存。",
        "tabs": tabs(actor, "/reports/"),
        "years": _years(office, year, request.at),
        "year": year,
        "table": table,
        "may_delegate": actor.holds("CHIEF"),
        "urgent": [(report, REPORT_STATES[report.state]) for report in sorted(urgent, key=lambda one: -one.pk)],
    }
    return render(request, "records/reports_own.html", context)


def _newest_first(owed: Owed) -> tuple[int, int]:
    """By the end of the period; a month before the quarter and the year that end with it."""
    return -owed.last.number, -owed.first.number


def _own_row(owed: Owed, norms: Norms, actor: Actor, at: datetime) -> Row:
    today = local_date(at)
    due, report = due_of(owed, norms, today), owed.report
    url = (
        f"/reports/{report.uid}" if report else f"/reports/open/{owed.kind}/{owed.first}" * actor.may("report.compile")
    )
    cells = (
        Cell(owed.title, url=url),
        Cell(state_word(owed, today)),
        Cell(due.word, light=due.light) if owed.has_ended(today) else Cell(None),
        Cell(due.day, note=due.note),
        Cell(report.figures["scopes"]["all"]["total"] if report and report.figures else None),
        Cell(report.revision if report and report.revision else None),
        Cell(local_date(report.sent_at) if report and report.sent_at else None),
    )
    return Row(cells, url=url, tone="late" if due.light is Light.LATE else "")


@dataclass(frozen=True, slots=True)
class StateCell:
    """An office's report of one period, in the matrix of the office above."""

    word: str
    light: Light | None = None
    url: str = ""
    note: str = ""


_COLUMNS = tuple(
    (kind, month, label)
    for month in range(1, 13)
    for kind, label, every in (
        ("MONTH", f"{month}月", 1),
        ("QUARTER", f"{(month + 2) // 3}季", 3),
        ("YEAR", "全年", 12),
    )
    if month % every == 0
)


@require_GET
@answering
def received_page(request: Request) -> HttpResponse:
    """Offices × periods: which reports have arrived, which wait to be received, which are missing."""
    actor, today = request.actor, local_date(request.at)
    if not (actor.may("subordinate.receive") or actor.may("report.sign")):
        raise Refused(NOT_FOUND)
    office = office_of(actor)
    norms = norms_on(today, office_path=office.path)
    year = _year(request, request.at)
    below = list(Office.objects.filter(parent=office).order_by("code"))
    found = {
        (one.office.pk, one.kind, one.last.month): one
        for one in owed_in(below, _months(year), norms=norms, today=today)
    }
    rows = [
        (one, [_state_cell(found.get((one.pk, kind, month)), norms, request.at) for kind, month, _ in _COLUMNS])
        for one in below
    ]
    cells = [cell for _, line in rows for cell in line]
    arrived = visible(actor).filter(office__parent=office.pk, state__in=ARRIVED)
    waiting = list(arrived.filter(state="SENT").order_by("due_date", "office__code", "id"))
    context = {
        "title": "下级院报告",
        "lead": "缺的、迟的一眼可见。上报之前，只看到是否已报，看不到内容。",
        "tabs": tabs(actor, "/reports/received/"),
        "years": _years(office, year, request.at),
        "year": year,
        "heads": [label for _, _, label in _COLUMNS],
        "rows": rows,
        "tiles": (
            Tile("逾期未报", sum(cell.light is Light.LATE for cell in cells), "份", tone="late"),
            Tile("等待接收", len(waiting), "份"),
            Tile("已接收", sum(cell.light is Light.DONE for cell in cells), "份"),
        ),
        "waiting": [(report, title_of(report)) for report in waiting],
        "urgent": [
            (report, REPORT_STATES[report.state]) for report in arrived.filter(kind=URGENT).order_by("-id")[:20]
        ],
    }
    return render(request, "records/reports_received.html", context)


def _state_cell(owed: Owed | None, norms: Norms, at: datetime) -> StateCell:
    if owed is None:
        return StateCell("—", note="未启用，或期间还没有开始")
    today, report = local_date(at), owed.report
    url = f"/reports/{report.uid}" if report and report.state in ARRIVED else ""
    note = f"{owed.office.name}{owed.title}，期限 {owed.due}"
    if report and report.state == "ACCEPTED":
        return StateCell(
            "迟报" if report.is_late else "已收", Light.DONE, url, f"{note}，{'迟报，' * report.is_late}已接收"
        )
    if report and report.state == "SENT":
        return StateCell("待收", Light.SOON, url, f"{note}，等待接收")
    if not owed.has_ended(today):
        return StateCell("…", note=f"{note}，期间未满")
    lit = due_of(owed, norms, today).light
    if report and report.state == "RETURNED":
        return StateCell("退回", lit, url, f"{note}，已退回，等待重报")
    return StateCell("未报", lit, url, f"{note}，未报")


@require_GET
@answering
def duty_page(request: Request) -> HttpResponse:
    """应报、实报、按时报 by office, level and month, with totals."""
    last = Month.of(request.at).previous()
    asked = {"first": request.GET.get("first", str(last.plus(-11))), "last": request.GET.get("last", str(last))}
    form = PeriodForm(asked, auto_id="filter_%s")
    months = form.cleaned_data["months"] if form.is_valid() else MonthRange(last.plus(-11), last)
    duties = duty_table(request.actor, months)
    by_office = Table(
        caption="按单位",
        columns=_DUTY,
        rows=[
            _duty_row(office.name, LEVELS.name(office.level), duties.of_office(office.pk)) for office in duties.offices
        ],
        params=request.GET,
        key="offices",
        totals=_duty_row("合计", "", duties.total).cells,
    )
    context = {
        "title": "报告率和按时率",
        "lead": "应报是月末在册、没有免报的人，一人一月计一次；只看是否签署，不看填了什么。自各院启用月起算。",
        "tabs": tabs(request.actor, "/reports/duty"),
        "form": form,
        "months": months,
        "table": by_office,
        "summaries": (
            ("按层级", "层级", duties.by_level, duties.total),
            (
                "按月",
                "月份",
                [(str(month), duty) for month in months if (duty := duties.of_month(month)).due],
                duties.total,
            ),
        ),
    }
    return render(request, "records/reports_duty.html", context, status=200 if form.is_valid() else 422)


def _duty_row(name: str, level: str, duty: Duty) -> Row:
    return Row((
        Cell(name), Cell(level), Cell(duty.due), Cell(duty.exempt), Cell(duty.reported), Cell(duty.missing), Cell(duty.late),
        Cell(duty.in_time), Cell(duty.report_rate), Cell(duty.in_time_rate),
    ))  # fmt: skip


def _months(year: int) -> MonthRange:
    return MonthRange(Month(year, 1), Month(year, 12))


def _year(request: Request, at: datetime) -> int:
    """The year asked for; else that of the month that is due now."""
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and 1900 < int(asked) < 9998 else Month.of(at).previous().year


def _years(office: Office, shown: int, at: datetime) -> list[int]:
    first = (
        Report.objects.filter(office__path__startswith=office.path)
        .order_by("first_month")
        .values_list("first_month", flat=True)
        .first()
    )
    begin = min(number for number in (office.starts_in, first, Month.of(at).number) if number is not None)
    return sorted({shown, *range(Month.from_number(begin).year, Month.of(at).year + 1)}, reverse=True)

"""月度台账 on screen, as a sheet to print and as a workbook: the same lines everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.completion import months_shown
from jingheng.contexts.records.queries.month_ledger import NOT_FOUND, ORDER, Line, ledger_records
from jingheng.contexts.records.usecases.month_ledger import read_ledger, take_ledger
from jingheng.contexts.records.web.exporting import sheet_of, taken_by
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.kernel.period import SHANGHAI, Month, local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.documents import workbook
from jingheng.platform.web.keyset import Page, page_of
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import workbook_response
from jingheng.platform.web.tables import PAGING, Cell, Column, Row, Table

SIZE = 40
_TABS = 12
COLUMNS = (
    Column("serial", "序号", "number"),
    Column("number", "编号"),
    Column("filer", "填报人"),
    Column("filed", "填报时间"),
    Column("happened", "发生时间", optional=True),
    Column("parties", "被记录人"),
    Column("about", "事项、案件"),
    Column("channel", "方式", optional=True),
    Column("acts", "行为类别", optional=True),
    Column("summary", "内容摘要"),
    Column("responses", "处理", optional=True),
    Column("became", "甄别、结论"),
    Column("remarks", "备注"),
)
_WIDE = {
    "serial": 6, "number": 20, "filer": 14, "filed": 12, "happened": 12, "parties": 24, "about": 22, "channel": 8,
    "acts": 16, "summary": 44, "responses": 16, "became": 18, "remarks": 10,
}  # fmt: skip
_SIGNED = "填表人：　　　　　　　　审核人：　　　　　　　　日期：　　　　　　　　"


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Refused(NOT_FOUND) from None


_SHOWN_ON = "备注“限阅”的，只限检务督察负责人和检察长；交他人审核前，请确认没有涉及其本人的记录。"


@require_GET
@answering
def page(request: Request, month: str) -> HttpResponse:
    wanted, today = _month(month), local_date(request.at)
    rows = page_of(
        ledger_records(request.actor, wanted, today=Month.of(today)), order=ORDER,
        cursor=request.GET.get(PAGING, ""), size=SIZE,
    )  # fmt: skip
    lines = read_ledger(month=wanted, uids=[one.uid for one in rows.rows], actor=request.actor, at=request.at)
    office = _office(request)
    months = sorted({*months_shown(office, on=today)[:_TABS], Month.of(today), wanted}, reverse=True)
    context = {
        "title": f"{wanted} 月度台账",
        "lead": "本院当月收到、您能阅看的记录，按填报先后。列出即视为阅看，填报人可以看到。",
        "crumbs": [Link("完成情况", reverse("records-months")), Link(f"{wanted} 月度台账")],
        "month": wanted,
        "months": months,
        "table": _table(request, wanted, lines, rows),
    }
    return render(request, "records/month_ledger.html", context)


@require_GET
@answering
def sheet(request: Request, month: str) -> HttpResponse:
    """The whole month on A4, across, the head of the table on every page."""
    wanted = _month(month)
    lines = read_ledger(month=wanted, actor=request.actor, at=request.at)
    context = {
        "office": _office(request),
        "heading": _heading(wanted),
        "columns": COLUMNS,
        "rows": [(line, _cells(line)) for line in lines],
        "at": request.at,
        "person": request.actor.name,
        "shown_on": _SHOWN_ON,
        "back": reverse("records-month-ledger", args=[wanted]),
    }
    return render(request, "records/month_ledger_sheet.html", context)


@require_GET
@answering
def export(request: Request, month: str) -> HttpResponseBase:
    """Exactly what one sees, all pages of it; no sum below it, as there is none on the screen."""
    wanted = _month(month)
    table = _table(request, wanted, take_ledger(month=wanted, actor=request.actor, at=request.at))
    heading = f"{_office(request)} {_heading(wanted)}（工作秘密）"
    notes = (_SIGNED, _SHOWN_ON, f"{taken_by(request.actor, request.at)}。工作秘密，不得外传。")
    taken = sheet_of(table, f"{wanted} 月度台账", wide=_WIDE, heading=heading, notes=notes)
    return workbook_response(workbook.to_xlsx([taken], at=request.at), f"月度台账-{wanted}")


def _table(request: Request, month: Month, lines: Sequence[Line], page: Page[Record] | None = None) -> Table:
    return Table(
        caption=_heading(month),
        columns=COLUMNS,
        rows=[Row(_cells(line), url=reverse("inspection-record", args=[line.uid]), key=line.uid) for line in lines],
        params=request.GET,
        key="ledger",
        page=page,
        export_url=reverse("records-month-ledger-export", args=[month]),
        empty="本月没有可以列出的记录。",
    )


def _cells(line: Line) -> tuple[Cell, ...]:
    return (
        Cell(line.serial),
        Cell(line.label),
        Cell(line.filer.name, note=line.filer.place),
        Cell(f"{line.filed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
        Cell(f"{line.happened_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
        Cell("；".join(line.parties)),
        Cell(line.about),
        Cell(line.channel),
        Cell(line.acts),
        Cell(line.summary),
        Cell(line.responses),
        Cell(line.became),
        Cell(line.remarks),
    )


def _heading(month: Month) -> str:
    return f"{month.year} 年 {month.month} 月记录报告台账"


def _office(request: Request) -> Office:
    return Office.objects.get(pk=request.actor.here)

"""The audit administrator's page: who did what to the system. Nothing of the business, and nobody's filings."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jingheng.contexts.ledger.api import Entry
from jingheng.contexts.org.audit import WORDS, Line, audited, lines
from jingheng.contexts.org.usecases import note_log_export
from jingheng.kernel.period import SHANGHAI, Month
from jingheng.platform.documents import workbook
from jingheng.platform.web.keyset import page_of
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found
from jingheng.platform.web.tables import Cell, Column, Row, Table

_COLUMNS = (
    Column("at", "时间", "date"),
    Column("event", "事项"),
    Column("who", "操作人"),
    Column("subject", "对象"),
    Column("office", "单位"),
)
_LEAD = (
    "本院和下级院的账号、授权、登录失败和导入操作，以及本院人员在别处办理的这些事。时间为北京时间。"
    "业务内容、填报和签署不在其中。"
)


class LogFilter(forms.Form):
    month = forms.CharField(label="月份", required=False, widget=forms.TextInput(attrs={"type": "month"}))
    event = forms.ChoiceField(label="事项", required=False, choices=[("", "全部"), *WORDS.items()])


@require_GET
def log_page(request: Request) -> HttpResponse:
    if not request.actor.may("log.read"):
        return not_found(request)
    page = page_of(_wanted(request), order=("-id",), cursor=request.GET.get("cursor", ""))
    rows = [Row([Cell(text, note=note) for text, note in _cells(line)]) for line in lines(page.rows)]
    table = Table(
        "操作日志", _COLUMNS, rows, request.GET, key="log", page=page, filters=LogFilter(request.GET),
        export_url="/log/export", empty="没有符合条件的日志。",
    )  # fmt: skip
    return render(request, "org/table.html", {"title": "操作日志", "table": table, "lead": _LEAD})


@require_GET
def export(request: Request) -> HttpResponse:
    """All that the filters leave, and an entry of its own that it was taken."""
    if not request.actor.may("log.read"):
        return not_found(request)
    found = [
        [" ".join(filter(None, cell)) for cell in _cells(line)] for line in lines(_wanted(request).order_by("-id"))
    ]  # fmt: skip
    note_log_export(rows=len(found), actor=request.actor, at=request.at)
    moment = f"{request.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    taken = f"{request.actor.name}（{request.actor.number}）{moment} 导出，共 {len(found)} 条。工作秘密，不得外传。"
    columns = tuple(workbook.Column(column.label, wide=26) for column in _COLUMNS)
    response = HttpResponse(
        workbook.to_xlsx([workbook.Sheet("操作日志", columns, found, notes=(taken,))], at=request.at),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = 'attachment; filename="log.xlsx"'
    return response


def _wanted(request: Request) -> QuerySet[Entry]:
    return audited(request.actor, month=_month(request.GET.get("month", "")), event=request.GET.get("event", ""))


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None


def _cells(line: Line) -> list[tuple[str, str]]:
    """Text and note of each column."""
    moment = f"{line.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return [(moment, ""), (line.event, ""), (line.who, ""), (line.subject, line.note), (line.office, "")]

"""The audit administrator's page: who did what to the system. Nothing of the business, and nobody's filings."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jingheng.contexts.ledger.queries import WORDS, audited
from jingheng.platform.web.keyset import page_of
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found
from jingheng.platform.web.tables import Cell, Column, Row, Table

_COLUMNS = (Column("at", "时间", "date"), Column("event", "事项"), Column("who", "操作人"), Column("subject", "对象"))


@require_GET
def log_page(request: Request) -> HttpResponse:
    if not request.actor.may("log.read"):
        return not_found(request)
    page = page_of(audited(request.actor), order=("-id",), cursor=request.GET.get("cursor", ""))
    rows = [
        Row((
            Cell(f"{entry.at:%Y-%m-%d %H:%M}"), Cell(WORDS.get(entry.event, entry.event)), Cell(entry.actor_id or "系统"),
            Cell(entry.subject),
        ))
        for entry in page.rows
    ]  # fmt: skip
    table = Table("操作日志", _COLUMNS, rows, request.GET, key="log", page=page, empty="还没有日志。")
    lead = "系统管理、授权、登录密码和导入操作。业务内容、填报和签署不在其中。"
    return render(request, "ledger/log.html", {"title": "操作日志", "table": table, "lead": lead})

"""The work list: dense, by keyboard, its whole state in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.worklists import (
    AWAITED,
    Wanted,
    counts_by_state,
    filer_shown,
    order_of,
    urgent_deadline,
    worklist,
)
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.lifecycles import RECORD_STATES
from jingheng.contexts.records.usecases import bulk_review
from jingheng.contexts.records.usecases.review import note_export
from jingheng.contexts.records.web.exporting import sheet_of, taken_by
from jingheng.contexts.records.web.inspection.access import for_inspection
from jingheng.contexts.records.web.inspection.forms import BulkReturnForm, FilterForm, wanted_from
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.platform.documents import workbook
from jingheng.platform.web.keyset import Page, page_of
from jingheng.platform.web.parts import Light, Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import workbook_response
from jingheng.platform.web.tables import PAGING, Bulk, Cell, Column, Row, Table

SIZE = 60
_WIDE = {"number": 18, "askers": 18}
_BULK = (Bulk("accept", "受理"), Bulk("return", "退回…"))
COLUMNS = (
    Column("number", "编号或回执码", "code"),
    Column("due", "时限", "light", sortable=True),
    Column("state", "状态", sortable=True),
    Column("matter", "事项"),
    Column("bucket", "内容分类"),
    Column("askers", "被记录人类别"),
    Column("channel", "方式", spare=True),
    Column("filed", "填报", "date", sortable=True),
    Column("triage", "甄别", optional=True),
    Column("happened", "发生", "date", sortable=True, spare=True),
    Column("position", "填报人", spare=True),
)
_LIGHTS = {inbox.Light.RED: Light.LATE, inbox.Light.YELLOW: Light.SOON, inbox.Light.GREEN: Light.FINE}
_SHORT = {"NORMAL": "反映督促", "IMPROPER": "不当过问", "CONTACT": "接触交往", "UNSORTED": "未归类"}
TITLES = {
    "open": "受理台", "urgent": "紧急记录", "concluded": "已办结的记录", "all": "全部记录", "copies": "抄送阅看",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    count: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Days:
    """Today, and the last day that is soon."""

    now: datetime
    norms: Norms

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def lead(self) -> int:
        days: int = self.norms["inspection.yellow_days"]
        return days

    @property
    def soon(self) -> date:
        return self.today + timedelta(days=self.lead)


def days_of(request: Request) -> Days:
    return Days(request.at, norms_on(local_date(request.at), office_path=request.actor.office_path))


def listed(actor: Actor, wanted: Wanted, days: Days) -> QuerySet[Record]:
    return worklist(actor, wanted, today=days.today, soon=days.soon)


@require_http_methods(["GET", "POST"])
@for_inspection
def worklist_page(request: Request, show: str = "open") -> HttpResponse:
    if request.method == "POST":
        return _bulk(request, show)
    return _page(request, show)


@require_GET
@for_inspection
def export(request: Request, show: str = "open") -> HttpResponse:
    """Exactly what one sees, all pages of it, with the name of whoever took it."""
    wanted, days = wanted_from(request.GET, show), days_of(request)
    records = listed(request.actor, wanted, days).order_by(*order_of(wanted))
    table = _table(request, show, [_row(record, days, "") for record in records.iterator(chunk_size=2000)])
    note_export(rows=len(table.rows), actor=request.actor, at=request.at)
    vain = tuple(f"筛选条件认不出来，没有列出：{fault}" for fault in table.faults)
    taken = f"{taken_by(request.actor, request.at)}，共 {len(table.rows)} 件。工作秘密，不得外传。"
    sheet = sheet_of(table, TITLES[show], wide=_WIDE, notes=(*vain, taken))
    return workbook_response(
        workbook.to_xlsx([sheet], at=request.at), f"{TITLES[show]}-{local_date(request.at).isoformat()}"
    )


def _page(request: Request, show: str, outcome: bulk_review.Outcome | None = None) -> HttpResponse:
    wanted, days = wanted_from(request.GET, show), days_of(request)
    page = page_of(
        listed(request.actor, wanted, days), order=order_of(wanted), cursor=request.GET.get(PAGING, ""), size=SIZE
    )
    query = _query(request, show)
    rows = [_row(record, days, query) for record in page.rows]
    context = {
        "title": TITLES[show],
        "lead": "只列出您能办理的记录。列表不显示姓名和内容；打开一件即留下阅看记录。",
        "table": _table(request, show, rows, page),
        "tabs": _tabs(request, wanted),
        "outcome": outcome,
        "refused": [
            (Link(one.label, reverse("inspection-record", args=[one.uid])), one.sentence) for one in outcome.refused
        ]
        if outcome
        else [],
    }
    return render(request, "records/inspection_list.html", context)


def _bulk(request: Request, show: str) -> HttpResponse:
    """Accept at once; ask for the reason before returning."""
    uids = request.POST.getlist("marked")
    if not uids:
        messages.warning(request, "请先选中要办理的记录：用 j、k 移动，x 选中。")
        return _page(request, show)
    if request.POST.get("action") == "accept":
        return _page(request, show, bulk_review.accept_many(uids=uids, actor=request.actor, at=request.at))
    form = BulkReturnForm(request.POST if "reason" in request.POST or "sure" in request.POST else None)
    if form.is_valid() and not (form.cleaned_data["reason"] == "R9" and not form.cleaned_data["opinion"].strip()):
        outcome = bulk_review.return_many(uids=uids, actor=request.actor, at=request.at, **form.cleaned_data)
        return _page(request, show, outcome)
    if form.is_bound and form.is_valid():
        form.add_error("opinion", "退回理由为“其他”时请写明要补正什么。")
    context = {
        "title": "批量退回",
        "question": f"退回选中的 {len(uids)} 件记录？",
        "form": form,
        "uids": uids,
        "action_url": request.get_full_path(),
        "cancel_url": request.get_full_path(),
        "confirm_label": "退回补正",
        "consequences": ["每件各按规则办理，不能退回的会列出原因。", "填报人收到待办，按期补正后再次提交。"],
    }
    return render(request, "records/inspection_bulk_return.html", context, status=422 if form.errors else 200)


def _table(request: Request, show: str, rows: list[Row], page: Page[Record] | None = None) -> Table:
    return Table(
        caption=TITLES[show],
        columns=COLUMNS,
        rows=rows,
        params=request.GET,
        key="records",
        page=page,
        filters=FilterForm(request.GET, auto_id="filter_%s"),
        export_url=reverse(f"inspection-{show}-export"),
        bulk=_BULK if show in ("open", "urgent") and request.actor.may("record.inspect") else (),
        bulk_url=request.get_full_path(),
        empty="这里没有记录。",
        empty_next="新的记录填报后即时分到这里。",
    )


def _tabs(request: Request, wanted: Wanted) -> list[Tab]:
    counts = counts_by_state(request.actor)
    here = reverse("inspection-open")
    tabs = [Tab("在办", here, sum(counts.values()), wanted.show == "open" and not wanted.state)]
    tabs += [
        Tab(word, f"{here}?state={state}", counts[state], wanted.show == "open" and wanted.state == state)
        for state, word in AWAITED.items()
        if counts.get(state)
    ]
    others = [("urgent", "紧急"), ("concluded", "已办结"), ("all", "全部")]
    if request.actor.holds("CHIEF", "DISCIPLINE"):
        others.append(("copies", "抄送阅看"))
    return tabs + [Tab(word, reverse(f"inspection-{show}"), None, wanted.show == show) for show, word in others]


def _row(record: Record, days: Days, query: str) -> Row:
    due, light = _due(record, days)
    marks = [
        word for word, on in (("紧急", record.is_urgent), ("迟填", record.is_late), ("导入", record.is_imported)) if on
    ]
    return Row(
        cells=(
            Cell(
                record.number or record.receipt_code,
                mark="·".join(marks),
                mark_tone="urgent" if record.is_urgent else "",
            ),
            Cell(due or "—", light=light),
            Cell(RECORD_STATES[record.state]),
            Cell(taxonomy.MATTERS.name(record.matter)),
            Cell(_SHORT[record.bucket]),
            Cell(_names(record.askers.split(";"))),
            Cell(taxonomy.CHANNELS.name(record.channel)),
            Cell(local_date(record.filed_at)),
            Cell(taxonomy.TRIAGE.name(record.triage) if record.triage else ""),
            Cell(local_date(record.happened_at)),
            Cell(filer_shown(record)),
        ),
        url=reverse("inspection-record", args=[record.uid]) + (f"?{query}" if query else ""),
        key=record.uid,
        tone="late" if light is Light.LATE else "",
    )


def _due(record: Record, days: Days) -> tuple[date | None, Light | None]:
    """Of what is to be reported at once, by when that is; annotated by the list."""
    if getattr(record, "owes_urgent", False):
        until = urgent_deadline(record, days.norms)
        return local_date(until), Light.LATE if days.now > until else Light.SOON
    if record.due_date is None:
        return None, None
    return record.due_date, _LIGHTS[inbox.light(record.due_date, today=days.today, lead_days=days.lead)]


def _names(codes: Iterable[str]) -> str:
    return "、".join(taxonomy.ASKERS.name(code) for code in codes if code in taxonomy.ASKERS)


def _query(request: Request, show: str) -> str:
    """What the record's page carries along, to know its neighbours and the way back."""
    params = request.GET.copy()
    params["show"] = show
    return params.urlencode()

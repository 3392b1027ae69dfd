"""Beginning a report: opening a period, or reporting a record at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.records.queries.reports import NOT_FOUND, find_urgent_record, office_of
from jingheng.contexts.records.rules.reporting import KINDS, period_of, title
from jingheng.contexts.records.usecases import reports, urgent_reports
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.reports.forms import UrgentForm, show_refusals
from jingheng.kernel.period import SHANGHAI, Month, local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Link, Term
from jingheng.platform.web.request import Request

_CRUMB = Link("上报", "/reports/")


@require_http_methods(["GET", "POST"])
@answering
def open_report(request: Request, kind: str, first: str) -> HttpResponse:
    if kind not in KINDS or not request.actor.may("report.compile"):
        raise Refused(NOT_FOUND)
    try:
        month = Month.parse(first)
        period = period_of(kind, month)
    except ValueError:
        raise Refused(NOT_FOUND) from None
    if request.method == "POST":
        report = reports.open_report(kind=kind, first=month, actor=request.actor, at=request.at)
        return redirect("records-report", uid=report.uid)
    name = title(kind, month)
    context = {
        "question": f"开始汇总 {name}？",
        "title": name,
        "crumbs": [_CRUMB, Link(name)],
        "action_url": request.path,
        "terms": (Term("单位", office_of(request.actor).name), Term("期间", f"{period.first} 至 {period.last}")),
        "consequences": ("先建立报告，期间结束后汇总数字；汇总后送检察长审签，再上报。", "没有情况也要报，数字为 0。"),
        "confirm_label": "开始汇总",
        "cancel_url": "/reports/",
    }
    return render(request, "web/confirm.html", context)


@require_http_methods(["GET", "POST"])
@answering
def urgent(request: Request, record_uid: str) -> HttpResponse:
    """Write and send in one act."""
    record = find_urgent_record(request.actor, record_uid)
    before = record.urgent_reports.first()
    form = UrgentForm(request.POST or None)
    if form.is_valid():
        try:
            report = urgent_reports.report_urgently(
                record_uid=record_uid, words=form.cleaned_data["words"],
                shown_revision=before.revision if before else 0, actor=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            if refused.refusal.code == "not-found":
                raise
            show_refusals(form, refused)
        else:
            messages.success(request, "已立即报告。")
            return redirect("records-report", uid=report.uid)
    office = office_of(request.actor)
    norms = norms_on(local_date(record.filed_at), office_path=office.path)
    due = urgent_reports.deadline(record, norms).astimezone(SHANGHAI)
    way = (
        "上级院检务督察可以看到；本院只有能看这条记录的承办人、检务督察负责人和检察长看得到。"
        if office.parent_id
        else "系统内没有上级院：存档，并请以书面方式报送。"
    )
    context = {
        "question": "立即报告这条紧急记录？",
        "title": "立即报告",
        "crumbs": [_CRUMB, Link("立即报告")],
        "action_url": request.path,
        "terms": (
            Term("记录", record.number or "尚未受理编号", url=f"/inspection/{record.uid}"),
            Term("填报时间", f"{record.filed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
            Term("时限", f"{due:%Y-%m-%d %H:%M} 前", note=str(norms.norm("record.urgent_hours").source)),
        ),
        "consequences": (
            "点“立即报告”即刻发出，不再另外确认，不能撤回，也不能修改；只有上级院退回后才能重写。请先通读一遍。"
            if office.parent_id
            else "点“立即报告”即刻存档，不再另外确认，不能撤回，也不能修改。请先通读一遍。",
            way,
            "报告后记录仍按原来的流程办理，计数不变。",
        ),
        "form": form,
        "confirm_label": "立即报告",
        "cancel_url": f"/inspection/{record.uid}",
    }
    return render(request, "web/confirm.html", context, status=422 if form.is_bound else 200)

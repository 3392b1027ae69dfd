"""签批单 on screen and on paper, the scan of what was signed by hand, and who signs while the chief is away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import DutyHolding, Office, duties_held, refuse_incompatible, staff_on, standings
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.case_file import Filer, contents, filer_of, masked_for
from jingheng.contexts.records.queries.problems import problems_in
from jingheng.contexts.records.queries.report_figures import months_of
from jingheng.contexts.records.queries.reports import NOT_FOUND, find_report, readable_revisions
from jingheng.contexts.records.rules.problems import PROGRESS
from jingheng.contexts.records.usecases.signing import (
    delegate_signing,
    end_delegation,
    enter_paper_signing,
    open_scan,
    read_sheet,
    signatories,
    unmask_on_sheet,
)
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.recording.showing import Section, sections
from jingheng.contexts.records.web.reports.forms import show_refusals
from jingheng.contexts.records.web.reports.report import figures_shown
from jingheng.contexts.records.web.reports.showing import crumbs, title_of
from jingheng.kernel.period import SHANGHAI, local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.forms import DayInput, Form
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request

_DATE = DayInput()


class PaperForm(Form):
    signed_by = forms.TypedChoiceField(label="签名人", coerce=int)
    signed_on = forms.DateField(label="签名日期", widget=_DATE, help_text="签批单上手写的日期。")
    scan = forms.FileField(label="扫描件", help_text="PDF、JPG 或者 PNG。只扫描签名的第一页，附页不扫描。")

    def __init__(self, *args: Any, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(people.items())
        self.fields["signed_by"].choices = choices if len(choices) == 1 else [("", "请选择"), *choices]  # type: ignore[attr-defined]


class DelegationForm(Form):
    person = forms.TypedChoiceField(label="受托人", coerce=int, help_text="本院其他班子成员。")
    starts_on = forms.DateField(label="开始日期", widget=_DATE)
    last_day = forms.DateField(label="最后一天", widget=_DATE)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "请选择"), *people]  # type: ignore[attr-defined]


@require_GET
@answering
def sheet(request: Request, uid: str) -> HttpResponseBase:
    """The page to sign, and behind it the records that the chief may read."""
    report = find_report(request.actor, uid)
    if report.office_id != request.actor.office_id or report.kind == "URGENT" or not report.revision:
        raise Refused(NOT_FOUND)
    if not any(request.actor.may(one) for one in ("report.sign", "report.compile", "report.paper")):
        raise Refused(NOT_FOUND)
    revision = readable_revisions(report, request.actor).get(number=report.revision)
    records = read_sheet(uid=uid, actor=request.actor, at=request.at)
    norms = norms_on(local_date(request.at), office_path=report.office.path)
    context = {
        "report": report,
        "title": title_of(report),
        "months": months_of(report),
        "revision": revision,
        "words": safe.unseal(revision.words),
        "problems": problems_in(revision),
        "progress": PROGRESS,
        "told": revision.figures.get("committee"),
        "figures": figures_shown(report, revision.figures, norms),
        "records": [_shown(one, request) for one in records],
        "masks": request.actor.holds("CHIEF"),
        "back": f"/reports/{uid}",
        "at": request.at,
        "person": request.actor.name,
    }
    return render(request, "records/approval_sheet.html", context)


def _shown(record: Record, request: Request) -> tuple[Record, Filer, list[Section]]:
    """What it says is always masked: it goes on paper. Who it was stands on the screen of the chief, once he has said why."""
    filer = filer_of(record, request.actor)
    masked = replace(filer, is_masked=True)
    shown = filer if request.actor.holds("CHIEF") else masked
    return record, shown, sections(masked_for(contents(record), record, masked)[-1][1])


@require_POST
@answering
def unmask(request: Request, uid: str, record_uid: str) -> HttpResponseBase:
    unmask_on_sheet(
        uid=uid, record_uid=record_uid, reason=request.POST.get("reason", ""), actor=request.actor, at=request.at
    )
    return redirect(f"/reports/{uid}/sheet#r-{record_uid}")


@require_http_methods(["GET", "POST"])
@answering
def paper(request: Request, uid: str, revision: int) -> HttpResponseBase:
    report, today = find_report(request.actor, uid), local_date(request.at)
    if report.office_id != request.actor.office_id or not request.actor.may("report.paper"):
        raise Refused(NOT_FOUND)
    people = signatories(report.office, on=local_date(report.compiled_at or request.at)) | signatories(
        report.office, on=today
    )
    form = PaperForm(
        request.POST or None, request.FILES or None, people=people,
        initial={"signed_by": next(iter(people)) if len(people) == 1 else None},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            enter_paper_signing(
                uid=uid, shown_revision=revision, actor=request.actor, at=request.at, **form.cleaned_data
            )  # fmt: skip
        except Refused as refused:
            if refused.refusal.code == "not-found":
                raise
            show_refusals(form, refused)
        else:
            messages.success(request, "已登记纸签扫描件，请另一个人核对后确认。")
            return redirect("records-report", uid=uid)
    context = {
        "question": f"登记 {title_of(report)}的纸签", "title": "登记纸签",
        "crumbs": [*crumbs(report, request), Link("登记纸签")], "action_url": request.path, "form": form,
        "consequences": (
            f"纸签只对第 {revision} 稿有效；纸上的校验码应是 {report.digest[:16]}。",
            "扫描件由您登记，由另一个人核对后确认，确认后才算审签，并标明“纸签”。",
        ),
        "confirm_label": "登记", "cancel_url": f"/reports/{uid}",
    }  # fmt: skip
    return render(request, "web/confirm.html", context, status=422 if form.is_bound else 200)


@require_GET
@answering
def scan(request: Request, uid: str, scan: str) -> HttpResponseBase:
    signing, file = open_scan(uid=scan, actor=request.actor)
    if signing.report is None or signing.report.uid != uid:
        raise Refused(NOT_FOUND)
    response = FileResponse(file, as_attachment=True, filename=safe.unseal(signing.name))
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@answering
def delegation(request: Request) -> HttpResponse:
    if not request.actor.holds("CHIEF"):
        raise Refused(NOT_FOUND)
    office, today = Office.objects.get(pk=request.actor.here), local_date(request.at)
    form = DelegationForm(request.POST or None, people=_leaders(office, request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            holding = delegate_signing(
                person_id=said["person"], starts_on=said["starts_on"], last_day=said["last_day"], actor=request.actor,
                at=request.at,
            )  # fmt: skip
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.field if refusal.field in form.fields else "person", refusal.sentence)
        else:
            messages.success(request, f"已委托{holding.person.name}审签，{said['starts_on']} 至 {said['last_day']}。")
            return redirect("records-report-delegation")
    rows = DutyHolding.objects.filter(office=office, duty="ACTING").select_related("person")
    context = {
        "title": "委托审签",
        "lead": "外出、休假期间，由您指定的院领导审签月报、季报、年报和通报。受托人只审数字和说明，看不到个案。",
        "crumbs": [Link("上报", "/reports/"), Link("委托审签")],
        "form": form,
        "delegations": [_delegation(one, today) for one in rows.order_by("-starts_on", "-id")[:50]],
        "norm": norms_on(today, office_path=office.path).norm("signing.delegation_days"),
    }
    return render(request, "records/delegation.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Delegation:
    """One row: `can` is what the chief can still do about it, or empty."""

    holding: DutyHolding
    last_day: date | None
    standing: str
    can: str


def _delegation(holding: DutyHolding, today: date) -> Delegation:
    starts_on, ends_on, ended_at = holding.starts_on, holding.ends_on, holding.ended_at
    if ends_on == starts_on and ended_at is not None and local_date(ended_at) < starts_on:
        return Delegation(holding, None, "已撤销，没有生效", "")
    if ends_on is not None and ended_at is not None and ends_on <= local_date(ended_at):
        return Delegation(holding, None, f"{ended_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 已终止", "")
    last_day = ends_on - timedelta(days=1) if ends_on else None
    if ends_on is not None and ends_on <= today:
        return Delegation(holding, last_day, "已到期", "")
    return Delegation(holding, last_day, *(("有效", "终止") if starts_on <= today else ("未开始", "撤销")))


@require_POST
@answering
def end(request: Request, holding_id: int) -> HttpResponse:
    ended = end_delegation(holding_id=holding_id, actor=request.actor, at=request.at)
    held = ended.starts_on <= local_date(request.at)
    said = "从现在起不再代为审签" if held else "没有生效"
    messages.success(request, f"对{ended.person}的委托已{'终止' if held else '撤销'}，{said}。")
    return redirect("records-report-delegation")


def _leaders(office: Office, request: Request) -> list[tuple[int, str]]:
    people = [person for person in staff_on(office.pk, local_date(request.at)) if person.pk != request.actor.person_id]
    where = standings(people, on=local_date(request.at))
    leaders = [one for one in people if where[one.pk].position == "LEADER"]
    held = duties_held(office, on=local_date(request.at))
    return [
        (one.pk, f"{one.name} {where[one.pk].title}")
        for one in leaders
        if refuse_incompatible(held.get(one.pk, frozenset()), "ACTING") is None
    ]

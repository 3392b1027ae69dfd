"""Numbering, sending and acknowledging a paper, each on a page that says what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import OutgoingPaper, Report
from jingheng.contexts.records.papers import FORMS
from jingheng.contexts.records.queries.outgoing import (
    find_paper,
    last_number,
    outgoing_facts,
    paper_of,
    proposed_number,
    usual_recipient,
)
from jingheng.contexts.records.queries.reports import NOT_FOUND, find_report
from jingheng.contexts.records.rules.outgoing import CHANNELS, OUTGOING, URGENCIES
from jingheng.contexts.records.usecases import outgoing
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.reports.forms import show_refusals
from jingheng.contexts.records.web.reports.papers import form_code
from jingheng.contexts.records.web.reports.showing import crumbs, title_of
from jingheng.kernel.paper_numbers import example_number
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused, ensure
from jingheng.platform.web.forms import DayInput, Form
from jingheng.platform.web.parts import Link, Term
from jingheng.platform.web.request import Request

_DATE = DayInput()


class PaperForm(Form):
    """What is typed about one paper; `begin` is what stands in it at first."""

    def __init__(self, *args: Any, report: Report, code: str, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.code, self.today = report, code, local_date(request.at)
        self.paper = paper_of(report, code)
        self.initial = self.begin()

    def begin(self) -> dict[str, Any]:
        return {}


class HeadingForm(PaperForm):
    number = forms.CharField(label="发文字号", max_length=40)
    recipient = forms.CharField(label="主送单位", max_length=60, help_text="用全称或者规范化简称。")
    secrecy = forms.ChoiceField(label="密级标注", required=False, help_text="属于国家秘密的，不在本系统制作。")
    urgency = forms.ChoiceField(label="紧急程度", required=False, choices=[("", "不标"), *URGENCIES.choices])
    copies = forms.IntegerField(label="份数", initial=1, help_text="份号从 000001 起，每份一个。")

    def begin(self) -> dict[str, Any]:
        marks = norms_on(self.today, office_path=self.report.office.path)["paper.secrecy_marks"]
        self.fields["secrecy"].choices = [("", "不标"), *((mark, mark) for mark in marks)]  # type: ignore[attr-defined]
        self.fields["number"].help_text = self._how_to_number()
        if self.paper:
            return {name: getattr(self.paper, name) for name in self.fields}
        proposed = proposed_number(self.report, on=self.today)
        return {
            "number": proposed,
            "recipient": usual_recipient(self.report, self.code),
            "secrecy": next(iter(marks), ""),
            "copies": 1,
        }

    def _how_to_number(self) -> str:
        last = last_number(self.report)
        known = f"上一份材料是“{last}”，已推为下一个号。" if last and not self.paper else ""
        like = "" if last else f"例如“{example_number(self.report.office.name, self.today)}”，代字照本院的写。"
        return f"{known}{like}请和本院发文登记簿核对。"


class SendingForm(PaperForm):
    channel = forms.ChoiceField(label="送达方式", choices=CHANNELS.choices)
    docket = forms.CharField(label="机要编号", max_length=40, required=False, help_text="机要交换登记的编号。")
    sent_on = forms.DateField(label="送出日期", widget=_DATE)

    def begin(self) -> dict[str, Any]:
        return {"sent_on": self.today}


class ReceiptForm(PaperForm):
    receiver = forms.CharField(label="签收单位", max_length=60)
    received_there_by = forms.CharField(label="签收人", max_length=30, help_text="照回执上的签名写。")
    receipt_number = forms.CharField(label="收文编号", max_length=40, required=False)
    received_on = forms.DateField(label="签收日期", widget=_DATE)
    scan = forms.FileField(label="回执扫描件", help_text="PDF、JPG 或者 PNG。")
    compared = forms.BooleanField(
        label="已对照扫描件核对签收单位、签收人和日期", error_messages={"required": "请对照扫描件核对后勾选：登记后不能改。"}
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said.pop("compared", None)
        return said

    def begin(self) -> dict[str, Any]:
        return {"received_on": self.today, "receiver": self.paper.recipient if self.paper else ""}


@dataclass(frozen=True, slots=True)
class _Deed:
    usecase: Callable[..., OutgoingPaper]
    form: type[PaperForm]
    done: str
    consequences: tuple[str, ...]


_DEEDS = {
    "number": _Deed(
        outgoing.number_paper, HeadingForm, "已编号。",
        ("发文字号、密级、紧急程度和份号印在纸上；送出以前可以改。", "一个发文字号只用一次。"),
    ),
    "send": _Deed(
        outgoing.send_paper, SendingForm, "已登记送出。", ("登记后发文字号和份数不能再改，等待回执。",),
    ),
    "receive": _Deed(
        outgoing.receive_paper, ReceiptForm, "回执已登记。", ("回执和扫描件登记后不能改。",),
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@answering
def act(request: Request, uid: str, form: str, revision: int, action: str) -> HttpResponse:
    report, code = find_report(request.actor, uid), form_code(form)
    deed = _DEEDS.get(action)
    if deed is None or code == "MEETING":
        raise Refused(NOT_FOUND)
    facts = outgoing_facts(report, code, shown_revision=revision, actor=request.actor)
    refusal = OUTGOING.refusal(action, facts, request.actor)
    if refusal and refusal.code in ("not-permitted", "not-found"):
        raise Refused(NOT_FOUND)
    if request.method == "GET":
        ensure(refusal)
    asked = deed.form(request.POST or None, request.FILES or None, report=report, code=code, request=request)
    if request.method == "POST" and asked.is_valid():
        try:
            deed.usecase(
                uid=uid, addressee=code, shown_revision=revision, actor=request.actor, at=request.at, **asked.cleaned_data
            )  # fmt: skip
        except Refused as refused:
            if refused.refusal.code == "not-found":
                raise
            show_refusals(asked, refused)
        else:
            messages.success(request, deed.done)
            return redirect("records-report", uid=uid)
    label = OUTGOING.move(action).label
    context = {
        "question": f"{label}：{title_of(report)}（{FORMS[code]}）",
        "title": label,
        "crumbs": [*crumbs(report, request), Link(label)],
        "action_url": request.path,
        "terms": (Term("材料", f"{title_of(report)} 第 {report.revision} 稿"), *_sent_terms(report, code, action)),
        "consequences": deed.consequences,
        "form": asked,
        "confirm_label": label,
        "cancel_url": f"/reports/{uid}",
    }
    return render(request, "web/confirm.html", context, status=422 if asked.is_bound else 200)


def _sent_terms(report: Report, code: str, action: str) -> tuple[Term, ...]:
    if action == "number":
        return ()
    paper = find_paper(report, code)
    return (Term("发文字号", paper.number), Term("主送", paper.recipient), Term("份数", f"{paper.copies} 份"))


@require_GET
@answering
def scan(request: Request, uid: str, form: str) -> HttpResponseBase:
    paper, kept = outgoing.open_receipt(uid=uid, addressee=form_code(form), actor=request.actor)
    response = FileResponse(kept, as_attachment=True, filename=safe.unseal(paper.name))
    response["X-Content-Type-Options"] = "nosniff"
    return response

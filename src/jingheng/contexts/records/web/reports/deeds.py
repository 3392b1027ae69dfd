"""What is done to a report, each on a page that says first what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Report
from jingheng.contexts.records.queries.problems import carried_into, problems_in
from jingheng.contexts.records.queries.report_figures import is_current
from jingheng.contexts.records.queries.reports import NOT_FOUND, find_report, report_facts
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.usecases import reports, signing
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.reports.forms import (
    CompileForm,
    DeedForm,
    OpinionForm,
    PaperSignedForm,
    SignForm,
    show_refusals,
)
from jingheng.contexts.records.web.reports.report import offers
from jingheng.contexts.records.web.reports.showing import crumbs, title_of
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused, ensure
from jingheng.platform.web.parts import Term
from jingheng.platform.web.request import Request


@dataclass(frozen=True, slots=True)
class Deed:
    usecase: Callable[..., Report]
    label: str
    done: str
    consequences: tuple[str, ...] = ()
    form: type[DeedForm] = DeedForm
    danger: bool = False


DEEDS = {
    "compile": Deed(
        reports.compile_report, "汇总", "已汇总，请检察长审签。",
        ("按此刻的记录计数，成为新的一稿；原来的稿仍可查看。",), CompileForm,
    ),
    "sign": Deed(
        reports.sign_report, "审签", "已审签。",
        ("审签只对这一稿有效；之后再汇总，须重新审签。", "审签后由检务督察部门上报。"), SignForm,
    ),
    "sign-paper": Deed(
        signing.confirm_paper_signing, "确认纸签", "已确认纸签，报告已审签。",
        (
            "请打开扫描件，核对签名、日期，以及纸上的稿次和校验码与上面所列一致。",
            "确认后即为审签，标明“纸签”，并记下登记人和您的姓名。",
        ),
        PaperSignedForm,
    ),
    "send-back": Deed(
        reports.send_back_report, "退回检务督察", "已退回检务督察部门。", ("检务督察部门改好后重新汇总送签。",),
        OpinionForm, True,
    ),
    "send": Deed(reports.send_report, "上报", "已上报上级院。", ("上级院从此可以看到这份报告。",)),
    "close": Deed(reports.close_report, "归档", "已归档。", ("月报归档后当月封存；以后的变化作为调整列明。",)),
    "accept": Deed(reports.accept_report, "接收", "已接收。", ("月报接收后当月封存；以后的变化作为调整列明。",)),
    "return": Deed(
        reports.return_report, "退回", "已退回。", ("下级院改好后重新汇总、审签、上报。",), OpinionForm, True,
    ),
}  # fmt: skip


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@answering
def act(request: Request, uid: str, revision: int, action: str) -> HttpResponse:
    """`revision` is the one that stood on the page from which the person comes: what he does is bound to it."""
    report = find_report(request.actor, uid)
    deed = DEEDS.get(action)
    offer = next((offer for offer in offers(report, request) if offer.action == action), None)
    if deed is None or offer is None:
        raise Refused(NOT_FOUND)
    if request.method == "GET":
        ensure(offer.refusal)
    form = deed.form(
        request.POST if request.method == "POST" else None, initial=_known(report), request=request,
        **({"carried": carried_into(report)} if deed.form is CompileForm else {}),
    )  # fmt: skip
    if form.is_valid():
        try:
            deed.usecase(uid=uid, shown_revision=revision, actor=request.actor, at=request.at, **form.given())
        except Refused as refused:
            if refused.refusal.code == "not-found":
                raise
            if refused.refusal.code == "other-scan":
                messages.warning(request, refused.refusal.sentence)
                return redirect(request.path)
            show_refusals(form, refused)
        else:
            messages.success(request, deed.done)
            return redirect("records-report", uid=uid)
    context = {
        "question": f"{deed.label} {title_of(report)}？",
        "title": deed.label,
        "crumbs": crumbs(report, request, deed.label),
        "action_url": request.path,
        "terms": (*_terms(report, revision), *(_scan(report) if action == "sign-paper" else ())),
        "warnings": tuple(_warnings(report, action, request)),
        "consequences": deed.consequences,
        "form": form,
        "confirm_label": deed.label,
        "danger": deed.danger,
        "cancel_url": f"/reports/{uid}",
    }
    return render(request, "web/confirm.html", context, status=422 if form.is_bound else 200)


def _warnings(report: Report, action: str, request: Request) -> Iterator[str]:
    """What to know before anything is typed: a signature that would fall, months that are not in, figures that moved."""
    if action == "compile" and report.signed_by:
        yield f"{report.signed_by.name}已审签第 {report.signed_revision} 稿；再汇总，审签随之失效，要重新审签。"
    elif action == "compile" and signing.waiting_signing(report):
        yield f"第 {report.revision} 稿的纸签已经登记、还没有确认；再汇总，纸签随之作废，要重新打印、重新签。"
    if action in ("compile", "sign", "sign-paper"):
        months = report_facts(report, shown_revision=report.revision, on=local_date(request.at)).unclosed
        if months:
            yield f"{'、'.join(months)} 的月报还没有接收归档，这几个月的数字以现有记录计，以后可能变动。"
    if action == "accept" and report.kind == "MONTH" and not is_current(report):
        yield "上报之后又有变化，与报告的数字不同：接收即按现在的数封存，也可以退回重报。"


def _known(report: Report) -> dict[str, Any]:
    """What was typed into the revision before, and the scan that is looked at."""
    problems = problems_in(report)
    answers = {one.text: one for one in problems.followed}
    known: dict[str, Any] = {"words": safe.unseal(report.words) or "", "problems": "\n".join(problems.found)}
    if report.kind == URGENT:
        return known
    if waiting := signing.waiting_signing(report):
        known["scan"] = waiting.uid
    for number, text in enumerate(carried_into(report)):
        if text in answers:
            known[f"followed-{number}-state"] = answers[text].state
            known[f"followed-{number}-note"] = answers[text].note
    return known


def _scan(report: Report) -> tuple[Term, ...]:
    waiting = signing.waiting_signing(report)
    if waiting is None:
        return ()
    link = f"/reports/{report.uid}/scans/{waiting.uid}"
    return (
        Term("扫描件", safe.unseal(waiting.name), url=link, note=f"{waiting.entered_by}登记"),
        Term("手签", f"{waiting.signed_by} {waiting.signed_on}"),
    )


def _terms(report: Report, revision: int) -> tuple[Term, ...]:
    counted = report.figures.get("scopes", {}).get("all", {})
    duty = report.figures.get("duty", {})
    figures = (
        (
            Term("填报", f"{counted['total']} 件"),
            Term("未完成", f"{duty['due'] - duty['reported']} 人次"),
        )
        if counted
        else ()
    )
    return (
        Term("单位", report.office.name),
        Term("报告", title_of(report), url=f"/reports/{report.uid}"),
        Term(
            "稿次",
            f"第 {revision} 稿" if revision else "第一次汇总",
            note=f"校验码 {report.digest[:16]}" if report.digest else "",
        ),
        *figures,
    )

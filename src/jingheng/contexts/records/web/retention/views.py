"""到期材料: what is past its years, what has been proposed for destruction, what became of it, and how long all is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jingheng.contexts.records.queries import destroying as found
from jingheng.contexts.records.usecases import destroying
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.request import Request


@require_GET
@answering
def page(request: Request) -> HttpResponseBase:
    return _answer(request)


@require_POST
@answering
def propose(request: Request) -> HttpResponseBase:
    try:
        made = destroying.propose_destruction(
            keys=request.POST.getlist("marked"),
            reason=request.POST.get("reason", ""),
            actor=request.actor,
            at=request.at,
        )
    except Refused as refused:
        return _refused(request, refused)
    messages.success(request, f"已提请销毁 {len(made)} 份，等待检察长审批。批准之前材料都在。")
    return redirect("records-retention")


@require_POST
@answering
def decide(request: Request) -> HttpResponseBase:
    uids, reason = request.POST.getlist("marked"), request.POST.get("reason", "")
    try:
        if request.POST.get("do") == "keep":
            done = destroying.keep_on(uids=uids, reason=reason, actor=request.actor, at=request.at)
            said = f"{done} 份继续保存。"
        else:
            done = destroying.approve_destruction(uids=uids, actor=request.actor, at=request.at)
            said = f"已批准销毁 {done} 份，文件已删除；名称、大小、校验值和日期留存。"
    except Refused as refused:
        return _refused(request, refused)
    messages.success(request, said)
    return redirect("records-retention")


def _refused(request: Request, refused: Refused) -> HttpResponse:
    if refused.refusal.code == "not-found":
        raise refused
    return _answer(request, refused)


def _answer(request: Request, refused: Refused | None = None) -> HttpResponse:
    actor, today = request.actor, local_date(request.at)
    proposes, decides = found.may_propose(actor), found.may_decide(actor)
    if not (proposes or decides):
        raise Refused(found.NOT_FOUND)
    context = {
        "title": "到期材料",
        "lead": "保存期限满了的附件和扫描件：检务督察负责人写明理由提请销毁，检察长批准后删除文件，登记留存。到期不等于必须销毁。",
        "proposes": proposes,
        "decides": decides,
        "expired": found.expired_files(actor, on=today),
        "proposed": found.proposed_files(actor),
        "decided": found.decided_files(actor),
        "periods": found.periods(found.norms_of(actor, on=today)),
        "refusals": refused.refusals if refused else (),
        "marked": request.POST.getlist("marked") if refused else [],
        "reason": request.POST.get("reason", "") if refused else "",
    }
    return render(request, "records/retention.html", context, status=422 if refused else 200)

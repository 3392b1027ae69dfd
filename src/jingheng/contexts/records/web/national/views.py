"""与国家填报系统对账: our numbers, its list, and a reason for every difference."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jingheng.contexts.org.api import Office
from jingheng.contexts.records.queries.case_file import contents, filer_of, masked_for
from jingheng.contexts.records.queries.completion import months_shown
from jingheng.contexts.records.queries.national import NOT_FOUND, standing_of
from jingheng.contexts.records.rules.national import EXPLANATIONS
from jingheng.contexts.records.usecases import national, review
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.recording.showing import sections
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Tile
from jingheng.platform.web.request import Request

_DONE = {"numbers": "编号已登记。", "list": "清单已保存，差异列在下面。", "explain": "已说明。", "close": "对账完成。"}


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Refused(NOT_FOUND) from None


@require_GET
@answering
def page(request: Request, month: str = "") -> HttpResponseBase:
    if not request.actor.may("national.reconcile"):
        raise Refused(NOT_FOUND)
    return _answer(request, month)


def _answer(request: Request, month: str = "", *, refused: Refused | None = None) -> HttpResponse:
    office = Office.objects.get(pk=request.actor.here)
    today = local_date(request.at)
    months = months_shown(office, on=today) or [Month.of(today)]
    chosen = _month(month) if month else months[0]
    standing = standing_of(request.actor, chosen)
    open_ones = len(standing.differences) - standing.explained
    context = {
        "title": "国家系统对账",
        "lead": "国家填报系统还要另填。这里登记它的编号，逐月核对两边，每一处差异都说明原因。对账格式待核。",
        "months": months[:12],
        "standing": standing,
        "tiles": (
            Tile("本系统", standing.total, "件"),
            Tile("国家系统", standing.listed if standing.entered else "—", "件"),
            Tile("一致", standing.agreed if standing.entered else "—", "件"),
            Tile(
                "差异", len(standing.differences), "处", note=f"未说明 {open_ones} 处", tone="late" if open_ones else ""
            ),
        ),
        "reasons": EXPLANATIONS.choices,
        "refusals": refused.refusals if refused else (),
        "typed": request.POST if refused else {},
        "now": request.at,
    }
    return render(request, "records/national.html", context, status=422 if refused else 200)


@require_POST
@answering
def act(request: Request, month: str, action: str) -> HttpResponseBase:
    wanted, actor, at = _month(month), request.actor, request.at
    try:
        if action == "numbers":
            given = {name[2:]: str(value) for name, value in request.POST.items() if name.startswith("n-")}
            national.enter_numbers(month=wanted, numbers=given, actor=actor, at=at)
        elif action == "list":
            national.enter_list(month=wanted, text=request.POST.get("numbers", ""), actor=actor, at=at)
        elif action == "explain":
            national.explain(
                month=wanted, key=request.POST.get("key", ""), reason=request.POST.get("reason", ""),
                note=request.POST.get("note", ""), actor=actor, at=at,
            )  # fmt: skip
        elif action == "close":
            national.close_month(month=wanted, actor=actor, at=at)
        else:
            raise Refused(NOT_FOUND)
    except Refused as refused:
        if refused.refusal.code == "not-found":
            raise
        return _answer(request, month, refused=refused)
    messages.success(request, _DONE[action])
    return redirect("records-national-month", month=str(wanted))


@require_GET
@answering
def copy_sheet(request: Request, uid: str) -> HttpResponseBase:
    """One record in the order of the national form, to type it there. A reading like any other."""
    if not request.actor.may("national.reconcile"):
        raise Refused(NOT_FOUND)
    record = review.open_record(uid=uid, actor=request.actor, at=request.at)
    filer = filer_of(record, request.actor)
    context = {
        "record": record, "filer": filer, "office": record.home_office,
        "sections": sections(masked_for(contents(record), record, filer)[-1][1]),
        "back": f"/national/{Month.from_number(record.filed_month)}", "at": request.at, "person": request.actor.name,
    }  # fmt: skip
    return render(request, "records/national_copy.html", context)

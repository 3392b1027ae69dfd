"""My own months, and for those who watch: who has signed and who still owes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.queries.completion import (
    Completion,
    completion,
    is_over,
    months_shown,
    next_window,
    own_months,
    running_window,
    watched_departments,
)
from jingheng.contexts.records.queries.month_ledger import may_see_ledger
from jingheng.contexts.records.queries.months import window
from jingheng.contexts.records.queries.reminding import owing_by_department
from jingheng.contexts.records.rules.reminding import paragraph
from jingheng.contexts.records.usecases import reminding
from jingheng.contexts.records.usecases.statements import AlreadySigned, sign_statement
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Tile
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, refusal_response


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None


@require_GET
def own_months_page(request: Request) -> HttpResponse:
    return render(
        request,
        "records/statements.html",
        {
            "title": "月度报告",
            "months": own_months(request.actor, at=request.at),
            "running": running_window(request.actor, at=request.at),
            "now": request.at,
        },
    )


@require_GET
def statement_page(request: Request, month: str) -> HttpResponse:
    wanted = _month(month)
    own = next((own for own in own_months(request.actor, at=request.at) if own.month == wanted), None)
    if own is None:
        running = running_window(request.actor, at=request.at)
        if wanted is None or running is None or running.month != wanted:
            return not_found(request)
        title = f"{wanted} 月度报告"
        return render(request, "records/statement.html", {"title": title, "running": running, "now": request.at})
    context = {
        "title": f"{own.month} 月度报告",
        "own": own,
        "now": request.at,
        "late": own.window.is_late(local_date(request.at)),
    }
    return render(request, "records/statement.html", context)


@require_POST
def sign(request: Request, month: str) -> HttpResponse:
    wanted = _month(month)
    if wanted is None:
        return not_found(request)
    try:
        sign_statement(month=wanted, actor=request.actor, at=request.at)
    except AlreadySigned:
        messages.info(request, f"{wanted} 月度报告先前已经签署。")
    except Refused as refused:
        return refusal_response(request, refused.refusals)
    else:
        messages.success(request, f"{wanted} 月度报告已签署。")
    return redirect("records-statements")


@require_GET
def watch_page(request: Request, month: str = "") -> HttpResponse:
    watched = watched_departments(request.actor)
    if watched is not None and not watched:
        return not_found(request)
    office = Office.objects.get(pk=request.actor.here)
    months = months_shown(office, on=local_date(request.at))
    chosen = _month(month) if month else (months[0] if months else None)
    coming = next_window(office, on=local_date(request.at))
    is_coming = bool(chosen and coming and chosen == coming.month)
    if month and chosen not in months and not is_coming:
        return not_found(request)
    if is_coming:
        chosen = None
    rows = completion(office, chosen, departments=watched) if chosen else []
    departments: dict[tuple[int | None, str], list[Completion]] = {}
    for row in rows:
        departments.setdefault((row.department_id, row.department), []).append(row)
    owing, exempt = sum(row.owes for row in rows), sum(row.exempt for row in rows)
    late = bool(owing and chosen and is_over(office, chosen, on=local_date(request.at)))
    waiting = {name: [row.name for row in people if row.owes] for (_, name), people in departments.items()}
    context = {
        "title": "完成情况",
        "lead": "只显示已完成、未完成。填了什么、有没有事项，任何人都不能从这里看出来。",
        "months": months,
        "coming": coming,
        "is_coming": is_coming,
        "chosen": chosen,
        "departments": [
            (number, name, people, sum(p.owes for p in people)) for (number, name), people in departments.items()
        ],
        "tiles": [
            Tile("应报", len(rows) - exempt, "人", note=f"另有免报 {exempt} 人" if exempt else ""),
            Tile("已完成", len(rows) - exempt - owing, "人"),
            Tile("未完成", owing, "人", tone="late" if late else ""),
        ],
        "has_ledger": may_see_ledger(request.actor),
        "owing": owing,
        "only_me": owing == 1 and any(row.owes and row.person_id == request.actor.person_id for row in rows),
        "departments_shown": len(departments),
        "due_people": len(rows) - exempt,
        "late": late,
        "before_next": norms_on(local_date(request.at), office_path=office.path).norm("reminder.before_next_level"),
        "paragraph": _paragraph(office, chosen, waiting, request) if chosen else "",
    }
    return render(request, "records/months.html", context)


def _paragraph(office: Office, month: Month, waiting: dict[str, list[str]], request: Request) -> str:
    norms = norms_on(local_date(request.at), office_path=office.path)
    owing = {department: names for department, names in waiting.items() if names}
    return paragraph(month, window(month, norms).due, at=request.at, owing=owing)


@require_GET
@answering
def list_page(request: Request, month: str) -> HttpResponseBase:
    """Who still owes the month, by department, to print and hand round."""
    wanted = _month(month)
    office = Office.objects.get(pk=request.actor.here)
    if wanted not in months_shown(office, on=local_date(request.at)):
        return not_found(request)
    assert wanted is not None
    context = {
        "office": office,
        "month": wanted,
        "due": window(wanted, norms_on(local_date(request.at), office_path=office.path)).due,
        "departments": owing_by_department(request.actor, wanted),
        "at": request.at,
        "person": request.actor.name,
        "back": f"/months/{wanted}",
    }
    return render(request, "records/months_sheet.html", context)


@require_POST
def remind(request: Request, month: str) -> HttpResponse:
    wanted = _month(month)
    if wanted is None:
        return not_found(request)
    department = request.POST.get("department", "")
    try:
        people = reminding.remind(
            month=wanted,
            department_id=int(department) if department.isdecimal() else None,
            actor=request.actor,
            at=request.at,
        )
    except Refused as refused:
        if refused.refusal.code == "not-found":
            return not_found(request)
        messages.info(request, refused.refusal.sentence)
    else:
        messages.success(request, f"已提醒 {people} 人。提醒只说“未完成”。")
    return redirect("records-month", month=str(wanted))

"""离岗与免报: one page with everybody who is or was away, and the form to enter one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import (
    REASONS,
    Absence,
    Office,
    absences_of,
    can_be_changed,
    end_absence,
    keepers,
    register_absence,
    withdraw_absence,
    withdrawing_refused,
)
from jingheng.contexts.records.queries.owing import owing
from jingheng.contexts.records.web.absences.forms import AbsenceForm
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.keyset import page_of
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found


@require_http_methods(["GET", "POST"])
def page(request: Request) -> HttpResponse:
    return _page(request)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A date of return that was refused, as it was typed."""

    absence_id: int
    typed: str
    sentence: str


def _page(request: Request, refused: _Refused | None = None) -> HttpResponse:
    if not request.actor.may("absence.keep"):
        return not_found(request)
    office, today = Office.objects.get(pk=request.actor.here), local_date(request.at)
    data = request.POST if request.method == "POST" and refused is None else None
    form = AbsenceForm(data, office=office, on=today, asked_by=request.actor.person_id)
    if data is not None and form.is_valid() and _register(form, request):
        return redirect("records-absences")
    norms = norms_on(today, office_path=office.path)
    shown = page_of(absences_of(request.actor), order=("-starts_on", "-id"), cursor=request.GET.get("cursor", ""))
    context = {
        "title": "离岗与免报",
        "lead": "免报的人不计入应报，返岗后照常每月签署。免报不免记录：遇有过问的，本人仍可随时填报。",
        "form": form,
        "refused": refused,
        "lines": _lines(shown.rows, office, request.actor.person_id, today),
        "others": [one.name for one in keepers(office.pk, on=today) if one.pk != request.actor.person_id],
        "previous_url": f"?cursor={shown.previous}" if shown.previous else "",
        "next_url": f"?cursor={shown.next}" if shown.next else "",
        "norms": [
            norms.norm(key)
            for key in ("statement.exempt_reasons", "statement.seconded_report_at", "statement.contract_staff")
        ],
        "today": today,
    }
    return render(request, "records/absences.html", context, status=422 if form.errors or refused else 200)


def _register(form: AbsenceForm, request: Request) -> bool:
    said = form.cleaned_data
    try:
        absence = register_absence(
            person_id=said["person"], reason=said["reason"], host=Office.objects.filter(pk=said["host"]).first(),
            host_name=said["host_name"], starts_on=said["starts_on"], last_day=said["last_day"], basis=said["basis"],
            actor=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.field or None, refusal.sentence)
        return False
    what = "免报" if absence.exempts else f"在{absence.host}报告" if absence.post_id else "照常报告"
    messages.success(
        request, f"已登记：{absence.person.name}自 {absence.starts_on} 起{REASONS.name(absence.reason)}，{what}。"
    )
    return True


@require_POST
@answering
def back(request: Request, absence_id: int) -> HttpResponseBase:
    """What is refused stands in its line as it was typed, with why."""
    typed = request.POST.get("back_on", "")
    try:
        back_on = date.fromisoformat(typed)
    except ValueError:
        return _page(request, _Refused(absence_id, typed, "请写明返岗日期，例如 2026-11-30。什么都没有改动。"))
    try:
        absence = end_absence(absence_id=absence_id, back_on=back_on, actor=request.actor, at=request.at)
    except Refused as refused:
        if refused.refusal.code == "not-found":
            raise
        return _page(request, _Refused(absence_id, typed, refused.refusal.sentence))
    messages.success(request, f"{absence.person.name}自 {back_on} 起返岗。")
    return redirect("records-absences")


@require_http_methods(["GET", "POST"])
@answering
def withdraw(request: Request, absence_id: int) -> HttpResponseBase:
    """Asked once before it is done: the line cannot be taken up again."""
    if request.method == "GET":
        found = absences_of(request.actor).filter(pk=absence_id, withdrawn_at=None).select_related("person").first()
        if not request.actor.may("absence.keep") or found is None:
            return not_found(request)
        line = _lines(
            [found], Office.objects.get(pk=request.actor.here), request.actor.person_id, local_date(request.at)
        )
        return render(request, "records/absence_withdraw.html", {"title": "撤销离岗登记", "line": line[0]})
    absence = withdraw_absence(absence_id=absence_id, actor=request.actor, at=request.at)
    messages.success(request, f"已撤销{absence.person.name}的登记，照常签署；这一行仍保留。")
    return redirect("records-absences")


class _Line:
    """One absence as the list shows it, and what can be done with it."""

    def __init__(self, absence: Absence, reader: int | None, today: date, owed_from: Month | None) -> None:
        self.absence, self.reason = absence, REASONS.name(absence.reason)
        self.last_day = absence.ends_on - timedelta(days=1) if absence.ends_on else None
        self.is_own = absence.person_id == reader
        self.is_over = absence.ends_on is not None and absence.ends_on <= today
        self.can_be_changed = not self.is_own and can_be_changed(absence, on=today)
        self.back_on = absence.ends_on
        self.report = "免报" if absence.exempts else f"在{absence.host}报" if absence.post_id else "照常"
        self.owed_from = None
        if absence.exempts and absence.ends_on:
            first, back = Month.of(absence.starts_on), Month.of(absence.ends_on)
            last = back.plus(-1)
            self.report = f"免报 {first}" + (f" 至 {last}" if first < last else "") if first < back else "照常"
            self.owed_from = owed_from
        self.kept = withdrawing_refused(absence, on=today)
        if absence.withdrawn_at:
            self.state, self.report, self.owed_from = "已撤销", "照常签署", None
        elif self.is_over:
            self.state = "已返岗"
        else:
            self.state = "未开始" if absence.starts_on > today else "离岗"


def _lines(absences: Sequence[Absence], office: Office, reader: int | None, today: date) -> list[_Line]:
    """With the month that each signs again, if he does: he may have been away anew by then, or have left."""
    back = {one.pk: Month.of(one.ends_on) for one in absences if one.exempts and one.ends_on and not one.withdrawn_at}
    due = owing([office], sorted(set(back.values())))
    signs = {pk: month for pk, month in back.items() if not office.starts_in or month.number >= office.starts_in}
    lines = []
    for one in absences:
        month = signs.get(one.pk)
        owed = month if month and one.person_id in due[office.pk, month].people else None
        lines.append(_Line(one, reader, today, owed))
    return lines

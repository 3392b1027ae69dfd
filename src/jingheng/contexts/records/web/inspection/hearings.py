"""Being heard: the notice that inspection sends, and the page of the person heard, who learns that and no more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jingheng.contexts.org.api import Person
from jingheng.contexts.records.queries import case_file
from jingheng.contexts.records.queries.facts import facts_of
from jingheng.contexts.records.queries.heard import own_hearing_notice, own_hearing_notices
from jingheng.contexts.records.queries.visibility import find_workable
from jingheng.contexts.records.rules.lifecycles import RECORD
from jingheng.contexts.records.usecases import hearings
from jingheng.contexts.records.usecases.hearings import NOT_FOUND
from jingheng.contexts.records.usecases.review import open_record
from jingheng.contexts.records.web.inspection.access import answering, for_inspection
from jingheng.contexts.records.web.inspection.forms import HearForm
from jingheng.contexts.records.web.inspection.record import crumbs, here, page
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request


@require_http_methods(["GET", "POST"])
@for_inspection
def hear_page(request: Request, uid: str) -> HttpResponse:
    find_workable(request.actor, uid)
    record = open_record(uid=uid, actor=request.actor, at=request.at)
    RECORD.ensure("hear", facts_of(record, on=local_date(request.at)), request.actor)
    form = HearForm(case_file.hearable(record), request.POST or None)
    if form.is_valid():
        person = Person.objects.filter(pk=form.cleaned_data["person"]).first()
        try:
            hearings.open_hearing(
                uid=uid, person=person, disclosed=form.cleaned_data["disclosed"], actor=request.actor, at=request.at
            )
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, "已告知本人。答复期内或者答复后可以提出结论。")
            return HttpResponseRedirect(here(request, uid), status=303)
    context = {
        "title": "听取陈述申辩",
        "form": form,
        "record": record,
        "crumbs": crumbs(request, record),
        "parts": case_file.said(case_file.contents(record)),
        "cancel_url": here(request, uid),
        "action_url": request.get_full_path(),
    }
    return render(request, "records/inspection_hear.html", context, status=422 if form.errors else 200)


@require_POST
@for_inspection
def tell(request: Request, uid: str, hearing: str) -> HttpResponse:
    return _about(request, uid, hearing, "tell")


@require_POST
@for_inspection
def answer(request: Request, uid: str, hearing: str) -> HttpResponse:
    return _about(request, uid, hearing, "review")


def _about(request: Request, uid: str, hearing: str, deed: str) -> HttpResponse:
    record = find_workable(request.actor, uid)
    person = Person.objects.filter(hearings__uid=hearing, hearings__record=record).first()
    if person is None:
        raise Refused(NOT_FOUND)
    text = request.POST.get("text", "")
    use_case = hearings.tell_result if deed == "tell" else hearings.answer_review
    try:
        use_case(uid=uid, person=person, text=text, actor=request.actor, at=request.at)
    except Refused as refused:
        return page(request, uid, said_of=f"{deed}-{hearing}", refusals=refused.refusals, typed={"text": text})
    messages.success(request, f"已告知{person.name}。")
    return HttpResponseRedirect(here(request, uid), status=303)


@require_GET
def own_hearings(request: Request) -> HttpResponse:
    notices = own_hearing_notices(request.actor, at=request.at)
    return render(request, "records/hearings.html", {"title": "陈述申辩", "notices": notices, "now": request.at})


@require_GET
@answering
def own_hearing(request: Request, uid: str) -> HttpResponse:
    return _own_page(request, uid)


@require_POST
@answering
def send_answer(request: Request, uid: str) -> HttpResponse:
    return _sent(request, uid, "answer")


@require_POST
@answering
def send_review(request: Request, uid: str) -> HttpResponse:
    return _sent(request, uid, "review")


def _sent(request: Request, uid: str, deed: str) -> HttpResponse:
    text = request.POST.get("text", "")
    try:
        if deed == "answer":
            hearings.answer_hearing(uid=uid, answer=text, actor=request.actor, at=request.at)
        else:
            hearings.ask_review(uid=uid, text=text, actor=request.actor, at=request.at)
    except Refused as refused:
        if refused.refusal.code == "not-found":
            raise
        return _own_page(request, uid, typed=text, refused=refused, deed=deed)
    messages.success(request, "已提交。" if deed == "answer" else "复核申请已提交。")
    return redirect("hearing-page", uid=uid)


def _own_page(
    request: Request, uid: str, *, typed: str = "", refused: Refused | None = None, deed: str = ""
) -> HttpResponse:
    context = {
        "title": "陈述申辩通知",
        "notice": own_hearing_notice(request.actor, uid, at=request.at),
        "now": request.at,
        "typed": typed,
        "deed": deed,
        "refusals": refused.refusals if refused else (),
        "crumbs": [Link("陈述申辩", "/hearings/"), Link("通知")],
    }
    return render(request, "records/hearing.html", context, status=422 if refused else 200)

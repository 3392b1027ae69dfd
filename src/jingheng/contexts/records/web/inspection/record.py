"""One record side by side: what was recorded, what can be done, what is known. One key per verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jingheng.contexts.org.api import Person
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries import case_file
from jingheng.contexts.records.queries.blacked_out import copies_of
from jingheng.contexts.records.queries.facts import assignable, facts_of
from jingheng.contexts.records.queries.own_records import attachments_of
from jingheng.contexts.records.queries.related import related
from jingheng.contexts.records.queries.visibility import find_workable, official, workable
from jingheng.contexts.records.queries.worklists import Place, label_of, order_of, place_in
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.lifecycles import RECORD, RECORD_STATES, RecordFacts
from jingheng.contexts.records.rules.masked_recorder import without_name
from jingheng.contexts.records.usecases import hearings, review
from jingheng.contexts.records.usecases.attachments import open_attachment
from jingheng.contexts.records.web.inspection.access import for_inspection
from jingheng.contexts.records.web.inspection.forms import (
    CorrectForm,
    DecideForm,
    ProposeForm,
    ReassignForm,
    ReturnForm,
    TriageForm,
    UnmaskForm,
    wanted_from,
)
from jingheng.contexts.records.web.inspection.lists import TITLES, days_of, listed
from jingheng.contexts.records.web.inspection.verdicts import ACTS, SAID
from jingheng.kernel.lifecycle import Offer
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found

_DONE = "done"  # in the address: how many of the list have been dealt with on the way
_CARRIED = 200_000  # more than that is no count of ours
_FORMS = {
    "return": ReturnForm,
    "triage": TriageForm,
    "propose": ProposeForm,
    "conclude": DecideForm,
    "unmask": UnmaskForm,
}
#: Forms that several buttons share.
_FORM_OF = {"reject": "conclude"}
#: What is waited for where this person has nothing to do.
_WAITING = {
    "RETURNED": "已退回，等待填报人补正。",
    "PROPOSED": "等待检务督察负责人或者检察长审定。",
    "CONCLUDED": "已办结。",
    "NOTED": "已存档备查。",
    "EXCLUDED": "不属填报范围，不计数。填报人没有过错。",
}


@require_GET
@for_inspection
def record_page(request: Request, uid: str) -> HttpResponse:
    return page(request, uid)


@require_POST
@for_inspection
def act(request: Request, uid: str, action: str) -> HttpResponse:
    do = ACTS.get(action)
    if do is None:
        return not_found(request)
    before = _place(request, uid)
    try:
        record = do(request, uid)
    except Refused as refused:
        if refused.refusal.code == "not-found":
            raise
        return page(request, uid, said_of=action, refusals=refused.refusals)
    onward = _onward(request, uid, before)
    goes_on = uid not in onward and onward != list_url(request)
    more = "下面是清单里的下一件。" if goes_on else ""
    messages.success(request, f"{label_of(record)} {SAID.get(action, '已办理')}。{more}")
    return HttpResponseRedirect(onward, status=303)


@require_http_methods(["GET", "POST"])
@for_inspection
def correct_page(request: Request, uid: str) -> HttpResponse:
    find_workable(request.actor, uid)
    record = review.open_record(uid=uid, actor=request.actor, at=request.at)
    people = case_file.correctable(record)
    form = CorrectForm(people, request.POST or None)
    if form.is_valid():
        person = Person.objects.filter(pk=form.cleaned_data["person"]).first()
        hearings.correct_person(
            uid=uid, person=person, note=form.cleaned_data["note"], actor=request.actor, at=request.at
        )
        messages.success(request, "已更正。此后的检索、同人比对和线索清单不再出现此人。")
        return HttpResponseRedirect(here(request, uid), status=303)
    context = {
        "title": "更正：记错了人",
        "question": "认定记录中写的人有误？",
        "form": form,
        "action_url": request.get_full_path(),
        "cancel_url": here(request, uid),
        "confirm_label": "更正",
        "consequences": [
            "检索、同人比对和线索清单不再出现此人；记录正文不改，注明更正。",
            "此人仍然看不到这条记录。",
            "应当是谁，由填报人用“更正”重新写明。",
        ],
        "crumbs": crumbs(request, record),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@require_GET
@for_inspection
def attachment(request: Request, uid: str, attachment: str) -> HttpResponseBase:
    review.open_record(uid=uid, actor=request.actor, at=request.at)
    name, file = open_attachment(uid=attachment, actor=request.actor, at=request.at)
    return FileResponse(file, as_attachment=True, filename=name)


def page(
    request: Request,
    uid: str,
    *,
    said_of: str = "",
    refusals: Sequence[Refusal] = (),
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """`said_of` is the action that was refused: its form keeps what was typed, with the reasons beside it."""
    actor, today = request.actor, local_date(request.at)
    record = review.open_record(uid=uid, actor=actor, at=request.at)
    filer = case_file.filer_of(record, actor)
    found = case_file.masked_for(case_file.contents(record), record, filer)
    hidden_name = record.filer.name if filer.is_masked else ""
    worked = workable(actor).filter(pk=record.pk).exists()
    facts = facts_of(record, on=today)
    offers = _offers(request, facts) if worked else {}
    place = _place(request, uid)
    works = worked and actor.may("record.inspect")
    attachments = attachments_of(record)
    copies = copies_of(record) if works and attachments else {}
    context = {
        "title": label_of(record),
        "record": record,
        "now": request.at,
        "state": RECORD_STATES[record.state],
        "crumbs": crumbs(request, record),
        "filer": filer,
        "parts": case_file.said(found),
        "latest": found[-1][0],
        "changes": case_file.changes(found, masked_name=hidden_name),
        "attachments": [
            (replace(one, name=without_name(one.name, hidden_name)), copies.get(one.uid, ())) for one in attachments
        ],
        "offers": offers,
        "is_copy": not worked,
        "waiting": _WAITING.get(record.state, "由承办人办理中，您目前没有要办的。") if worked and not offers else "",
        "triage": taxonomy.TRIAGE.name(record.triage) if record.triage else "",
        "outcome": taxonomy.OUTCOMES.name(record.outcome) if record.outcome else "",
        "reasons": _numbered(taxonomy.RETURN_REASONS.choices),
        "triages": _numbered(taxonomy.TRIAGE.choices),
        "forms": _bound_forms(request, said_of, refusals),
        "refusals": refusals,
        "said_of": said_of,
        "refused_above": "-" not in said_of,
        "typed": typed or {},
        "happenings": case_file.history(record, filer=filer),
        "groups": related(record, found[-1][1], actor),
        "readers": case_file.readers(record, filer=filer),
        "deadline": case_file.deadline(record, on=today),
        "reports_urgently": record.is_urgent and actor.may("record.lead"),
        "urgent_until": case_file.urgent_until(record, on=today),
        "hearings": case_file.hearings_of(record, on=today),
        "hearable": case_file.hearable(record) if "hear" in offers else [],
        "correctable": case_file.correctable(record) if works else [],
        "cleared": case_file.cleared_people(record),
        "questions": facts.open_questions,
        "needs_hearing": facts.concerns_staff and not facts.heard,
        "reassign": ReassignForm(assignable(record, on=today)) if worked and actor.may("record.desk") else None,
        "works": works,
        "query": request.GET.urlencode(),
        "place": place,
        "progress": _progress(request, place),
        "previous_url": _neighbour(request, place.previous) if place else "",
        "next_url": _neighbour(request, place.next) if place else "",
        "list_url": list_url(request),
    }
    return render(request, "records/inspection_record.html", context, status=422 if refusals else 200)


def here(request: Request, uid: str) -> str:
    query = request.GET.urlencode()
    return reverse("inspection-record", args=[uid]) + (f"?{query}" if query else "")


def list_url(request: Request) -> str:
    """Back to the list one came from, to the same page of it."""
    params = request.GET.copy()
    params.pop(_DONE, None)
    show = str((params.pop("show", None) or ["open"])[0])
    name = f"inspection-{show}" if show in TITLES else "inspection-open"
    return reverse(name) + (f"?{params.urlencode()}" if params else "")


def crumbs(request: Request, record: Record) -> list[Link]:
    return [Link("受理台", list_url(request)), Link(label_of(record), reverse("inspection-record", args=[record.uid]))]


def _offers(request: Request, facts: RecordFacts) -> dict[str, Offer]:
    """To supplement is the filer's; it is no button of inspection."""
    return {
        offer.action: offer
        for offer in RECORD.offers(facts, request.actor)
        if RECORD.move(offer.action).permission != "record.own"
    }


def _numbered(choices: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Code, key and word: the key is the digit of the code."""
    return [(code, code[-1], word) for code, word in sorted(choices)]


def _bound_forms(request: Request, said_of: str, refusals: Sequence[Refusal]) -> dict[str, Any]:
    """Every form, the refused one with its words and reasons."""
    wanted = _FORM_OF.get(said_of, said_of)
    forms: dict[str, Any] = {}
    for name, form_class in _FORMS.items():
        form = form_class(request.POST if name == wanted else None, auto_id=f"{name}_%s")
        if name == wanted:
            form.full_clean()
            for refusal in refusals:
                if refusal.field in form.fields and refusal.field not in form.errors:
                    form.add_error(refusal.field, refusal.sentence)
        forms[name] = form
    return forms


def _place(request: Request, uid: str) -> Place | None:
    if "show" not in request.GET:
        return None
    wanted = wanted_from(request.GET)
    return place_in(listed(request.actor, wanted, days_of(request)), order_of(wanted), uid)


def _done(params: QueryDict) -> int:
    given = params.get(_DONE, "")
    return min(int(given), _CARRIED) if given.isdecimal() else 0


def _progress(request: Request, place: Place | None) -> str:
    done = _done(request.GET)
    return f"{done + place.number} / {done + place.total}" if place else ""


def _neighbour(request: Request, uid: str, more: int = 0) -> str:
    if not uid:
        return ""
    params = request.GET.copy()
    if done := _done(params) + more:
        params[_DONE] = str(done)
    return f"{reverse('inspection-record', args=[uid])}?{params.urlencode()}"


def _onward(request: Request, uid: str, before: Place | None) -> str:
    """What has left the list gives way to the next of the list; what is still in it stays for its next step."""
    if before is not None and _place(request, uid) is None:
        return _neighbour(request, before.next, more=1) or list_url(request)
    return here(request, uid) if official(request.actor).filter(uid=uid).exists() else list_url(request)

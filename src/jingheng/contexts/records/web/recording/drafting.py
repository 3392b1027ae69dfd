"""The form: shown, saved as one types, looked at without saving, submitted."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft as DraftRow
from jingheng.contexts.records.queries.own_records import attachments_of, find_draft, record_of_draft
from jingheng.contexts.records.queries.visibility import find_own
from jingheng.contexts.records.rules.decision_aid import VERDICTS
from jingheng.contexts.records.rules.drafting import Draft, Intermediary, Party, draft_of
from jingheng.contexts.records.rules.taxonomy import EVIDENCE
from jingheng.contexts.records.usecases import drafts, transcribing
from jingheng.contexts.records.usecases.attachments import attach, detach
from jingheng.contexts.records.usecases.corrections import AlreadyChanged
from jingheng.contexts.records.usecases.filing import AlreadyFiled
from jingheng.contexts.records.web.recording import quick
from jingheng.contexts.records.web.recording.form import Posted, posted, tidied, whole
from jingheng.contexts.records.web.recording.page import Changing, form_page, resolved
from jingheng.kernel.period import SHANGHAI
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import is_fragment, not_found


@require_http_methods(["GET", "POST"])
def draft(request: Request, uid: str) -> HttpResponse:
    found = find_draft(request.actor, uid)
    if found is None:
        return _gone(request, uid)
    if found.is_memo:
        return quick.memo(request, found)
    if request.method == "POST":
        deed, _, which = request.POST.get("do", "").partition(":")
        return _DEEDS.get(deed, _save)(request, found, which)
    payload = safe.unseal(found.payload)
    return _page(request, found, Posted(draft_of(payload), payload.get("as_typed", {})))


@require_POST
def save(request: Request, uid: str) -> HttpResponse:
    """What draft.js calls at every pause."""
    try:
        kept = _keep(request, uid)
    except (AlreadyFiled, AlreadyChanged):
        return JsonResponse({"saved_at": "（已经提交）"})
    except Refused as refused:
        if refused.refusal.code == "not-found":
            return not_found(request)
        return JsonResponse({"sentence": refused.refusal.sentence}, status=409)
    return JsonResponse({"saved_at": f"{kept.saved_at.astimezone(SHANGHAI):%H:%M}"})


@require_POST
def look(request: Request, uid: str) -> HttpResponse:
    """The form as it stands, with who would read it; one row more or less. Nothing is kept."""
    found = find_draft(request.actor, uid)
    if found is None:
        return _gone(request, uid)
    typed = _typed(request)
    deed, _, which = request.POST.get("do", "").partition(":")
    return _page(request, found, replace(typed, content=_ROWS.get(deed, _same)(typed.content, which)))


def _submit(request: Request, found: DraftRow, which: str) -> HttpResponse:
    try:
        _keep(request, found.uid)
        _attach(request, found)
        if found.is_being_typed:
            handed = transcribing.hand_over(uid=found.uid, actor=request.actor, at=request.at)
            messages.success(request, f"已送{handed.speaker}确认；确认以后您就看不到这一件了。")
            return HttpResponseRedirect(reverse("records-transcripts"), status=303)
        record = drafts.submit_draft(uid=found.uid, actor=request.actor, at=request.at)
    except AlreadyFiled as already:
        return _to("records-receipt", already.uid)
    except AlreadyChanged as already:
        return _to("records-record", already.uid)
    except Refused as refused:
        return _refused(request, found, refused)
    if record.uid != found.uid:  # a correction, not a record of its own
        messages.success(request, f"已提交，存为第 {record.revision_count} 版。回执码不变。")
        return _to("records-record", record.uid)
    return _to("records-receipt", record.uid)


def _save(request: Request, found: DraftRow, which: str) -> HttpResponse:
    return _then(request, found, lambda: None, said=f"{_word(found)}已保存。")


def _upload(request: Request, found: DraftRow, which: str) -> HttpResponse:
    return _then(request, found, lambda: _attach(request, found), anchor="#attachments")


def _remove(request: Request, found: DraftRow, which: str) -> HttpResponse:
    def remove() -> None:
        detach(draft_uid=found.uid, uid=which, actor=request.actor)

    return _then(request, found, remove, anchor="#attachments")


def _discard(request: Request, found: DraftRow, which: str) -> HttpResponse:
    drafts.throw_away(uid=found.uid, actor=request.actor)
    messages.success(request, f"{_word(found)}已丢弃。")
    return HttpResponseRedirect(reverse("records-transcripts" if found.is_being_typed else "records-own"), status=303)


def _then(request: Request, found: DraftRow, deed: Any, *, anchor: str = "", said: str = "") -> HttpResponse:
    """Keep what was typed, do the deed, come back to the page."""
    try:
        _keep(request, found.uid)
        deed()
    except Refused as refused:
        return _refused(request, found, refused)
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("records-draft", args=[found.uid]) + anchor, status=303)


_DEEDS = {"submit": _submit, "save": _save, "attach": _upload, "detach": _remove, "discard": _discard}


def _typed(request: Request) -> Posted:
    found = posted(request.POST)
    return replace(found, content=resolved(found.content, found.as_typed, actor=request.actor, at=request.at))


def _keep(request: Request, uid: str) -> DraftRow:
    typed = _typed(request)
    return drafts.keep_draft(
        uid=uid,
        content=tidied(typed.content),
        as_typed=typed.as_typed,
        version=whole(request.POST.get("version", "")) or 0,
        window=request.POST.get("window", "")[:40],
        reason=request.POST.get("reason", ""),
        actor=request.actor,
        at=request.at,
    )


def _attach(request: Request, found: DraftRow) -> None:
    for upload in request.FILES.getlist("attachment"):
        attach(
            draft_uid=found.uid, upload=upload, kind=request.POST.get("attachment_kind", ""),
            made_on=_day(request.POST.get("attachment_made_on", "")), actor=request.actor, at=request.at,
        )  # fmt: skip


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(
            Refusal("unreadable", "附件形成日期认不出来，请按“2026-11-10”的样子写，或者不写。", "attachment_made_on")
        ) from None


def _refused(request: Request, found: DraftRow, refused: Refused) -> HttpResponse:
    """The page again with everything that was typed. After a clash of two windows, saving again means: this one."""
    if refused.refusal.code in ("not-found", "already-filed"):
        return _gone(request, found.uid)
    current = find_draft(request.actor, found.uid) or found
    if refused.refusal.code == "names-superior":
        return _stopped(request, current, refused.refusal)
    typed = _typed(request)
    typed = replace(typed, content=tidied(typed.content))
    return _page(request, current, typed, refusals=refused.refusals, status=422)


def _word(found: DraftRow) -> str:
    return "代录" if found.is_being_typed else "草稿"


def _stopped(request: Request, found: DraftRow, refusal: Refusal) -> HttpResponse:
    """Not the form again: what the clerk should not have heard is neither kept nor shown. What he saved before is there."""
    context = {
        "title": "这一件不能代录", "crumbs": [Link("代录", reverse("records-transcripts")), Link("不能代录")],
        "refusal": refusal, "uid": found.uid, "saved_at": found.saved_at, "attachments": len(attachments_of(found)),
        "is_empty": draft_of(safe.unseal(found.payload)) == Draft(),
    }  # fmt: skip
    return render(request, "records/transcript_stopped.html", context, status=422)


def _gone(request: Request, uid: str) -> HttpResponse:
    became = record_of_draft(request.actor, uid)
    return _to("records-record", became) if became else not_found(request)


def _page(
    request: Request, found: DraftRow, said: Posted, *, refusals: Sequence[Refusal] = (), status: int = 200
) -> HttpResponse:
    payload = safe.unseal(found.payload)
    changes = payload.get("changes", "")
    posted_back = request.method == "POST"
    reason = request.POST.get("reason", "") if posted_back else payload.get("reason", "")
    changing = _changing(request, changes, reason) if changes else None
    stale = any(refusal.code == "stale" for refusal in refusals)
    page = form_page(
        said.content, said.as_typed, actor=request.actor, at=request.at, verdict=payload.get("verdict", ""),
        refusals=[refusal for refusal in refusals if refusal.code != "stale"],
        changing=changing,
    )  # fmt: skip
    verdict = VERDICTS.get(payload.get("verdict", ""))
    speaker = found.speaker if found.is_being_typed else None
    crumbs = [Link("我的记录", reverse("records-own")), Link(changing.word if changing else "填写记录")]
    if speaker:
        crumbs = [Link("代录", reverse("records-transcripts")), Link(speaker.name)]
    context = {
        "title": changing.word if changing else f"代{speaker.name}录入" if speaker else "记录表",
        "crumbs": crumbs,
        "now": request.at,
        "page": page,
        "uid": found.uid,
        "version": request.POST.get("version", "") if posted_back and not stale else found.version,
        "window": request.POST.get("window", "") if posted_back else secrets.token_urlsafe(8),
        "changing": changing,
        "speaker": speaker,
        "typed_by": None if found.is_being_typed else found.typed_by,
        "stale": stale,
        "saved_at": "" if posted_back else f"{found.saved_at.astimezone(SHANGHAI):%H:%M}",
        "attachments": attachments_of(found),
        "evidence": EVIDENCE.choices[:-1],
        "verdict": verdict,
    }
    template = "records/_draft_form.html" if is_fragment(request) else "records/draft_form.html"
    return render(request, template, context, status=status)


def _changing(request: Request, uid: str, reason: str) -> Changing:
    found = find_own(request.actor, uid)
    return Changing(uid, found.filed_at, found.state == "RETURNED", reason)


def _same(content: Draft, which: str) -> Draft:
    return content


def _add_party(content: Draft, which: str) -> Draft:
    return replace(content, parties=(*(content.parties or (Party(),)), Party()))


def _remove_party(content: Draft, which: str) -> Draft:
    return replace(content, parties=tuple(party for index, party in enumerate(content.parties) if str(index) != which))


def _add_link(content: Draft, which: str) -> Draft:
    return _with_links(content, which, lambda links: (*(links or (Intermediary(),)), Intermediary()))


def _remove_link(content: Draft, which: str) -> Draft:
    party, _, number = which.partition("-")
    return _with_links(
        content, party, lambda links: tuple(link for index, link in enumerate(links) if str(index) != number)
    )


def _with_links(content: Draft, which: str, change: Any) -> Draft:
    return replace(
        content,
        parties=tuple(
            replace(party, via=change(party.via)) if str(index) == which else party
            for index, party in enumerate(content.parties)
        ),
    )


_ROWS = {"add-party": _add_party, "remove-party": _remove_party, "add-link": _add_link, "remove-link": _remove_link}


def _to(name: str, uid: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[uid]), status=303)

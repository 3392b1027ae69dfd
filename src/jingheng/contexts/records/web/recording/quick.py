"""先记一笔: four things on a phone between two hearings, the rest later at a desk. The private memo is as small."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft as DraftRow
from jingheng.contexts.records.rules.drafting import Draft, Party, draft_of
from jingheng.contexts.records.rules.taxonomy import CHANNELS
from jingheng.contexts.records.usecases import drafts
from jingheng.contexts.records.web.recording.fields import CodeField, MomentField
from jingheng.contexts.records.web.recording.form import whole
from jingheng.kernel.period import SHANGHAI, local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.forms import Form
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request

_HERE = "%Y-%m-%dT%H:%M"


class QuickForm(Form):
    name = forms.CharField(
        label="谁",
        required=False,
        help_text="姓名，不知道的写特征。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    channel = CodeField(label="怎么来的", required=False, choices=[("", "请选择"), *CHANNELS.choices])
    happened_at = MomentField(label="什么时候", required=False)
    summary = forms.CharField(
        label="什么事",
        required=False,
        help_text="想到什么写什么，回头再整理。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def content(self, before: Draft | None = None) -> Draft:
        said = self.cleaned_data
        first = (before.parties if before else ()) or (Party(),)
        name = said.get("name") or ""
        parties = (replace(first[0], name=name), *first[1:]) if name or first != (Party(),) else ()
        return replace(
            before or Draft(),
            parties=parties,
            channel=said.get("channel") or "",
            happened_at=said.get("happened_at") or None,
            summary=(said.get("summary") or "").replace("\r\n", "\n"),
        )

    def as_typed(self) -> dict[str, str]:
        return {"happened_at": str(self.data.get("happened_at", ""))} if "happened_at" in self.errors else {}


class NewForm(QuickForm):
    clear = forms.BooleanField(
        label="内容不涉及国家秘密",
        error_messages={"required": "请确认不涉密后勾选；涉密的请改用纸质登记簿，不要写在这里。"},
    )


@require_http_methods(["GET", "POST"])
def quick(request: Request) -> HttpResponse:
    now = f"{request.at.astimezone(SHANGHAI):{_HERE}}"
    form = NewForm(request.POST) if request.method == "POST" else NewForm(initial={"happened_at": now})
    if request.method == "POST" and _has_something(form) and not set(form.errors) - {"happened_at"}:
        try:
            draft = drafts.start_note(
                content=form.content(), as_typed=form.as_typed(), actor=request.actor, at=request.at
            )
        except Refused as refused:
            form.add_error(
                refused.refusal.field if refused.refusal.field in form.fields else None, refused.refusal.sentence
            )
        else:
            onward = {"go": reverse("records-draft", args=[draft.uid])}.get(
                request.POST.get("do", ""), reverse("records-own")
            )
            messages.success(request, "已记下，存为“待补全”。补全提交后才算填报。")
            return HttpResponseRedirect(onward, status=303)
    late = norms_on(local_date(request.at), office_path=request.actor.office_path).norm("record.late_days")
    context = {
        "title": "先记一笔",
        "crumbs": [Link("我的记录", reverse("records-own")), Link("先记一笔")],
        "form": form,
        "late": late,
    }
    return render(request, "records/quick.html", context, status=422 if form.is_bound else 200)


def memo(request: Request, found: DraftRow) -> HttpResponse:
    """A note to oneself. It counts nowhere; it can become a record."""
    payload = safe.unseal(found.payload)
    before = draft_of(payload)
    data = request.POST if request.method == "POST" else _shown(before, payload)
    form = QuickForm(data)
    form.is_valid()
    if request.method == "POST":
        try:
            return _memo_deed(request, found, form, before)
        except Refused as refused:
            form.add_error(None, refused.refusal.sentence)
    context = {
        "title": "备忘",
        "crumbs": [Link("我的记录", reverse("records-own")), Link("备忘")],
        "form": form,
        "uid": found.uid,
        "version": request.POST.get("version", found.version),
    }
    return render(request, "records/memo.html", context, status=422 if request.method == "POST" else 200)


def _memo_deed(request: Request, found: DraftRow, form: QuickForm, before: Draft) -> HttpResponse:
    deed = request.POST.get("do", "save")
    if deed == "discard":
        drafts.throw_away(uid=found.uid, actor=request.actor)
        messages.success(request, "备忘已删除。")
        return HttpResponseRedirect(reverse("records-own"), status=303)
    drafts.keep_draft(
        uid=found.uid,
        content=form.content(before),
        as_typed=form.as_typed(),
        version=whole(request.POST.get("version", "")) or 0,
        window="",
        actor=request.actor,
        at=request.at,
    )
    if deed == "file":
        drafts.turn_memo(uid=found.uid, actor=request.actor, at=request.at)
        return HttpResponseRedirect(reverse("records-draft", args=[found.uid]), status=303)
    messages.success(request, "备忘已保存，只有您自己看得到。")
    return HttpResponseRedirect(reverse("records-own"), status=303)


def _has_something(form: NewForm) -> bool:
    """An empty note is a slip of the finger."""
    form.is_valid()
    if any(str(form.data.get(name, "")).strip() for name in ("name", "summary")):
        return True
    form.add_error("summary", "还什么都没写：至少写一句是谁、什么事。")
    return False


def _shown(before: Draft, payload: dict[str, Any]) -> dict[str, str]:
    moment = f"{before.happened_at.astimezone(SHANGHAI):{_HERE}}" if before.happened_at else ""
    return {
        "name": before.parties[0].name if before.parties else "",
        "channel": before.channel,
        "happened_at": payload.get("as_typed", {}).get("happened_at", moment),
        "summary": before.summary,
    }

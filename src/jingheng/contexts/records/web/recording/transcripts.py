"""代录: for whom one types, what waits for confirmation, and the signed paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jingheng.contexts.org.api import Office, by_department
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft
from jingheng.contexts.records.rules.drafting import draft_of
from jingheng.contexts.records.usecases import transcribing
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.recording.showing import sections
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.forms import DayInput, Form
from jingheng.platform.web.parts import Link, Term
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found

_CRUMB = Link("代录", "/transcripts/")


class SpeakerForm(Form):
    person = forms.TypedChoiceField(label="为谁代录", coerce=int)
    is_open = forms.BooleanField(
        label="内容不涉及国家秘密", help_text="涉及国家秘密的，用纸质登记簿，不在这里录。",
        error_messages={"required": "请先确认内容不涉及国家秘密；涉及的，用纸质登记簿。"},
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[str, list[tuple[int, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "请选择"), *people]  # type: ignore[attr-defined]


class ScanForm(Form):
    signed_on = forms.DateField(label="签名日期", widget=DayInput())
    scan = forms.FileField(label="扫描件", help_text="PDF、JPG 或者 PNG。")
    agrees = forms.BooleanField()

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agrees"].label = f"已核对：纸上的校验码是 {code}"
        self.fields["agrees"].error_messages["required"] = (
            f"请核对纸上的校验码，与 {code} 一致的再勾选；不一致的不能登记，请重新打印、请本人重新签名。"
        )


@require_http_methods(["GET", "POST"])
def page(request: Request) -> HttpResponse:
    actor, today = request.actor, local_date(request.at)
    if not (actor.may("record.transcribe") or actor.may("record.inspect")):
        return not_found(request)
    people = transcribing.speakers(actor, on=today)
    form = SpeakerForm(request.POST or None, people=by_department(people, on=today))
    if form.is_valid():
        draft = transcribing.start_transcript(person_id=form.cleaned_data["person"], actor=actor, at=request.at)
        return redirect("records-draft", uid=draft.uid)
    context = {
        "title": "代录",
        "lead": "照本人口述或者手写的替他录入。本人确认后才算填报，确认以后录入的人看不到。",
        "form": form if people else None,
        "typing": Draft.objects.filter(owner=actor.person_id, speaker__isnull=False).exclude(speaker=actor.person_id)
        .select_related("speaker").order_by("-saved_at"),
        "handed": transcribing.handed_over(actor).prefetch_related("paper_signings"),
        "signed": transcribing.signed_transcripts(actor, at=request.at),
    }  # fmt: skip
    return render(request, "records/transcripts.html", context, status=422 if form.errors else 200)


@require_GET
@answering
def sheet(request: Request, uid: str) -> HttpResponseBase:
    """To print and have signed: the text, and the code by which scan and text are held together."""
    draft = transcribing.find_transcript(request.actor, uid)
    context = {
        "office": Office.objects.get(pk=request.actor.here), "draft": draft, "code": transcribing.code_of(draft),
        "sections": sections(draft_of(safe.unseal(draft.payload))), "back": "/transcripts/", "at": request.at,
        "person": request.actor.name,
    }  # fmt: skip
    return render(request, "records/transcript_sheet.html", context)


@require_http_methods(["GET", "POST"])
@answering
def paper(request: Request, uid: str) -> HttpResponseBase:
    draft = transcribing.find_transcript(request.actor, uid)
    code, earlier = transcribing.code_of(draft), draft.paper_signings.first()
    form = ScanForm(
        request.POST or None, request.FILES or None, initial={"signed_on": local_date(request.at)}, code=code[:16]
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            transcribing.enter_signed_transcript(
                uid=uid, code=request.POST.get("code", ""), signed_on=form.cleaned_data["signed_on"],
                scan=form.cleaned_data["scan"], actor=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(
                request,
                "已登记扫描件，请检务督察核对后确认（小院没有检务督察的，由上级院督察员核对）。原件交给核对的人。",
            )
            return redirect("records-transcripts")
    context = {
        "question": f"登记{draft.speaker}签名的代录", "title": "登记纸签", "crumbs": [_CRUMB, Link("登记纸签")],
        "action_url": request.path, "form": form, "confirm_label": "登记", "cancel_url": "/transcripts/",
        "hidden": {"code": code},
        "consequences": (
            *((f"{local_date(earlier.entered_at)} 登记过一份扫描件，这次登记的替换它。",) if earlier else ()),
            "由办理这类记录的检务督察核对确认（本院有的由本院，没有的由上级院），确认后才算填报。",
            "本人又改过、或者收回改过的，这份签名作废，要重新打印、签名。",
        ),
    }  # fmt: skip
    return render(request, "web/confirm.html", context, status=422 if form.is_bound else 200)


@require_POST
@answering
def back(request: Request, uid: str) -> HttpResponseBase:
    draft = transcribing.take_back(uid=uid, actor=request.actor, at=request.at)
    messages.success(request, f"已收回，改完再送{draft.speaker}确认。此前打印、签名的不再有效。")
    return redirect("records-draft", uid=uid)


@require_http_methods(["GET", "POST"])
@answering
def confirm(request: Request, uid: str) -> HttpResponseBase:
    signing, file = transcribing.open_signed_transcript(uid=uid, actor=request.actor, at=request.at)
    file.close()
    if request.method == "POST":
        transcribing.confirm_signed_transcript(uid=uid, actor=request.actor, at=request.at)
        messages.success(request, f"已确认，{signing.signed_by}的这一件已经填报。")
        return redirect("records-transcripts")
    context = {
        "question": f"确认{signing.signed_by}签名的代录？", "title": "核对纸签", "crumbs": [_CRUMB, Link("核对纸签")],
        "action_url": request.path, "confirm_label": "核对一致，确认", "cancel_url": "/transcripts/",
        "terms": (
            Term("本人", signing.signed_by), Term("签名日期", signing.signed_on), Term("登记", signing.entered_by),
            Term("校验码", signing.digest[:16]),
            Term("扫描件", safe.unseal(signing.name), url=f"/transcripts/scans/{signing.uid}"),
        ),
        "consequences": (
            "请打开扫描件，核对本人签名、日期和纸上的校验码。", "确认后即按本人填报入库，标明“纸签”，录入的人从此看不到。",
        ),
    }  # fmt: skip
    return render(request, "web/confirm.html", context)


@require_GET
@answering
def scan(request: Request, uid: str) -> HttpResponseBase:
    signing, file = transcribing.open_scan(uid=uid, actor=request.actor, at=request.at)
    return FileResponse(file, as_attachment=True, filename=safe.unseal(signing.name))


@require_GET
def slips(request: Request) -> HttpResponse:
    """随手记: three to a page, to have in the pocket where no telephone may be."""
    context = {"slips": range(3), "back": "/records/", "at": request.at, "person": request.actor.name}
    return render(request, "records/slips.html", context)

"""Making, wording, signing, returning, numbering, publishing and discarding a circular."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.queries.circulars import (
    circular_seen,
    issue_before,
    last_number,
    months_of,
    number_refusal,
    proposed_number,
)
from jingheng.contexts.circulars.queries.open_months import cautions_before
from jingheng.contexts.circulars.rules.outline import outline
from jingheng.contexts.circulars.rules.words import added
from jingheng.contexts.circulars.usecases import compiling, issuing
from jingheng.contexts.circulars.web.forms import (
    CompileForm,
    FinalNumberForm,
    NumberForm,
    PublishForm,
    ReturnForm,
    ReviewForm,
    RevisionForm,
    SignForm,
    WordsForm,
    show_refusals,
)
from jingheng.kernel.paper_numbers import example_number
from jingheng.kernel.period import Month, MonthRange, local_date, period_words
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Link, Term
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, refusal_response

_CRUMB = Link("通报", "/circulars/")


@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    if not request.actor.may("circular.compile"):
        return not_found(request)
    last = str(Month.of(request.at).previous())
    asked = {name: request.GET.get(name, last) for name in ("first", "last")}
    form = CompileForm(_sent(request), initial=asked)
    if form.is_valid():
        try:
            circular = compiling.compile_circular(asked=form.asked, actor=request.actor, at=request.at)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            _say_cautions(request, circular)
            return redirect("circulars-circular", uid=circular.uid)
    period = _period_in(form, asked)
    context = {
        "title": "汇总通报",
        "crumbs": [_CRUMB, Link("汇总通报")],
        "form": form,
        "period": period_words(period) if period else "",
        "cautions": cautions_before(request.actor.office_path, period, current=Month.of(request.at)) if period else (),
    }
    return render(request, "circulars/new.html", context, status=422 if form.is_bound else 200)


def _period_in(form: CompileForm, asked: dict[str, str]) -> MonthRange | None:
    """The months that stand in the form, if they are months that have begun."""
    given = getattr(form, "cleaned_data", asked)
    try:
        first, last = (Month.parse(str(given[name])) for name in ("first", "last"))
        return MonthRange(first, last)
    except (KeyError, ValueError):
        return None


def _say_cautions(request: Request, circular: Circular) -> None:
    for caution in outline(circular.figures).cautions:
        messages.warning(request, caution)


@require_http_methods(["GET", "POST"])
def edit(request: Request, uid: str) -> HttpResponse:
    circular = circular_seen(uid, request.actor)
    if circular is None or not request.actor.may("circular.compile"):
        return not_found(request)
    known = {name: getattr(circular, name) for name in ("revision", "title", "problems", "demands")}
    before, fills = issue_before(circular), "fill" in request.POST
    form = WordsForm(None if fills else _sent(request), initial=_filled(request, before) if fills else known)
    if form.is_valid():
        given = form.cleaned_data
        try:
            compiling.edit_words(
                uid=uid, shown_revision=given["revision"], title=given["title"], problems=given["problems"],
                demands=given["demands"], actor=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            if refused.refusal.code == "not-found":
                return not_found(request)
            show_refusals(form, refused)
        else:
            messages.success(request, "文字已保存，成为新的一稿。")
            return redirect("circulars-circular", uid=uid)
    if fills and before:
        _say_filled(request, form)
    context = {
        "title": "修改文字",
        "crumbs": _crumbs(circular, "修改文字"),
        "form": form,
        "circular": circular,
        "before": period_words(months_of(before)) if before else "",
        "warnings": _signature_falls(circular, "保存后"),
    }
    return render(request, "circulars/words.html", context, status=422 if form.is_bound else 200)


def _filled(request: Request, before: Circular | None) -> dict[str, str]:
    """What is typed, with the words of the issue before below it."""
    typed = {name: request.POST.get(name, "") for name in ("revision", "title", "problems", "demands")}
    if before is None:
        return typed
    return typed | {name: added(typed[name], getattr(before, name)) for name in ("problems", "demands")}


def _say_filled(request: Request, form: WordsForm) -> None:
    same = all(form.initial[name] == request.POST.get(name, "") for name in ("problems", "demands"))
    messages.info(request, "上一期的文字已经在里面了。" if same else "已填入上一期的文字，还没有保存。")


@require_POST
def recompile(request: Request, uid: str) -> HttpResponse:
    try:
        circular = compiling.recompile(uid=uid, actor=request.actor, at=request.at)
    except Refused as refused:
        return _refused(request, refused)
    messages.success(request, f"已重新汇总，现为第 {circular.revision} 稿。")
    _say_cautions(request, circular)
    return redirect("circulars-circular", uid=uid)


@require_http_methods(["GET", "POST"])
def submit(request: Request, uid: str) -> HttpResponse:
    circular = circular_seen(uid, request.actor)
    if circular is None or not request.actor.may("circular.compile"):
        return not_found(request)
    form = RevisionForm(_sent(request), initial={"revision": circular.revision})
    if form.is_valid():
        try:
            compiling.submit(uid=uid, shown_revision=form.cleaned_data["revision"], actor=request.actor, at=request.at)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, "已送检察长审签。")
            return redirect("circulars-circular", uid=uid)
    unwritten = [name for name, words in (("存在问题", circular.problems), ("下步要求", circular.demands)) if not words]
    missing = (
        f"{'、'.join(unwritten)}还没有写，通报里不列这{'两' if len(unwritten) == 2 else '一'}部分；要写的先“修改文字”。"
    )
    follows = ("检察长的待办里出现这份通报。", "送出以后还可以修改、重新汇总，但要重新送审签。")
    consequences = (missing, *follows) if unwritten else follows
    return _asks(
        request, circular, form, question="送检察长审签？", label="送审签", consequences=consequences,
        warnings=outline(circular.figures).cautions,
    )  # fmt: skip


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign(request: Request, uid: str) -> HttpResponse:
    circular = circular_seen(uid, request.actor)
    if circular is None or not request.actor.may("circular.sign"):
        return not_found(request)
    form = SignForm(_sent(request), initial={"revision": circular.revision}, request=request)
    if form.is_valid():
        try:
            issuing.sign(uid=uid, shown_revision=form.cleaned_data["revision"], actor=request.actor, at=request.at)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, "已审签。")
            return redirect("circulars-circular", uid=uid)
    consequences = (
        f"您的签名只对第 {circular.revision} 稿有效；再汇总或改文字，须重新审签。",
        "审签后由办公室编发文字号。",
    )
    return _asks(
        request, circular, form, question="审签这份通报？", label="审签", consequences=consequences,
        warnings=outline(circular.figures).cautions,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def send_back(request: Request, uid: str) -> HttpResponse:
    circular = circular_seen(uid, request.actor)
    if circular is None or not request.actor.may("circular.sign"):
        return not_found(request)
    form = ReturnForm(_sent(request), initial={"revision": circular.revision})
    if form.is_valid():
        given = form.cleaned_data
        try:
            issuing.send_back(
                uid=uid, shown_revision=given["revision"], reason=given["reason"], actor=request.actor, at=request.at
            )
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, "已退回起草人。")
            return redirect("circulars-circular", uid=uid)
    consequences = ("退回理由显示在通报页上，起草人修改或者重新汇总后再报审签。",)
    return _asks(
        request, circular, form, question="退回这份通报？", label="退回", consequences=consequences,
        warnings=_signature_falls(circular, "退回后"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def discard(request: Request, uid: str) -> HttpResponse:
    circular = circular_seen(uid, request.actor)
    if circular is None or not request.actor.may("circular.compile"):
        return not_found(request)
    form = RevisionForm(_sent(request), initial={"revision": circular.revision})
    if form.is_valid():
        try:
            compiling.discard(uid=uid, shown_revision=form.cleaned_data["revision"], actor=request.actor, at=request.at)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, "已作废。通报列表不再列出。")
            return redirect("circulars-list")
    consequences = ("作废后不能恢复；需要时重新汇总一份。", "内容和经过仍保留，可在列表下方“已作废的”中查看。")
    return _asks(
        request, circular, form, question="作废这份通报？", label="作废", consequences=consequences, danger=True
    )


@require_http_methods(["GET", "POST"])
def number(request: Request, uid: str) -> HttpResponse:
    """Two steps: the number is typed and checked, then read once more; only the second one is final."""
    circular = circular_seen(uid, request.actor)
    if circular is None or not request.actor.may("circular.number"):
        return not_found(request)
    final = FinalNumberForm(_sent(request))
    if final.is_valid():
        given = final.cleaned_data["number"].strip()
        try:
            issuing.give_number(uid=uid, number=given, actor=request.actor, at=request.at)
        except Refused as refused:
            return _asks_number(request, circular, refused)
        messages.success(request, "已编号印发，下级院可以看到。")
        return redirect("circulars-circular", uid=uid)
    return _asks_number(request, circular)


def _asks_number(request: Request, circular: Circular, refused: Refused | None = None) -> HttpResponse:
    on = local_date(request.at)
    form = NumberForm(
        _sent(request), initial={"number": proposed_number(circular, on=on)}, help_text=_number_help(circular, on=on)
    )
    if refused is None and form.is_valid():
        given = form.cleaned_data["number"].strip()
        refusal = number_refusal(given, on=on)
        if refusal is None:
            return _asks(
                request, circular, FinalNumberForm(initial={"number": given}), question=f"确定用“{given}”印发？",
                label="确认编号印发", crumb="编号印发", number=given,
                consequences=(
                    f"“{given}”不能再改，这份通报也不能再改或者收回；请再核对一遍。",
                    "数字从此不再改动；以后的变化写进下一期的更正说明。",
                    "本院和下级院的人员都能看到内部版。",
                ),
            )  # fmt: skip
        refused = Refused(refusal)
    if refused is not None:
        show_refusals(form, refused)
    return _asks(
        request, circular, form, question="编号印发这份通报？", label="下一步：核对", crumb="编号印发",
        consequences=("下一步再核对一遍，确认后发文字号和数字都不再改动。",), warnings=outline(circular.figures).cautions,
    )  # fmt: skip


def _number_help(circular: Circular, *, on: date) -> str:
    last = last_number(circular)
    known = f"上一份通报是“{last}”，已推为下一个号。" if last else ""
    like = "" if last else f"例如“{example_number(circular.office.name, on)}”，代字照本院的写。"
    return f"{known}{like}系统只知道通报用过的号；请与本院发文登记簿核对。"


def _signature_falls(circular: Circular, after: str) -> tuple[str, ...]:
    if circular.signed_by is None or circular.signed_at is None:
        return ()
    signed = f"{circular.signed_by.name}已于 {local_date(circular.signed_at)} 审签第 {circular.revision} 稿"
    return (f"{signed}；{after}签名随之失效，要重新送审签。",)


@require_http_methods(["GET", "POST"])
def review(request: Request, uid: str) -> HttpResponse:
    circular = circular_seen(uid, request.actor)
    if circular is None or not request.actor.may("circular.review"):
        return not_found(request)
    form = ReviewForm(_sent(request), initial={"opinion": circular.review_opinion})
    if form.is_valid():
        try:
            issuing.review_secrecy(
                uid=uid, agreed=form.cleaned_data["agreed"] == "YES", opinion=form.cleaned_data["opinion"],
                actor=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, "保密审查意见已登记。")
            return redirect("circulars-circular", uid=uid)
    consequences = ("意见和您的姓名记在通报的经过里；公布由另一个人办理。",)
    reviewed = Term("审查的是", "公开版", url=f"/circulars/{circular.uid}?version=public", note="先打开逐项看一遍")
    return _asks(
        request, circular, form, question="保密审查这份通报？", label="登记审查意见", crumb="保密审查", more=(reviewed,),
        consequences=consequences, cancel_url=f"/circulars/{circular.uid}?version=public",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def publish(request: Request, uid: str) -> HttpResponse:
    circular = circular_seen(uid, request.actor)
    if circular is None or not request.actor.may("circular.publish"):
        return not_found(request)
    form = PublishForm(_sent(request))
    if form.is_valid():
        try:
            issuing.publish(uid=uid, actor=request.actor, at=request.at)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, "已记为对外公布。请以公开版文件发布。")
            return redirect("circulars-circular", uid=uid)
    consequences = (
        "只公布公开版：小单元格打码，不列零报告单位、存在问题和下步要求。",
        "系统只记下公布这件事；文件请从公开版导出后发布。",
    )
    return _asks(request, circular, form, question="对外公布这份通报？", label="对外公布", consequences=consequences)


def _asks(
    request: Request, circular: Circular, form: forms.Form, *, question: str, label: str,
    consequences: tuple[str, ...], crumb: str = "", number: str = "", danger: bool = False, warnings: tuple[str, ...] = (),
    more: tuple[Term, ...] = (), cancel_url: str = "",
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "question": question,
        "title": question,
        "crumbs": _crumbs(circular, crumb or label),
        "action_url": request.path,
        "terms": (
            Term("通报", circular.title, url=f"/circulars/{circular.uid}"),
            Term("稿次", f"第 {circular.revision} 稿"),
            Term("发文字号", circular.number or number),
            *more,
        ),
        "warnings": warnings,
        "consequences": consequences,
        "form": form,
        "confirm_label": label,
        "danger": danger,
        "cancel_url": cancel_url or f"/circulars/{circular.uid}",
    }
    return render(request, "web/confirm.html", context, status=422 if form.is_bound else 200)


def _sent(request: Request) -> QueryDict | None:
    """What was posted, even if it was nothing."""
    return request.POST if request.method == "POST" else None


def _crumbs(circular: Circular, last: str) -> list[Link]:
    return [_CRUMB, Link(circular.title, f"/circulars/{circular.uid}"), Link(last)]


def _refused(request: Request, refused: Refused) -> HttpResponse:
    if refused.refusal.code == "not-found":
        return not_found(request)
    return refusal_response(request, refused.refusals)

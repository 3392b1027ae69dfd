"""Setting up a draw: list, plan, the parties' secrets."""

from __future__ import annotations

from django.contrib import messages
from django.core.files import File
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from jingheng.contexts.draws.models import Draw
from jingheng.contexts.draws.queries.draws import Limits, limits_of, planned
from jingheng.contexts.draws.rules.lifecycle import DRAW
from jingheng.contexts.draws.rules.planning import Wanted, frame_of, usual_columns, wanted_of
from jingheng.contexts.draws.usecases import drafting
from jingheng.contexts.draws.web.asking import CRUMB, ask, crumbs, draw_for, sent
from jingheng.contexts.draws.web.forms import AgainForm, DigestForm, PlanForm, StartForm, show_refusals
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, refusal_response


@require_http_methods(["GET", "POST"])
def start(request: Request) -> HttpResponse:
    if not request.actor.may("draw.make"):
        return not_found(request)
    form = StartForm(sent(request), request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            draw = drafting.draft(
                title=given["title"], kind=given["kind"], name=given["frame"].name, content=_read(request, given["frame"]),
                actor=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, f"名单已读入，{draw.frame.rows} 件。请填写方案。")
            return redirect("draws-draw-plan", uid=draw.uid)
    context = {"title": "设置抽查", "crumbs": [CRUMB, Link("设置抽查")], "form": form, "back": "/draws/"}
    return render(request, "draws/start.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def again(request: Request, uid: str) -> HttpResponse:
    before = draw_for(request, uid, "plan")
    if before is None:
        return not_found(request)
    form = AgainForm(sent(request), request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        file = given["frame"]
        try:
            draw = drafting.draft_again(
                replaces=uid, title=given["title"], reason=given["reason"], name=file.name if file else "",
                content=_read(request, file) if file else None, actor=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            show_refusals(form, refused)
        else:
            return redirect("draws-draw-plan", uid=draw.uid)
    context = {
        "title": "重新抽取", "crumbs": crumbs(before, "重新抽取"), "form": form, "back": f"/draws/{uid}",
        "before": before,
    }  # fmt: skip
    return render(request, "draws/start.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def plan(request: Request, uid: str) -> HttpResponse:
    draw = draw_for(request, uid, "plan")
    if draw is None:
        return not_found(request)
    if draw.state != "DRAFTED":
        return redirect("draws-draw", uid=uid)
    _, frame = frame_of(bytes(draw.frame.content))
    limits = limits_of(request.actor, on=local_date(request.at))
    form = PlanForm(sent(request), columns=frame.columns, initial=_initial(draw, frame.columns, limits))

    def deed(_given: object) -> str:
        drafting.plan(uid=uid, wanted=form.wanted, actor=request.actor, at=request.at)
        return "方案已保存。"

    head = [frame.columns, *frame.rows[:3]]
    return ask(request, draw, form, deed, question="填写方案", label="保存方案", template="draws/plan.html", head=head)


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_variables("secret")
@sensitive_post_parameters()
def settle(request: Request, uid: str, share: int) -> HttpResponse:
    """A secret for a party, shown on this answer and never again; or the digest of one that it keeps to itself."""
    draw = draw_for(request, uid, "share")
    found = draw.shares.filter(pk=share).first() if draw else None
    if draw is None or found is None:
        return not_found(request)
    if draw.state != "DRAFTED":
        return redirect("draws-draw", uid=uid)
    if "generate" in request.POST:
        try:
            secret = drafting.generate_secret(uid=uid, party=found.party, actor=request.actor, at=request.at)
        except Refused as refused:
            return refusal_response(request, refused.refusals)
        context = {
            "title": f"{found.party}的口令", "draw": draw, "party": found.party, "secret": secret, "back": f"/draws/{uid}",
            "sha256": draw.shares.get(pk=share).sha256, "at": request.at,
        }  # fmt: skip
        return render(request, "draws/secret.html", context)

    def deed(given: dict[str, str]) -> str:
        drafting.settle_digest(uid=uid, party=found.party, sha256=given["sha256"], actor=request.actor, at=request.at)
        return f"{found.party}的 SHA-256 已记下。"

    return ask(
        request, draw, DigestForm(sent(request)), deed, question=f"{found.party}的口令", label=DRAW.move("share").label,
        template="draws/share.html", share=found,
    )  # fmt: skip


def _read(request: Request, file: File[bytes]) -> bytes:
    """No more than one byte beyond what is taken: the use-case says that it is too much."""
    most = limits_of(request.actor, on=local_date(request.at)).list_megabytes
    content: bytes = file.read(most * 2**20 + 1)
    return content


def _initial(draw: Draw, columns: tuple[str, ...], limits: Limits) -> dict[str, str]:
    if draw.plan:
        wanted = wanted_of(planned(draw), draw.shares.order_by("party").values_list("party", flat=True))
    elif draw.replaces and draw.replaces.plan:
        parties = draw.replaces.shares.order_by("party").values_list("party", flat=True)
        wanted = wanted_of(planned(draw.replaces), parties)
    else:
        usual = usual_columns(columns)
        wanted = Wanted(
            **usual, percent=str(limits.quota_percent), least=str(limits.quota_least), parties=("案管", "检务督察")
        )
    return {
        "id": wanted.id, "strata": wanted.strata, "percent": wanted.percent, "least": wanted.least,
        "mandatory": wanted.mandatory, "weight": wanted.weight, "size": wanted.size, "parties": "\n".join(wanted.parties),
    }  # fmt: skip

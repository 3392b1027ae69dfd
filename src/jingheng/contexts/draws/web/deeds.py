"""Committing, revealing, typing the public value, and what is done with the sample afterwards."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jingheng.contexts.draws.queries.draws import facts_of, ground, limits_of
from jingheng.contexts.draws.queries.samples import as_it_stands, size_of
from jingheng.contexts.draws.rules.lifecycle import DRAW
from jingheng.contexts.draws.usecases import after, drafting, drawing
from jingheng.contexts.draws.web.asking import ask, draw_for, sent
from jingheng.contexts.draws.web.forms import (
    ConfirmForm,
    EnlargeForm,
    ReasonForm,
    ReplaceForm,
    SecretForm,
    ValueForm,
    YesForm,
)
from jingheng.contexts.draws.web.laying_out import detection_of, plan_terms
from jingheng.kernel.period import local_date
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found


@require_http_methods(["GET", "POST"])
def commit(request: Request, uid: str) -> HttpResponse:
    draw = draw_for(request, uid, "commit")
    if draw is None:
        return not_found(request)
    limits = limits_of(request.actor, on=local_date(request.at))
    refused = DRAW.refusal("commit", facts_of(draw, limits), request.actor)
    if request.method == "GET" and refused is not None:
        return redirect("draws-draw", uid=uid)

    def deed(_given: object) -> str:
        drawing.commit(uid=uid, actor=request.actor, at=request.at)
        return "名单和方案已先定，承诺已记入账本。请打开观察页，把承诺交给各方。"

    settled = ground(draw) if draw.plan else None
    return ask(
        request, draw, YesForm(sent(request)), deed, question="先定名单和方案？", label="先定", template="draws/commit.html",
        terms=plan_terms(settled) if settled else (), detection=detection_of(settled, limits) if settled else None,
        consequences=(
            "名单、方案和各方口令的 SHA-256 从此不能再改；抽取编号不能再用。",
            "承诺（64 位）公开记入本院账本：第二次先定、第二次抽取都看得出来。",
            "然后依次：各方公开口令 → 当众掷出公开值 → 两人各输入一遍 → 抽取。",
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def abandon(request: Request, uid: str) -> HttpResponse:
    draw = draw_for(request, uid, "abandon")
    if draw is None:
        return not_found(request)

    def deed(given: dict[str, str]) -> str:
        drafting.abandon(uid=uid, reason=given["reason"], actor=request.actor, at=request.at)
        return "已放弃，理由已记下。"

    settled = bool(draw.commitment)
    consequences = (
        "已经记入账本的承诺留在账本里，核验时看得出先定过、没有抽。"
        if settled
        else "还没有先定，账本里不留公开的记载。",
        "放弃以后不能恢复。",
    )
    return ask(
        request, draw, ReasonForm(sent(request)), deed, question="放弃这次抽查？", label="放弃", danger=True,
        consequences=consequences,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def reveal(request: Request, uid: str, share: int) -> HttpResponse:
    draw = draw_for(request, uid, "reveal")
    found = draw.shares.filter(pk=share).first() if draw else None
    if draw is None or found is None:
        return not_found(request)

    def deed(given: dict[str, str]) -> str:
        drawing.reveal(uid=uid, party=found.party, secret=given["secret"], actor=request.actor, at=request.at)
        return f"{found.party}的口令已公开。"

    return ask(
        request, draw, SecretForm(sent(request)), deed, question=f"公开{found.party}的口令", label="公开口令",
        consequences=("口令显示在观察页上，并公开记入账本。", "公开值产生以后不能再公开；没有公开的，记为“未公开”。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def value(request: Request, uid: str) -> HttpResponse:
    draw = draw_for(request, uid, "value")
    if draw is None:
        return not_found(request)

    def deed(given: dict[str, str]) -> str:
        names = ("value", "thrown_with", "thrown_by", "thrower_unit")
        drawing.type_value(uid=uid, **{name: given[name] for name in names}, actor=request.actor, at=request.at)
        return "公开值已输入。请另一人用自己的账号再输入一遍。"

    unrevealed = list(draw.shares.filter(secret="").values_list("party", flat=True))
    warnings = (f"{'、'.join(unrevealed)}还没有公开口令：输入公开值以后就不能再公开了。",) if unrevealed else ()
    return ask(
        request, draw, ValueForm(sent(request)), deed, question="输入公开值", label="输入公开值", warnings=warnings,
        consequences=("由人民监督员或者派驻纪检监察组当众掷出，当场输入；另一人再输入一遍，一致才抽取。",),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def confirm(request: Request, uid: str) -> HttpResponse:
    draw = draw_for(request, uid, "confirm")
    if draw is None:
        return not_found(request)

    def deed(given: dict[str, str]) -> str:
        drawn = drawing.confirm_value(uid=uid, value=given["value"], actor=request.actor, at=request.at)
        return f"两次输入一致，已抽取 {len(as_it_stands(drawn).ids)} 件。"

    return ask(
        request, draw, ConfirmForm(sent(request)), deed, question="复核公开值", label="复核并抽取",
        consequences=("对照骰子或者号码球自己输入，不要照着别人的屏幕。", "一致就当场算出结果，记入账本，不能再改。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: Request, uid: str) -> HttpResponse:
    draw = draw_for(request, uid, "withdraw")
    if draw is None:
        return not_found(request)

    def deed(_given: object) -> str:
        drawing.withdraw_value(uid=uid, actor=request.actor, at=request.at)
        return "已撤回，请重新输入公开值。"

    return ask(
        request, draw, YesForm(sent(request)), deed, question="撤回您输入的公开值？", label="撤回",
        consequences=("只在输错的时候撤回；撤回留有记载。", "口令仍然不能再公开。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def replace(request: Request, uid: str) -> HttpResponse:
    draw = draw_for(request, uid, "replace")
    if draw is None or draw.state != "DRAWN":
        return not_found(request)

    def deed(given: dict[str, str]) -> str:
        found = after.replace_case(uid=uid, **given, actor=request.actor, at=request.at)
        return f"由 {'、'.join(found)} 替补。" if found else "已记下；没有可以替补的案件。"

    form = ReplaceForm(sent(request), cases=as_it_stands(draw).ids)
    return ask(
        request, draw, form, deed, question="替补不能查的案件", label="替补",
        consequences=("同一层里次序在后的下一件替补，其余不变；不能指定由哪一件替补。", "理由和原来的案件都留在结果里。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def enlarge(request: Request, uid: str) -> HttpResponse:
    draw = draw_for(request, uid, "enlarge")
    if draw is None or draw.state != "DRAWN":
        return not_found(request)

    def deed(given: dict[str, object]) -> str:
        added = after.enlarge(uid=uid, **given, actor=request.actor, at=request.at)  # type: ignore[arg-type]
        return f"又抽取 {len(added)} 件，原来抽中的都保留。"

    form = EnlargeForm(sent(request), initial={"size": size_of(draw) + 1})
    return ask(
        request, draw, form, deed, question="扩大抽取", label="扩大",
        consequences=("用同一个种子接着往下抽，原来抽中的一件不少。", "原来的结果和抽取包不变；扩大另记理由。"),
    )  # fmt: skip

"""One page that asks, for every deed that somebody does to a draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from jingheng.contexts.draws.models import Draw
from jingheng.contexts.draws.queries.draws import draw_seen
from jingheng.contexts.draws.rules.lifecycle import DRAW
from jingheng.contexts.draws.web.forms import show_refusals
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Link, Term
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found

CRUMB = Link("抽查", "/draws/")


def draw_for(request: Request, uid: str, action: str) -> Draw | None:
    """The draw, if the person's duties include the action at all."""
    draw = draw_seen(uid, request.actor)
    return draw if request.actor.may(DRAW.move(action).permission) else None


def ask(
    request: Request, draw: Draw, form: forms.Form, deed: Callable[[dict[str, Any]], str], *, question: str, label: str,
    consequences: tuple[str, ...] = (), warnings: tuple[str, ...] = (), terms: tuple[Term, ...] = (), danger: bool = False,
    template: str = "web/confirm.html", **more: object,
) -> HttpResponse:  # fmt: skip
    """Show the form; once it is right do the deed and say what it says."""
    if form.is_valid():
        try:
            said = deed(form.cleaned_data)
        except Refused as refused:
            if refused.refusal.code == "not-found":
                return not_found(request)
            show_refusals(form, refused)
        else:
            messages.success(request, said)
            return redirect("draws-draw", uid=draw.uid)
    context: dict[str, Any] = {
        "question": question,
        "title": question,
        "crumbs": crumbs(draw, question.rstrip("？")),
        "action_url": request.path,
        "terms": (Term("抽取编号", draw.title, url=f"/draws/{draw.uid}"), *terms),
        "warnings": warnings,
        "consequences": consequences,
        "form": form,
        "confirm_label": label,
        "danger": danger,
        "cancel_url": f"/draws/{draw.uid}",
        "draw": draw,
    }
    return render(request, template, context | more, status=422 if form.is_bound else 200)


def sent(request: Request) -> QueryDict | None:
    """What was posted, even if it was nothing."""
    return request.POST if request.method == "POST" else None


def crumbs(draw: Draw, last: str) -> list[Link]:
    return [CRUMB, Link(draw.title, f"/draws/{draw.uid}"), Link(last)]

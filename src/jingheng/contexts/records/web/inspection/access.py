"""Whom these pages exist for. To everybody else they look like an address that does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http.response import HttpResponseBase

from jingheng.kernel.refusal import Refused
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, refusal_response

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def for_inspection(view: View[P]) -> View[P]:
    """For those who inspect or decide; what the use-case does not find is not found."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not (request.actor.may("record.inspect") or request.actor.may("record.decide")):
            return not_found(request)
        return answering(view)(request, *args, **kwargs)

    return guarded


def answering(view: View[P]) -> View[P]:
    """What is out of scope is not found; any other no is said in words."""

    @wraps(view)
    def answered(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            if refused.refusal.code == "not-found":
                return not_found(request)
            return refusal_response(request, refused.refusals)

    return answered

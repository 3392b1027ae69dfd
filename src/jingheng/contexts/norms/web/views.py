"""Every number of the trade with its source, as it holds in one's office today."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jingheng.contexts.norms.api import norms_on
from jingheng.kernel.period import local_date
from jingheng.platform.web.request import Request

_KINDS = {"STATUTORY": "制度规定", "LOCAL": "本地规定", "DEFAULT": "系统默认"}


@require_GET
def norms_page(request: Request) -> HttpResponse:
    norms = sorted(norms_on(local_date(request.at), office_path=request.actor.office_path), key=lambda norm: norm.key)
    rows = [(norm, _KINDS[norm.kind]) for norm in norms]
    context = {
        "title": "规则参数",
        "rows": rows,
        "shows_keys": request.actor.may("norm.manage"),
    }
    return render(request, "norms/list.html", context)

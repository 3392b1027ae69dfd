"""One search over everything that one may read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jingheng.contexts.records.api import search_records
from jingheng.platform.web.request import Request


@require_GET
def search(request: Request) -> HttpResponse:
    result = search_records(request.actor, request.GET.get("q", ""))
    return render(request, "desk/search.html", {"title": "搜索", "result": result})

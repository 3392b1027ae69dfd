"""本页帮助: of the page one comes from, then what everybody does here, and one's own duties."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET

from jingheng.contexts.desk.web.help_words import Help, help_for
from jingheng.contexts.org.api import DUTIES
from jingheng.platform.web.request import Request


@require_GET
def help_page(request: Request) -> HttpResponse:
    page = _help_of(request.GET.get("page", ""))
    duties = [DUTIES[code] for code in sorted(request.actor.duties)]
    title = f"帮助：{page.title}" if page else "帮助"
    return render(request, "desk/help.html", {"title": title, "page": page, "duties": duties})


def _help_of(path: str) -> Help | None:
    """Of an address that is none of ours, nothing in particular."""
    try:
        return help_for(resolve(path).url_name or "")
    except Resolver404:
        return None

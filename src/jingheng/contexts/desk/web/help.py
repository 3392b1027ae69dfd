"""本页帮助: what one can do here, by the duties one has, and the words of the trade."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jingheng.contexts.org.api import DUTIES
from jingheng.platform.web.request import Request


@require_GET
def help_page(request: Request) -> HttpResponse:
    duties = [DUTIES[code] for code in sorted(request.actor.duties)]
    return render(request, "desk/help.html", {"title": "帮助", "duties": duties})

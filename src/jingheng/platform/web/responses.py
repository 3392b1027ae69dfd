"""The few ways in which a view answers, for a page and for a fragment alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header

from jingheng.kernel.refusal import Refusal
from jingheng.platform.web import faults

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def is_fragment(request: HttpRequest) -> bool:
    """Asked for by htmx, and not by its restoring of history, which wants the whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def refusal_response(request: HttpRequest, refusal: Refusal | Sequence[Refusal], status: int = 422) -> HttpResponse:
    """Say no: beside what was pressed if htmx asked, else on a page of its own with the way back."""
    refusals = (refusal,) if isinstance(refusal, Refusal) else tuple(refusal)
    context = {"refusals": refusals, "back": _way_back(request)}
    if not is_fragment(request):
        return render(request, "web/refusal.html", context, status=status)
    response = render(request, "web/_refusal.html", context, status=status)
    response["HX-Retarget"] = "#announcements"
    response["HX-Reswap"] = "innerHTML show:#announcements:top"
    return response


def fragment_or_redirect(request: HttpRequest, template: str, context: Mapping[str, Any], to: str) -> HttpResponse:
    """After a deed: the changed part of the page to htmx, else back to the page `to`."""
    if is_fragment(request):
        return render(request, template, dict(context))
    return HttpResponseRedirect(to, status=303)


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under a name that may be Chinese."""
    kept_as = content_disposition_header(True, f"{name}.xlsx")
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": kept_as or "attachment"})


def not_found(request: HttpRequest) -> HttpResponse:
    """What one may not see looks in every way like what does not exist."""
    return faults.not_found(request)


def _way_back(request: HttpRequest) -> str:
    """The path one came from, if it is one of ours."""
    referer = request.headers.get("Referer", "")
    here = f"{request.scheme}://{request.get_host()}/"
    return "/" + referer.removeprefix(here) if referer.startswith(here) else "/"

"""Puts the actor and the moment on every request. Deny by default: whoever is not signed in sees the sign-in page only."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve
from django.utils import timezone
from django.utils.http import urlencode

from jingheng.contexts.org.models import Account
from jingheng.contexts.org.queries import acting_offices, actor_for
from jingheng.kernel.period import local_date
from jingheng.platform.db.asked_once import asking_once
from jingheng.platform.web.request import Request

OPEN_VIEWS = frozenset({"healthz", "readyz", "sign-in", "sign-out", "witness-add-checkpoint"})
ACTING_KEY = "acting_office"
_READING = frozenset({"GET", "HEAD"})


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]
        if request.method not in _READING:
            return self.get_response(request)
        with asking_once():
            return self.get_response(request)

    def process_view(self, request: Request, *_view: object) -> HttpResponse | None:
        name = resolve(request.path_info).url_name or ""
        if name in OPEN_VIEWS:
            return None
        account = request.user
        if not isinstance(account, Account):
            return HttpResponseRedirect("/login?" + urlencode({"next": request.get_full_path()}))
        today = local_date(request.at)
        request.offices = acting_offices(account.person, on=today)
        chosen = request.session.get(ACTING_KEY)
        office = next((office for office in request.offices if office.code == chosen), request.offices[0])
        request.actor = actor_for(account.person, on=today, office=office, account_id=account.id)
        if account.must_change_password and name not in {"password", "watermark"}:
            return HttpResponseRedirect("/password")
        return None

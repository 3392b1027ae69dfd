"""The request's number, the headers that Django does not set, and the two limits of a session."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponse]

# Without 0, 1, i, l, o, u: the number is read out over the telephone.
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"

current_request_number: ContextVar[str] = ContextVar("current_request_number", default="")


class RequestNumberFilter(logging.Filter):
    """Puts the number into every log record, where `JsonFormatter` finds it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_number = current_request_number.get()
        return True


class RequestNumberMiddleware:
    """Gives each request a short number: on error pages, in the header, in the log. Never taken from outside."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = "".join(secrets.choice(_LETTERS) for _ in range(8))
        request.META["REQUEST_NUMBER"] = number
        token = current_request_number.set(number)
        try:
            response = self.get_response(request)
        finally:
            current_request_number.reset(token)
        response["X-Request-ID"] = number
        return response


class SecurityHeadersMiddleware:
    """What one page shows to one person is nobody else's: no store keeps it, no other origin embeds it."""

    PERMISSIONS = (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), midi=(), payment=(), publickey-credentials-get=(self), usb=()"
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", self.PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        return response


class SessionLimitMiddleware:
    """Ends a session that nobody used for `SESSION_IDLE_SECONDS`, and any after `SESSION_ABSOLUTE_SECONDS`."""

    BEGUN = "session_begun"
    SEEN = "session_seen"
    COARSE = 60  # the last use is written at most once a minute, so that reading a page costs no write

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            reason = self._over(request, now)
            if reason:
                logout(request)
                return self._to_sign_in(request, reason)
            if now - int(request.session.get(self.SEEN, 0)) >= self.COARSE:
                request.session.setdefault(self.BEGUN, now)
                request.session[self.SEEN] = now
        return self.get_response(request)

    def _over(self, request: HttpRequest, now: int) -> str:
        if now - int(request.session.get(self.SEEN, now)) > settings.SESSION_IDLE_SECONDS + self.COARSE:
            return "idle"
        if now - int(request.session.get(self.BEGUN, now)) > settings.SESSION_ABSOLUTE_SECONDS:
            return "absolute"
        return ""

    @staticmethod
    def _to_sign_in(request: HttpRequest, reason: str) -> HttpResponse:
        query = {"expired": reason}
        if request.method == "GET" and "HX-Request" not in request.headers:
            query["next"] = request.get_full_path()
        url = f"{settings.LOGIN_URL}?{urlencode(query)}"
        if "HX-Request" in request.headers:
            return HttpResponse(status=401, headers={"HX-Redirect": url})
        if request.headers.get("X-Draft") == "1":  # the draft keeps its text on the page and says so
            return HttpResponse(status=401)
        return HttpResponseRedirect(url)

"""The request's number, the headers, the limits of a session, the pages of faults."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from jingheng.kernel.refusal import Refusal
from jingheng.platform.web import faults, middleware
from jingheng.platform.web.gallery.views import FAULTS
from jingheng.platform.web.responses import fragment_or_redirect, refusal_response


def fine(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("内容")


@pytest.fixture
def signed_in(rf: RequestFactory) -> Callable[..., HttpRequest]:
    """A request of somebody who signed in `begun` and was last seen `seen` ago."""

    def make(*, begun: timedelta, seen: timedelta, **headers: str) -> HttpRequest:
        request = rf.get("/page?x=1", headers=headers)
        request.user = SimpleNamespace(is_authenticated=True, get_username=lambda: "990217")  # type: ignore[assignment]  # enough
        now = timezone.now()
        request.session = SessionStore()
        request.session[middleware.SessionLimitMiddleware.BEGUN] = int((now - begun).timestamp())
        request.session[middleware.SessionLimitMiddleware.SEEN] = int((now - seen).timestamp())
        return request

    return make


MINUTE = timedelta(minutes=1)


def test_every_answer_carries_a_short_number_of_its_own(rf: RequestFactory) -> None:
    numbers = {middleware.RequestNumberMiddleware(fine)(rf.get("/"))["X-Request-ID"] for _ in range(20)}

    assert len(numbers) == 20
    assert all(re.fullmatch("[2-9a-z]{8}", number) for number in numbers)


def test_a_number_sent_from_outside_is_not_taken(rf: RequestFactory) -> None:
    response = middleware.RequestNumberMiddleware(fine)(rf.get("/", headers={"x-request-id": "forged"}))

    assert response["X-Request-ID"] != "forged"


def test_the_page_of_a_fault_says_the_same_number_as_the_header(rf: RequestFactory) -> None:
    response = middleware.RequestNumberMiddleware(faults.server_error)(rf.get("/"))

    assert response["X-Request-ID"] in response.content.decode()


def test_a_page_with_content_is_stored_nowhere(rf: RequestFactory) -> None:
    response = middleware.SecurityHeadersMiddleware(fine)(rf.get("/"))

    assert response["Cache-Control"] == "no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_a_session_in_use_goes_on(signed_in: Callable[..., HttpRequest]) -> None:
    response = middleware.SessionLimitMiddleware(fine)(signed_in(begun=5 * MINUTE, seen=MINUTE))

    assert response.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begun", "seen", "reason"),
    [(timedelta(hours=5), timedelta(hours=4), "idle"), (timedelta(days=2), MINUTE, "absolute")],
)
def test_a_session_past_its_limit_ends_at_the_sign_in_with_the_way_back(
    signed_in: Callable[..., HttpRequest], begun: timedelta, seen: timedelta, reason: str
) -> None:
    request = signed_in(begun=begun, seen=seen)

    response = middleware.SessionLimitMiddleware(fine)(request)

    assert response.status_code == 302
    assert response["Location"].endswith(f"?expired={reason}&next=%2Fpage%3Fx%3D1")
    assert isinstance(request.user, AnonymousUser)
    assert request.session.is_empty()


@pytest.mark.django_db
def test_a_draft_past_the_limit_is_told_so_instead_of_being_led_away(signed_in: Callable[..., HttpRequest]) -> None:
    request = signed_in(begun=timedelta(hours=5), seen=timedelta(hours=4), **{"X-Draft": "1"})

    response = middleware.SessionLimitMiddleware(fine)(request)

    assert response.status_code == 401


@pytest.mark.django_db
def test_a_fragment_past_the_limit_leads_the_whole_page_to_the_sign_in(signed_in: Callable[..., HttpRequest]) -> None:
    request = signed_in(begun=timedelta(hours=5), seen=timedelta(hours=4), **{"HX-Request": "true"})

    response = middleware.SessionLimitMiddleware(fine)(request)

    assert response["HX-Redirect"].endswith("?expired=idle")


def test_a_refusal_asked_for_by_htmx_is_shown_above_the_page(rf: RequestFactory) -> None:
    refusal = Refusal("too-late", "本月已经签发，请办理更正。")

    response = refusal_response(rf.post("/", headers={"HX-Request": "true"}), refusal)

    assert response.status_code == 422
    assert response["HX-Retarget"] == "#announcements"
    assert refusal.sentence in response.content.decode()


def test_a_deed_without_htmx_leads_back_to_the_page(rf: RequestFactory) -> None:
    response = fragment_or_redirect(rf.post("/"), "web/_refusal.html", {}, to="/thing/1")

    assert (response.status_code, response["Location"]) == (303, "/thing/1")


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_page_of_a_fault_says_what_happened_what_is_safe_and_what_to_do(
    rf: RequestFactory, fault: faults.Fault
) -> None:
    response = faults.page(rf.get("/"), fault)

    text = response.content.decode()
    assert response.status_code == fault.status
    assert all(sentence in text for sentence in (fault.title, fault.happened, fault.safe, *fault.to_do))


@pytest.mark.parametrize(
    ("failure", "fault"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), faults.FULL),
        (OperationalError("database or disk is full"), faults.FULL),
        (OperationalError("database is locked"), faults.BUSY),
        (ValueError("an error of ours"), faults.BROKEN),
    ],
)
def test_a_full_disk_and_a_busy_database_are_told_from_a_fault_of_ours(
    rf: RequestFactory, failure: Exception, fault: faults.Fault
) -> None:
    try:
        raise RuntimeError from failure
    except RuntimeError:
        response = faults.server_error(rf.get("/"))

    assert (response.status_code, fault.title in response.content.decode()) == (fault.status, True)


def test_what_is_not_found_offers_two_ways_on_and_speaks_of_no_other(rf: RequestFactory) -> None:
    text = faults.not_found(rf.get("/nothing")).content.decode()

    assert '<a class="btn btn-primary" href="/">待办</a>' in text
    assert 'href="/records/">我的记录</a>' in text
    assert "导航" not in text

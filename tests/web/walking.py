"""Opening pages as everybody of the cast, at a moment of the test's choosing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jingheng.contexts.org.models import Account
from tests.factories.cast import NOON, Cast

#: What differs between two readings of the same page for reasons that tell nothing.
_NOISE = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'"X-CSRFToken": "[^"]*"'),
    re.compile(r"[?&]cursor=[^&\"']*"),
    re.compile(r'<span class="j-fault-number">[^<]*</span>'),
)


@contextmanager
def clock(at: datetime) -> Iterator[None]:
    """The wall clock is of the outside world: it shows `at`."""
    with mock.patch("django.utils.timezone.now", return_value=at):
        yield


def client_of(cast: Cast, key: str, *, at: datetime = NOON) -> Client:
    person = cast.people[key]
    account, _ = Account.objects.get_or_create(
        person=person, defaults={"username": key, "created_at": at, "must_change_password": False}
    )
    client = Client()
    with clock(at):
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def plain(html: str) -> str:
    for noise in _NOISE:
        html = noise.sub("", html)
    return html


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product: its route, with its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern

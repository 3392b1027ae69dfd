"""Paging by key, tried on the tables of sessions (a moment and a text) and of content types (numbers)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingheng.platform.web.keyset import Page, page_of

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 11, 22, 17, 50, tzinfo=UTC)
NEWEST_FIRST = ("-expire_date", "-session_key")

# Few different hours, so that many rows share one and the second field must decide.
hours = st.lists(st.integers(0, 3), max_size=23)
orders = st.sampled_from(
    [NEWEST_FIRST, ("expire_date", "session_key"), ("-expire_date", "session_key"), ("session_key",)]
)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def put(hours_later: list[int]) -> None:
    Session.objects.all().delete()
    Session.objects.bulk_create(
        Session(session_key=f"key-{number:03d}", session_data="", expire_date=DAY + timedelta(hours=hour))
        for number, hour in enumerate(hours_later)
    )


def keys(page: Page[Session]) -> list[str]:
    return [row.session_key for row in page.rows]


def forward(order: tuple[str, ...], size: int) -> list[Page[Session]]:
    pages = [page_of(Session.objects.all(), order=order, size=size)]
    while pages[-1].next:
        assert len(pages) <= Session.objects.count(), "the pages go round in a circle"
        pages.append(page_of(Session.objects.all(), order=order, cursor=pages[-1].next, size=size))
    return pages


@quick
@given(hours, st.integers(1, 7), orders)
def test_going_forward_shows_every_row_once_and_in_order(
    hours_later: list[int], size: int, order: tuple[str, ...]
) -> None:
    put(hours_later)

    shown = [key for page in forward(order, size) for key in keys(page)]

    assert shown == [row.session_key for row in Session.objects.order_by(*order)]


@quick
@given(hours, st.integers(1, 7), orders)
def test_going_back_shows_the_same_pages(hours_later: list[int], size: int, order: tuple[str, ...]) -> None:
    put(hours_later)
    pages = forward(order, size)

    back = [pages[-1]]
    while back[-1].previous:
        assert len(back) < len(pages), "the pages go round in a circle"
        back.append(page_of(Session.objects.all(), order=order, cursor=back[-1].previous, size=size))

    assert [keys(page) for page in back[::-1]] == [keys(page) for page in pages]


def test_a_row_that_comes_in_at_the_top_moves_nothing_on_the_next_page() -> None:
    put([3, 2, 1, 0])
    first = page_of(Session.objects.all(), order=NEWEST_FIRST, size=2)
    Session.objects.create(session_key="new", session_data="", expire_date=DAY + timedelta(hours=9))

    second = page_of(Session.objects.all(), order=NEWEST_FIRST, cursor=first.next, size=2)

    assert keys(second) == ["key-002", "key-003"]


def test_going_back_to_a_start_that_has_shrunk_shows_a_full_first_page() -> None:
    put([3, 2, 1, 0])
    second = page_of(
        Session.objects.all(),
        order=NEWEST_FIRST,
        cursor=page_of(Session.objects.all(), order=NEWEST_FIRST, size=2).next,
        size=2,
    )
    Session.objects.get(session_key="key-000").delete()

    first = page_of(Session.objects.all(), order=NEWEST_FIRST, cursor=second.previous, size=2)

    assert keys(first) == ["key-001", "key-002"]


def test_numbers_order_pages_too() -> None:
    everything = ContentType.objects.order_by("app_label", "-id")

    page = page_of(ContentType.objects.all(), order=("app_label", "-id"), size=2)
    page = page_of(ContentType.objects.all(), order=("app_label", "-id"), cursor=page.next, size=2)

    assert list(page.rows) == list(everything[2:4])


@pytest.mark.parametrize("cursor", ["", "made-up", "bWFkZS11cA:abc", "键：键"])
def test_a_cursor_that_is_not_ours_leads_to_the_first_page(cursor: str) -> None:
    put([3, 2, 1, 0])

    assert keys(page_of(Session.objects.all(), order=NEWEST_FIRST, cursor=cursor, size=2)) == ["key-000", "key-001"]


def test_a_cursor_made_for_another_order_leads_to_the_first_page() -> None:
    put([3, 2, 1, 0])
    other = page_of(Session.objects.all(), order=("session_key",), size=2).next

    assert keys(page_of(Session.objects.all(), order=NEWEST_FIRST, cursor=other, size=2)) == ["key-000", "key-001"]


def test_a_cursor_tells_nothing_of_the_row_it_stands_on() -> None:
    put([0] * 40)

    cursors = [page_of(Session.objects.all(), order=NEWEST_FIRST, size=2).next for _ in range(2)]

    body = cursors[0].split(":")[0]
    assert b"key-" not in base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    assert cursors[0] != cursors[1]


def test_a_field_that_may_be_null_is_refused_where_it_is_null() -> None:
    put([0, 0, 0])
    rows = Session.objects.extra(select={"nothing": "NULL"})

    with pytest.raises(ValueError, match="null"):
        page_of(rows, order=("nothing", "session_key"), size=2)

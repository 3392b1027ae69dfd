"""The month that runs: when it opens is said, and its own page says so too."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from jingheng.contexts.org.models import Office
from jingheng.contexts.records.queries.completion import running_window
from jingheng.kernel.period import SHANGHAI, Month, local_date
from tests.factories.cast import NOON, Cast
from tests.web.recording import SignIn, now

pytestmark = pytest.mark.django_db


def test_the_running_month_opens_some_days_before_its_end(cast: Cast) -> None:
    running = running_window(cast.actor("prosecutor"), at=NOON)

    assert running is not None
    assert (running.month, running.opens, running.due) == (Month(2026, 11), date(2026, 11, 25), date(2026, 12, 3))


def test_once_it_is_open_nothing_is_still_to_come(cast: Cast) -> None:
    opened = datetime(2026, 11, 25, 8, 0, tzinfo=SHANGHAI)

    assert running_window(cast.actor("prosecutor", opened), at=opened) is None


def test_an_office_that_begins_later_has_no_running_month(cast: Cast) -> None:
    Office.objects.update(starts_in=Month(2026, 12).number)

    assert running_window(cast.actor("prosecutor"), at=NOON) is None


def test_its_page_says_when_it_opens_instead_of_not_being_there(cast: Cast, sign_in: SignIn) -> None:
    month, client = Month.of(local_date(now())), sign_in("prosecutor")
    running = running_window(cast.actor("prosecutor", now()), at=now())

    page, listed = client.get(f"/statements/{month}"), client.get("/statements/").content.decode()

    assert page.status_code == 200
    said = f"{month} 月度报告自 "
    assert (said in page.content.decode(), said in listed) == (running is not None, running is not None)
    assert client.get(f"/statements/{month.next()}").status_code == 404

"""The month that runs: when it opens is said, and its own page says so too."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from jingheng.contexts.org.models import Office
from jingheng.contexts.records.queries.completion import completion, running_window
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import SHANGHAI, Month, local_date
from tests.factories.cast import MONTH_END, NOON, Cast
from tests.web.recording import SignIn, now
from tests.web.walking import client_of, clock

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


def watched(cast: Cast, address: str, at: datetime, who: str = "head") -> tuple[int, str]:
    client = client_of(cast, who, at=at)
    with clock(at):
        response = client.get(address)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("who", ["head", "department_head"])
def test_whoever_watches_reads_when_the_month_opens_and_from_then_on_its_completion(cast: Cast, who: str) -> None:
    Office.objects.update(starts_in=Month(2026, 11).number)
    opened = datetime(2026, 11, 25, 8, 0, tzinfo=SHANGHAI)
    said = "2026-11 自 2026-11-25 起可以签署，截止 2026-12-03"

    before = [watched(cast, address, NOON, who) for address in ("/months/", "/months/2026-11")]
    after = watched(cast, "/months/2026-11", opened, who)

    assert [(status, said in page, "提醒全部未完成" in page) for status, page in before] == [(200, True, False)] * 2
    assert (after[0], said in after[1], "提醒全部未完成" in after[1]) == (200, False, True)
    assert watched(cast, "/months/2026-12", NOON, who)[0] == 404
    assert watched(cast, "/months/2026-11/list", NOON, who)[0] == 404


def test_an_office_that_begins_later_shows_no_month_before(cast: Cast) -> None:
    Office.objects.update(starts_in=Month(2026, 12).number)

    assert watched(cast, "/months/2026-11", NOON)[0] == 404
    status, page = watched(cast, "/months/", NOON)
    assert (status, "还没有开放签署的月份" in page) == (200, True)


def test_where_everybody_has_signed_nobody_need_be_reminded(cast: Cast) -> None:
    november = Month(2026, 11)
    for row in completion(cast.county, november):
        person = next(key for key, one in cast.people.items() if one.pk == row.person_id)
        sign_statement(month=november, actor=cast.actor(person, MONTH_END), at=MONTH_END)

    _, page = watched(cast, "/months/2026-11", MONTH_END)

    assert "全部完成，不用提醒" in page
    assert "提醒全部未完成" not in page


def test_where_nobody_owes_nobody_need_be_reminded(cast: Cast) -> None:
    cast.county.people.update(left_on=date(2026, 11, 29))

    _, page = watched(cast, "/months/2026-11", MONTH_END)

    assert "2026-11 没有应报的人" in page

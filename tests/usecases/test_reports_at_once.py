"""Two people at the same report, and closing a month while a record of it changes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from jingheng.contexts.records.models import MonthSeal, Report, ReportRevision, ReportStep
from jingheng.contexts.records.queries.counts import imbalances
from jingheng.contexts.records.usecases.review import accept_record, triage_record
from jingheng.kernel.period import MonthRange
from jingheng.kernel.refusal import Refused
from tests.factories.cast import Cast
from tests.factories.contents import file
from tests.factories.reporting import DECEMBER, NOVEMBER, Desk


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Each in a thread and a connection of its own, all let go together: what each was refused for."""
    ready = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        ready.wait()
        try:
            deed()
        except Refused as refused:
            return refused.refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_close_the_month_once(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.sent()

    found = at_once(*(partial(desk.act, "accept", report, who) for who in ("city_head", "city_inspector")))

    assert found == ["", "wrong-state"]
    assert MonthSeal.objects.count() == 2
    assert ReportStep.objects.filter(action="accept").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_compile_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.open()

    found = at_once(*(partial(desk.compile, report, who, f"{who} 写的", 0) for who in ("head", "inspector")))

    assert found == ["", "stale"]
    assert ReportRevision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_once_find_one_report(cast: Cast) -> None:
    desk = Desk(cast)

    assert at_once(*(partial(desk.open, "MONTH", NOVEMBER, who) for who in ("head", "inspector"))) == ["", ""]
    assert Report.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_excluded_while_the_month_is_being_closed_is_in_the_books(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    who = next(key for key, person in cast.people.items() if person.pk == record.assignee_id)
    inspector = cast.actor(who, DECEMBER)
    accept_record(uid=record.uid, actor=inspector, at=DECEMBER)
    desk = Desk(cast)
    report = desk.sent()

    def exclude() -> None:
        triage_record(uid=record.uid, conclusion="T0", opinion="", actor=inspector, at=DECEMBER)

    assert at_once(exclude, partial(desk.act, "accept", report, "city_head")) == ["", ""]
    assert not imbalances([cast.county.pk], MonthRange(NOVEMBER, NOVEMBER))

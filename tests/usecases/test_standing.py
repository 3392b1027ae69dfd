"""What a chief, a head of inspection or a head of department sees of the office at a glance."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jingheng.contexts.records.queries.standing import Completed, Reported, standing
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import Month
from tests.factories.cast import MONTH_END, Cast
from tests.factories.reporting import Desk

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)


def completed(cast: Cast, who: str, at: datetime = MONTH_END) -> Completed:
    seen = standing(cast.actor(who, at), at=at)
    assert seen is not None
    assert seen.completed is not None
    return seen.completed


def test_whoever_answers_for_nobody_sees_nothing(cast: Cast) -> None:
    assert standing(cast.actor("prosecutor", MONTH_END), at=MONTH_END) is None


def test_the_newest_month_is_counted_by_persons(cast: Cast) -> None:
    before = completed(cast, "chief")
    sign_statement(month=NOVEMBER, actor=cast.actor("prosecutor", MONTH_END), at=MONTH_END)

    after = completed(cast, "chief")

    assert (after.month, after.is_over) == (NOVEMBER, False)
    assert after.due == before.due > 1
    assert after.missing == before.missing - 1


def test_a_head_of_department_sees_his_department_alone(cast: Cast) -> None:
    seen = standing(cast.actor("department_head", MONTH_END), at=MONTH_END)

    assert seen is not None
    assert (seen.reported, seen.below) == (None, 0)
    assert 0 < completed(cast, "department_head").due < completed(cast, "chief").due


def test_a_month_is_late_only_after_its_last_day(cast: Cast) -> None:
    seen = completed(cast, "chief", MONTH_END + timedelta(days=12))

    assert (seen.month, seen.is_over) == (NOVEMBER, True)


def test_the_report_that_one_may_see_is_told_with_its_total(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open())

    seen = standing(cast.actor("chief", desk.at), at=desk.at)

    assert seen is not None
    total = report.figures["scopes"]["all"]["total"]
    assert seen.reported == Reported(report.uid, Month.from_number(report.first_month), total, None)


def test_offices_below_are_named_when_they_are_past_their_day(cast: Cast) -> None:
    later = MONTH_END + timedelta(days=40)

    seen = standing(cast.actor("city_chief", later), at=later)

    assert seen is not None
    assert seen.below >= len(seen.late_offices) > 0
    assert cast.county.name in seen.late_offices

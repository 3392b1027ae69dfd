"""What a chief, a head of inspection or a head of department sees of the office at a glance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jingheng.contexts.records.queries.standing import Reported, standing
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import Month
from tests.factories.cast import MONTH_END, Cast
from tests.factories.reporting import Desk

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)


def test_whoever_answers_for_nobody_sees_nothing(cast: Cast) -> None:
    assert standing(cast.actor("prosecutor", MONTH_END), at=MONTH_END) is None


def test_the_newest_month_is_counted_by_persons(cast: Cast) -> None:
    before = standing(cast.actor("chief", MONTH_END), at=MONTH_END)
    sign_statement(month=NOVEMBER, actor=cast.actor("prosecutor", MONTH_END), at=MONTH_END)

    after = standing(cast.actor("chief", MONTH_END), at=MONTH_END)

    assert before is not None and before.completed is not None
    assert after is not None and after.completed is not None
    assert after.completed.month == NOVEMBER
    assert after.completed.due == before.completed.due > 1
    assert after.completed.missing == before.completed.missing - 1
    assert not after.completed.is_over


def test_a_head_of_department_sees_his_department_alone(cast: Cast) -> None:
    office = standing(cast.actor("chief", MONTH_END), at=MONTH_END)
    department = standing(cast.actor("department_head", MONTH_END), at=MONTH_END)

    assert office is not None and office.completed is not None
    assert department is not None and department.completed is not None
    assert 0 < department.completed.due < office.completed.due
    assert (department.reported, department.below) == (None, 0)


def test_a_month_is_late_only_after_its_last_day(cast: Cast) -> None:
    later = MONTH_END + timedelta(days=12)

    now = standing(cast.actor("chief", later), at=later)

    assert now is not None and now.completed is not None
    assert now.completed.month == NOVEMBER and now.completed.is_over


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

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingheng.kernel.period import Month
from jingheng.kernel.working_calendar import WorkingCalendar

# National Day 2021: away from 1 to 7 October, worked on Sunday 26 September and Saturday 9 October.
CALENDAR = WorkingCalendar(
    holidays=frozenset(date(2021, 10, day) for day in range(1, 8)),
    make_up_days=frozenset({date(2021, 9, 26), date(2021, 10, 9)}),
    published_years=frozenset({2021}),
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    holidays = draw(st.frozensets(DAYS, max_size=40))
    return WorkingCalendar(holidays, draw(st.frozensets(DAYS, max_size=10)) - holidays, frozenset({2021, 2022}))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2021, 9, 24), True),
        (date(2021, 9, 25), False),
        (date(2021, 9, 26), True),
        (date(2021, 10, 1), False),
        (date(2021, 10, 8), True),
        (date(2021, 10, 9), True),
        (date(2021, 10, 10), False),
    ],
)
def test_holidays_and_make_up_days_overrule_the_week(day: date, worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is worked


def test_a_year_without_a_notice_has_plain_weekends_and_says_so() -> None:
    assert CALENDAR.is_working_day(date(2022, 10, 3))
    assert not CALENDAR.is_working_day(date(2022, 10, 8))
    assert CALENDAR.is_provisional(date(2022, 10, 3))
    assert not CALENDAR.is_provisional(date(2021, 10, 3))


def test_an_empty_calendar_knows_only_weekends() -> None:
    assert WorkingCalendar().nth_working_day(Month(2021, 10), 1) == date(2021, 10, 1)


def test_a_day_cannot_be_both_away_and_worked() -> None:
    with pytest.raises(ValueError, match="2021-10-01"):
        WorkingCalendar(frozenset({date(2021, 10, 1)}), frozenset({date(2021, 10, 1)}))


def test_the_third_working_day_of_a_month_after_a_holiday() -> None:
    assert CALENDAR.nth_working_day(Month(2021, 10), 1) == date(2021, 10, 8)
    assert CALENDAR.nth_working_day(Month(2021, 10), 3) == date(2021, 10, 11)


@pytest.mark.parametrize("n", [-1, 0, 18])
def test_a_month_has_no_more_working_days_than_it_has(n: int) -> None:
    assert CALENDAR.nth_working_day(Month(2021, 10), 17) == date(2021, 10, 29)
    with pytest.raises(ValueError, match=f"17 个工作日，没有第 {n} 个"):
        CALENDAR.nth_working_day(Month(2021, 10), n)


def test_counting_begins_on_the_day_after() -> None:
    assert CALENDAR.add_working_days(date(2021, 9, 30), 1) == date(2021, 10, 8)
    assert CALENDAR.add_working_days(date(2021, 9, 24), 3) == date(2021, 9, 28)


def test_no_working_days_later_is_the_same_day() -> None:
    assert CALENDAR.add_working_days(date(2021, 10, 2), 0) == date(2021, 10, 2)


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.add_working_days(date(2021, 10, 8), -1)


@QUICK
@given(calendars(), DAYS, st.integers(1, 30))
def test_just_so_many_working_days_lie_between(calendar: WorkingCalendar, day: date, n: int) -> None:
    end = calendar.add_working_days(day, n)

    passed = [day + timedelta(days=count) for count in range(1, (end - day).days + 1)]
    assert calendar.is_working_day(end)
    assert sum(calendar.is_working_day(each) for each in passed) == n


@QUICK
@given(calendars(), st.integers(2020, 2023), st.integers(1, 12), st.integers(1, 10))
def test_the_nth_working_day_is_n_after_the_month_before(
    calendar: WorkingCalendar, year: int, month: int, n: int
) -> None:
    asked = Month(year, month)

    reached = calendar.add_working_days(asked.previous().last_day, n)

    if reached <= asked.last_day:
        assert calendar.nth_working_day(asked, n) == reached

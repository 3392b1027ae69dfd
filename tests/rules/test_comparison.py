from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingheng.contexts.circulars.rules.comparison import ComparisonFacts, ScopeSince, compare, compared_periods
from jingheng.kernel.period import Month, MonthRange

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCOPES = (ScopeSince(Month(2018, 1), "all"), ScopeSince(Month(2024, 1), "case"))
MONTHS = st.integers(1990 * 12, 2030 * 12).map(Month.from_number)


def facts(
    period: str = "2022-01:2022-03",
    compared: str = "2021-10:2021-12",
    *,
    total: int = 417,
    count: int = 300,
    earliest: str | None = "2019-08",
    scopes: tuple[ScopeSince, ...] = SCOPES,
) -> ComparisonFacts:
    return ComparisonFacts(
        period=MonthRange.parse(period),
        total=total,
        compared=MonthRange.parse(compared),
        count=count,
        earliest=Month.parse(earliest) if earliest else None,
        scopes=scopes,
    )


def test_CMP_1_the_period_before_is_as_long_and_just_before() -> None:
    periods = compared_periods(MonthRange.parse("2022-01:2022-03"), MonthRange.parse("2020-01:2020-12"))

    assert {key: str(period) for key, period in periods.items()} == {
        "previous_period": "2021-10:2021-12",
        "same_period_last_year": "2021-01:2021-03",
        "base": "2020-01:2020-12",
    }


def test_CMP_1_a_year_has_both_and_they_are_the_same() -> None:
    periods = compared_periods(MonthRange.parse("2022-01:2022-12"))

    assert str(periods["previous_period"]) == str(periods["same_period_last_year"]) == "2021-01:2021-12"
    assert periods["base"] is None


def test_CMP_1_more_than_a_year_has_no_same_period_last_year() -> None:
    periods = compared_periods(MonthRange.parse("2019-08:2021-05"))

    assert str(periods["previous_period"]) == "2017-10:2019-07"
    assert periods["same_period_last_year"] is None


def test_CMP_1_a_period_as_long_as_the_calendar_has_none_before() -> None:
    assert compared_periods(MonthRange.parse("1900-01:2100-12")) == {
        "previous_period": None,
        "same_period_last_year": None,
        "base": None,
    }


@QUICK
@given(MONTHS, st.integers(1, 40))
def test_CMP_1_no_compared_period_shares_a_month_with_the_period(first: Month, months: int) -> None:
    period = MonthRange(first, first.plus(months - 1))

    for compared in compared_periods(period).values():
        assert compared is None or (len(compared) == months and not compared.overlaps(period))


def test_CMP_2_it_prints_count_growth_and_multiple() -> None:
    compared = compare(facts())

    assert compared is not None
    assert compared.as_dict() == {
        "from": "2021-10",
        "to": "2021-12",
        "count": 300,
        "change_percent": "39.00",
        "multiple": "1.39",
    }


def test_CMP_2_a_loss_is_printed_with_its_sign() -> None:
    compared = compare(facts(total=877, count=1000))

    assert compared is not None
    assert compared.change_percent == "-12.30"


@pytest.mark.parametrize("earliest", [None, "2022-01"])
def test_CMP_2_nothing_is_compared_with_a_time_of_which_nothing_is_known(earliest: str | None) -> None:
    assert compare(facts(earliest=earliest)) is None


def test_CMP_2_a_record_in_its_last_month_is_enough() -> None:
    assert compare(facts(earliest="2021-12")) is not None


@pytest.mark.parametrize(
    ("period", "compared"),
    [
        ("2024-01:2024-03", "2023-10:2023-12"),
        ("2023-12:2024-01", "2023-10:2023-11"),
        ("2024-02:2024-03", "2023-12:2024-01"),
        ("2023-01:2024-12", "2023-01:2024-12"),
    ],
)
def test_CMP_3_no_growth_across_the_change_of_the_official_scope(period: str, compared: str) -> None:
    found = compare(facts(period, compared))

    assert found is not None
    assert (found.count, found.change_percent, found.multiple) == (300, None, None)
    assert found.refused.startswith("公布口径不同")


def test_CMP_3_the_refusal_says_which_scope_was_when() -> None:
    found = compare(facts("2024-01:2024-03", "2023-10:2023-12"))

    assert found is not None
    assert found.as_dict()["refused"] == (
        "公布口径不同，不列增减和倍数：2023-10 至 2023-12 为全部重大事项，2024-01 至 2024-03 为司法办案"
    )


@pytest.mark.parametrize(
    ("period", "compared"),
    [
        ("2024-02:2024-03", "2024-01:2024-01"),
        ("2023-12:2023-12", "2022-12:2022-12"),
        ("2018-01:2018-01", "2017-01:2017-01"),
    ],
)
def test_CMP_3_within_one_scope_growth_is_printed(period: str, compared: str) -> None:
    found = compare(facts(period, compared, earliest="2015-01"))

    assert found is not None
    assert found.change_percent == "39.00"


def test_CMP_3_without_any_norm_nothing_differs() -> None:
    found = compare(facts("2024-01:2024-03", "2023-10:2023-12", scopes=()))

    assert found is not None
    assert found.change_percent == "39.00"


def test_CMP_4_growth_over_nothing_is_no_number() -> None:
    found = compare(facts(count=0))

    assert found is not None
    assert (found.count, found.change_percent, found.multiple) == (0, None, None)
    assert found.as_dict()["refused"] == "2021-10 至 2021-12 为 0 件，不列增减和倍数"


def test_digits_govern_growth_too() -> None:
    given_facts = facts()
    found = compare(
        ComparisonFacts(
            given_facts.period, 417, given_facts.compared, 300, given_facts.earliest, given_facts.scopes, digits=0
        )
    )

    assert found is not None
    assert (found.change_percent, found.multiple) == ("39", "1")

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingheng.kernel.percentages import change_percent, multiple, percent, rounded, shares

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40)
DIGITS = st.integers(0, 4)


def by_decimal(numerator: int, denominator: int, digits: int) -> str:
    """The same by another road: decimal's ROUND_HALF_UP is half away from zero. Precise enough to see every tie."""
    with localcontext() as context:
        context.prec = 60
        result = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return str(abs(result) if result == 0 else result)


@pytest.mark.parametrize(
    ("count", "whole", "digits", "expected"),
    [
        (143, 417, 2, "34.29"),
        (156, 417, 2, "37.41"),
        (118, 417, 2, "28.30"),
        (270, 40006, 1, "0.7"),
        (155, 6204, 2, "2.50"),
        (51, 222, 0, "23"),
        (1, 8, 2, "12.50"),
        (1, 8, 1, "12.5"),
        (1, 8, 0, "13"),
        (1, 200, 0, "1"),
        (0, 7, 2, "0.00"),
        (7, 7, 2, "100.00"),
    ],
)
def test_a_percentage_is_rounded_half_up(count: int, whole: int, digits: int, expected: str) -> None:
    assert percent(count, whole, digits) == expected


def test_a_share_of_nothing_is_no_figure() -> None:
    assert percent(0, 0, 2) is None
    assert shares([0, 0, 0], 2) == [None, None, None]
    assert shares([], 2) == []


def test_the_largest_absorbs_the_residue() -> None:
    assert shares([184, 1448, 7455, 23246], 1) == ["0.6", "4.5", "23.1", "71.8"]
    assert shares([184, 1448, 7455, 23246], 1, "plain") == ["0.6", "4.5", "23.1", "71.9"]


def test_the_first_of_the_largest_absorbs_the_residue() -> None:
    assert shares([1, 1, 1], 2) == ["33.34", "33.33", "33.33"]
    assert shares([0, 5, 1, 5], 0) == ["0", "46", "9", "45"]


def test_a_residue_larger_than_the_largest_is_printed_as_it_is() -> None:
    assert shares([1] * 200, 0)[0] == "-99"


def test_a_loss_is_rounded_half_away_from_zero() -> None:
    assert change_percent(877, 1000, 1) == "-12.3"
    assert change_percent(7, 8, 0) == "-13"
    assert change_percent(9, 8, 0) == "13"
    assert change_percent(12, 5, 2) == "140.00"


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert change_percent(99999, 100000, 2) == "0.00"
    assert change_percent(99999, 100000, 0) == "0"


def test_the_multiple_is_not_the_growth() -> None:
    assert multiple(222, 130, 1) == "1.7"
    assert multiple(0, 130, 2) == "0.00"


def test_a_base_of_nothing_gives_no_growth() -> None:
    assert change_percent(5, 0, 2) is None
    assert multiple(5, 0, 2) is None


@QUICK
@given(st.fractions(max_denominator=10**6), DIGITS)
def test_rounding_agrees_with_decimal_arithmetic(value: Fraction, digits: int) -> None:
    assert rounded(value, digits) == by_decimal(value.numerator, value.denominator, digits)


@QUICK
@given(st.integers(0, 10**6), st.integers(1, 10**6), DIGITS)
def test_percentages_and_growth_agree_with_decimal_arithmetic(value: int, base: int, digits: int) -> None:
    assert percent(value, base, digits) == by_decimal(100 * value, base, digits)
    assert change_percent(value, base, digits) == by_decimal(100 * (value - base), base, digits)
    assert multiple(value, base, digits) == by_decimal(value, base, digits)


@QUICK
@given(COUNTS, DIGITS)
def test_absorbed_shares_make_exactly_one_hundred(counts: list[int], digits: int) -> None:
    printed = shares(counts, digits)

    if sum(counts):
        assert sum(Fraction(share) for share in printed if share is not None) == 100
    else:
        assert set(printed) == {None}


@QUICK
@given(COUNTS, DIGITS)
def test_only_the_first_of_the_largest_differs_from_plain_rounding(counts: list[int], digits: int) -> None:
    absorbed, plain = shares(counts, digits), shares(counts, digits, "plain")

    differing = {index for index, pair in enumerate(zip(absorbed, plain, strict=True)) if pair[0] != pair[1]}

    assert differing <= {counts.index(max(counts))}
    assert plain == [percent(count, sum(counts), digits) for count in counts]


@QUICK
@given(COUNTS, DIGITS)
def test_every_share_is_printed_with_just_its_digits(counts: list[int], digits: int) -> None:
    for share in shares(counts, digits):
        assert share is None or len(share.partition(".")[2]) == digits

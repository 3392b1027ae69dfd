"""How large a sample: the table of the design, and its bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.verify.detection import (
    MISS,
    chance_of_at_most,
    chance_of_finding,
    defects_in,
    most_defects,
    smallest_sample,
)

RATES = ("0.005", "0.01", "0.02", "0.03", "0.05", "0.1", "0.2")
TABLE = {
    100: (95, 95, 78, 63, 45, 25, 13),
    200: (190, 155, 105, 78, 51, 27, 13),
    500: (316, 225, 129, 90, 56, 28, 14),
    1_000: (450, 258, 138, 94, 57, 29, 14),
    2_000: (517, 277, 143, 96, 58, 29, 14),
    5_000: (564, 290, 147, 98, 59, 29, 14),
    10_000: (581, 294, 148, 98, 59, 29, 14),
    20_000: (589, 296, 148, 99, 59, 29, 14),
    50_000: (595, 298, 149, 99, 59, 29, 14),
    100_000: (596, 298, 149, 99, 59, 29, 14),
}


@pytest.mark.parametrize("population", TABLE)
def test_the_table_of_the_design(population: int) -> None:
    assert tuple(smallest_sample(population, Fraction(rate)) for rate in RATES) == TABLE[population]


def test_with_allowed_defects() -> None:
    for population, sizes in ((1000, [57, 90, 119, 146]), (200, [51, 78, 101, 121])):
        assert [smallest_sample(population, Fraction("0.05"), allowed) for allowed in range(4)] == sizes


def test_upper_bounds() -> None:
    assert [most_defects(2000, 100, found) for found in range(4)] == [57, 91, 121, 149]


@pytest.mark.parametrize(
    ("rows", "sample", "percents"), [(40, 2, (9.9, 19.2, 36.4)), (200, 10, (40.9, 66.0, 89.9)), (2000, 100, (99.5, 100, 100))]
)  # fmt: skip
def test_how_little_a_quota_says_about_one_person(rows: int, sample: int, percents: tuple[float, ...]) -> None:
    chances = [chance_of_finding(rows, Fraction(rate), sample) for rate in ("0.05", "0.1", "0.2")]

    assert tuple(round(float(chance * 100), 1) for chance in chances) == percents


def test_how_many_of_one_person_it_takes() -> None:
    assert [smallest_sample(rows, Fraction("0.1")) for rows in (20, 40, 100)] == [16, 21, 25]


@given(st.integers(1, 60), st.fractions(0, 1), st.integers(0, 3))
def test_it_is_the_smallest(population: int, rate: Fraction, allowed: int) -> None:
    sample, defects = smallest_sample(population, rate, allowed), defects_in(population, rate)

    if sample < population:
        assert chance_of_at_most(allowed, population, defects, sample) <= MISS
    assert all(chance_of_at_most(allowed, population, defects, fewer) > MISS for fewer in range(sample))


@given(st.integers(1, 40), st.data())
def test_the_bound_is_the_largest(population: int, data: st.DataObject) -> None:
    sample = data.draw(st.integers(1, population))
    found = data.draw(st.integers(0, sample))

    most = most_defects(population, sample, found)
    likely = [d for d in range(found, population - sample + found + 1)
              if chance_of_at_most(found, population, d, sample) > MISS]  # fmt: skip
    assert most == max(likely)

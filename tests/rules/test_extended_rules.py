"""Spans, bands, medians and shares of the figures that are asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.contexts.records.rules.extended import (
    ASKERS,
    FIGURES,
    OUTCOME_FIGURES,
    band,
    holds,
    hours,
    is_small,
    spans,
)
from jingheng.contexts.records.rules.taxonomy import ASKERS as DICTIONARY
from jingheng.contexts.records.rules.taxonomy import OUTCOMES
from jingheng.kernel.period import Month, MonthRange

QUARTER = MonthRange.parse("2026-04:2026-06")


def test_every_key_is_one_figure_with_its_words() -> None:
    assert len({figure.key for figure in FIGURES}) == len(FIGURES)
    assert all(figure.words.endswith("。") and figure.name and figure.group for figure in FIGURES)


def test_every_kind_of_asker_that_is_named_is_in_the_dictionary() -> None:
    assert {code for _, _, codes in ASKERS for code in codes} <= set(DICTIONARY.codes)


def test_every_outcome_has_a_figure_of_its_own() -> None:
    assert sorted(OUTCOME_FIGURES.values()) == sorted(OUTCOMES.codes)
    assert OUTCOME_FIGURES.keys() <= {figure.key for figure in FIGURES}


def test_the_spans_end_with_the_period() -> None:
    found = spans(QUARTER, begins=Month(2025, 9), earliest=Month(2025, 3), small=False)

    assert {key: str(months) for key, months in found.items()} == {
        "period": "2026-04:2026-06", "year_to_date": "2026-01:2026-06", "since_start": "2025-03:2026-06",
    }  # fmt: skip


def test_where_cells_are_small_the_last_twelve_months_stand_beside() -> None:
    found = spans(QUARTER, begins=Month(2026, 5), earliest=None, small=True)

    assert str(found["rolling_twelve_months"]) == "2025-07:2026-06"
    assert str(found["since_start"]) == "2026-04:2026-06"


@pytest.mark.parametrize(
    ("counts", "small"),
    [([], True), ([0, 0], True), ([1, 2, 0], True), ([3], False), ([1] * 9 + [50], True), ([1] * 8 + [50], False)],
)
def test_nine_in_ten_cells_are_nearly_every_one(counts: list[int], small: bool) -> None:
    assert is_small(counts, below=3) is small


@pytest.mark.parametrize(
    ("filed", "owing", "words"),
    [
        (0, 0, "—"), (0, 7, "无"), (1, 10, "10% 以下"), (1, 9, "10%—25%"), (1, 4, "10%—25%"), (2, 4, "25%—50%"),
        (3, 4, "50%—75%"), (4, 4, "75% 以上"),
    ],
)  # fmt: skip
def test_taking_part_is_told_in_bands(filed: int, owing: int, words: str) -> None:
    assert band(filed, owing) == words


@given(st.integers(1, 300), st.integers(0, 300))
def test_a_band_never_shrinks_when_one_more_files(owing: int, filed: int) -> None:
    order = ["无", "10% 以下", "10%—25%", "25%—50%", "50%—75%", "75% 以上"]
    filed = min(filed, owing - 1)
    assert order.index(band(filed, owing)) <= order.index(band(filed + 1, owing))


@pytest.mark.parametrize(
    ("minutes", "median"), [([], None), ([29], 0), ([30], 1), ([60, 119], 1), ([60, 120], 2), ([600, 660], 11)]
)
def test_the_median_is_in_whole_hours_half_up(minutes: list[int], median: int | None) -> None:
    assert hours([timedelta(minutes=minute) for minute in minutes]) == median


def test_one_code_in_a_column_suffices() -> None:
    assert holds("P11;P23", {"P23", "P24"})
    assert not holds("P11", {"P1"})
    assert not holds("", {"P11"})

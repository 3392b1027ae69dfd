"""Ours and the national list held against each other (decisions §10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.contexts.records.rules.national import (
    numbers_in,
    plain_number,
    reconcile,
    refuse_closing,
    refuse_numbers,
)

NUMBERS = st.sampled_from([f"GJ{n}" for n in range(8)])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", ()),
        ("GJ1\nGJ2\r\n\nGJ1", ("GJ1", "GJ2")),
        ("ＧＪ１，gj2；GJ3、GJ4\tGJ5", ("GJ1", "GJ2", "GJ3", "GJ4", "GJ5")),
    ],
)
def test_a_pasted_column_is_read_whatever_parts_it(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text) == numbers


def test_one_number_is_the_same_in_either_width_and_case() -> None:
    assert plain_number(" ｇｊ２０２６－１ ") == "GJ2026-1"


def test_a_whole_table_is_refused() -> None:
    assert refuse_numbers(["GJ1"]) is None
    long, many = refuse_numbers(["甘" * 41]), refuse_numbers([str(n) for n in range(10_001)])
    assert long is not None
    assert long.code == "not-a-number"
    assert many is not None
    assert many.code == "too-many"


def test_every_difference_is_named() -> None:
    found = reconcile({"a": "GJ1", "b": "", "c": "GJ3"}, ["GJ1", "GJ9"])

    assert (found.agreed, found.unnumbered, found.missing_there, found.missing_here) == (1, ("b",), ("c",), ("GJ9",))
    assert found.differences == ("ours:b", "ours:c", "theirs:GJ9")


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=2), NUMBERS | st.just("")), st.lists(NUMBERS, unique=True)
)
def test_both_sides_add_up(ours: dict[str, str], theirs: list[str]) -> None:
    found = reconcile(ours, theirs)

    assert found.agreed + len(found.unnumbered) + len(found.missing_there) == len(ours)
    assert len(found.missing_here) == sum(number not in ours.values() for number in theirs)
    if sorted(ours.values()) == sorted(theirs):
        assert found.differences == ()


@pytest.mark.parametrize(("explained", "closes"), [({"x": "LATER"}, False), ({"x": "LATER", "y": "TWICE"}, True)])
def test_it_closes_when_everything_is_explained(explained: dict[str, str], closes: bool) -> None:
    assert (refuse_closing(["x", "y"], explained) is None) == closes

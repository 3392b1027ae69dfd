"""催办: what is said, and to whom it goes next."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from jingheng.contexts.records.rules.reminding import next_level, paragraph
from jingheng.kernel.period import SHANGHAI, Month

NOVEMBER, DUE = Month(2026, 11), date(2026, 12, 3)


def test_the_paragraph_names_departments_people_and_the_day_and_nothing_else() -> None:
    at = datetime(2026, 11, 30, 9, 5, tzinfo=SHANGHAI)

    said = paragraph(NOVEMBER, DUE, at=at, owing={"第一检察部": ["方小岚", "周亦舟"], "政治部": ["穆清"]})

    assert said == (
        "截至11月30日9时05分，2026年11月月度报告还有 3 人未完成。第一检察部：方小岚、周亦舟；政治部：穆清。"
        "截止日期12月3日，请登录系统签署。"
    )


def test_after_the_day_it_says_so() -> None:
    at = datetime(2026, 12, 4, 9, 0, tzinfo=SHANGHAI)

    assert "截止日期已过，原定12月3日" in paragraph(NOVEMBER, DUE, at=at, owing={"政治部": ["穆清"]})


def test_where_everybody_has_signed_there_is_nothing_to_paste() -> None:
    assert paragraph(NOVEMBER, DUE, at=datetime(2026, 11, 30, tzinfo=SHANGHAI), owing={}) == ""


@pytest.mark.parametrize(
    ("person", "heads", "deputies", "chiefs", "above"),
    [
        (1, {2}, {3}, {4}, {2}),
        (1, set(), {3}, {4}, {3}),
        (1, set(), set(), {4}, {4}),
        (2, {2}, {3}, {4}, {3}),
        (2, {2}, set(), {4}, {4}),
        (2, {2, 5}, {3}, {4}, {3}),
        (3, {2}, {3}, {4}, {4}),
        (4, {2}, {3}, {4}, set()),
        (1, set(), set(), set(), set()),
    ],
)
def test_it_comes_to_the_next_level(
    person: int, heads: set[int], deputies: set[int], chiefs: set[int], above: set[int]
) -> None:
    assert set(next_level(person, heads=heads, deputies=deputies, chiefs=chiefs)) == above

"""BLK-1 to BLK-4: what may be blacked out, where, and what for."""

from __future__ import annotations

import pytest

from jingheng.contexts.records.rules.blackout import (
    Box,
    Rectangle,
    by_page,
    refuse_many_pages,
    refuse_purpose,
    refuse_rectangles,
    refuse_unfit,
)
from jingheng.platform.pictures.job import Fault


@pytest.mark.parametrize("fault", list(Fault))
def test_BLK_1_every_fault_says_what_to_do_instead(fault: Fault) -> None:
    refusal = refuse_unfit(fault.name, most_megapixels=64)

    assert refusal.code == "BLK-1"
    assert "打印出来遮盖后再扫描" in refusal.sentence


def test_BLK_1_names_the_limit_of_pixels() -> None:
    assert "64 百万像素" in refuse_unfit("TOO_MANY_PIXELS", most_megapixels=64).sentence


def test_BLK_2_no_more_pages_than_the_norm() -> None:
    assert refuse_many_pages(50, most=50) is None
    refusal = refuse_many_pages(51, most=50)
    assert refusal is not None
    assert "51 页" in refusal.sentence


def rectangle(left: int = 0, top: int = 0, width: int = 1, height: int = 1, *, page: int = 1) -> Rectangle:
    return Rectangle(page, Box(left, top, width, height), 4)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (rectangle(), ""),
        (rectangle(0, 0, 10_000, 10_000, page=3), ""),
        (rectangle(page=0), "page-4"),
        (rectangle(page=4), "page-4"),
        (rectangle(width=0), "width-4"),
        (rectangle(height=0), "width-4"),
        (rectangle(left=-1), "left-4"),
        (rectangle(left=9_999, width=2), "left-4"),
        (rectangle(top=-1), "top-4"),
        (rectangle(top=9_999, height=2), "top-4"),
    ],
)
def test_BLK_3_a_rectangle_has_an_area_and_lies_on_a_page(given: Rectangle, field: str) -> None:
    refusals = refuse_rectangles([rectangle(), given], pages=3, most=10)

    assert [refusal.field for refusal in refusals] == ([field] if field else [])
    assert all(refusal.sentence.startswith("第 5 处") for refusal in refusals)


def test_BLK_3_at_least_one_and_no_more_than_the_norm() -> None:
    assert "还没有画" in refuse_rectangles([], pages=1, most=2)[0].sentence
    assert refuse_rectangles([rectangle()] * 2, pages=1, most=2) == ()
    assert "最多 2 处" in refuse_rectangles([rectangle()] * 3, pages=1, most=2)[0].sentence


@pytest.mark.parametrize(("purpose", "refused"), [("", True), (" \n", True), ("字" * 101, True), ("字" * 100, False)])
def test_BLK_4_it_says_for_whom_and_why(purpose: str, refused: bool) -> None:
    assert (refuse_purpose(purpose, longest=100) is not None) is refused


def test_rectangles_are_kept_by_page() -> None:
    first, second, third = rectangle(1), rectangle(2, page=2), rectangle(3)

    assert by_page([first, second, third]) == {1: [first.box, third.box], 2: [second.box]}

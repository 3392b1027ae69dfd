"""The light of a to-do, and the order in which to-dos stand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jingheng.contexts.inbox.rules.lights import Light, ToDo, by_urgency, light

TODAY = date(2026, 11, 10)


def todo(key: str, due: date | None) -> ToDo:
    return ToDo(key, "签署月度报告", "方小岚", due, "每人每月都要签署", "/statements/2026-11", "签署", Light.GREEN)


@pytest.mark.parametrize(
    ("days_left", "shown"),
    [(-1, Light.RED), (0, Light.YELLOW), (2, Light.YELLOW), (3, Light.GREEN)],
)
def test_INB_1_red_after_the_day_yellow_within_the_lead_time(days_left: int, shown: Light) -> None:
    assert light(TODAY + timedelta(days=days_left), today=TODAY, lead_days=2) is shown


def test_what_has_no_due_day_is_never_late() -> None:
    assert light(None, today=TODAY, lead_days=2) is Light.GREEN


def test_a_light_is_also_a_word_for_whoever_sees_no_colour() -> None:
    assert [shown.word for shown in Light] == ["已逾期", "临期", "正常"]


def test_what_falls_due_first_stands_first_and_without_a_day_last() -> None:
    never, later, sooner = todo("a", None), todo("b", TODAY + timedelta(days=1)), todo("c", TODAY)

    assert by_urgency([never, later, sooner]) == [sooner, later, never]


def test_of_one_day_the_order_is_always_the_same() -> None:
    first, second = todo("a", TODAY), todo("b", TODAY)

    assert by_urgency([second, first]) == by_urgency([first, second]) == [first, second]

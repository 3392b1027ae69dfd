"""How long what is kept, and who decides that evidence goes."""

from __future__ import annotations

from datetime import date

import pytest

from jingheng.contexts.norms.registry import shipped
from jingheng.contexts.records.rules.retention import (
    KINDS,
    refuse_destroyed,
    refuse_nothing_marked,
    refuse_same_hand,
    refuse_unreasoned,
    years_before,
)
from jingheng.kernel.refusal import Refusal
from tests.factories.cast import NOON


def code(refusal: Refusal | None) -> str:
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("today", "years", "last"),
    [
        (date(2026, 11, 10), 3, date(2023, 11, 10)),
        (date(2027, 2, 28), 3, date(2024, 2, 28)),
        (date(2027, 3, 1), 3, date(2024, 3, 1)),
        (date(2028, 2, 29), 3, date(2025, 2, 28)),
        (date(2026, 11, 10), 0, None),
        (date(2026, 11, 10), -1, None),
    ],
)
def test_RET_1_it_falls_due_on_the_same_day_and_nought_is_for_ever(today: date, years: int, last: date | None) -> None:
    assert years_before(today, years) == last


@pytest.mark.parametrize(("reason", "refused"), [("", "RET-2"), ("  ", "RET-2"), ("过期了", "RET-2"), ("过期", "")])
def test_RET_2_a_reason_is_written_and_not_too_long(reason: str, refused: str) -> None:
    assert code(refuse_unreasoned(reason, longest=2)) == refused


def test_RET_3_another_decides() -> None:
    assert code(refuse_same_hand(proposed_by=1, actor=1)) == "RET-3"
    assert refuse_same_hand(proposed_by=1, actor=2) is None


def test_RET_4_something_is_marked() -> None:
    assert code(refuse_nothing_marked([])) == "RET-4"
    assert refuse_nothing_marked(["x"]) is None


def test_RET_5_what_is_gone_is_said_to_be_gone_with_the_day() -> None:
    refusal = refuse_destroyed(NOON)

    assert refusal is not None
    assert refusal.sentence == "已按保存期限销毁（2026-11-10）。"
    assert refuse_destroyed(None) is None


def test_every_kind_has_its_norm() -> None:
    assert {kind.norm for kind in KINDS} <= {norm.key for norm in shipped()}
    assert {norm.key for norm in shipped() if norm.key.startswith("retention.")} - {kind.norm for kind in KINDS} == {
        "retention.overdue_days"
    }

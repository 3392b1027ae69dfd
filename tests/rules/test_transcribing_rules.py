"""代录: whom a clerk may not type about, and whose hand confirms."""

from __future__ import annotations

import pytest

from jingheng.contexts.records.rules.transcribing import (
    refuse_other_code,
    refuse_own_hand,
    refuse_transcript,
    superiors_of,
)

LINES = frozenset({(1, 2), (2, 3), (3, 4), (5, 3), (4, 4), (6, 7), (7, 6)})


@pytest.mark.parametrize(
    ("person", "above"), [(1, {2, 3, 4}), (2, {3, 4}), (4, set()), (5, {3, 4}), (6, {7}), (9, set())]
)
def test_everybody_above_is_found_step_by_step(person: int, above: set[int]) -> None:
    assert superiors_of(person, LINES) == above


@pytest.mark.parametrize(
    ("named", "refused"), [(set(), False), ({8}, False), ({1}, True), ({8, 2}, True), ({4}, True), ({5}, False)]
)
def test_a_clerk_types_nothing_about_himself_or_those_above_him(named: set[int], refused: bool) -> None:
    refusal = refuse_transcript(named, clerk=1, superiors=superiors_of(1, LINES))
    assert (refusal is not None) == refused
    assert refuse_transcript(named, clerk=1, superiors=frozenset(), unnamed=True) is not None


@pytest.mark.parametrize(("actor", "refused"), [(1, True), (2, True), (3, False), (None, False)])
def test_a_third_person_confirms(actor: int | None, refused: bool) -> None:
    assert (refuse_own_hand(entered_by=1, speaker=2, actor=actor) is not None) == refused


@pytest.mark.parametrize(("compared", "refused"), [("abc", False), ("abd", True), ("", True)])
def test_the_code_that_was_compared_is_that_of_the_text(compared: str, refused: bool) -> None:
    refusal = refuse_other_code(compared, "abc")
    assert (refusal and refusal.field) == ("agrees" if refused else None)

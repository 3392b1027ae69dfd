"""Which duties lack two unconflicted persons (decisions §8)."""

from __future__ import annotations

import pytest

from jingheng.contexts.org.rules.staffing import NEEDED, thin_duties

FULL = {
    1: {"INSPECTOR"}, 2: {"INSPECTION_HEAD", "HEAD"}, 3: {"CHIEF"}, 4: {"ACTING", "DEPUTY"}, 5: {"POLITICAL"},
    6: {"POLITICAL", "HEAD"}, 7: {"GENERAL_OFFICE"}, 8: {"GENERAL_OFFICE"}, 9: {"DISCIPLINE"}, 10: {"DISCIPLINE"},
}  # fmt: skip


def words(held: dict[int, set[str]]) -> list[str]:
    return [one.words for one in thin_duties(held)]


def test_with_two_for_each_nothing_is_thin() -> None:
    assert words(FULL) == []


def test_an_empty_office_lacks_everything() -> None:
    assert words({}) == [f"{name} 0 人" for name, _ in NEEDED]


@pytest.mark.parametrize(
    ("person", "duties", "said"),
    [
        (1, set(), ["检务督察 1 人"]),
        (1, {"CLERK"}, ["检务督察 1 人"]),
        (4, {"DEPUTY"}, ["审签 1 人"]),
        (5, {"POLITICAL", "INSPECTOR"}, ["政治部 1 人（另有 1 人兼任不相容的职责，不能计入）"]),
    ],
)
def test_one_away_or_in_conflict_is_told(person: int, duties: set[str], said: list[str]) -> None:
    assert words(FULL | {person: duties}) == said


def test_whoever_holds_two_of_the_same_work_is_one_person() -> None:
    held = {person: duties for person, duties in FULL.items() if person != 1} | {2: {"INSPECTION_HEAD", "INSPECTOR"}}
    assert words(held) == ["检务督察 1 人"]

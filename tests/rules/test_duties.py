"""Duties: what they permit, how they are found by their words, and which of them nobody may hold together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jingheng.contexts.org.rules.duties import (
    ADMINISTRATORS,
    BUSINESS,
    DUTIES,
    EVERYBODY,
    Duty,
    find_duty,
    paper_duty,
    permissions_of,
    refuse_days,
    refuse_doubled,
    refuse_ending,
    refuse_incompatible,
)
from jingheng.contexts.org.rules.identities import position_of


@pytest.mark.parametrize("duty", DUTIES.values(), ids=DUTIES)
def test_a_duty_is_found_by_its_code_and_by_the_word_of_the_office(duty: Duty) -> None:
    assert find_duty(f" {duty.code} ") is duty
    assert find_duty(duty.name) is duty


def test_an_unknown_word_is_no_duty() -> None:
    assert find_duty("门卫") is None
    assert find_duty("") is None


def test_whoever_holds_no_duty_still_files_and_signs() -> None:
    assert permissions_of([]) == EVERYBODY


def test_permissions_of_several_duties_add_up() -> None:
    assert permissions_of(["LIAISON", "POLITICAL"]) == EVERYBODY | {
        "absence.keep", "month.watch", "record.transcribe", "report.read",
    }  # fmt: skip


@pytest.mark.parametrize("duty", sorted(ADMINISTRATORS))
def test_an_administrator_sees_no_business(duty: str) -> None:
    business = frozenset().union(*(DUTIES[code].permissions for code in BUSINESS))

    assert not DUTIES[duty].permissions & business


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("SYSTEM_ADMIN", "AUDIT_ADMIN"),
        ("SYSTEM_ADMIN", "INSPECTOR"),
        ("POLITICAL", "INSPECTOR"),
        ("POLITICAL", "INSPECTION_HEAD"),
        ("CHIEF", "INSPECTION_HEAD"),
        ("CHIEF", "INSPECTION_DEPUTY"),
        ("DISCIPLINE", "LIAISON"),
    ],
)
def test_ORG_1_two_duties_that_watch_each_other_are_refused_in_either_order(held: str, wanted: str) -> None:
    for before, after in ((held, wanted), (wanted, held)):
        refusal = refuse_incompatible([before], after)
        assert refusal is not None
        assert (refusal.code, refusal.field) == ("incompatible", "duty")
        assert "可改由其他部门人员担任" in refusal.sentence


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ([], "CHIEF"),
        (["HEAD"], "INSPECTION_HEAD"),
        (["DEPUTY"], "INSPECTION_DEPUTY"),
        (["GENERAL_OFFICE"], "POLITICAL"),
    ],
)
def test_ORG_1_what_goes_together_is_granted(held: list[str], wanted: str) -> None:
    assert refuse_incompatible(held, wanted) is None


@pytest.mark.parametrize("duty", ["SYSTEM_ADMIN", "DISCIPLINE", "CHIEF", "INSPECTOR"])
def test_ORG_1_a_duty_is_no_obstacle_to_itself(duty: str) -> None:
    assert refuse_incompatible([duty], duty) is None


@pytest.mark.parametrize(
    ("identities", "position"),
    [(["CLERK", "LEADER", "HEAD"], "LEADER"), (["CLERK", "HEAD"], "HEAD"), (["PROSECUTOR"], "OTHER"), ([], "OTHER")],
)
def test_the_highest_of_several_posts_is_the_position(identities: list[str], position: str) -> None:
    assert position_of(identities) == position


TODAY = date(2026, 11, 10)


def days(
    starts_on: date, ends_on: date | None = None, *, joined_on: date | None = None, left_on: date | None = None
) -> list[tuple[str, str]]:
    refusals = refuse_days(starts_on, ends_on, joined_on=joined_on, left_on=left_on, today=TODAY)
    return [(refusal.code, refusal.field) for refusal in refusals]


@pytest.mark.parametrize("ends_on", [TODAY, date(2026, 1, 1)])
def test_ORG_2_a_duty_ends_after_it_begins(ends_on: date) -> None:
    assert days(TODAY, ends_on) == [("period", "ends_on")]
    assert days(TODAY, date(2026, 11, 11)) == []


def test_ORG_2_a_duty_lies_within_the_persons_service() -> None:
    assert days(date(2019, 6, 30), joined_on=date(2019, 7, 1)) == [("before-joining", "starts_on")]
    assert days(date(2019, 7, 1), joined_on=date(2019, 7, 1)) == []
    assert days(date(2026, 2, 1), left_on=date(2026, 1, 31)) == [("after-leaving", "starts_on")]
    assert days(date(2026, 1, 31), left_on=date(2026, 1, 31)) == []


@pytest.mark.parametrize("starts_on", [date(202, 6, 1), date(1949, 9, 30), date(2062, 1, 1)])
def test_ORG_2_a_mistyped_year_is_refused(starts_on: date) -> None:
    assert days(starts_on) == [("absurd-day", "starts_on")]


@pytest.mark.parametrize(
    ("held", "duty"),
    [
        (["INSPECTOR", "INSPECTION_HEAD", "GENERAL_OFFICE", "CHIEF"], "GENERAL_OFFICE"),
        (["INSPECTOR", "INSPECTION_HEAD"], "INSPECTION_HEAD"),
        (["INSPECTOR", "CHIEF"], "INSPECTOR"),
        (["CHIEF"], None),
    ],
)
def test_ORG_16_papers_wait_for_the_general_office_where_there_is_one(held: list[str], duty: str | None) -> None:
    assert paper_duty(held) == duty


def test_ORG_6_the_same_duty_is_held_once_at_a_time() -> None:
    refusal = refuse_doubled("INSPECTOR", [(date(2019, 1, 1), None)])

    assert refusal is not None
    assert (refusal.code, refusal.field) == ("already-held", "duty")
    assert "2019-01-01" in refusal.sentence
    assert refuse_doubled("INSPECTOR", []) is None


@pytest.mark.parametrize(
    ("ends_on", "wanted", "code"),
    [
        (None, date(2026, 11, 10), ""),
        (date(2027, 1, 1), date(2026, 12, 1), ""),
        (date(2027, 1, 1), date(2027, 1, 2), "too-late"),
        (date(2026, 11, 10), date(2026, 11, 1), "already-ended"),
        (None, date(2019, 1, 1), "too-early"),
        (None, date(2018, 12, 31), "too-early"),
    ],
)
def test_ORG_7_a_duty_can_end_earlier_than_it_would(ends_on: date | None, wanted: date, code: str) -> None:
    refusal = refuse_ending(date(2019, 1, 1), ends_on, wanted=wanted, today=TODAY)

    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize("starts_on", [TODAY, TODAY + timedelta(days=3)])
def test_ORG_7_one_that_was_not_held_yet_ends_as_it_begins(starts_on: date) -> None:
    assert refuse_ending(starts_on, None, wanted=starts_on, today=TODAY) is None
    again = refuse_ending(starts_on, starts_on, wanted=starts_on, today=TODAY)
    assert again is not None
    assert again.code == "already-ended"

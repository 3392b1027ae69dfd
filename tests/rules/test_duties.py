"""Duties: what they permit, how they are found by their words, and which of them nobody may hold together."""

from __future__ import annotations

import pytest

from jingheng.contexts.org.rules.duties import (
    ADMINISTRATORS,
    BUSINESS,
    DUTIES,
    EVERYBODY,
    Duty,
    find_duty,
    permissions_of,
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
    assert permissions_of(["LIAISON", "POLITICAL"]) == EVERYBODY | {"month.watch", "report.read"}


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

"""Private persons: not followed from record to record, and their names forgotten early."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jingheng.contexts.records.rules.drafting import Draft, Party
from jingheng.contexts.records.rules.private_names import (
    HIDDEN,
    forgets_private,
    is_followed_leader,
    is_private,
    without_private_names,
)
from jingheng.contexts.records.rules.taxonomy import TRIAGE


def party(name: str, *askers: str, person_id: int | None = None) -> Party:
    return Party(name=name, asker_types=frozenset(askers), person_id=person_id, features="穿灰衣" if name else "")


FRIEND, LEADER = party("甘霖", "P44"), party("欧阳文", "P11")


@pytest.mark.parametrize(
    ("who", "private"),
    [
        (FRIEND, True),
        (party("甘霖", "P44", "P11"), False),
        (party("甘霖"), False),
        (party("方小岚", "P44", person_id=7), False),
        (LEADER, False),
    ],
    ids=["a friend", "a friend who leads", "nobody knows", "one of ours", "a leader"],
)
def test_REC_60_private_is_whoever_asked_only_as_a_private_person(who: Party, private: bool) -> None:
    assert is_private(who) is private


@pytest.mark.parametrize(
    ("who", "followed"),
    [(LEADER, True), (party("欧阳文", "P11", "P44"), False), (party("不详", "P11"), False), (FRIEND, False)],
    ids=["a leader", "a leader who is a friend", "a leader without a name", "a friend"],
)
def test_REC_60_only_a_named_leader_is_followed(who: Party, followed: bool) -> None:
    assert is_followed_leader(who) is followed


def test_REC_60_names_are_forgotten_where_nothing_follows() -> None:
    assert {conclusion for conclusion in TRIAGE.codes if forgets_private(conclusion)} == {"T0", "T3"}


def test_a_private_name_is_cut_wherever_it_stands() -> None:
    said = Draft(
        parties=(FRIEND, LEADER),
        summary="甘霖来电，欧阳文在场。",
        verbatim="“我是甘霖”",
        present="甘霖",
        case_parties="甲",
    )

    cut = without_private_names(said)

    assert [one.name for one in cut.parties] == ["甘某", "欧阳文"]
    assert (cut.summary, cut.verbatim, cut.present) == ("甘某来电，欧阳文在场。", "“我是甘某”", "甘某")
    assert (cut.parties[0].features, cut.parties[1].features, cut.case_parties) == (HIDDEN, "穿灰衣", HIDDEN)


def test_a_name_within_a_longer_one_is_cut_after_it() -> None:
    said = Draft(parties=(FRIEND, replace(FRIEND, name="甘霖雨")), summary="甘霖雨和甘霖来过。")

    assert without_private_names(said).summary == "甘某和甘某来过。"


def test_where_nobody_is_private_everything_stands() -> None:
    said = Draft(parties=(LEADER,), summary="欧阳文来电。")

    assert without_private_names(said) == said


def test_the_parties_of_the_case_are_cut_too_and_units_and_roles_are_not() -> None:
    said = Draft(
        case_parties="金若溪（被告人）、被害人祝融，鸿运商贸有限公司",
        summary="被告人金若溪的妻子来电，说祝融和鸿运商贸有限公司都不知情。",
    )

    cut = without_private_names(said)

    assert cut.summary == "被告人金某的妻子来电，说祝某和鸿运商贸有限公司都不知情。"
    assert cut.case_parties == HIDDEN

"""Which body a recorded leader is of."""

from __future__ import annotations

import pytest

from jingheng.contexts.records.rules.bodies import body_of, passed_by
from jingheng.contexts.records.rules.drafting.draft import Draft, Party


def _party(unit: str, *askers: str, body: str = "") -> Party:
    return Party(unit=unit, asker_types=frozenset(askers or ("P11",)), body=body)


@pytest.mark.parametrize(
    ("unit", "body"),
    [
        ("正平区委", "PARTY"),
        ("中共正平区委办公室", "PARTY"),
        ("县委组织部", "PARTY"),
        ("中共某市市委政法委", "COMMITTEE"),
        ("区政法委员会", "COMMITTEE"),
        ("区纪委监委第三纪检监察室", "DISCIPLINE"),
        ("市监察委员会", "DISCIPLINE"),
        ("区政府办公室", ""),
        ("平安社区委员会", ""),
        ("", ""),
    ],
)
def test_REC_63_a_units_name_tells_its_body(unit: str, body: str) -> None:
    assert body_of(_party(unit)) == body


def test_what_the_filer_says_counts_before_the_name() -> None:
    assert body_of(_party("区政府", body="COMMITTEE")) == "COMMITTEE"
    assert body_of(_party("邻县县委", body="OTHER")) == ""


def test_only_leaders_those_about_them_and_units_that_write_belong_to_a_body() -> None:
    assert body_of(_party("区委", "P44")) == ""
    assert body_of(_party("区委", "P44", "P14")) == "PARTY"
    assert body_of(_party("区委", "P32", body="PARTY")) == ""


def test_taking_a_name_out_opens_nothing() -> None:
    before, after = Draft(parties=(_party("区政法委"),)), Draft(parties=(_party("区政府"),))

    assert passed_by([before, after]) == {"COMMITTEE"}
    assert passed_by([after]) == frozenset()

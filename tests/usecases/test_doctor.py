"""`jingheng doctor` on duties: what is thin in which office, and what to do."""

from __future__ import annotations

from jingheng.cli.doctor import duties_filled
from jingheng.contexts.org.models import DutyHolding, Office
from tests.factories.cast import START, Cast


def said() -> dict[str, str]:
    return {finding.what.split("：")[0]: finding.what for finding in duties_filled()}


def test_each_office_is_told_what_lacks_two_unconflicted_persons(cast: Cast) -> None:
    found = said()

    assert "审签 1 人" in found[cast.county.name]
    assert "检务督察" not in found[cast.county.name]
    assert "检务督察 1 人" in found[cast.sister.name]
    assert all("由上级院代行" in finding.to_do for finding in duties_filled())


def test_an_inspector_who_also_appraises_is_not_counted(cast: Cast) -> None:
    for inspector in (cast.inspector, cast.second_inspector):
        DutyHolding.objects.create(person=inspector, office=cast.county, duty="POLITICAL", starts_on=START)

    assert "检务督察 1 人（另有 2 人兼任不相容的职责，不能计入）" in said()[cast.county.name]


def test_without_offices_it_says_how_to_begin(db: None) -> None:
    assert not Office.objects.exists()
    assert [finding.what for finding in duties_filled()] == ["还没有机构。"]

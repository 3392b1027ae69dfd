"""`jingheng doctor` on duties: what is thin in which office, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jingheng.cli.doctor import duties_filled, ledger_witnessed
from jingheng.contexts.ledger.checkpointing import make_checkpoint
from jingheng.contexts.ledger.keys import path_of
from jingheng.contexts.ledger.models import Log
from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.org.models import DutyHolding, Office
from jingheng.contexts.witnesses.models import Asking, OtherStory, Watched
from tests.factories.cast import NOON, START, Cast
from tests.factories.witnessing import named
from tests.verify.logs import CITY


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


# --- the ledger's witnesses -------------------------------------------------------------------------------------------
def witness_findings() -> list[str]:
    return [f"{finding.grade} {finding.what}" for finding in ledger_witnessed()]


def test_without_a_witness_it_says_what_that_means(cast: Cast) -> None:
    (found,) = witness_findings()
    assert found.startswith("提示 账本没有见证人")


def test_what_a_witness_found_and_a_key_that_is_gone_are_faults(cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    witness = named()
    log = Log.objects.get(office_id=0)
    make_checkpoint(log.pk, at=NOON)
    asking = Asking.objects.create(witness=witness, log=log, cosigned_size=log.size)
    assert witness_findings() == ["正常 账本都有见证（1 个见证人，1 个签名算数）。"]

    Asking.objects.filter(pk=asking.pk).update(failure="SHORTER", cosigned_size=None)
    path_of(log).unlink()
    OtherStory.objects.create(origin="another", digest="d", request=b"r", size=1, seen_at=NOON)
    Watched.objects.create(origin="another", vkey="v", name="明德区院", added_at=NOON)
    found = witness_findings()
    assert sum(one.startswith("故障") for one in found) == 3
    assert any("没有见证，例如" in one for one in found)

    Log.objects.filter(pk=log.pk).update(closed_at=NOON)
    found = witness_findings()
    assert sum("截短" in one and one.startswith("提示") for one in found) == 1
    named(name="纪检组", key=CITY)
    LocalNorm.objects.create(key="witness.quorum", office=cast.city, value=1, instrument="本院规定", valid_from=START)
    assert any("没有过半" in one for one in witness_findings())

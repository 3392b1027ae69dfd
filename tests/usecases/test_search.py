"""Searching records: what is found, and by whom not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jingheng.contexts.records.api import SearchResult, index_waiting, search_records
from jingheng.contexts.records.models import Clearance, Record
from jingheng.contexts.records.rules.drafting.draft import Intermediary
from jingheng.contexts.records.usecases.corrections import correct_record
from jingheng.contexts.records.usecases.indexing import index_later
from tests.factories.cast import NOON, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, file, naming


def index() -> None:
    while index_waiting():
        pass


def search(cast: Cast, who: str, query: str) -> SearchResult:
    return search_records(cast.actor(who), query)


def finders(cast: Cast, query: str) -> set[str]:
    return {key for key in cast.people if search(cast, key, query).found}


def assign(record: Record, cast: Cast, who: str) -> None:
    Record.objects.filter(pk=record.pk).update(assignee=cast.people[who])


def test_the_filer_and_the_routes_readers_find_it(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    assign(record, cast, "inspector")
    index()

    assert finders(cast, "城建集团") == set()  # the unit of a private person is his alone
    assert finders(cast, "盗窃") == {"prosecutor", "head", "inspector"}


def test_a_hit_says_what_it_is_and_marks_the_word(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    index()

    found = search(cast, "prosecutor", "透个底").found[0]

    assert (found.uid, found.is_own, found.label) == (record.uid, True, f"回执 {record.receipt_code}")
    assert (found.matter, found.where) == ("司法办案", "原话要点")
    assert [piece.text for piece in found.excerpt if piece.is_hit] == ["透个底"]
    assert "".join(piece.text for piece in found.excerpt) == "“能不能先透个底，大概什么时候起诉？”"


def test_one_character_is_enough_and_a_rare_one_too(cast: Cast) -> None:
    party = naming(cast.colleague, "P23", name="𠮷野", person_id=None)
    file(cast.actor("prosecutor"), content(parties=(party,)))
    index()

    assert finders(cast, "𠮷") >= {"prosecutor", "head"}
    assert search(cast, "prosecutor", "盗").found
    assert not search(cast, "prosecutor", "𠮸").found


def test_several_words_must_all_occur(cast: Cast) -> None:
    file(cast.actor("prosecutor"))
    index()

    assert search(cast, "prosecutor", "盗窃 起诉").found
    assert not search(cast, "prosecutor", "盗窃 抢劫").found


@pytest.mark.parametrize("query", ["", "   ", "?!", "\x00", "%", "' OR 1=1 --", '"', "*"])
def test_what_means_nothing_finds_nothing(cast: Cast, query: str) -> None:
    file(cast.actor("prosecutor"))
    index()

    assert search(cast, "prosecutor", query).found == ()


def test_it_is_found_by_its_number_before_it_is_indexed(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    assert finders(cast, record.receipt_code) >= {"prosecutor", "head"}
    assert "outsider" not in finders(cast, record.receipt_code)
    assert search(cast, "prosecutor", record.receipt_code.lower()[:6]).found[0].uid == record.uid


@pytest.mark.parametrize("asker", ["P22", "P23"])
def test_whoever_is_named_his_chain_and_other_offices_find_nothing(cast: Cast, asker: str) -> None:
    file(cast.actor("outsider"), content(parties=(naming(cast.department_head, asker),)))
    index()

    found_by = finders(cast, "盗窃")

    assert (
        found_by
        & {"department_head", "prosecutor", "colleague", "deputy", "chief", "sister_head", "city_head", "system_admin"}
        == set()
    )
    assert "outsider" in found_by


def test_nothing_tells_of_what_is_hidden(cast: Cast) -> None:
    before = search(cast, "inspector", "盗窃"), search(cast, "department_head", "盗窃")

    file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))
    waiting = search(cast, "inspector", "盗窃"), search(cast, "department_head", "盗窃")
    index()
    indexed = search(cast, "inspector", "盗窃"), search(cast, "department_head", "盗窃")

    assert before == waiting == indexed


def test_private_persons_are_never_found_by_name(cast: Cast) -> None:
    chained = naming(
        cast.colleague, "P23", on_behalf=True, via=(Intermediary(name="单云鹤", unit="某商行", relation="表兄"),)
    )
    said = content(
        parties=(OUTSIDE_PARTY, chained), case_parties="牛大力、马小跃", present="傅立人",
        summary="甘霖来电，说单云鹤托他问牛大力的盗窃案办到什么程度，希望尽快有个结果，傅立人也在场。",
    )  # fmt: skip
    file(cast.actor("outsider"), said)
    index()

    assert [finders(cast, name) for name in ("甘霖", "单云鹤", "牛大力", "马小跃", "傅立人")] == [set()] * 5
    found = search(cast, "outsider", "盗窃案").found[0]
    assert "甘霖" not in "".join(piece.text for piece in found.excerpt)


def test_a_colleague_and_a_leader_are_found_by_name(cast: Cast) -> None:
    leader = naming(cast.colleague, "P11", name="燕归来", person_id=None)
    file(cast.actor("outsider"), content(parties=(leader, naming(cast.colleague, "P23"))))
    index()

    assert "head" in finders(cast, "燕归来")
    assert "head" in finders(cast, cast.colleague.name)


def test_whoever_was_named_by_mistake_is_forgotten_at_once(cast: Cast) -> None:
    said = content(
        parties=(naming(cast.colleague, "P23"),),
        summary=f"{cast.colleague.name}打听一件盗窃案办到了什么程度，希望提前知道处理意见和时间。",
    )
    record = file(cast.actor("outsider"), said)
    index()
    assert finders(cast, cast.colleague.name) >= {"outsider", "head"}

    Clearance.objects.create(record=record, person=cast.colleague, note="", by=cast.head, at=NOON)

    assert finders(cast, cast.colleague.name) == set()
    index_later(record.pk)
    index()
    assert finders(cast, cast.colleague.name) == set()
    assert finders(cast, "盗窃") >= {"outsider", "head"}


def test_only_the_present_text_is_found(cast: Cast) -> None:
    first = content(cause="盗窃罪")
    record = file(cast.actor("prosecutor"), first)
    index()
    correct_record(
        uid=record.uid,
        content=replace(first, cause="诈骗罪"),
        reason="案由写错",
        actor=cast.actor("prosecutor"),
        at=NOON,
    )
    index()

    assert search(cast, "prosecutor", "诈骗罪").found
    assert not search(cast, "prosecutor", "盗窃罪").found


def test_the_lag_is_that_of_what_one_may_read(cast: Cast) -> None:
    file(cast.actor("prosecutor"))

    assert (search(cast, "prosecutor", "").lag, search(cast, "outsider", "").lag) == (1, 0)
    index()
    assert search(cast, "prosecutor", "").lag == 0


def test_only_the_newest_are_listed_and_that_there_are_more_is_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jingheng.contexts.records.queries.searching.NEWEST", 2)
    records = [file(cast.actor("prosecutor")) for _ in range(3)]
    index()

    result = search(cast, "prosecutor", "盗窃")

    assert [found.uid for found in result.found] == [records[2].uid, records[1].uid]
    assert result.more

"""与国家填报系统对账: numbers, list, explanations, and what nobody learns from them (decisions §1, §10)."""

from __future__ import annotations

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.records.models import NationalMonth, NationalNumber, Record
from jingheng.contexts.records.queries.national import Standing, standing_of
from jingheng.contexts.records.usecases.national import close_month, enter_list, enter_numbers, explain
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.factories.reporting import code_of

NOVEMBER = Month(2026, 11)


@pytest.fixture
def records(cast: Cast) -> list[Record]:
    return [file(cast.actor(who)) for who in ("prosecutor", "colleague", "outsider")]


def standing(cast: Cast, who: str = "head") -> Standing:
    return standing_of(cast.actor(who), NOVEMBER)


def number(cast: Cast, given: dict[str, str], who: str = "head") -> int:
    return enter_numbers(month=NOVEMBER, numbers=given, actor=cast.actor(who), at=NOON)


def paste(cast: Cast, text: str, who: str = "head") -> NationalMonth:
    return enter_list(month=NOVEMBER, text=text, actor=cast.actor(who), at=NOON)


def said(cast: Cast, key: str, reason: str = "LATER", note: str = "", who: str = "head") -> None:
    explain(month=NOVEMBER, key=key, reason=reason, note=note, actor=cast.actor(who), at=NOON)


def close(cast: Cast, who: str = "head") -> NationalMonth:
    return close_month(month=NOVEMBER, actor=cast.actor(who), at=NOON)


def test_one_explained_difference_and_the_month_is_reconciled(cast: Cast, records: list[Record]) -> None:
    first, second, third = records
    number(cast, {first.uid: "GJ1", second.uid: "gj2", third.uid: ""})
    paste(cast, "GJ1\nGJ2\nGJ8")
    found = standing(cast)
    assert (found.total, found.listed, found.agreed, len(found.differences)) == (3, 3, 2, 2)
    assert code_of(lambda: close(cast)) == "unexplained"

    said(cast, f"ours:{third.uid}")
    said(cast, "theirs:GJ8", "OTHER", "录错院，已请对方撤销")

    assert close(cast).closed_by == cast.head
    assert standing(cast).explained == 2
    assert Entry.objects.latest("id").event == "national.reconciled"


def test_whatever_changes_opens_it_again(cast: Cast, records: list[Record]) -> None:
    number(cast, {record.uid: f"GJ{n}" for n, record in enumerate(records)})
    paste(cast, "GJ0 GJ1 GJ2")
    close(cast)

    number(cast, {records[0].uid: "GJ7"})
    assert NationalMonth.objects.get().closed_at is None
    number(cast, {records[0].uid: "GJ0"})
    close(cast)
    paste(cast, "GJ0")
    assert NationalMonth.objects.get().closed_at is None


def test_a_number_is_one_records(cast: Cast, records: list[Record]) -> None:
    number(cast, {records[0].uid: "GJ1"})

    assert code_of(lambda: number(cast, {records[1].uid: "ＧＪ１"})) == "taken"
    assert code_of(lambda: number(cast, {records[1].uid: "GJ2", records[2].uid: "GJ2"})) == "taken"
    assert NationalNumber.objects.count() == 1


def test_numbers_change_places_and_are_taken_away(cast: Cast, records: list[Record]) -> None:
    first, second, _ = records
    number(cast, {first.uid: "GJ1", second.uid: "GJ2"})
    number(cast, {first.uid: "GJ2", second.uid: "GJ1"})
    assert {one.uid: one.number for one in standing(cast).ours if one.number} == {first.uid: "GJ2", second.uid: "GJ1"}

    assert number(cast, {first.uid: "", second.uid: "GJ1"}) == 1
    assert number(cast, {second.uid: "GJ1"}) == 0
    assert NationalNumber.objects.get().record == second


@pytest.mark.parametrize(
    ("key", "reason", "note", "code"),
    [
        ("theirs:GJ1", "NONSENSE", "", "unknown-reason"),
        ("theirs:GJ1", "OTHER", " ", "needs-note"),
        ("theirs:GJ2", "LATER", "", "not-found"),
    ],
)
def test_an_explanation_that_explains_nothing(cast: Cast, key: str, reason: str, note: str, code: str) -> None:
    paste(cast, "GJ1")

    assert code_of(lambda: said(cast, key, reason, note)) == code
    assert standing(cast).explained == 0


def test_without_a_list_there_is_nothing_to_reconcile(cast: Cast) -> None:
    assert code_of(lambda: close(cast)) == "no-list"
    future = NOVEMBER.next()
    assert code_of(lambda: enter_list(month=future, text="GJ1", actor=cast.actor("head"), at=NOON)) == "running"


def test_nobody_else_reconciles(cast: Cast, records: list[Record]) -> None:
    for who in ("inspector", "chief", "prosecutor", "political", "deputy"):
        with pytest.raises(Refused):
            standing(cast, who)
        with pytest.raises(Refused):
            paste(cast, "GJ1", who)
        with pytest.raises(Refused):
            number(cast, {records[0].uid: "GJ1"}, who)
    assert not NationalMonth.objects.exists()


def test_a_record_that_went_past_the_office_is_in_none_of_it(cast: Cast, records: list[Record]) -> None:
    """Decisions §1: it is numbered and reconciled where it counts."""
    about = file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))

    assert standing(cast).total == 3
    assert about.uid not in {one.uid for one in standing(cast).ours}
    assert about.uid in {one.uid for one in standing(cast, "city_head").ours}
    assert code_of(lambda: number(cast, {about.uid: "GJ1"})) == "not-found"


def test_what_he_may_not_read_he_is_not_asked_to_explain(cast: Cast, records: list[Record]) -> None:
    """His own filing is matched and not shown to him as the one who works on it."""
    own = file(cast.actor("head"))
    paste(cast, "")

    keys = {one.key for one in standing(cast).differences}

    assert f"ours:{own.uid}" not in keys
    assert len(keys) == 3
    NationalNumber.objects.create(record=own, number="GJ5", entered_by=cast.inspector, entered_at=NOON)
    paste(cast, "GJ5")
    found = standing(cast)
    assert (found.total, found.listed, found.agreed) == (3, 0, 0)
    assert "theirs:GJ5" not in {one.key for one in found.differences}


def test_whoever_does_not_reconcile_closes_nothing(cast: Cast) -> None:
    paste(cast, "")

    assert code_of(lambda: close(cast, "inspector")) == "not-found"
    assert NationalMonth.objects.get().closed_at is None

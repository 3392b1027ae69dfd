"""Signing the month: once, in its window or late, by whoever was on the staff at its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Person, Post
from jingheng.contexts.records.models import Statement
from jingheng.contexts.records.usecases.statements import AlreadySigned, sign_statement
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refused
from tests.factories.cast import MONTH_END, NOON, STARTS_IN, Cast
from tests.factories.contents import content, file, naming

NOVEMBER = Month(2026, 11)


def sign(cast: Cast, month: Month = NOVEMBER, who: str = "prosecutor", at: datetime = MONTH_END) -> Statement:
    return sign_statement(month=month, actor=cast.actor(who, at), at=at)


def refused(cast: Cast, month: Month = NOVEMBER, who: str = "prosecutor", at: datetime = MONTH_END) -> str:
    with pytest.raises(Refused) as no:
        sign(cast, month, who, at)
    assert not Statement.objects.exists()
    assert not Entry.objects.exists()
    return no.value.refusal.code


def test_it_is_signed_in_time_and_the_ledger_names_nobody(cast: Cast) -> None:
    statement = sign(cast)

    assert (statement.person, statement.office, statement.month) == (cast.prosecutor, cast.county, NOVEMBER.number)
    assert (statement.signed_at, statement.due_date, statement.is_late) == (MONTH_END, date(2026, 12, 3), False)
    entry = Entry.objects.get()
    assert (entry.event, entry.actor_id, entry.details) == ("statement.filed", None, {})


def test_after_the_last_day_it_is_still_signed_and_late(cast: Cast) -> None:
    assert not sign(cast, who="colleague", at=MONTH_END + timedelta(days=3)).is_late
    assert sign(cast, at=MONTH_END + timedelta(days=4)).is_late


def test_signing_twice_changes_nothing(cast: Cast) -> None:
    first = sign(cast)

    with pytest.raises(AlreadySigned):
        sign(cast, at=MONTH_END + timedelta(days=10))

    assert Statement.objects.get().signed_at == first.signed_at
    assert Entry.objects.count() == 1


def test_what_is_sent_upward_in_the_window_leaves_at_home_the_leaf_of_a_signature(cast: Cast) -> None:
    """Otherwise the home office's log would have one leaf less than people who have signed (decisions §1)."""
    said = content(MONTH_END, parties=(naming(cast.chief, "P21"),))

    record = file(cast.actor("prosecutor", MONTH_END), said, at=MONTH_END)
    file(cast.actor("prosecutor", MONTH_END), said, at=MONTH_END)

    assert record.receiving_office_id == cast.city.pk
    leaf = Entry.objects.get(office_id=cast.county.pk)
    assert (leaf.event, leaf.actor_id, leaf.details) == ("statement.filed", None, {})
    assert leaf.subject == f"statement:{Statement.objects.get().pk}"
    assert Entry.objects.filter(office_id=cast.city.pk, event="statement.filed").count() == 2


def test_whoever_has_filed_in_the_window_has_signed(cast: Cast) -> None:
    file(cast.actor("prosecutor", MONTH_END), content(MONTH_END), at=MONTH_END)

    with pytest.raises(AlreadySigned):
        sign(cast)


def test_STA_2_nothing_is_signed_before_the_window_opens(cast: Cast) -> None:
    assert refused(cast, at=NOON) == "not-open"


def test_STA_2_no_month_before_the_office_began_is_signed(cast: Cast) -> None:
    assert refused(cast, STARTS_IN.previous()) == "before-start"
    assert sign(cast, STARTS_IN).is_late


@pytest.mark.parametrize(
    ("joined_on", "left_on"), [(date(2026, 11, 1), None), (None, date(2026, 10, 30))], ids=["not yet", "no longer"]
)
def test_STA_2_whoever_was_not_on_the_staff_at_the_end_of_a_month_does_not_sign_it(
    cast: Cast, joined_on: date | None, left_on: date | None
) -> None:
    Person.objects.filter(pk=cast.prosecutor.pk).update(joined_on=joined_on, left_on=left_on)

    assert refused(cast, Month(2026, 10)) == "not-on-staff"


def test_STA_2_the_last_day_of_the_month_is_enough(cast: Cast) -> None:
    Person.objects.filter(pk=cast.prosecutor.pk).update(joined_on=date(2026, 10, 31), left_on=date(2026, 10, 31))

    assert sign(cast, Month(2026, 10)).office == cast.county


def test_a_month_is_signed_where_one_stood_at_its_end(cast: Cast) -> None:
    Post.objects.create(person=cast.prosecutor, office=cast.sister, identity="PROSECUTOR", starts_on=date(2026, 12, 1))

    assert sign(cast, at=MONTH_END + timedelta(days=2)).office == cast.county


def test_the_system_signs_for_nobody(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        sign_statement(month=NOVEMBER, actor=SYSTEM, at=MONTH_END)

    assert no.value.refusal.code == "no-person"

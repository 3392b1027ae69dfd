"""Duties granted and ended, each for its days; and the first office, whose administrators are three persons."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jingheng.contexts.ledger.models import Entry, Log
from jingheng.contexts.org.models import Account, Department, DutyHolding, Office, Person
from jingheng.contexts.org.queries import actor_for
from jingheng.contexts.org.usecases import end_duty, found_office, grant_duty
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refused
from tests.factories.audited import Auditor
from tests.factories.cast import NOON, Cast

TODAY = NOON.date()


def grant(
    cast: Cast, who: str, duty: str, starts_on: date = TODAY, ends_on: date | None = None,
    department: Department | None = None,
) -> DutyHolding:  # fmt: skip
    person = cast.people[who]
    return grant_duty(
        person=person, office=person.office, duty=duty, starts_on=starts_on, ends_on=ends_on, department=department,
        actor=cast.actor("security_admin"), at=NOON,
    )  # fmt: skip


def refused(cast: Cast, who: str, duty: str, starts_on: date = TODAY, ends_on: date | None = None) -> tuple[str, str]:
    with pytest.raises(Refused) as no:
        grant(cast, who, duty, starts_on, ends_on)
    return no.value.refusal.code, no.value.refusal.field


def test_a_duty_is_held_from_its_first_day_on(cast: Cast) -> None:
    grant(cast, "outsider", "INSPECTOR", starts_on=TODAY + timedelta(days=1))

    assert not actor_for(cast.outsider, on=TODAY).holds("INSPECTOR")
    assert actor_for(cast.outsider, on=TODAY + timedelta(days=1)).may("record.inspect")
    entry = Entry.objects.get()
    assert (entry.event, entry.actor_id, entry.details) == (
        "duty.granted",
        cast.security_admin.pk,
        {"duty": "INSPECTOR"},
    )


def test_duties_that_watch_each_other_are_refused_to_one_person(cast: Cast) -> None:
    held = DutyHolding.objects.count()

    assert refused(cast, "political", "INSPECTOR") == ("incompatible", "duty")
    assert DutyHolding.objects.count() == held
    assert not Entry.objects.exists()


def test_one_after_the_other_they_are_granted(cast: Cast) -> None:
    cast.political.duties.update(ends_on=TODAY)

    grant(cast, "political", "INSPECTOR", starts_on=TODAY)

    assert actor_for(cast.political, on=TODAY).duties == {"INSPECTOR"}


def test_until_the_other_begins_a_duty_may_be_held(cast: Cast) -> None:
    cast.political.duties.update(starts_on=TODAY)
    begins = TODAY - timedelta(days=30)

    grant(cast, "political", "INSPECTOR", starts_on=begins, ends_on=TODAY)

    too_long = refused(cast, "political", "INSPECTION_HEAD", starts_on=begins, ends_on=TODAY + timedelta(days=1))
    assert too_long == ("incompatible", "duty")


def test_a_duty_of_a_department_names_it(cast: Cast) -> None:
    assert refused(cast, "outsider", "HEAD") == ("needs-department", "department")

    holding = grant(cast, "outsider", "HEAD", department=cast.outsider.department)

    assert cast.actor("outsider").charge["HEAD"] == {holding.department_id}


def test_an_ended_duty_permits_nothing_from_that_day_on(cast: Cast) -> None:
    holding = cast.inspector.duties.get()

    end_duty(holding=holding, ends_on=TODAY, actor=cast.actor("security_admin"), at=NOON)

    assert actor_for(cast.inspector, on=TODAY - timedelta(days=1)).holds("INSPECTOR")
    assert not actor_for(cast.inspector, on=TODAY).holds("INSPECTOR")
    entry = Entry.objects.get()
    assert (entry.event, entry.office_id, entry.details) == ("duty.ended", cast.county.pk, {"duty": "INSPECTOR"})


def test_a_duty_does_not_end_before_it_has_begun(cast: Cast) -> None:
    holding = cast.inspector.duties.get()

    with pytest.raises(Refused) as no:
        end_duty(holding=holding, ends_on=holding.starts_on, actor=cast.actor("security_admin"), at=NOON)

    assert (no.value.refusal.code, no.value.refusal.field) == ("too-early", "ends_on")
    assert cast.inspector.duties.get().ends_on is None
    assert not Entry.objects.exists()


def test_a_period_that_ends_before_it_begins_is_refused_at_its_end(cast: Cast) -> None:
    assert refused(cast, "outsider", "INSPECTOR", ends_on=TODAY) == ("period", "ends_on")
    assert not cast.outsider.duties.exists()


def test_a_duty_does_not_begin_before_its_holder_joined(cast: Cast) -> None:
    cast.outsider.joined_on = TODAY
    cast.outsider.save()

    assert refused(cast, "outsider", "INSPECTOR", TODAY - timedelta(days=1)) == ("before-joining", "starts_on")


@pytest.mark.parametrize(("starts_on", "ends_on"), [(date(2019, 1, 1), None), (TODAY, TODAY + timedelta(days=30))])
def test_a_duty_that_is_held_already_is_not_granted_again(cast: Cast, starts_on: date, ends_on: date | None) -> None:
    assert refused(cast, "inspector", "INSPECTOR", starts_on, ends_on) == ("already-held", "duty")
    assert cast.inspector.duties.count() == 1


def test_it_is_granted_again_from_the_day_on_which_it_ended(cast: Cast) -> None:
    end_duty(holding=cast.inspector.duties.get(), ends_on=TODAY, actor=cast.actor("security_admin"), at=NOON)

    grant(cast, "inspector", "INSPECTOR", starts_on=TODAY)

    assert actor_for(cast.inspector, on=TODAY).holds("INSPECTOR")


def test_a_duty_for_another_department_is_another_holding(cast: Cast) -> None:
    other = Department.objects.get(office=cast.county, name="第二检察部")

    grant(cast, "department_head", "HEAD", department=other)

    assert cast.department_head.duties.count() == 2


def test_a_duty_that_is_not_by_department_is_refused_with_one(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        grant(cast, "outsider", "INSPECTOR", department=cast.outsider.department)

    assert (no.value.refusal.code, no.value.refusal.field) == ("no-department", "department")


def test_a_duty_that_ends_one_day_can_end_earlier_and_not_later(cast: Cast) -> None:
    holding = cast.inspector.duties.get()
    cast.inspector.duties.update(ends_on=TODAY + timedelta(days=60))
    admin = cast.actor("security_admin")

    with pytest.raises(Refused):
        end_duty(holding=holding, ends_on=TODAY + timedelta(days=61), actor=admin, at=NOON)
    end_duty(holding=holding, ends_on=TODAY, actor=admin, at=NOON)

    assert cast.inspector.duties.get().ends_on == TODAY


def test_the_first_office_begins_with_three_administrators_who_see_no_business(db: None) -> None:
    handed = found_office(
        code="990100", name="澄江市人民检察院", level="CITY", starts_in=Month(2026, 12), administrators=("甲", "乙", "丙"),
        at=NOON,
    )  # fmt: skip

    office = Office.objects.get()
    assert (office.path, office.parent, office.starts_in) == ("/990100/", None, Month(2026, 12).number)
    assert [(one.duty, one.name, one.username) for one in handed] == [
        ("系统管理员", "甲", "admin1"),
        ("安全管理员", "乙", "admin2"),
        ("审计管理员", "丙", "admin3"),
    ]
    assert all(Account.objects.get(username=one.username).check_password(one.password) for one in handed)
    held = [actor_for(person, on=TODAY).duties for person in Person.objects.order_by("number")]
    assert held == [{"SYSTEM_ADMIN"}, {"SECURITY_ADMIN"}, {"AUDIT_ADMIN"}]
    assert list(Entry.objects.order_by("id").values_list("event", flat=True)) == [
        "office.founded", *["duty.granted", "account.opened"] * 3,
    ]  # fmt: skip


def test_an_office_that_needs_it_has_all_its_logs_on_SM3(db: None, tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    found_office(
        code="990100", name="澄江市人民检察院", level="CITY", starts_in=Month(2026, 12), administrators=("甲", "乙", "丙"),
        at=NOON, algorithm="sm3",
    )  # fmt: skip

    assert {log.origin for log in Log.objects.all()} == {
        "jc.990100/server/2026/sm3", "jc.990100/ledger/2026/sm3",
    }  # fmt: skip
    auditor = Auditor(tmp_path)
    verdict = auditor.rows(auditor.take())
    assert (verdict.evidence, verdict.code) == ((), 0)


def test_one_person_cannot_be_two_of_the_administrators(db: None) -> None:
    with pytest.raises(Refused) as no:
        found_office(
            code="990100", name="澄江市人民检察院", level="CITY", starts_in=Month(2026, 12),
            administrators=("甲", "乙", "甲"), at=NOON,
        )  # fmt: skip

    assert no.value.refusal.code == "three-persons"
    assert not Office.objects.exists()

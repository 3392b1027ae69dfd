"""应报、实报、按时报, against a slow reference and by cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingheng.contexts.org.api import Office, Person, standing
from jingheng.contexts.org.models import Absence, Post
from jingheng.contexts.records.models import Statement
from jingheng.contexts.records.queries.duties import Duty, duty_figures, duty_table
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming

SEPTEMBER = Month(2026, 9)
AUTUMN = MonthRange(SEPTEMBER, Month(2026, 11))


def sign(person: Person, month: Month, *, late: bool = False, office: Office | None = None) -> None:
    at = datetime(month.year, month.month, 28, 9, 0, tzinfo=SHANGHAI) + timedelta(days=20 if late else 0)
    Statement.objects.create(
        person=person, office=office or person.office, month=month.number, due_date=month.next().first_day,
        signed_at=at, is_late=late,
    )  # fmt: skip


def of(office: Office, month: Month = SEPTEMBER) -> Duty:
    return duty_figures([office], MonthRange(month, month)).of_office(office.pk)


def test_everybody_on_the_staff_owes_the_month(cast: Cast) -> None:
    sign(cast.sister_head, SEPTEMBER)

    assert of(cast.sister) == Duty(due=2, reported=1, in_time=1)


def test_late_is_reported_and_not_in_time(cast: Cast) -> None:
    sign(cast.sister_head, SEPTEMBER)
    sign(cast.sister_prosecutor, SEPTEMBER, late=True)

    duty = of(cast.sister)

    assert duty == Duty(due=2, reported=2, in_time=1)
    assert (duty.missing, duty.late, duty.report_rate, duty.in_time_rate) == (0, 1, "100.00", "50.00")


def test_nobody_owes_a_month_before_the_office_began(cast: Cast) -> None:
    assert of(cast.sister, SEPTEMBER.previous()) == Duty(0, 0, 0)
    assert of(cast.sister, SEPTEMBER.previous()).report_rate is None


def test_whoever_left_during_the_month_owes_nothing(cast: Cast) -> None:
    Person.objects.filter(pk=cast.sister_head.pk).update(left_on=SEPTEMBER.last_day - timedelta(days=1))
    Person.objects.filter(pk=cast.sister_prosecutor.pk).update(left_on=SEPTEMBER.last_day)

    assert of(cast.sister).due == 1
    assert of(cast.sister, SEPTEMBER.next()).due == 0


def test_whoever_joined_later_owes_nothing(cast: Cast) -> None:
    Person.objects.filter(pk=cast.sister_head.pk).update(joined_on=SEPTEMBER.next().first_day)

    assert (of(cast.sister).due, of(cast.sister, SEPTEMBER.next()).due) == (1, 2)


def test_whoever_was_posted_elsewhere_owes_there(cast: Cast) -> None:
    before = of(cast.county).due
    Post.objects.create(
        person=cast.sister_prosecutor, office=cast.county, identity="PROSECUTOR", starts_on=date(2026, 9, 30)
    )
    sign(cast.sister_prosecutor, SEPTEMBER)  # signed at the old office, two days before the move

    assert of(cast.sister) == Duty(due=1)
    assert of(cast.county) == Duty(due=before + 1, reported=1, in_time=1)


def test_with_two_posts_everybody_owes_once(cast: Cast) -> None:
    before = of(cast.county).due
    for office, identity in ((cast.county, "PROSECUTOR"), (cast.sister, "HEAD")):
        Post.objects.create(
            person=cast.sister_head,
            office=office,
            identity=identity,
            starts_on=SEPTEMBER.first_day,
            ends_on=date(2027, 1, 1),
        )

    assert (of(cast.sister).due, of(cast.county).due) == (2, before)


def test_it_equals_asking_about_each_person_on_each_day(cast: Cast) -> None:
    Post.objects.create(
        person=cast.colleague,
        office=cast.sister,
        identity="ASSISTANT",
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 11, 30),
    )
    Person.objects.filter(pk=cast.outsider.pk).update(left_on=date(2026, 10, 31))
    for number, (person, exempts) in enumerate([(cast.head, True), (cast.deputy, False), (cast.prosecutor, True)]):
        Absence.objects.create(
            person=person, office=cast.county, reason="SICK", exempts=exempts, basis="—",
            starts_on=date(2026, 9, 30) + timedelta(days=number), ends_on=date(2026, 10, 31) + timedelta(days=number),
            entered_at=NOON,
        )  # fmt: skip
    for person in list(Person.objects.all())[::2]:
        for month in AUTUMN:
            sign(person, month, late=month == AUTUMN.last)
    offices = list(cast.offices.values())

    table = duty_figures(offices, AUTUMN)

    for month in AUTUMN:
        day = month.last_day
        staff = [p for p in Person.objects.all() if p.left_on is None or p.left_on >= day]
        for office in offices:
            here = [p for p in staff if standing(p, on=day).office_id == office.pk]
            owing = [p for p in here if not Absence.objects.on(day).filter(person=p, exempts=True).exists()]
            rows = Statement.objects.filter(person__in=owing, month=month.number)
            expected = Duty(len(owing), rows.count(), rows.filter(is_late=False).count(), len(here) - len(owing))
            assert table.cells[office.pk, month] == expected


def test_levels_and_totals_add_up(cast: Cast) -> None:
    table = duty_figures(list(cast.offices.values()), AUTUMN)

    assert [name for name, _ in table.by_level] == ["市级院", "基层院"]
    assert sum((duty for _, duty in table.by_level), Duty()) == table.total
    assert sum((table.of_month(month) for month in AUTUMN), Duty()) == table.total
    assert [office.code for office in table.offices] == sorted(office.code for office in table.offices)


def test_five_queries_for_any_number_of_offices_and_months(cast: Cast) -> None:
    for number in range(40):
        office = Office.objects.create(
            code=f"98{number:04d}",
            name=f"第{number}院",
            level="BASIC",
            parent=cast.city,
            path=f"/990200/98{number:04d}/",
        )
        Person.objects.create(number=f"N{number}", name="某", office=office, identity="CLERK")
    offices = list(Office.objects.all())

    with CaptureQueriesContext(connection) as queries:
        duty_figures(offices, MonthRange(Month(2026, 1), Month(2026, 12)))

    assert len(queries) == 5


def test_the_office_above_sees_those_below_and_no_office_sees_its_sister(cast: Cast) -> None:
    month = MonthRange(SEPTEMBER, SEPTEMBER)

    assert set(duty_table(cast.actor("city_head"), month).offices) == set(cast.offices.values())
    assert duty_table(cast.actor("head"), month).offices == (cast.county,)
    with pytest.raises(Refused):
        duty_table(cast.actor("prosecutor"), month)


def test_whoever_filed_only_upward_is_one_who_has_reported(cast: Cast) -> None:
    """Decisions §1: at home the statement is the same as everybody's."""
    at = datetime(2026, 11, 28, 9, 0, tzinfo=SHANGHAI)
    file(cast.actor("prosecutor", at), content(at, parties=(naming(cast.chief, "P21"),)), at=at)

    assert of(cast.county, Month(2026, 11)).reported == 1

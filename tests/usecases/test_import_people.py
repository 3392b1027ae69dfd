"""Importing people: by 人员编号, with the departments they name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Department, Person
from tests.factories.cast import Cast
from tests.factories.imports import a_person, bring_in, sentences


def test_it_takes_people_in_and_makes_an_unknown_department(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in(
        "people", tmp_path, [a_person(), a_person(人员编号="9902039002", 姓名="𠮷田", 单位代码="正平区人民检察院")]
    )

    assert outcome.rows == 2
    person = Person.objects.get(number="9902039001")
    assert (person.name, person.identity, person.joined_on) == ("温如玉", "ASSISTANT", date(2020, 7, 1))
    assert Department.objects.get(office=cast.county, name="第三检察部") == person.department
    assert Person.objects.get(number="9902039002").name == "𠮷田"


def test_who_is_known_is_brought_up_to_date(cast: Cast, tmp_path: Path) -> None:
    row = a_person(
        人员编号=cast.outsider.number, 姓名="邹静好", 部门="第二检察部", 职务="检察官助理", 离职日期="2026-12-31"
    )

    bring_in("people", tmp_path, [row])

    cast.outsider.refresh_from_db()
    assert (cast.outsider.title, cast.outsider.left_on) == ("检察官助理", date(2026, 12, 31))


def test_every_fault_is_named_and_nothing_is_written(cast: Cast, tmp_path: Path) -> None:
    rows = [
        a_person(),
        a_person(人员编号="2", 单位代码="880000"),
        a_person(人员编号="3", 离职日期="2019-01-01"),
        a_person(人员身份="临时工"),
    ]

    outcome = bring_in("people", tmp_path, rows)

    assert {(fault.row, fault.column) for fault in outcome.report.faults} == {
        (3, "单位代码"),
        (4, "离职日期"),
        (5, "人员身份"),
    }
    assert not Person.objects.filter(number="9902039001").exists()
    assert not Department.objects.filter(name="第三检察部").exists()
    assert not Entry.objects.exists()


def test_a_number_given_twice_names_both_rows(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("people", tmp_path, [a_person(), a_person(姓名="另一人")])

    assert sentences(outcome) == ["工作表“数据”第 3 行“人员编号”列：与第 2 行重复。"]


def test_an_administrator_takes_nobody_from_another_office(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in(
        "people", tmp_path, [a_person(人员编号=cast.city_chief.number)], actor=cast.actor("system_admin")
    )

    assert [fault.column for fault in outcome.report.faults] == ["人员编号"]
    cast.city_chief.refresh_from_db()
    assert cast.city_chief.office == cast.city


def test_a_command_acts_as_the_head_of_inspection(cast: Cast, tmp_path: Path) -> None:
    bring_in("people", tmp_path, [a_person()])

    entry = Entry.objects.get()
    assert (entry.actor_id, entry.office_id, entry.details) == (cast.head.pk, cast.county.pk, {"rows": 1})


def test_a_command_acts_as_the_system_while_that_duty_is_vacant(cast: Cast, tmp_path: Path) -> None:
    cast.head.duties.filter(duty="INSPECTION_HEAD").delete()

    bring_in("people", tmp_path, [a_person()])

    entry = Entry.objects.get()
    assert (entry.actor_id, entry.office_id) == (None, cast.county.pk)


def test_a_command_for_several_offices_acts_for_the_topmost(cast: Cast, tmp_path: Path) -> None:
    bring_in("people", tmp_path, [a_person(), a_person(人员编号="2", 单位代码="990200")])

    assert Entry.objects.get().actor_id == cast.city_head.pk

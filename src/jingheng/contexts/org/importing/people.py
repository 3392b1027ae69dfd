"""People by 人员编号."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.importing.tables import (
    Departments,
    Offices,
    Progress,
    choices_of,
    may_import_into,
    note_import,
    refuse_faults,
    rows_by,
    undo,
)
from jingheng.contexts.org.models import Person
from jingheng.contexts.org.rules.identities import IDENTITIES
from jingheng.kernel.actor import Actor
from jingheng.platform.files.sheet_columns import Column, SheetFormat
from jingheng.platform.files.sheet_faults import Fault, FaultReport
from jingheng.platform.files.sheet_reading import open_table

PEOPLE = SheetFormat(
    "people",
    "人员",
    (
        Column("人员编号", "code", required=True, max_length=40),
        Column("姓名", required=True, max_length=50),
        Column("单位代码", "code", required=True, note="代码或者单位名称"),
        Column("部门", max_length=60, note="没有的部门会自动建立"),
        Column("职务", max_length=60),
        Column("人员身份", "choices", required=True, choices=choices_of(IDENTITIES)),
        Column("入职日期", "date"),
        Column("离职日期", "date"),
    ),
)


def import_people(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Progress, dry_run: bool
) -> int:
    """People by 人员编号; who is known already is brought up to date."""
    rows = list(open_table(path, PEOPLE).rows(report))
    with recording(actor=actor, at=at):
        offices, departments = Offices(actor), Departments()
        given = rows_by(rows, "人员编号", report)
        known = {
            p.number: p
            for p in Person.objects.select_for_update(of=("self",)).select_related("office").filter(number__in=given)
        }
        added: list[Person] = []
        changed: list[Person] = []
        for number, row in given.items():
            office = offices.find(row, report)
            joined, left = row.maybe("入职日期", date), row.maybe("离职日期", date)
            if joined and left and left < joined:
                report.add(Fault.of(row, "离职日期", "离职日期早于入职日期，请核对。"))
            if number in known and not may_import_into(actor, known[number].office.path):
                report.add(
                    Fault.of(row, "人员编号", f"此人现在是{known[number].office}的人员。调入请由两院共同的上级院导入。")
                )
            if office is None or report:
                continue
            person = known.get(number) or Person(number=number)
            person.name, person.title, person.identity = row.text("姓名"), row.text("职务"), row.text("人员身份")
            person.office, person.joined_on, person.left_on = office, joined, left
            person.department = departments.get(office, row.text("部门"))
            (changed if person.pk else added).append(person)
            progress(1)
        refuse_faults(report)
        Person.objects.bulk_create(added, batch_size=1000)
        fields = ["name", "title", "identity", "office", "joined_on", "left_on", "department"]
        Person.objects.bulk_update(changed, fields, batch_size=500)
        note_import("people", len(given), offices.named, actor=actor, at=at)
        undo(dry_run)
    return len(given)

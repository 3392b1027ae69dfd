"""Posts with their duties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.importing.tables import (
    Departments,
    Offices,
    Progress,
    choices_of,
    in_whose_name,
    note_import,
    refuse_faults,
    undo,
)
from jingheng.contexts.org.models import Department, DutyHolding, Office, Person, Post
from jingheng.contexts.org.rules.duties import DUTIES, find_duty, refuse_incompatible
from jingheng.contexts.org.rules.identities import IDENTITIES
from jingheng.kernel.actor import Actor
from jingheng.platform.files.sheet_columns import Choice, Column, Row, SheetFormat
from jingheng.platform.files.sheet_faults import Fault, FaultReport
from jingheng.platform.files.sheet_reading import open_table

POSTS = SheetFormat(
    "posts",
    "任职",
    (
        Column("人员编号", "code", required=True, max_length=40),
        Column("单位代码", "code", required=True, note="代码或者单位名称"),
        Column("部门", max_length=60),
        Column("职务", max_length=60),
        Column("人员身份", "choices", required=True, choices=choices_of(IDENTITIES)),
        Column("职责", "choices", choices=tuple(Choice(d.code, d.name) for d in DUTIES.values()), several=True),
        Column("起", "date", required=True),
        Column("止", "date", note="最后一天的次日；仍在任的留空"),
    ),
)


def import_posts(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Progress, dry_run: bool
) -> int:
    """Posts with their duties. The same post given again is brought up to date, not doubled."""
    rows = list(open_table(path, POSTS).rows(report))
    with recording(actor=actor, at=at):
        offices, departments = Offices(actor), Departments()
        people = {p.number: p for p in Person.objects.filter(number__in={row.text("人员编号") for row in rows})}
        held = _Held(people.values())
        for row in rows:
            person = people.get(row.text("人员编号"))
            office = offices.find(row, report)
            if person is None:
                report.add(Fault.of(row, "人员编号", "没有这个人员编号。请先导入人员。"))
            starts, ends = row.given("起", date), row.maybe("止", date)
            if ends and ends <= starts:
                report.add(Fault.of(row, "止", "“止”应晚于“起”。"))
            if person is None or office is None or report:
                continue
            department = departments.get(office, row.text("部门"))
            Post.objects.update_or_create(
                person=person, office=office, department=department, title=row.text("职务"), starts_on=starts,
                defaults={"identity": row.text("人员身份"), "ends_on": ends},
            )  # fmt: skip
            for duty in row.codes("职责"):
                held.take(row, person, office, duty, department, starts, ends, report)
            progress(1)
        refuse_faults(report)
        with recording(actor=in_whose_name(actor, offices.named, at=at), at=at) as record:
            for holding in held.granted:
                subject = f"person:{holding.person_id}"
                record("duty.granted", subject=subject, office_id=holding.office_id, duty=holding.duty)
        note_import("posts", len(rows), offices.named, actor=actor, at=at)
        undo(dry_run)
    return len(rows)


class _Held:
    """Duties held by the people of a file, so that an incompatible one is refused row by row."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.granted: list[DutyHolding] = []
        self._by_person: dict[int, list[DutyHolding]] = {}
        for holding in DutyHolding.objects.filter(person__in=list(people)):
            self._by_person.setdefault(holding.person_id, []).append(holding)

    def take(
        self, row: Row, person: Person, office: Office, code: str, department: Department | None, starts: date, ends: date | None,
        report: FaultReport,
    ) -> None:  # fmt: skip
        duty = find_duty(code)
        assert duty is not None  # the reader accepts only known duties
        if duty.by_department and department is None:
            report.add(Fault.of(row, "部门", f"“{duty.name}”要写明负责哪个部门。"))
            return
        charge = department if duty.by_department else None
        mine = self._by_person.setdefault(person.pk, [])
        at_once = {
            h.duty for h in mine if (h.ends_on is None or h.ends_on > starts) and (ends is None or h.starts_on < ends)
        }
        refusal = refuse_incompatible(at_once, duty.code)
        if refusal is not None:
            report.add(Fault.of(row, "职责", refusal.sentence))
            return
        holding, is_new = DutyHolding.objects.update_or_create(
            person=person,
            office=office,
            duty=duty.code,
            department=charge,
            starts_on=starts,
            defaults={"ends_on": ends},
        )
        if is_new:
            mine.append(holding)
            self.granted.append(holding)

"""Taking in cases from a table: every row or none; a case known by its number is brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from jingheng.contexts.cases.models import Case
from jingheng.contexts.cases.rules.kinds import CASE_TYPES
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.api import DryRun, Offices, Person, choices_of, may_import_into, note_import, refuse_faults
from jingheng.kernel.actor import Actor
from jingheng.platform.files.sheet_columns import Column, Row, SheetFormat
from jingheng.platform.files.sheet_faults import Fault, FaultReport
from jingheng.platform.files.sheet_reading import open_table

CASES = SheetFormat(
    "cases",
    "案件",
    (
        Column("案件编号", "code", required=True, max_length=60),
        Column("单位代码", "code", required=True, note="代码或者单位名称"),
        Column("承办人编号", "code", required=True, max_length=40),
        Column("案件类型", "choices", required=True, choices=choices_of(CASE_TYPES)),
        Column("案由", max_length=100),
        Column("受理日期", "date", required=True),
        Column("办结日期", "date"),
        Column("处理结果", max_length=100),
    ),
)
BATCH = 2_000
_DEPARTMENTS_NUMBER = ("office_id", "department_number", "number")
T = TypeVar("T")


def batches(rows: Iterator[T], size: int = BATCH) -> Iterator[list[T]]:
    while batch := list(islice(rows, size)):
        yield batch


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the case that it gives. Whether it names a handler: an empty cell takes none away."""

    row: Row
    case: Case
    names_handler: bool = True


class CaseChecks:
    """What every table of cases must keep, whatever it calls its columns."""

    def __init__(
        self, actor: Actor, report: FaultReport, *, number: str, closed: str, department_number: str = ""
    ) -> None:
        self._actor, self._report = actor, report
        self._number, self._closed, self._department_number = number, closed, department_number
        self._first: dict[str, int] = {}  # number → the row that gives it
        self._first_in_department: dict[tuple[int, str], int] = {}

    @property
    def given(self) -> int:
        return len(self._first)

    def batch(self, lines: list[Line]) -> None:
        elsewhere = self._elsewhere(lines)
        taken = self._taken(lines)
        for line in lines:
            self._line(line, elsewhere, taken)

    def _line(self, line: Line, elsewhere: set[str], taken: dict[tuple[int, str | None], str]) -> None:
        row, case, add = line.row, line.case, self._report.add
        if case.closed_on and case.closed_on < case.accepted_on:
            add(Fault.of(row, self._closed, "办结日期早于受理日期，请核对。"))
        first = self._first.setdefault(case.number, row.number)
        if first != row.number:
            add(Fault.of(row, self._number, f"与第 {first} 行的案件编号重复。每个案件只填一行。"))
        if case.number in elsewhere:
            add(Fault.of(row, self._number, "这个编号是其他单位的案件。移送来的案件请由两院共同的上级院导入。"))
        if case.department_number is None:
            return
        key = case.office_id, case.department_number
        first = self._first_in_department.setdefault(key, row.number)
        if first != row.number:
            add(Fault.of(row, self._department_number, f"与第 {first} 行的部门受案号重复，请核对。"))
        if taken.get(key, case.number) != case.number:
            sentence = f"这个部门受案号已经是案件 {taken[key]} 的，请核对；那个案件换了号的，先单独导入它。"
            add(Fault.of(row, self._department_number, sentence))

    def _elsewhere(self, lines: list[Line]) -> set[str]:
        """Numbers that are cases of an office for which the actor does not import."""
        known = Case.objects.filter(number__in=[line.case.number for line in lines])
        paths = known.values_list("number", "office__path")
        return {number for number, path in paths if not may_import_into(self._actor, path)}

    def _taken(self, lines: list[Line]) -> dict[tuple[int, str | None], str]:
        """Department numbers that are known already, with the case that has them."""
        given = [line.case.department_number for line in lines if line.case.department_number]
        known = Case.objects.filter(department_number__in=given) if given else Case.objects.none()
        return {(office, given): number for office, given, number in known.values_list(*_DEPARTMENTS_NUMBER)}


def save_cases(lines: list[Line], columns: list[str]) -> None:
    """New ones are made, known ones brought up to date in these columns."""
    _forget_moved(lines)
    for naming in (True, False):
        cases = [line.case for line in lines if line.names_handler is naming]
        updated = [*columns, "handler"] if naming else columns
        Case.objects.bulk_create(cases, update_conflicts=True, unique_fields=["number"], update_fields=updated)


def _forget_moved(lines: list[Line]) -> None:
    """A department's number ends where the case leaves the office."""
    goes_to = {line.case.number: line.case.office_id for line in lines}
    known = Case.objects.filter(number__in=goes_to, department_number__isnull=False)
    moved = [pk for pk, number, office in known.values_list("pk", "number", "office_id") if goes_to[number] != office]
    if moved:
        Case.objects.filter(pk__in=moved).update(department_number=None)


def import_cases(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Callable[[int], None], dry_run: bool
) -> int:
    with recording(actor=actor, at=at):
        offices = Offices(actor)
        checks = CaseChecks(actor, report, number="案件编号", closed="办结日期")
        for batch in batches(open_table(path, CASES).rows(report)):
            _take(batch, offices, checks, report)
            progress(len(batch))
        refuse_faults(report)
        note_import("cases", checks.given, offices.named, actor=actor, at=at)
        if dry_run:
            raise DryRun
    return checks.given


def _take(batch: list[Row], offices: Offices, checks: CaseChecks, report: FaultReport) -> None:
    people = {p.number: p for p in Person.objects.filter(number__in={row.text("承办人编号") for row in batch})}
    lines = []
    for row in batch:
        office = offices.find(row, report)
        handler = people.get(row.text("承办人编号"))
        if handler is None:
            report.add(Fault.of(row, "承办人编号", "没有这个人员编号。请先导入人员。"))
        case = Case(
            number=row.text("案件编号"), office=office, handler=handler, kind=row.text("案件类型"), cause=row.text("案由"),
            accepted_on=row.given("受理日期", date), closed_on=row.maybe("办结日期", date), result=row.text("处理结果"),
        )  # fmt: skip
        lines.append(Line(row, case))
    checks.batch(lines)
    if not report:
        save_cases(lines, ["office", "kind", "cause", "accepted_on", "closed_on", "result"])

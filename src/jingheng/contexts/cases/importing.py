"""Taking in cases from a table: every row or none; a case known by its number is brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from jingheng.contexts.cases.models import Case
from jingheng.contexts.cases.rules.kinds import CASE_TYPES
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.api import DryRun, Offices, Person, choices_of, refuse_faults
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
T = TypeVar("T")


def batches(rows: Iterator[T], size: int = BATCH) -> Iterator[list[T]]:
    while batch := list(islice(rows, size)):
        yield batch


def import_cases(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Callable[[int], None], dry_run: bool
) -> int:
    with recording(actor=actor, at=at) as record:
        offices = Offices()
        total = 0
        for batch in batches(open_table(path, CASES).rows(report)):
            _take(batch, offices, report)
            total += len(batch)
            progress(len(batch))
        refuse_faults(report)
        record("import.cases", subject=f"import:{total}", rows=total)
        if dry_run:
            raise DryRun
    return total


def _take(batch: list[Row], offices: Offices, report: FaultReport) -> None:
    people = {p.number: p for p in Person.objects.filter(number__in={row.text("承办人编号") for row in batch})}
    made: dict[str, Case] = {}
    for row in batch:
        office = offices.find(row, report)
        handler = people.get(row.text("承办人编号"))
        if handler is None:
            report.add(Fault.of(row, "承办人编号", "没有这个人员编号。请先导入人员。"))
        accepted, closed = row.given("受理日期", date), row.maybe("办结日期", date)
        if closed and closed < accepted:
            report.add(Fault.of(row, "办结日期", "办结日期早于受理日期,请核对。"))
        if row.text("案件编号") in made:
            report.add(Fault.of(row, "案件编号", "同一案件编号在文件里出现了两次。"))
        if office is None or handler is None or report:
            continue
        made[row.text("案件编号")] = Case(
            number=row.text("案件编号"), office=office, handler=handler, kind=row.text("案件类型"), cause=row.text("案由"),
            accepted_on=accepted, closed_on=closed, result=row.text("处理结果"),
        )  # fmt: skip
    if not report:
        Case.objects.bulk_create(
            made.values(), update_conflicts=True, unique_fields=["number"],
            update_fields=["office", "handler", "kind", "cause", "accepted_on", "closed_on", "result"],
        )  # fmt: skip

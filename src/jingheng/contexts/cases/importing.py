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
T = TypeVar("T")


def batches(rows: Iterator[T], size: int = BATCH) -> Iterator[list[T]]:
    while batch := list(islice(rows, size)):
        yield batch


def import_cases(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Callable[[int], None], dry_run: bool
) -> int:
    with recording(actor=actor, at=at):
        offices = Offices(actor)
        first: dict[str, int] = {}  # number → the row that gives it
        for batch in batches(open_table(path, CASES).rows(report)):
            _take(batch, offices, first, actor, report)
            progress(len(batch))
        refuse_faults(report)
        note_import("cases", len(first), offices.named, actor=actor, at=at)
        if dry_run:
            raise DryRun
    return len(first)


def _take(batch: list[Row], offices: Offices, first: dict[str, int], actor: Actor, report: FaultReport) -> None:
    people = {p.number: p for p in Person.objects.filter(number__in={row.text("承办人编号") for row in batch})}
    elsewhere = _elsewhere(batch, actor)
    made: list[Case] = []
    for row in batch:
        office = offices.find(row, report)
        number = row.text("案件编号")
        handler = people.get(row.text("承办人编号"))
        if handler is None:
            report.add(Fault.of(row, "承办人编号", "没有这个人员编号。请先导入人员。"))
        accepted, closed = row.given("受理日期", date), row.maybe("办结日期", date)
        if closed and closed < accepted:
            report.add(Fault.of(row, "办结日期", "办结日期早于受理日期，请核对。"))
        if first.setdefault(number, row.number) != row.number:
            report.add(Fault.of(row, "案件编号", f"与第 {first[number]} 行的案件编号重复。每个案件只填一行。"))
        if number in elsewhere:
            report.add(Fault.of(row, "案件编号", "这个编号是其他单位的案件。移送来的案件请由两院共同的上级院导入。"))
        if office is None or handler is None or report:
            continue
        made.append(
            Case(
                number=number,
                office=office,
                handler=handler,
                kind=row.text("案件类型"),
                cause=row.text("案由"),
                accepted_on=accepted,
                closed_on=closed,
                result=row.text("处理结果"),
            )
        )
    if not report:
        Case.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["number"],
            update_fields=["office", "handler", "kind", "cause", "accepted_on", "closed_on", "result"],
        )  # fmt: skip


def _elsewhere(batch: list[Row], actor: Actor) -> set[str]:
    """Numbers that are cases of an office for which the actor does not import."""
    known = Case.objects.filter(number__in=[row.text("案件编号") for row in batch])
    return {number for number, path in known.values_list("number", "office__path") if not may_import_into(actor, path)}

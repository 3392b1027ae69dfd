"""What can be imported, for the command line and for the browser alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from jingheng.contexts.cases import api as cases
from jingheng.contexts.org import api as org
from jingheng.contexts.records import api as records
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refused
from jingheng.platform.files.sheet_columns import SheetFormat
from jingheng.platform.files.sheet_faults import FAULTY_TABLE, FaultReport


class Importer(Protocol):
    def __call__(
        self,
        path: Path,
        *,
        actor: Actor,
        at: datetime,
        report: FaultReport,
        progress: Callable[[int], None],
        dry_run: bool,
    ) -> int: ...


@dataclass(frozen=True, slots=True)
class ImportKind:
    format: SheetFormat
    run: Importer
    permission: str  # who may import this in the browser


KINDS: dict[str, ImportKind] = {
    "offices": ImportKind(org.OFFICES, org.import_offices, "org.manage"),
    "people": ImportKind(org.PEOPLE, org.import_people, "org.manage"),
    "posts": ImportKind(org.POSTS, org.import_posts, "duty.grant"),  # duties are in it: the security administrator's
    "cases": ImportKind(cases.CASES, cases.import_cases, "case.import"),
    "records": ImportKind(records.RECORDS, records.import_records, "import.run"),
}


#: A list exported from the case-handling system, once its questions are answered: not a table of ours.
CASE_LIST = "case-list"


def title_of(kind: str) -> str:
    return "案件清单" if kind == CASE_LIST else KINDS[kind].format.title


def permission_of(kind: str) -> str:
    return KINDS["cases" if kind == CASE_LIST else kind].permission


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: how many rows went in (or would have), or what is wrong with it."""

    rows: int
    report: FaultReport
    dry_run: bool
    unreadable: bool = False  # the file as a whole, not some of its rows

    @property
    def refused(self) -> bool:
        return bool(self.report)


def import_file(
    kind: str, path: Path, *, actor: Actor, at: datetime, progress: Callable[[int], None], dry_run: bool = False
) -> Outcome:
    """All rows or none. Faults are collected with their places, never raised."""
    run = KINDS[kind].run
    return _outcome(
        lambda report: run(path, actor=actor, at=at, report=report, progress=progress, dry_run=dry_run), dry_run
    )  # fmt: skip


def import_case_list(uid: str, *, actor: Actor, at: datetime, progress: Callable[[int], None]) -> Outcome:
    return _outcome(lambda report: cases.import_list(uid=uid, actor=actor, at=at, report=report, progress=progress))


def _outcome(run: Callable[[FaultReport], int], dry_run: bool = False) -> Outcome:
    report = FaultReport()
    unreadable = False
    try:
        rows = run(report)
    except org.DryRun:
        rows = report.rows
    except Refused as refused:
        rows = 0
        unreadable = refused.refusal.code != FAULTY_TABLE
        if unreadable:
            report.add_refusals(refused.refusals)
            report.layout = None  # there is no copy to be marked
    return Outcome(rows, report, dry_run, unreadable)

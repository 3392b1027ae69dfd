"""Offices by code, in any order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.importing.tables import (
    Progress,
    choices_of,
    may_import_into,
    note_import,
    refuse_faults,
    rows_by,
    undo,
)
from jingheng.contexts.org.models import Office
from jingheng.contexts.org.rules.identities import LEVELS
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month
from jingheng.platform.files.sheet_columns import Column, Row, SheetFormat
from jingheng.platform.files.sheet_faults import Fault, FaultReport
from jingheng.platform.files.sheet_reading import open_table

_LEVEL_RANK = {code: rank for rank, code in enumerate(LEVELS.codes)}

OFFICES = SheetFormat(
    "offices",
    "机构",
    (
        Column("单位代码", "code", required=True, max_length=20),
        Column("单位名称", required=True, max_length=100),
        Column("上级单位代码", "code", max_length=20, note="最高一级留空"),
        Column("层级", "choices", required=True, choices=choices_of(LEVELS)),
        Column("启用月", "month", note="从这个月起应当报告"),
    ),
)


def import_offices(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Progress, dry_run: bool
) -> int:
    """Offices by code, in any order; an office that moves takes everything below it along."""
    rows = list(open_table(path, OFFICES).rows(report))
    with recording(actor=actor, at=at):
        known = {office.code: office for office in Office.objects.select_for_update()}
        given = rows_by(rows, "单位代码", report)
        parents = {code: row.text("上级单位代码") for code, row in given.items()}
        levels = {code: office.level for code, office in known.items()} | {
            code: row.text("层级") for code, row in given.items()
        }
        for code, row in given.items():
            _check_parent(row, code, parents, known, levels, report)
            if not _within(actor, code, parents, known):
                report.add(Fault.of(row, "单位代码", "不是本院或下级院，或者上级单位不在本院之内。请由其上级院导入。"))
        refuse_faults(report)
        for code in _parents_first(parents):
            row = given[code]
            office = known.get(code) or Office(code=code)
            parent = known.get(parents[code])
            starts_in = row.maybe("启用月", Month)
            office.name, office.level, office.parent = row.text("单位名称"), row.text("层级"), parent
            office.path = f"{parent.path if parent else '/'}{code}/"
            if starts_in is not None:
                office.starts_in = starts_in.number
            office.save()
            known[code] = office
            progress(1)
        _repath(known)
        note_import("offices", len(given), [known[code] for code in given], actor=actor, at=at)
        undo(dry_run)
    return len(given)


def _check_parent(
    row: Row, code: str, parents: dict[str, str], known: dict[str, Office], levels: dict[str, str], report: FaultReport
) -> None:
    parent = parents[code]
    if not parent:
        return
    if parent not in parents and parent not in known:
        report.add(Fault.of(row, "上级单位代码", f"没有代码为“{parent}”的单位。请先导入它，或把它放在同一个文件里。"))
        return
    seen = {code}
    while parent:
        if parent in seen:
            report.add(Fault.of(row, "上级单位代码", "上级单位绕成了一圈，请核对。"))
            return
        seen.add(parent)
        parent = parents[parent] if parent in parents else _parent_code(known[parent]) if parent in known else ""
    if _LEVEL_RANK[levels[parents[code]]] >= _LEVEL_RANK[levels[code]]:
        report.add(Fault.of(row, "层级", "上级单位的层级应当高于本单位。"))


def _parent_code(office: Office) -> str:
    above = office.path.strip("/").split("/")[:-1]
    return above[-1] if above else ""


def _within(actor: Actor, code: str, parents: dict[str, str], known: dict[str, Office]) -> bool:
    """Nobody in the browser moves his own office, or changes one that is not below it."""
    if actor.person_id is None:
        return True
    if code in known and not may_import_into(actor, known[code].path):
        return False
    if code == actor.office_code:
        return parents[code] == _parent_code(known[code])
    parent = parents[code]
    return parent in parents or (parent in known and may_import_into(actor, known[parent].path))


def _parents_first(parents: dict[str, str]) -> list[str]:
    ordered: list[str] = []
    waiting = dict(parents)
    while waiting:
        ready = [code for code, parent in waiting.items() if parent not in waiting]
        ordered += ready
        for code in ready:
            del waiting[code]
    return ordered


def _repath(known: dict[str, Office]) -> None:
    """Paths of offices whose parent moved."""
    by_id = {office.pk: office for office in known.values()}
    moved = []
    for office in sorted(known.values(), key=lambda office: _LEVEL_RANK[office.level]):
        parent = by_id.get(office.parent_id or 0)
        path = f"{parent.path if parent else '/'}{office.code}/"
        if path != office.path:
            office.path = path
            moved.append(office)
    Office.objects.bulk_update(moved, ["path"])

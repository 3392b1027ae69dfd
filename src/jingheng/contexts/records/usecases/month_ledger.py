"""月度台账: opening a page of it, printing it, taking it away. Every record on it is thereby read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jingheng.contexts.records.queries.month_ledger import Line, ledger_records, lines_of, serial_of
from jingheng.contexts.records.usecases.reading import note_readings
from jingheng.contexts.records.usecases.review import note_export
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month

_BATCH = 500


def read_ledger(*, month: Month, actor: Actor, at: datetime, uids: Sequence[str] | None = None) -> list[Line]:
    """The lines of the month, numbered; `uids`: only these, which follow one another. Shown with its summary, a record is
    read like one that was opened.
    """
    every = ledger_records(actor, month, today=Month.of(at))
    records = list(every if uids is None else every.filter(uid__in=uids))
    first = serial_of(every, records[0]) if records else 1
    lines: list[Line] = []
    for start in range(0, len(records), _BATCH):
        batch = records[start : start + _BATCH]
        note_readings(batch, actor=actor, at=at)
        lines += lines_of(batch, actor, first=first + start)
    return lines


def take_ledger(*, month: Month, actor: Actor, at: datetime) -> list[Line]:
    """The whole month as a workbook: read, and noted as whatever is taken away."""
    lines = read_ledger(month=month, actor=actor, at=at)
    note_export(rows=len(lines), actor=actor, at=at)
    return lines

"""Reminders. They say 未完成 and nothing more (decisions §12)."""

from __future__ import annotations

from datetime import datetime

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Reminder
from jingheng.contexts.records.queries.completion import completion, watched_departments
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refusal, ensure


def remind(*, month: Month, department_id: int | None, actor: Actor, at: datetime) -> int:
    """Remind everybody whom the actor watches (of one department, if named) and who has not signed; how many."""
    office = Office.objects.get(pk=actor.here)
    watched = watched_departments(actor)
    if department_id is not None:
        ensure(
            Refusal("not-found", "没有找到这个部门。")
            if watched is not None and department_id not in watched
            else None,
        )
        watched = frozenset({department_id})
    owing = [row for row in completion(office, month, departments=watched) if row.owes]
    ensure(Refusal("nobody", "没有需要提醒的人。") if not owing else None)
    with recording(actor=actor, at=at) as record:
        Reminder.objects.bulk_create(
            [
                Reminder(person_id=row.person_id, month=month.number, sent_by_id=actor.person_id, sent_at=at)
                for row in owing
            ]
        )
        record("month.reminded", subject=f"month:{month}", people=len(owing))
    return len(owing)

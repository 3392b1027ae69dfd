"""Reminders. They say 未完成 and nothing more (decisions §12)."""

from __future__ import annotations

from datetime import datetime

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Reminder
from jingheng.contexts.records.queries.completion import completion, months_shown, watched_departments
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, ensure


def remind(*, month: Month, department_id: int | None, actor: Actor, at: datetime) -> int:
    """Remind everybody else whom the actor watches (of one department, if named) and who has not signed; how many.

    Nobody is reminded twice a day: two reminders bring it to the next level, and he must be able to react to the first.
    """
    office = Office.objects.get(pk=actor.here)
    watched = watched_departments(actor)
    if department_id is not None:
        ensure(
            Refusal("not-found", "没有找到这个部门。")
            if watched is not None and department_id not in watched
            else None,
        )
        watched = frozenset({department_id})
    today = local_date(at)
    ensure(Refusal("not-found", "没有找到这个月份。") if month not in months_shown(office, on=today) else None)
    owing = [
        row for row in completion(office, month, departments=watched) if row.owes and row.person_id != actor.person_id
    ]
    ensure(Refusal("nobody", "除您本人外，没有需要提醒的人。") if not owing else None)
    sent = Reminder.objects.filter(month=month.number, person__in=[row.person_id for row in owing])
    lately = {person for person, moment in sent.values_list("person", "sent_at") if local_date(moment) == today}
    owing = [row for row in owing if row.person_id not in lately]
    ensure(Refusal("reminded-today", "这些人今天都已经提醒过了，一天只提醒一次。") if not owing else None)
    with recording(actor=actor, at=at) as record:
        Reminder.objects.bulk_create(
            [
                Reminder(person_id=row.person_id, month=month.number, sent_by_id=actor.person_id, sent_at=at)
                for row in owing
            ]
        )
        record("month.reminded", subject=f"month:{month}", people=len(owing))
    return len(owing)

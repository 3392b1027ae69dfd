"""What goes by itself when its days are over: reminders, and traces of reading where an office keeps them for years only."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.records.models import Reading, Record, Reminder
from jingheng.contexts.records.queries.resting import cutoffs, rested_for
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import local_date

BATCH = 1_000


def remove_reminders(*, at: datetime, limit: int = BATCH) -> int:
    scope = Q(pk__in=[])
    for moment, offices in cutoffs("retention.reminder_years", on=local_date(at)):
        scope |= Q(person__office__in=offices, sent_at__lt=moment)
    return _remove(Reminder.objects.filter(scope), "retention.reminders-removed", at, limit)


def remove_readings(*, at: datetime, limit: int = BATCH) -> int:
    """Of records at rest, in offices that have set years of their own: the shipped norm keeps them for ever."""
    records = Record.objects.filter(rested_for("retention.reading_years", on=local_date(at)))
    return _remove(Reading.objects.filter(record__in=records), "retention.readings-removed", at, limit)


def _remove(rows: QuerySet[Reminder] | QuerySet[Reading], event: str, at: datetime, limit: int) -> int:
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    if pks:
        with recording(actor=SYSTEM, at=at) as ledger:
            rows.model.objects.filter(pk__in=pks).delete()
            ledger(event, subject="retention", rows=len(pks))
    return len(pks)

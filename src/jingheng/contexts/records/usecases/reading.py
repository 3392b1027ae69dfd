"""Reading officially: whoever does leaves his name with the record, and its filer can see it (decisions §15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.records.models import Reading, Record
from jingheng.kernel.actor import Actor

#: Within it somebody who opens a record again is still reading it.
_SITTING = timedelta(minutes=10)


def note_readings(records: Sequence[Record], *, actor: Actor, at: datetime) -> None:
    """Of records that the caller has found for the actor. Each is a reading, unless he has just read it."""
    keys = [record.pk for record in records]
    recent = set(
        Reading.objects.filter(record__in=keys, person_id=actor.me, at__gt=at - _SITTING).values_list("record", flat=True)
    )  # fmt: skip
    fresh = [record for record in records if record.pk not in recent]
    if not fresh:
        return
    duty = _reading_duty(actor)
    with recording(actor=actor, at=at) as ledger:
        Reading.objects.bulk_create(
            [Reading(record=record, person_id=actor.me, duty=duty, at=at) for record in fresh], batch_size=500
        )
        for record in fresh:
            ledger("record.read", subject=f"record:{record.uid}", office_id=record.receiving_office_id)


def _reading_duty(actor: Actor) -> str:
    """The duty that opens a record to him, whatever other duties he holds."""
    return next((duty for duty in ("DISCIPLINE", "CHIEF", "INSPECTION_HEAD", "INSPECTOR") if actor.holds(duty)), "")

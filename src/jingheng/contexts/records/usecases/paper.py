"""涉密: written in the paper register; here one more is counted, and nothing else is kept (decisions §11)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.records.models import PaperCount
from jingheng.contexts.records.queries.filers import filer_and_office
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date


def count_paper(*, actor: Actor, at: datetime) -> None:
    with recording(actor=actor, at=at) as record:
        _, office = filer_and_office(actor, on=local_date(at))
        month = Month.of(at).number
        PaperCount.objects.get_or_create(office=office, month=month, defaults={"count": 0})
        PaperCount.objects.filter(office=office, month=month).update(count=F("count") + 1)
        record("statement.filed", subject=f"paper:{Month.of(at)}", office_id=office.pk, anonymous=True)

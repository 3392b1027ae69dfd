"""签批单: one page of figures, and behind it each record that the chief may read, without who filed it (decisions §7).

Somebody who signs for the chief gets the page of figures alone: from a list held against its total he could tell that
there is a record which he may not see, and guess that it is about him (decisions §1).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from jingheng.contexts.org.api import holders
from jingheng.contexts.records.models import Exclusion, Record, Report
from jingheng.contexts.records.queries.visibility import official
from jingheng.contexts.records.rules.routing import Desk
from jingheng.kernel.actor import Actor


def sheet_records(report: Report, actor: Actor, *, signatory: int | None) -> QuerySet[Record]:
    """The records that count in a monthly report and that `signatory`, the chief, may read; oldest first.

    For the chief himself, and for the head of inspection who prints it for him: she reads no more than she may anyway.
    """
    none: QuerySet[Record] = Record.objects.none()
    if report.kind != "MONTH" or report.office_id != actor.office_id or signatory is None:
        return none
    if actor.person_id == signatory and actor.holds("CHIEF"):
        readable: QuerySet[Record] = Record.objects.all()
    elif actor.may("record.desk"):
        readable = official(actor)
    else:
        return none
    shut_out = Exists(Exclusion.objects.filter(record=OuterRef("pk"), person=signatory))
    return readable.filter(
        ~shut_out, counting_office=report.office_id, receiving_office=report.office_id, filed_month=report.first_month,
        is_counted=True, desk__in=[Desk.INSPECTION, Desk.LEADERSHIP],
    ).exclude(filer=signatory).order_by("filed_at", "id")  # fmt: skip


def chief_of(report: Report, *, on: date) -> int | None:
    """Whose sheet it is; nobody's where the post is vacant."""
    found = holders(report.office_id, "CHIEF", on=on)
    return found[0].pk if found else None

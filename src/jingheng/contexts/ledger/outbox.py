"""The outbox: leaves that have committed and wait for their places."""

from __future__ import annotations

from django.db import transaction

from jingheng.contexts.ledger.logs import newest_log
from jingheng.contexts.ledger.models import Leaf
from jingheng.contexts.ledger.placing import place


def place_waiting(*, limit: int = 1_000) -> int:
    """Give places in the order in which the leaves came; how many got one. One worker at a time for each log.

    A leaf that waits while the log after its own is opened goes there: a log whose last state the next one names is
    closed.
    """
    offices = Leaf.objects.filter(number=None).order_by().values_list("log__office_id", flat=True).distinct()
    placed = 0
    for office in list(offices):
        with transaction.atomic():
            log = newest_log(office, locked=True)
            if log is not None and log.closed_at is not None:  # closed while we waited for its lock
                log = newest_log(office, locked=True)
            assert log is not None
            waiting = list(Leaf.objects.filter(log__office_id=office, number=None).order_by("id")[:limit])
            place(log, waiting)
        placed += len(waiting)
    return placed

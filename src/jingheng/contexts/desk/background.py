"""One round of background work: an import that waits, lists whose days are over, checkpoints that are due and whoever
countersigns them, a batch of the night's, then records that the search index has not seen.
"""

from __future__ import annotations

from django.utils import timezone

from jingheng.contexts.cases.api import sweep_intakes
from jingheng.contexts.desk.nightly import Night
from jingheng.contexts.desk.usecases import import_next, resume_imports
from jingheng.contexts.ledger.api import make_due_checkpoints, place_waiting
from jingheng.contexts.records.api import index_waiting
from jingheng.contexts.witnesses.api import push_due


def begin() -> None:
    """Before the first round: what the last worker did not finish."""
    resume_imports()


def work_once(night: Night) -> bool:
    """Whether there was anything to do."""
    imported = import_next(now=timezone.now)
    sweep_intakes(at=timezone.now())
    place_waiting()
    make_due_checkpoints(at=timezone.now())
    push_due(at=timezone.now())
    indexed = index_waiting()
    return night.work(timezone.now()) or indexed or imported

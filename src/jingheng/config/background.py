"""One round of background work: an import that waits, then records that the search index has not seen."""

from __future__ import annotations

from django.utils import timezone

from jingheng.contexts.desk.api import import_next
from jingheng.contexts.records.api import index_waiting


def work_once() -> bool:
    """Whether there was anything to do."""
    imported = import_next(now=timezone.now)
    return index_waiting() or imported

"""Records go into the search index behind the filing: the clerk does not wait for it."""

from __future__ import annotations

from collections.abc import Iterable

from jingheng.contexts.records.queries.search_text import INDEX

ROUND = 500


def index_later(record_id: int) -> None:
    """Put a record on the index's waiting list, in the transaction that changed it."""
    index_later_many([record_id])


def index_later_many(record_ids: Iterable[int]) -> None:
    """The same for many."""
    INDEX.enqueue(record_ids)


def index_waiting(limit: int = ROUND) -> bool:
    """Index some of those that wait; False when none did. Short rounds, because one writer waits for the other."""
    return INDEX.index_pending(limit) > 0

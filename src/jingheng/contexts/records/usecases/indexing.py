"""Records go into the search index behind the filing: the clerk does not wait for it."""

from __future__ import annotations

from collections.abc import Iterable


def index_later(record_id: int) -> None:
    """Put a record on the index's waiting list, in the transaction that changed it."""
    index_later_many([record_id])


def index_later_many(record_ids: Iterable[int]) -> None:
    """The same for many."""

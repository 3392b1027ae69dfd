"""Records go into the search index behind the filing: the clerk does not wait for it."""


def index_later(record_id: int) -> None:
    """Put a record on the index's waiting list, in the transaction that changed it."""

"""Which rows the ledger binds."""

from __future__ import annotations

from jingheng.contexts.cases import models
from jingheng.contexts.ledger.api import bind


def bind_tables() -> None:
    """A list on its way in and its mapping are not bound: what comes of them is."""
    bind(models.Case, office="office")

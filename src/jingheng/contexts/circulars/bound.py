"""Which rows the ledger binds."""

from __future__ import annotations

from jingheng.contexts.circulars import models
from jingheng.contexts.ledger.api import bind


def bind_tables() -> None:
    bind(models.Circular, office="office")

"""Which rows the ledger binds."""

from __future__ import annotations

from jingheng.contexts.ledger.api import bind
from jingheng.contexts.norms import models


def bind_tables() -> None:
    bind(models.LocalNorm, office="office")

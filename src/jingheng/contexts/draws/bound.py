"""Which rows the ledger binds."""

from __future__ import annotations

from jingheng.contexts.draws import models
from jingheng.contexts.ledger.api import bind


def bind_tables() -> None:
    bind(models.Draw, office="office")
    for part in (
        models.Frame, models.Share, models.PublicValue, models.Result, models.Unfit, models.Enlargement,
    ):  # fmt: skip
        bind(part, office="draw__office")

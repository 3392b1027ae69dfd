"""Which rows the ledger binds: the published calendar, by which deadlines are reckoned."""

from __future__ import annotations

from jingheng.contexts.inbox import models
from jingheng.contexts.ledger.api import bind


def bind_tables() -> None:
    bind(models.PublishedYear, office=None)
    bind(models.CalendarDay, office=None)

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _guard(using: str, **_: Any) -> None:
    from jingheng.contexts.ledger.guards import raise_guards  # noqa: PLC0415 - after the apps are there

    raise_guards(connections[using])


class LedgerConfig(AppConfig):
    name = "jingheng.contexts.ledger"
    label = "ledger"
    verbose_name = "账本"

    def ready(self) -> None:
        """SQLite loses triggers when a migration rebuilds a table: they are raised after every one."""
        post_migrate.connect(_guard, sender=self)

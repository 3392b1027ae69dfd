"""Triggers that stop accidents: what the ledger has written once is not changed or deleted by mistake.

They are no protection from whoever owns the database; against him there are witnesses. They only make sure that nobody
changes the ledger without meaning to.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

_SAYS = "账本只增不改"

#: table → when an update is refused. Nothing is ever deleted.
_REFUSED_WHEN = {
    "ledger_leaf": "OLD.number IS NOT NULL",
    "ledger_tile": "TRUE",
    "ledger_entry": "TRUE",
    "ledger_checkpoint": "OLD.log_id <> NEW.log_id OR OLD.size <> NEW.size OR OLD.root <> NEW.root",
    "ledger_opening": "TRUE",
    "ledger_log": "OLD.origin <> NEW.origin OR OLD.algorithm <> NEW.algorithm OR OLD.size > NEW.size",
}


def raise_guards(connection: BaseDatabaseWrapper) -> None:
    """Idempotent."""
    lift_guards(connection)
    with connection.cursor() as cursor:
        for statement in _raising(connection.vendor):
            cursor.execute(statement)


def lift_guards(connection: BaseDatabaseWrapper) -> None:
    """For tests, and for what a repair by hand must do openly."""
    with connection.cursor() as cursor:
        for table in _REFUSED_WHEN:
            for deed in ("update", "delete", "truncate"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{deed}{on}")


def _raising(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SAYS}：%', TG_TABLE_NAME; END $$"
        )
    for table, when in _REFUSED_WHEN.items():
        yield _trigger(vendor, table, "update", "FOR EACH ROW", when)
        yield _trigger(vendor, table, "delete", "FOR EACH ROW", "TRUE")
        if vendor == "postgresql":
            yield _trigger(vendor, table, "truncate", "FOR EACH STATEMENT", "")


def _trigger(vendor: str, table: str, deed: str, each: str, when: str) -> str:
    condition = f" WHEN ({when})" if when else ""
    does = (
        "EXECUTE FUNCTION ledger_refuse()"
        if vendor == "postgresql"
        else f"BEGIN SELECT RAISE(ABORT, '{_SAYS}：{table}'); END"
    )
    return f"CREATE TRIGGER {table}_{deed} BEFORE {deed.upper()} ON {table} {each}{condition} {does}"

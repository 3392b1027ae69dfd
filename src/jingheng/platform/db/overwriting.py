"""What is changed for good must not stay readable in the database's files."""

from __future__ import annotations

from django.db import connection

_PATIENCE = 1_000  # milliseconds


def overwrite_freed() -> None:
    """From now on this connection's SQLite fills with zeroes what a row no longer holds. PostgreSQL leaves it to VACUUM."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def empty_log() -> None:
    """SQLite's write-ahead log still holds pages as they were before; other transactions may delay it to a later call."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            (patience,) = cursor.fetchone()
            cursor.execute(f"PRAGMA busy_timeout={_PATIENCE}")  # while it waits for readers nobody can write
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout={patience}")

"""One table for the tokens of every kind of document; the inverted index over it is the database's own.

On SQLite an FTS5 table without positions follows `Entry` by triggers, on PostgreSQL a GIN index does (see the first
migration). Both are reached through `having_all` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


class Entry(models.Model):
    """What the index knows of one document.

    `id` is the object's, moved to the stretch of its kind (`Index`): so the entries of one kind stand together in the
    order of their objects, and newest first is an order in which FTS5 answers anyway. `tokens` is empty until the
    document is indexed for the first time. `waiting` says that its text is newer than its tokens; it stands on the same
    row, so that the row's lock decides between a writer and the worker that catches up.
    """

    id = models.BigIntegerField(primary_key=True)
    tokens = models.TextField()
    waiting = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(waiting=True), name="search_entry_waiting")]


def stored(tokens: Sequence[str]) -> str:
    """Tokens as `Entry.tokens` keeps them, with a space on either side of each, so that one can be found whole."""
    return f" {' '.join(tokens)} " if tokens else ""


def having_all(tokens: Sequence[str]) -> models.QuerySet[Any]:
    """The entries with all of these tokens, by the inverted index. Order them by `age`, the id in a form that suits it."""
    if connection.vendor == "sqlite":
        return Entry.objects.filter(_matched_by_fts5(tokens)).annotate(age=models.F("id"))
    # Computed, lest PostgreSQL walk the primary key in the hope of soon meeting enough entries.
    age = models.ExpressionWrapper(models.F("id") + 0, output_field=models.BigIntegerField())
    return Entry.objects.filter(_contained_by_gin(tokens)).annotate(age=age)


def squeeze(*, begin: bool, pages: int = 1_000) -> bool:
    """Have FTS5 rewrite its segments, so many pages at a time; whether there is more. It only marks tokens as taken out and
    keeps them until then. A GIN index knows no such rest.
    """
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT total_changes()")
        before = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO search_entry_fts (search_entry_fts, rank) VALUES ('merge', %s)", [-pages if begin else pages]
        )
        cursor.execute("SELECT total_changes()")
        return bool(cursor.fetchone()[0] - before > 1)  # one: the command itself


def _matched_by_fts5(tokens: Sequence[str]) -> models.Expression:
    return models.Func(
        models.F("id"),
        models.Value(" AND ".join(f'"{token}"' for token in tokens)),
        arg_joiner=" IN (SELECT rowid FROM search_entry_fts WHERE search_entry_fts MATCH ",
        template="%(expressions)s)",
        output_field=models.BooleanField(),
    )


def _contained_by_gin(tokens: Sequence[str]) -> models.Expression:
    return models.Func(
        models.F("tokens"),
        models.Value(" ".join(tokens)),
        arg_joiner=""" COLLATE "C", ' ') @> string_to_array(""",
        template="string_to_array(%(expressions)s, ' ')",
        output_field=models.BooleanField(),
    )

"""One table for the tokens of every kind of document; the inverted index over it is the database's own.

On SQLite an FTS5 table without positions follows `Entry` by triggers, on PostgreSQL a GIN index does (see the first
migration). Both are reached through `has_tokens` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models


class Entry(models.Model):
    """What the index knows of one document.

    `tokens` is empty until the document is indexed for the first time. `waiting` says that its text is newer than its
    tokens; it stands on the same row, so that the row's lock decides between a writer and the worker that catches up.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    tokens = models.TextField()
    waiting = models.BooleanField()

    class Meta:
        # The object first: led by the kind, SQLite would rather walk all entries of a kind than start from the hits.
        constraints = [models.UniqueConstraint(fields=["object_id", "kind"], name="search_entry_one_per_object")]
        indexes = [models.Index(fields=["kind", "id"], condition=models.Q(waiting=True), name="search_entry_waiting")]


def stored(tokens: Sequence[str]) -> str:
    """Tokens as `Entry.tokens` keeps them, with a space on either side of each, so that one can be found whole."""
    return f" {' '.join(tokens)} " if tokens else ""


def has_tokens(tokens: Sequence[str]) -> models.Func:
    """Whether an entry has all of these tokens, answered by the inverted index of the database in use."""
    if connection.vendor == "sqlite":
        return models.Func(
            models.F("id"),
            models.Value(" AND ".join(f'"{token}"' for token in tokens)),
            arg_joiner=" IN (SELECT rowid FROM search_entry_fts WHERE search_entry_fts MATCH ",
            template="%(expressions)s)",
            output_field=models.BooleanField(),
        )
    return models.Func(
        models.F("tokens"),
        models.Value(" ".join(tokens)),
        arg_joiner=""" COLLATE "C", ' ') @> string_to_array(""",
        template="string_to_array(%(expressions)s, ' ')",
        output_field=models.BooleanField(),
    )

"""One table for the tokens of every kind of document; the inverted index over it is the database's own.

On SQLite an FTS5 table without positions follows `Entry` by triggers, on PostgreSQL a GIN index does (see the first
migration). Both are reached through `HasTokens` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


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
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_one_per_object")]
        indexes = [models.Index(fields=["kind", "id"], condition=models.Q(waiting=True), name="search_entry_waiting")]


def stored(tokens: Sequence[str]) -> str:
    """Tokens as `Entry.tokens` keeps them, with a space on either side of each, so that one can be found whole."""
    return f" {' '.join(tokens)} " if tokens else ""


class HasTokens(models.Func):
    """Whether an entry has all of these tokens, answered by the inverted index."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, *tokens: str) -> None:
        super().__init__(models.F("id"), models.F("tokens"))
        self.tokens = tokens

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, list[str]]:
        id_column, _ = compiler.compile(self.source_expressions[0])
        match = " AND ".join(f'"{token}"' for token in self.tokens)
        return f"{id_column} IN (SELECT rowid FROM search_entry_fts WHERE search_entry_fts MATCH %s)", [match]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, list[list[str]]]:
        tokens_column, _ = compiler.compile(self.source_expressions[1])
        return f"string_to_array({tokens_column} COLLATE \"C\", ' ') @> %s::text[]", [list(self.tokens)]

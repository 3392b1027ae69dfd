"""Finding documents by their text, newest first, among those that the asker may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from .models import Entry, has_tokens, stored
from .tokens import holds, index_tokens, query_tokens

NEWEST = 200
WINDOW = 2_000  # documents looked at one by one before the inverted index is asked; why: ADR 0005
SIEVE = 16  # tokens of a long query that the database is asked for; the text itself answers for the rest
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Hits:
    object_ids: tuple[int, ...]  # newest first
    more: bool  # there are older hits than these


@dataclass(frozen=True, slots=True)
class Index:
    """The index of one kind of documents; whoever owns the kind declares one and hands it to those who search.

    `texts` gives the present text of each of these objects, unsealed, and leaves out those that are gone. It is asked
    for the hits before they are returned, so that a hit is always true of the present text.
    """

    kind: str
    texts: Callable[[Sequence[int]], Mapping[int, str]]

    def put(self, object_id: int, text: str) -> None:
        """Index one document now, in the transaction of whoever changes its text."""
        self.put_many([(object_id, text)])

    def put_many(self, documents: Iterable[tuple[int, str]]) -> int:
        """Index many documents, new or known, and say how many."""
        return self._write(
            (
                Entry(kind=self.kind, object_id=object_id, tokens=stored(index_tokens(text)), waiting=False)
                for object_id, text in documents
            ),
            changing=["tokens", "waiting"],
        )

    def enqueue(self, object_ids: Iterable[int]) -> int:
        """Leave documents, new or changed, to be indexed later: for an import, which must not wait for the index."""
        return self._write(
            (Entry(kind=self.kind, object_id=object_id, tokens="", waiting=True) for object_id in object_ids),
            changing=["waiting"],
        )

    def index_pending(self, limit: int = BATCH) -> int:
        """Index what has waited longest; 0 when nothing waits.

        The rows are locked before the texts are read: who changes a text afterwards waits for us and then has the last
        word, who changed it before is waited for and read.
        """
        with transaction.atomic():
            longest_waiting = self._waiting().order_by("id").select_for_update()
            pending = list(longest_waiting.values_list("object_id", flat=True)[:limit])
            texts = self.texts(pending)
            self.put_many(texts.items())
            self.forget(*(object_id for object_id in pending if object_id not in texts))
        return len(pending)

    def lag(self) -> int:
        """How many documents cannot be found yet by their present text."""
        return self._waiting().count()

    def forget(self, *object_ids: int) -> None:
        Entry.objects.filter(kind=self.kind, object_id__in=object_ids).delete()

    def matches(self, query: str, *, within: QuerySet[Any] | None = None, newest: int = NEWEST) -> Hits:
        """The newest documents whose text contains every word of the query, among the permitted ones.

        `within` is an unsliced queryset of permitted objects, whose primary keys are the object ids.
        """
        page = newest + 1
        candidates = self._candidates(query_tokens(query)[:SIEVE], within, page)
        found = tuple(islice(self._confirmed(candidates, query, page), page))
        return Hits(found[:newest], more=len(found) > newest)

    def _candidates(self, tokens: Sequence[str], within: QuerySet[Any] | None, page: int) -> Iterator[int]:
        """Objects that have all the tokens, newest first.

        The newest permitted documents are looked at one by one. That settles frequent words for everybody, and every
        word for whoever may see but little: his search takes no longer for what he may not see.
        """
        if not tokens:
            return
        entries = Entry.objects.filter(kind=self.kind)
        if within is None:
            objects, key, older = entries, "object_id", entries
        else:
            objects, key, older = within, "pk", entries.filter(Exists(within.filter(pk=OuterRef("object_id"))))

        permitted = objects.order_by(f"-{key}").values_list(key, flat=True)
        oldest = next(iter(permitted[WINDOW - 1 : WINDOW]), None)
        window = permitted[:WINDOW] if oldest is None else permitted.filter(**{f"{key}__gte": oldest})
        having = (GreaterThan(StrIndex("tokens", Value(stored([token]))), 0) for token in tokens)
        yield from _paged(entries.filter(*having, object_id__in=window), "object_id", page)
        if oldest is not None:
            # Computed, so that no database walks an index of object ids in the hope of soon meeting enough hits.
            by_age = older.filter(has_tokens(tokens)).annotate(age=F("object_id") + 0)
            yield from _paged(by_age.filter(age__lt=oldest), "age", page)

    def _confirmed(self, candidates: Iterator[int], query: str, page: int) -> Iterator[int]:
        while chunk := list(islice(candidates, page)):
            texts = self.texts(chunk)
            yield from (object_id for object_id in chunk if holds(texts.get(object_id, ""), query))

    def _waiting(self) -> QuerySet[Entry]:
        return Entry.objects.filter(kind=self.kind, waiting=True)

    @staticmethod
    def _write(entries: Iterator[Entry], *, changing: Sequence[str]) -> int:
        written = 0
        while batch := list(islice(entries, BATCH)):
            Entry.objects.bulk_create(
                batch, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=changing
            )
            written += len(batch)
        return written


def _paged(hits: QuerySet[Entry], key: str, page: int) -> Iterator[int]:
    """The greatest first. A second page is fetched only if lookalikes on the first were sifted out."""
    remaining = hits
    while True:
        ids = list(remaining.order_by(f"-{key}").values_list(key, flat=True)[:page])
        yield from ids
        if len(ids) < page:
            return
        remaining = hits.filter(**{f"{key}__lt": ids[-1]})

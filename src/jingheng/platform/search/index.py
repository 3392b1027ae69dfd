"""Finding documents by their text, newest first, among those that the asker may see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from .models import Entry, having_all, stored
from .tokens import holds, index_tokens, query_tokens

NEWEST = 200
WINDOW = 2_000  # documents looked at one by one before the inverted index is asked; why: ADR 0005
SIEVE = 16  # tokens of a long query that the database is asked for; the text itself answers for the rest
BATCH = 1_000
STRETCH = 2**31  # ids for the objects of one kind; a kind of six letters and figures takes the other 32 bits
_ENQUEUE = (
    "INSERT INTO search_entry (id, tokens, waiting) VALUES (%s, %s, %s) "
    "ON CONFLICT (id) DO UPDATE SET waiting = excluded.waiting"
)


@dataclass(frozen=True, slots=True)
class Hits:
    object_ids: tuple[int, ...]  # newest first
    more: bool  # there are older hits than these


@dataclass(frozen=True)
class Permitted:
    """The objects among which is searched: an unsliced queryset whose primary keys are the object ids.

    `parts` together are the same objects; where they are given, each is asked for its newest along an index of its own,
    which a database cannot do for all of them at once.
    """

    objects: QuerySet[Any]
    parts: Sequence[QuerySet[Any]] = ()

    @cached_property
    def oldest(self) -> int | None:
        """The last of the newest `WINDOW` objects; None where there are not so many."""
        newest = {pk for part in self.parts or [self.objects] for pk in self._newest(part)}
        return sorted(newest, reverse=True)[WINDOW - 1] if len(newest) >= WINDOW else None

    @staticmethod
    def _newest(part: QuerySet[Any]) -> QuerySet[Any, int]:
        return part.order_by("-pk").values_list("pk", flat=True)[:WINDOW]


@dataclass(frozen=True, slots=True)
class Index:
    """The index of one kind of documents; whoever owns the kind declares one and hands it to those who search.

    `kind` is a word of up to six small letters and figures, which never changes. `texts` gives the present text of each
    of these objects, unsealed, and leaves out those that are gone. It is asked for the hits before they are returned,
    so that a hit is always true of the present text.
    """

    kind: str
    texts: Callable[[Sequence[int]], Mapping[int, str]]

    def __post_init__(self) -> None:
        if not re.fullmatch("[a-z][a-z0-9]{0,5}", self.kind):
            raise ValueError(f"a kind has up to six small letters and figures: {self.kind!r}")

    def put(self, object_id: int, text: str) -> None:
        """Index one document now, in the transaction of whoever changes its text."""
        self.put_many([(object_id, text)])

    def put_many(self, documents: Iterable[tuple[int, str]]) -> int:
        """Index many documents, new or known, and say how many."""
        return _write(
            (
                Entry(id=self._place(object_id), tokens=stored(index_tokens(text)), waiting=False)
                for object_id, text in documents
            ),
            changing=["tokens", "waiting"],
        )

    def enqueue(self, object_ids: Iterable[int]) -> int:
        """Leave documents, new or changed, to be indexed later: for an import, which must not wait for the index."""
        waiting = [(self._place(object_id), "", True) for object_id in object_ids]
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.executemany(_ENQUEUE, waiting)
        return len(waiting)

    def index_pending(self, limit: int = BATCH) -> int:
        """Index what waits, the newest objects first as they are asked for most, and say how many; 0 when nothing waits.

        The rows are locked before the texts are read: who changes a text afterwards waits for us and then has the last
        word, who changed it before is waited for and read.
        """
        with transaction.atomic():
            locked = self._waiting().order_by("-id").select_for_update()
            pending = [place - self._first for place in locked.values_list("id", flat=True)[:limit]]
            texts = self.texts(pending)
            self.put_many(texts.items())
            self.forget(*(object_id for object_id in pending if object_id not in texts))
        return len(pending)

    def lag(self, within: Permitted | None = None) -> int:
        """How many documents cannot be found yet by their present text; with `within`, of the newest permitted ones."""
        if within is None:
            return self._waiting().count()
        return self._waiting().filter(id__in=self._window(within.objects, within.oldest, self._first)).count()

    def forget(self, *object_ids: int) -> None:
        Entry.objects.filter(id__in=[self._place(object_id) for object_id in object_ids]).delete()

    def matches(self, query: str, *, within: Permitted | None, newest: int = NEWEST) -> Hits:
        """The newest documents whose text contains every word of the query, among the permitted ones.

        `within` is `None`, which has to be said, for what everybody may see.
        """
        page = newest + 1
        candidates = self._candidates(query_tokens(query)[:SIEVE], within, page)
        found = tuple(islice(self._confirmed(candidates, query, page), page))
        return Hits(found[:newest], more=len(found) > newest)

    def _candidates(self, tokens: Sequence[str], within: Permitted | None, page: int) -> Iterator[int]:
        """Places of the objects that have all the tokens, newest first.

        The newest permitted documents are looked at one by one. That settles frequent words for everybody, and every
        word for whoever may see but little: his search takes no longer for what he may not see.
        """
        if not tokens:
            return
        permitted, shift = (Permitted(self._entries()), 0) if within is None else (within, self._first)
        oldest = permitted.oldest
        window = self._window(permitted.objects, oldest, shift)
        having = (GreaterThan(StrIndex("tokens", Value(stored([token]))), 0) for token in tokens)
        yield from _paged(Entry.objects.filter(*having, id__in=window), "id", page)

        if oldest is not None:
            is_permitted = Exists(permitted.objects.filter(pk=OuterRef("id") - shift))
            older = having_all(tokens).filter(is_permitted, age__gte=self._first, age__lt=oldest + shift)
            yield from _paged(older, "age", page)

    def _confirmed(self, places: Iterator[int], query: str, page: int) -> Iterator[int]:
        while chunk := [place - self._first for place in islice(places, page)]:
            texts = self.texts(chunk)
            yield from (object_id for object_id in chunk if holds(texts.get(object_id, ""), query))

    @staticmethod
    def _window(permitted: QuerySet[Any], oldest: int | None, shift: int) -> QuerySet[Any, Any]:
        """Places of the newest permitted objects: all of them, where there is no oldest one to stop at."""
        newest = permitted if oldest is None else permitted.filter(pk__gte=oldest)
        places: QuerySet[Any, Any] = newest.annotate(search_place=F("pk") + shift).values("search_place")
        return places

    @property
    def _first(self) -> int:
        """Where the stretch of this kind begins; read off the kind itself, so that kinds need no registry."""
        return int(self.kind, 36) * STRETCH

    def _place(self, object_id: int) -> int:
        if not 0 <= object_id < STRETCH:
            raise ValueError(f"an object id between 0 and {STRETCH} is needed: {object_id}")
        return self._first + object_id

    def _entries(self) -> QuerySet[Entry]:
        return Entry.objects.filter(id__gte=self._first, id__lt=self._first + STRETCH)

    def _waiting(self) -> QuerySet[Entry]:
        return self._entries().filter(waiting=True)


def _write(entries: Iterator[Entry], *, changing: Sequence[str]) -> int:
    """In ascending order, because FTS5 begins a new segment at every step back."""
    written = 0
    while batch := sorted(islice(entries, BATCH), key=lambda entry: entry.id):
        Entry.objects.bulk_create(batch, update_conflicts=True, unique_fields=["id"], update_fields=changing)
        written += len(batch)
    return written


def _paged(hits: QuerySet[Entry], key: str, page: int) -> Iterator[int]:
    """The greatest first. A second page is fetched only if lookalikes on the first were sifted out."""
    remaining = hits
    while True:
        places = list(remaining.order_by(f"-{key}").values_list(key, flat=True)[:page])
        yield from places
        if len(places) < page:
            return
        remaining = hits.filter(**{f"{key}__lt": places[-1]})

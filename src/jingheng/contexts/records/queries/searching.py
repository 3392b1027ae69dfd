"""Searching records: by words and by number, in what one may read and nothing else.

What may not be read takes no part: not in the hits, not in "there are more", not in how far the index lags.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.search_text import INDEX, searched_lines
from jingheng.contexts.records.queries.visibility import readable, readable_in_parts
from jingheng.contexts.records.queries.worklists import as_in_numbers, label_of
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting.words import Line
from jingheng.kernel.actor import Actor
from jingheng.platform.search.index import NEWEST, Permitted
from jingheng.platform.search.tokens import normalized, terms

LONGEST_QUERY = 100
_NUMBER = 4  # characters from which on a query may be part of a number
_BEFORE, _AFTER = 20, 60  # characters of an excerpt around its first hit


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Found:
    uid: str
    label: str  # running number or receipt code
    is_own: bool
    happened_at: datetime
    matter: str
    bucket: str
    where: str  # the field in which the excerpt stands
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    query: str
    found: tuple[Found, ...]  # newest first; those found by number before the others
    more: bool  # there are older ones
    lag: int  # of what one may read, the newest that cannot be found by their words yet


def search_records(actor: Actor, query: str) -> SearchResult:
    """The newest records that contain every word of the query, one character upwards."""
    query = _tidied(query)
    permitted = Permitted(readable(actor), readable_in_parts(actor))
    numbered = _by_number(actor, query)
    hits = INDEX.matches(query, within=permitted)
    ids = list(dict.fromkeys([*numbered, *hits.object_ids]))
    more = hits.more or len(ids) > NEWEST
    return SearchResult(query, _found(actor, ids[:NEWEST], terms(query)), more, INDEX.lag(permitted))


def _tidied(query: str) -> str:
    """As one line without what no text contains: control characters, halves of characters."""
    plain = (
        " " if char.isspace() else char
        for char in query
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs")
    )
    return " ".join("".join(plain).split())[:LONGEST_QUERY].strip()


def _by_number(actor: Actor, query: str) -> list[int]:
    """Running number in part, receipt code from its beginning. Chinese words without a digit are part of neither."""
    if len(query) < _NUMBER or not (query.isascii() or any(char.isdigit() for char in query)):
        return []
    numbers = Q(number__contains=as_in_numbers(query)) | Q(receipt_code__startswith=query.upper())
    return list(readable(actor).filter(numbers).order_by("-pk").values_list("pk", flat=True)[: NEWEST + 1])


def _found(actor: Actor, ids: Sequence[int], words: Sequence[str]) -> tuple[Found, ...]:
    records = readable(actor).filter(pk__in=ids).in_bulk()
    lines = searched_lines(ids)
    return tuple(_line(records[pk], actor, lines.get(pk, []), words) for pk in ids if pk in records)


def _line(record: Record, actor: Actor, lines: Iterable[Line], words: Sequence[str]) -> Found:
    numbers = [Line("编号", record.number or ""), Line("回执", record.receipt_code)]
    where, excerpt = _excerpt([*lines, *numbers], words)
    return Found(
        uid=record.uid, label=label_of(record), is_own=record.filer_id == actor.person_id, happened_at=record.happened_at,
        matter=taxonomy.MATTERS.name(record.matter), bucket=taxonomy.BUCKETS.name(record.bucket), where=where, excerpt=excerpt,
    )  # fmt: skip


def _excerpt(lines: Sequence[Line], words: Sequence[str]) -> tuple[str, tuple[Piece, ...]]:
    """The line with the most words of the query, around the first of them, each hit marked."""
    best = max(lines, key=lambda line: sum(word in normalized(line.value) for word in words))
    text = normalized(best.value)
    shown = best.value if len(text) == len(best.value) else text  # as it was written, where the places are the same
    pattern = "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))
    spans = [found.span() for found in re.finditer(pattern, text)]
    if not spans:
        return "", ()
    start = max(0, spans[0][0] - _BEFORE)
    end = max(spans[0][1], min(len(text), spans[0][0] + _AFTER))
    pieces = [Piece("…", False)] if start else []
    at = start
    for first, last in spans:
        if last > end:
            break
        pieces += [Piece(shown[at:first], False), Piece(shown[first:last], True)]
        at = last
    pieces.append(Piece(shown[at:end] + ("…" if end < len(text) else ""), False))
    return best.label, tuple(piece for piece in pieces if piece.text)

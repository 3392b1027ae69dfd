"""A log laid open for those who verify it: its leaves, what is behind them, and the rows that it binds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice

from jingheng.contexts.ledger.binding import bindings
from jingheng.contexts.ledger.committing import said_by
from jingheng.contexts.ledger.models import Leaf, Log, Place
from jingheng.verify import leaves
from jingheng.verify.canonical import Value
from jingheng.verify.leaves import Row
from jingheng.verify.rows import Opening

_AT_ONCE = 2_000


def opened(log: Log, size: int) -> Iterator[tuple[int, bytes, Opening | None]]:
    """The first `size` leaves in their places, with what is behind each."""
    found = Leaf.objects.filter(log=log, number__lt=size).order_by("number").select_related("opening")
    for leaf in found.prefetch_related("entries").iterator(chunk_size=_AT_ONCE):
        assert leaf.number is not None
        opening = getattr(leaf, "opening", None)
        if opening is None:
            yield leaf.number, bytes(leaf.entry), None
            continue
        yield leaf.number, bytes(leaf.entry), Opening(*behind(leaf))


def behind(leaf: Leaf) -> tuple[bytes, tuple[Value, ...]]:
    """The secret of a closed leaf and its facts in their order."""
    events = [leaves.event_fact(said_by(entry)) for entry in sorted(leaf.entries.all(), key=lambda one: one.pk)]
    return bytes(leaf.opening.secret), (*events, *json.loads(leaf.opening.facts))


def rows_of(office_id: int) -> Iterator[tuple[Row, Mapping[str, Value], bytes]]:
    """Rows that stand in the logs of this office, each with its secret, and rows of hers that stand in none."""
    for model, binding in bindings().items():
        keys = binding.model.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE)
        while some := list(islice(keys, _AT_ONCE)):
            places = Place.objects.filter(table=model._meta.label_lower, key__in=some)
            known = {key: rest for key, *rest in places.values_list("key", "leaf__log__office_id", "secret")}
            wanted = [key for key in some if key not in known or known[key][0] == office_id]
            for office, row, fields in binding.read(wanted):
                if row[1] in known or office == office_id:
                    yield row, fields, bytes(known[row[1]][1]) if row[1] in known else b""

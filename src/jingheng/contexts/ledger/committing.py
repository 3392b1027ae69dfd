"""The end of a use-case: one leaf in the log of every office that it concerned, over its events and the rows it wrote."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings

from jingheng.contexts.ledger.binding import SERVER, Touched, bindings, canonical
from jingheng.contexts.ledger.logs import log_of
from jingheng.contexts.ledger.models import Entry, Leaf, Opening, Place
from jingheng.contexts.ledger.placing import place
from jingheng.kernel.period import local_date
from jingheng.verify import leaves
from jingheng.verify.canonical import Value
from jingheng.verify.hashing import Hash, by_name

_BATCH = 2_000

Fields = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Written:
    """A row as it stands at the end of the use-case, with a secret of its own for its salts."""

    row: leaves.Row
    fields: Fields
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))


@dataclass(slots=True)
class Concerning:
    """What is to be bound in the leaf of one office: events, rows, rows that are gone, rows that left for another log."""

    entries: list[Entry] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    gone: list[leaves.Row] = field(default_factory=list)
    left: list[leaves.Row] = field(default_factory=list)

    def facts(self, hash_: Hash) -> list[Value]:
        return [
            *(leaves.event_fact(said_by(entry)) for entry in self.entries),
            *(leaves.row_fact(one.row, leaves.fields_digest(hash_, one.secret, one.fields)) for one in self.written),
            *map(leaves.gone_fact, self.gone),
            *map(leaves.left_fact, self.left),
        ]


def commit(entries: Sequence[Entry], touched: Touched, *, at: datetime) -> None:
    """Within the transaction of the use-case, as its last act: the logs stay locked until it commits.

    With an outbox no log is locked; the leaf waits for its place, and has committed all the same.
    """
    for office, concerning in sorted(_by_office(entries, touched).items()):
        _bind(office, concerning, on=local_date(at))
    Entry.objects.bulk_create(entries, batch_size=_BATCH)


def _bind(office: int, concerning: Concerning, *, on: date) -> None:
    log, secret = log_of(office, on=on), secrets.token_bytes(32)
    hash_ = by_name(log.algorithm)
    facts = concerning.facts(hash_)
    closed = leaves.Leaf(on, leaves.facts_root(hash_, secret, facts), leaves.receipt_commitment(hash_, secret))
    leaf = Leaf(log=log, entry=closed.encoded())
    if settings.LEDGER_OUTBOX:
        leaf.save()
    else:
        place(log, [leaf])
    Opening.objects.create(leaf=leaf, secret=secret, facts=json.dumps(facts[len(concerning.entries) :]))
    for entry in concerning.entries:
        entry.leaf = leaf
    Place.objects.bulk_create(
        [Place(table=one.row[0], key=one.row[1], leaf=leaf, secret=one.secret) for one in concerning.written],
        batch_size=_BATCH, update_conflicts=True, unique_fields=["table", "key"], update_fields=["leaf", "secret"],
    )  # fmt: skip


def _by_office(entries: Sequence[Entry], touched: Touched) -> dict[int, Concerning]:
    offices: dict[int, Concerning] = defaultdict(Concerning)
    for entry in entries:
        offices[entry.office_id or SERVER].entries.append(entry)
    for model, keys in touched.written.items():
        before = _places(model._meta.label_lower, keys)
        for office, row, fields in bindings()[model].read(keys):
            if office is not None:
                offices[office].written.append(Written(row, fields))
                if before.get(row[1], office) != office:
                    offices[before[row[1]]].left.append(row)
    for model, keys in touched.deleted.items():
        for key, office in _places(model._meta.label_lower, keys).items():
            offices[office].gone.append((model._meta.label_lower, key))
        Place.objects.filter(table=model._meta.label_lower, key__in=keys).delete()
    return offices


def _places(table: str, keys: Iterable[int]) -> dict[int, int]:
    """Key → office in whose log the row stands so far."""
    found: dict[int, int] = {}
    wanted = sorted(keys)
    for at in range(0, len(wanted), _BATCH):
        rows = Place.objects.filter(table=table, key__in=wanted[at : at + _BATCH])
        found |= dict(rows.values_list("key", "leaf__log__office_id"))
    return found


def said_by(entry: Entry) -> dict[str, Value]:
    """An entry in canonical form."""
    columns = ("actor_id", "at", "details", "event", "office_id", "subject")
    return {name: canonical(getattr(entry, name)) for name in columns}

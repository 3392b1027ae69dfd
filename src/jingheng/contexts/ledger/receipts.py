"""Receipts: what shows, without this server, that an act was in the log by then.

Making one leaves no trace. It is made against a checkpoint that was signed anyway, so that none of them tells when
somebody asked for a receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jingheng.contexts.ledger.binding import bindings
from jingheng.contexts.ledger.checkpointing import LogRewritten
from jingheng.contexts.ledger.models import Checkpoint, Entry, Leaf, Place
from jingheng.contexts.ledger.placing import nodes_of
from jingheng.contexts.ledger.showing import behind
from jingheng.verify import leaves, proofs
from jingheng.verify.canonical import Value
from jingheng.verify.hashing import by_name
from jingheng.verify.showing import NotBound, show
from jingheng.verify.tree import inclusion_path, leaf_hash, verify_inclusion


@dataclass(frozen=True, slots=True)
class Receipt:
    """Of one leaf. Alike for all of them: a code that says nothing, a place, a proof."""

    office_id: int  # in whose log it stands
    day: date
    code: str
    origin: str
    number: int
    size: int  # of the checkpoint
    root: bytes
    signed_at: datetime
    proof: bytes  # the file


def leaf_of_event(event: str, subject: str, *, office_id: int | None = None) -> Leaf | None:
    """The first leaf over such an event, in the log of `office_id` if one is there."""
    entries = Entry.objects.filter(event=event, subject=subject).select_related("leaf").order_by("id")
    at_home = entries.filter(office_id=office_id).first() if office_id else None
    found = at_home or entries.first()
    return found.leaf if found else None


def leaf_of_row(table: str, key: int) -> Leaf | None:
    """The leaf that binds the present state of a row."""
    place = Place.objects.select_related("leaf__log").filter(table=table, key=key).first()
    return place.leaf if place else None


def receipt_of(leaf: Leaf) -> Receipt | None:
    """None until a checkpoint covers the leaf. Raises LogRewritten where the leaf does not lead to what was signed."""
    log, entry, secret = leaf.log, bytes(leaf.entry), bytes(leaf.opening.secret)
    hash_ = by_name(log.algorithm)
    code, salt = leaves.receipt_code(hash_, secret), leaves.receipt_salt(hash_, secret)
    proven = _proven(leaf, proofs.Slip(entry, code, salt).encoded())
    if proven is None:
        return None
    proof, signed = proven
    return Receipt(
        log.office_id, leaves.Leaf.decoded(entry).day, code, log.origin, proof.index, signed.size, bytes(signed.root),
        signed.made_at, bytes(proof),
    )  # fmt: skip


def shown_row(table: str, key: int, names: Sequence[str]) -> tuple[dict[str, Value], bytes | None]:
    """All fields of a row, and the file that shows `names` of them and proves that they stand so in the log.

    No file until a checkpoint covers the row. Raises LogRewritten where the row is not what its leaf binds.
    """
    place = Place.objects.select_related("leaf__log", "leaf__opening").get(table=table, key=key)
    leaf, hash_ = place.leaf, by_name(place.leaf.log.algorithm)
    binding = next(binding for binding in bindings().values() if binding.label == table)
    fields = dict(next(iter(binding.read([key])))[2])
    try:
        shown = show(hash_, bytes(leaf.entry), behind(leaf), (table, key), fields, bytes(place.secret), names)
        is_sound = shown.is_sound(hash_)
    except NotBound:
        is_sound = False
    if not is_sound:
        raise LogRewritten(f"{table} {key} 与锁住它的第 {leaf.number} 片叶不符。")
    proven = _proven(leaf, shown.encoded())
    return fields, bytes(proven[0]) if proven else None


def _proven(leaf: Leaf, extra: bytes) -> tuple[proofs.Proof, Checkpoint] | None:
    """Against the first checkpoint that covers the leaf."""
    log, number = leaf.log, leaf.number
    signed = None if number is None else log.checkpoints.filter(size__gt=number).order_by("size").first()
    if number is None or signed is None:
        return None
    hash_ = by_name(log.algorithm)
    path = inclusion_path(hash_, nodes_of(log), number, signed.size)
    hashed = leaf_hash(hash_, bytes(leaf.entry))
    if not verify_inclusion(hash_, number, signed.size, hashed, path, bytes(signed.root)):
        raise LogRewritten(f"账本 {log.origin} 第 {number} 片叶与 {signed.size} 片叶时签过的不符。")
    return proofs.Proof(number, tuple(path), signed.note.encode(), extra), signed

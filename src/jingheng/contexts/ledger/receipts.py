"""Receipts: what shows, without this server, that an act was in the log by then.

Making one leaves no trace. It is made against a checkpoint that was signed anyway, so that none of them tells when
somebody asked for a receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jingheng.contexts.ledger.checkpointing import LogRewritten
from jingheng.contexts.ledger.models import Checkpoint, Entry, Leaf, Place
from jingheng.contexts.ledger.placing import nodes_of
from jingheng.verify import leaves, proofs
from jingheng.verify.hashing import by_name
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
    log = leaf.log
    if leaf.number is None:
        return None
    signed = log.checkpoints.filter(size__gt=leaf.number).order_by("size").first()
    return None if signed is None else _receipt(leaf, leaf.number, signed)


def _receipt(leaf: Leaf, number: int, signed: Checkpoint) -> Receipt:
    log, entry, secret = leaf.log, bytes(leaf.entry), bytes(leaf.opening.secret)
    hash_, root = by_name(log.algorithm), bytes(signed.root)
    path = inclusion_path(hash_, nodes_of(log), number, signed.size)
    if not verify_inclusion(hash_, number, signed.size, leaf_hash(hash_, entry), path, root):
        raise LogRewritten(f"账本 {log.origin} 第 {number} 片叶与 {signed.size} 片叶时签过的不符。")
    code, salt = leaves.receipt_code(hash_, secret), leaves.receipt_salt(hash_, secret)
    proof = proofs.Proof(number, tuple(path), signed.note.encode(), proofs.Slip(entry, code, salt).encoded())
    return Receipt(
        log.office_id, leaves.Leaf.decoded(entry).day, code, log.origin, number, signed.size, root, signed.made_at,
        bytes(proof),
    )  # fmt: skip

"""What witnesses are asked about a log, and the lines with which they answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from jingheng.contexts.ledger.checkpointing import newest_checkpoint
from jingheng.contexts.ledger.models import Checkpoint, Log
from jingheng.contexts.ledger.placing import nodes_of
from jingheng.verify import notes
from jingheng.verify.hashing import by_name
from jingheng.verify.notes import BadSignature, Signature, VerifierKey
from jingheng.verify.tree import consistency_path, root_at
from jingheng.verify.witnessing import Request


def asked_of(log: Log, *, old: int) -> Request | None:
    """The newest checkpoint with the proof that it goes on from `old` leaves; None if it does not reach so far."""
    newest = newest_checkpoint(log)
    if newest is None or newest.size < old:
        return None
    path = consistency_path(by_name(log.algorithm), nodes_of(log), old, newest.size)
    return Request(old, tuple(path), newest.note.encode())


def root_at_size(log: Log, size: int) -> bytes | None:
    """Of the first so many leaves as they are in the database; None if there are not so many."""
    return root_at(by_name(log.algorithm), nodes_of(log), size) if size <= log.size else None


def keep_cosignature(log: Log, key: VerifierKey, lines: Iterable[Signature]) -> tuple[Checkpoint, int] | None:
    """The line of this witness is put under the checkpoint that it was made for, newest first: which, and when made.

    None if no line of his fits any checkpoint of this log.
    """
    his = [one for one in lines if (one.name, one.key_id) == (key.name, key.key_id)]
    with transaction.atomic():
        for checkpoint in log.checkpoints.select_for_update().order_by("-size") if his else ():
            note = notes.parse(checkpoint.note.encode())
            for line in his:
                made = _made_at(key, note.text, line)
                if made is not None:
                    kept = [one for one in note.signatures if one.name != key.name or one.key_id != key.key_id]
                    checkpoint.note = notes.signed(note.text, [*kept, line]).decode()
                    checkpoint.save(update_fields=["note"])
                    return checkpoint, made
    return None


def _made_at(key: VerifierKey, text: str, line: Signature) -> int | None:
    try:
        seen = notes.verify(key, text, line.value)
    except BadSignature:
        return None
    return seen.at if seen else None

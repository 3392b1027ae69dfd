"""This server as a witness for the logs of others: the steps of `witness_state`, with the database as what it keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from jingheng.contexts.ledger.api import SERVER, recording, renewed_witness_key, server_code
from jingheng.contexts.witnesses.models import Kept, OtherStory, Watched
from jingheng.contexts.witnesses.queries import own_key
from jingheng.kernel.actor import SYSTEM, Actor
from jingheng.verify import checkpoints, notes, witness_state, witnessing
from jingheng.verify.notes import SigningKey, VerifierKey, parse_key
from jingheng.verify.witness_state import TEXT_TYPE, Answer, Countersigner, Signed

MOST_BYTES = 64 * 1024
_MOST_STORIES = 20  # of one log: more of them prove no more


@dataclass(frozen=True)
class ServerWitness(Countersigner):
    key: SigningKey
    clock: Callable[[], float]

    def logs(self) -> list[VerifierKey]:
        rows = Watched.objects.filter(removed_at=None).order_by("id")
        return [parse_key(vkey) for vkey in rows.values_list("vkey", flat=True)]

    def last(self, origin: str) -> witness_state.Kept | None:
        row = Kept.objects.filter(origin=origin).exclude(note="").first()
        return witness_state.opened(row.note.encode(), parse_key(row.vkey), origin, "数据库") if row else None

    @contextmanager
    def locked(self, origin: str) -> Iterator[None]:
        """Committed before anybody is answered; `durable` refuses to be part of something larger."""
        with transaction.atomic(durable=True):
            Kept.objects.get_or_create(origin=origin)
            Kept.objects.select_for_update().get(origin=origin)
            yield

    def keep(self, origin: str, note: bytes) -> None:
        checkpoint = checkpoints.parse(notes.parse(note).text)
        at = datetime.fromtimestamp(self.clock(), UTC)
        Kept.objects.filter(origin=origin).update(
            note=note.decode(), vkey=str(self.key.verifier), size=checkpoint.size, kept_at=at
        )

    def keep_evidence(self, origin: str, data: bytes) -> None:
        text = notes.parse(witnessing.parse(data).note).text
        digest = hashlib.sha256(text.encode()).hexdigest()
        known = OtherStory.objects.filter(origin=origin)
        if known.filter(digest=digest).exists() or known.count() >= _MOST_STORIES:
            return
        at = datetime.fromtimestamp(self.clock(), UTC)
        with recording(actor=SYSTEM, at=at) as record:
            OtherStory.objects.create(
                origin=origin, digest=digest, request=data, size=checkpoints.parse(text).size, seen_at=at
            )
            record("witness.other-story", subject=f"log:{origin}", office_id=SERVER)


def countersign(data: bytes, *, at: datetime) -> Answer:
    """One request, as it comes over the network."""
    if not Watched.objects.filter(removed_at=None).exists():  # no witness at all, and perhaps no key
        reason = witnessing.Decision(witnessing.NOT_FOUND, "本服务器没有为任何账本见证")
        return Answer(witnessing.NOT_FOUND, f"{reason.reason}\n".encode(), TEXT_TYPE, reason)
    return _witness(at).add_checkpoint(data)


def countersign_file(data: bytes, *, at: datetime) -> Signed:
    """Requests as they come in a file."""
    return _witness(at).sign_file(data)


def _witness(at: datetime) -> ServerWitness:
    key = own_key(makes=True)
    assert key is not None
    return ServerWitness(key, at.timestamp)


def renew_key(*, actor: Actor, at: datetime) -> SigningKey:
    """A new key of the witness, where the old one is gone or is in wrong hands. Those whom we witness must be told."""
    with recording(actor=actor, at=at) as record:
        key = renewed_witness_key(f"jc.{server_code()}/witness")
        record("witness.key-renewed", subject=f"witness:{key.verifier.key_id.hex()}", office_id=SERVER)
    return key

"""An office whose every row is in the ledger, what others hold of it, and an auditor who has an exported folder alone."""

from __future__ import annotations

import hashlib
import itertools
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.test import override_settings

from jingheng.contexts.ledger.checkpointing import make_checkpoint
from jingheng.contexts.ledger.exporting import export, name_of
from jingheng.contexts.ledger.models import Checkpoint, Leaf, Log, Tile
from jingheng.contexts.ledger.placing import place
from jingheng.contexts.ledger.recording import recording
from jingheng.kernel.actor import SYSTEM
from jingheng.verify import leaves, notes
from jingheng.verify.commands import log as log_command
from jingheng.verify.commands import rows as rows_command
from jingheng.verify.commands import witness as witness_command
from jingheng.verify.hashing import SHA256
from jingheng.verify.notes import COSIGNATURE
from jingheng.verify.verdict import Verdict
from tests.factories.cast import NOON, Cast, make_cast

WITNESS = notes.generate("jc.990200/witness", COSIGNATURE, b"w" * 32)
_numbers = itertools.count()


@contextmanager
def refusing_unrecorded() -> Iterator[None]:
    with override_settings(LEDGER_REFUSES_UNRECORDED=True):
        yield


def bound_cast() -> Cast:
    """The cast, come in by a recorded act like everything else."""
    with recording(actor=SYSTEM, at=NOON - timedelta(days=1)) as ledger:
        cast = make_cast()
        ledger("demonstration.built", subject="office:1")
    return cast


def log_of(cast: Cast) -> Log:
    return Log.objects.get(office_id=cast.county.pk, year=NOON.year)


@dataclass(frozen=True)
class Auditor:
    """Takes an export, checks it by itself, and against a note that a witness holds."""

    folder: Path

    def take(self, at: datetime = NOON) -> Path:
        out = self.folder / f"export-{next(_numbers)}"
        export(out, Log.objects.order_by("office_id", "year"), with_rows=True, at=at)
        return out

    def logs(self, out: Path) -> Verdict:
        return log_command.run(Namespace(folder=out, policy=None))

    def rows(self, out: Path) -> Verdict:
        return rows_command.run(Namespace(folder=out, policy=None))

    def against_witness(self, out: Path, log: Log, held: bytes) -> Verdict:
        seen = self.folder / "held"
        seen.write_bytes(held)
        key = str(WITNESS.verifier)
        return witness_command.run(Namespace(seen=seen, export=out / name_of(log), witness=key, policy=None))


def cosigned(log: Log, at: datetime = NOON) -> bytes:
    """The newest state of a log with the line of a witness, as the witness keeps it."""
    note = notes.parse(make_checkpoint(log.pk, at=at).note.encode())
    return notes.signed(note.text, [*note.signatures, WITNESS.sign(note.text, int(at.timestamp()))])


def rebuilt(log: Log) -> None:
    """The whole tree anew over the leaves that are there: size, front and tiles fit."""
    rows = list(Leaf.objects.filter(log=log).order_by("number"))
    Tile.objects.filter(log=log).delete()
    Log.objects.filter(pk=log.pk).update(size=0, front="", last_day=date(2000, 1, 1))
    place(Log.objects.get(pk=log.pk), rows)


def rewritten(log: Log) -> None:
    """An early leaf says something else, and nothing that was signed before is left."""
    leaf = Leaf.objects.get(log=log, number=1)
    closed = leaves.Leaf.decoded(bytes(leaf.entry))
    leaf.entry = leaves.Leaf(closed.day, leaves.facts_root(SHA256, b"x" * 32, []), closed.receipt).encoded()
    leaf.save()
    Checkpoint.objects.filter(log=log).delete()
    rebuilt(log)


def fingerprint() -> str:
    """Of everything in the database that a use-case writes."""
    digest = hashlib.sha256()
    tables = sorted(model._meta.db_table for model in apps.get_models())
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            digest.update(repr([tuple(map(_plain, row)) for row in cursor.fetchall()]).encode())
    return digest.hexdigest()


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value

"""The front door of the ledger."""

from jingheng.contexts.ledger.binding import (
    SERVER,
    Bound,
    BoundQuerySet,
    UnrecordedWrite,
    bind,
    note_written,
    unrecorded,
)
from jingheng.contexts.ledger.checkpointing import (
    LogRewritten,
    make_checkpoint,
    make_due_checkpoints,
    newest_checkpoint,
    signed_state,
)
from jingheng.contexts.ledger.cosigning import asked_of, keep_cosignature, root_at_size
from jingheng.contexts.ledger.exporting import export
from jingheng.contexts.ledger.key_life import declare_key_lost, rotate_key
from jingheng.contexts.ledger.keys import KeyLost, is_lost, renewed_witness_key, witness_key
from jingheng.contexts.ledger.logs import name_offices, server_code
from jingheng.contexts.ledger.models import Checkpoint, Entry, Log
from jingheng.contexts.ledger.recording import NothingRecorded, Recorder, recording

__all__ = [
    "SERVER",
    "Bound",
    "BoundQuerySet",
    "Checkpoint",
    "Entry",
    "KeyLost",
    "Log",
    "LogRewritten",
    "NothingRecorded",
    "Recorder",
    "UnrecordedWrite",
    "asked_of",
    "bind",
    "declare_key_lost",
    "export",
    "is_lost",
    "keep_cosignature",
    "make_checkpoint",
    "make_due_checkpoints",
    "name_offices",
    "newest_checkpoint",
    "note_written",
    "recording",
    "renewed_witness_key",
    "root_at_size",
    "rotate_key",
    "server_code",
    "signed_state",
    "unrecorded",
    "witness_key",
]

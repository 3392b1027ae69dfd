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
    WAIT,
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
from jingheng.contexts.ledger.logs import log_of, name_offices, say_openly, server_code
from jingheng.contexts.ledger.models import Checkpoint, Entry, Leaf, Log
from jingheng.contexts.ledger.outbox import place_waiting
from jingheng.contexts.ledger.receipts import Receipt, leaf_of_event, leaf_of_row, receipt_of, shown_row
from jingheng.contexts.ledger.recording import NothingRecorded, Recorder, recording

__all__ = [
    "SERVER",
    "WAIT",
    "Bound",
    "BoundQuerySet",
    "Checkpoint",
    "Entry",
    "KeyLost",
    "Leaf",
    "Log",
    "LogRewritten",
    "NothingRecorded",
    "Receipt",
    "Recorder",
    "UnrecordedWrite",
    "asked_of",
    "bind",
    "declare_key_lost",
    "export",
    "is_lost",
    "keep_cosignature",
    "leaf_of_event",
    "leaf_of_row",
    "log_of",
    "make_checkpoint",
    "make_due_checkpoints",
    "name_offices",
    "newest_checkpoint",
    "note_written",
    "place_waiting",
    "receipt_of",
    "recording",
    "renewed_witness_key",
    "root_at_size",
    "rotate_key",
    "say_openly",
    "server_code",
    "shown_row",
    "signed_state",
    "unrecorded",
    "witness_key",
]

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
from jingheng.contexts.ledger.checkpointing import WAIT, LogRewritten, make_checkpoint, make_due_checkpoints
from jingheng.contexts.ledger.exporting import export
from jingheng.contexts.ledger.logs import log_of, name_offices, say_openly
from jingheng.contexts.ledger.models import Entry, Leaf, Log
from jingheng.contexts.ledger.placing import place_waiting
from jingheng.contexts.ledger.receipts import Receipt, leaf_of_event, leaf_of_row, receipt_of
from jingheng.contexts.ledger.recording import NothingRecorded, Recorder, recording

__all__ = [
    "SERVER",
    "WAIT",
    "Bound",
    "BoundQuerySet",
    "Entry",
    "Leaf",
    "Log",
    "LogRewritten",
    "NothingRecorded",
    "Receipt",
    "Recorder",
    "UnrecordedWrite",
    "bind",
    "export",
    "leaf_of_event",
    "leaf_of_row",
    "log_of",
    "make_checkpoint",
    "make_due_checkpoints",
    "name_offices",
    "note_written",
    "place_waiting",
    "receipt_of",
    "recording",
    "say_openly",
    "unrecorded",
]

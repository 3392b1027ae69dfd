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
from jingheng.contexts.ledger.checkpointing import make_checkpoint, make_due_checkpoints
from jingheng.contexts.ledger.exporting import export
from jingheng.contexts.ledger.logs import name_offices
from jingheng.contexts.ledger.models import Entry, Log
from jingheng.contexts.ledger.recording import NothingRecorded, Recorder, recording

__all__ = [
    "SERVER",
    "Bound",
    "BoundQuerySet",
    "Entry",
    "Log",
    "NothingRecorded",
    "Recorder",
    "UnrecordedWrite",
    "bind",
    "export",
    "make_checkpoint",
    "make_due_checkpoints",
    "name_offices",
    "note_written",
    "recording",
    "unrecorded",
]

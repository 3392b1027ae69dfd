"""The front door of the ledger."""

from jingheng.contexts.ledger.binding import SERVER, Bound, BoundQuerySet, UnrecordedWrite, bind, note_written
from jingheng.contexts.ledger.logs import name_offices
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.ledger.recording import NothingRecorded, Recorder, recording

__all__ = [
    "SERVER",
    "Bound",
    "BoundQuerySet",
    "Entry",
    "NothingRecorded",
    "Recorder",
    "UnrecordedWrite",
    "bind",
    "name_offices",
    "note_written",
    "recording",
]

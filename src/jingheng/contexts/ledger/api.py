"""The front door of the ledger."""

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.ledger.recording import NothingRecorded, Recorder, recording

__all__ = ["Entry", "NothingRecorded", "Recorder", "recording"]

"""The front door of the ledger."""

from jingheng.contexts.ledger.recording import NothingRecorded, Recorder, recording

__all__ = ["NothingRecorded", "Recorder", "recording"]

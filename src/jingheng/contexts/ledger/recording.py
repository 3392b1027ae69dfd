"""`recording()`: the only way in which business rows are written. Rows, entries and leaf commit together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from jingheng.contexts.ledger.binding import touching
from jingheng.contexts.ledger.committing import commit
from jingheng.contexts.ledger.models import Entry
from jingheng.kernel.actor import Actor


@dataclass(slots=True)
class Recorder:
    """Called once per event inside a use-case: `record("record.accepted", subject="record:…", office_id=…)`."""

    actor: Actor
    at: datetime
    entries: list[Entry] = field(default_factory=list)

    def __call__(
        self, event: str, *, subject: str, office_id: int | None = None, anonymous: bool = False, **details: Any
    ) -> None:
        """Note an event. `anonymous` leaves the actor out: filings and statements look alike and name nobody."""
        self.entries.append(
            Entry(
                at=self.at,
                office_id=office_id if office_id is not None else self.actor.office_id,
                actor_id=None if anonymous else self.actor.person_id,
                event=event,
                subject=subject,
                details=details,
            )
        )


class NothingRecorded(RuntimeError):
    """A use-case changed something and recorded nothing: a bug of ours."""


_outer: ContextVar[Recorder | None] = ContextVar("jingheng_recording", default=None)


@contextmanager
def recording(*, actor: Actor, at: datetime, may_be_nothing: bool = False) -> Iterator[Recorder]:
    """One transaction with its leaf. An inner `recording()` joins the outer one and keeps its own actor and moment.

    `may_be_nothing`: work of the night that may find all its objects unfit. Even so nothing is written unrecorded.
    """
    outer = _outer.get()
    recorder = Recorder(actor, at)
    if outer is not None:
        yield recorder
        outer.entries.extend(recorder.entries)
        return
    token = _outer.set(recorder)
    try:
        with transaction.atomic(), touching() as touched:
            yield recorder
            if not recorder.entries and (touched or not may_be_nothing):
                raise NothingRecorded
            commit(recorder.entries, touched, at=at)
    finally:
        _outer.reset(token)

"""The front door of the record-and-report system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from jingheng.contexts.inbox.api import ToDo
from jingheng.contexts.records.queries.completion import statement_todos
from jingheng.contexts.records.queries.counts import Counts, count, count_known_now
from jingheng.contexts.records.queries.destroying import destruction_todos
from jingheng.contexts.records.queries.extended import extended_figures
from jingheng.contexts.records.queries.filer_todos import filer_todos
from jingheng.contexts.records.queries.inspection_todos import hearing_todos, inspection_todos
from jingheng.contexts.records.queries.reminding import reminded_in_vain
from jingheng.contexts.records.queries.report_todos import report_todos
from jingheng.contexts.records.queries.resting import standing_of_forgetting
from jingheng.contexts.records.queries.searching import Found, SearchResult, search_records
from jingheng.contexts.records.queries.standing import Standing, standing
from jingheng.contexts.records.queries.telling import refuse_telling
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.counting import Reason
from jingheng.contexts.records.rules.extended import FIGURES, SPAN_WORDS, is_small, spans
from jingheng.contexts.records.usecases.destroying import sweep_destroyed
from jingheng.contexts.records.usecases.expiring import remove_readings, remove_reminders
from jingheng.contexts.records.usecases.importing import RECORDS, import_records
from jingheng.contexts.records.usecases.indexing import index_waiting
from jingheng.contexts.records.usecases.pseudonymising import Passed, pseudonymise_next, squeeze_index
from jingheng.contexts.records.usecases.transcribing import signed_transcript_todos
from jingheng.kernel.actor import Actor

__all__ = [
    "FIGURES",
    "RECORDS",
    "SPAN_WORDS",
    "Counts",
    "Found",
    "Passed",
    "SearchResult",
    "Standing",
    "count",
    "count_known_now",
    "extended_figures",
    "import_records",
    "index_waiting",
    "is_small",
    "pseudonymise_next",
    "reason_word",
    "refuse_telling",
    "remove_readings",
    "remove_reminders",
    "search_records",
    "spans",
    "squeeze_index",
    "standing",
    "standing_of_forgetting",
    "sweep_destroyed",
    "taxonomy",
    "todos",
]


def todos(actor: Actor, *, at: datetime) -> Iterator[ToDo]:
    """What somebody has to do about records, months and reports."""
    yield from statement_todos(actor, at=at)
    yield from reminded_in_vain(actor, at=at)
    yield from filer_todos(actor, at)
    yield from inspection_todos(actor, at=at)
    yield from hearing_todos(actor, at=at)
    yield from signed_transcript_todos(actor, at=at)
    yield from report_todos(actor, at)
    yield from destruction_todos(actor, at=at)


def reason_word(code: str) -> str:
    """Why a closed month changed, in the word that is printed."""
    return Reason(code).word

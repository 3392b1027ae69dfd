"""The front door of the home page: what one has to do, from every context that has to-dos."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from jingheng.contexts.desk.importing import KINDS, import_file
from jingheng.contexts.desk.usecases import import_next, resume_imports
from jingheng.contexts.inbox.api import Light, ToDo, by_urgency
from jingheng.kernel.actor import Actor

__all__ = ["KINDS", "import_file", "import_next", "resume_imports", "todo_counts", "todos"]


def todos(actor: Actor, *, at: datetime) -> list[ToDo]:
    """Everything the actor has to do, what falls due first standing first."""
    sources = [import_string(name) for name in settings.TODO_SOURCES]
    return by_urgency([todo for source in sources for todo in source(actor, at=at)])


def todo_counts(found: Sequence[ToDo]) -> tuple[int, int]:
    """How many to-dos, and how many of them are late."""
    return len(found), sum(todo.light is Light.RED for todo in found)

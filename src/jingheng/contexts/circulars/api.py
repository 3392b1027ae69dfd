"""The front door of circulars."""

from __future__ import annotations

from datetime import datetime

from jingheng.contexts.circulars.papers import Heads, written
from jingheng.contexts.circulars.queries.circulars import todos
from jingheng.contexts.circulars.queries.figures import compiled
from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.contexts.circulars.rules.words import addressees, title
from jingheng.contexts.org.api import Office
from jingheng.kernel.period import local_date

__all__ = ["Asked", "office_by_code", "render", "todos"]


def office_by_code(code: str) -> Office | None:
    return Office.objects.filter(code=code).first()


def render(office: Office, asked: Asked, form: str, *, at: datetime) -> bytes:
    """The figures of a period without keeping a circular: what the command line writes. Nobody has signed it: a draft."""
    figures = compiled(office, asked, on=local_date(at))
    heads = Heads(
        issuer=office.name,
        title=title(figures["whole"], asked.period, asked.scope),
        dated=local_date(at),
        public=asked.public,
        secrecy="内部",
        is_draft=True,
        addressees=addressees(figures["figures"]),
    )
    return written(figures, heads, form, at=at, extended=True)

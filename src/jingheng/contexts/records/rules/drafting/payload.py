"""A draft as the JSON that a revision keeps, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from jingheng.contexts.records.rules.drafting.draft import Draft, Intermediary, Party
from jingheng.contexts.records.rules.drafting.fields import (
    LINK_FIELDS,
    PARTY_FIELDS,
    PAYLOAD_FIELDS,
    Field,
    Kind,
    relevant_fields,
    relevant_party_fields,
)
from jingheng.kernel.period import SHANGHAI
from jingheng.kernel.sources import Dictionary


def payload_of(draft: Draft) -> dict[str, Any]:
    """Only what the answers need, in the order of the form; codes in the order of their dictionary."""
    return _written(draft, _draft_form(relevant_fields(draft)))


def draft_of(payload: Mapping[str, Any]) -> Draft:
    """What is absent stays empty, so that an older revision opens in a newer form."""
    return Draft(**_read(payload, PAYLOAD_FIELDS))


class _Form:
    """Fields that show, with what they say when left empty: most are, so only the others are looked at."""

    def __init__(self, fields: Iterable[Field], empty: Draft | Party | Intermediary) -> None:
        self.fields = tuple(fields)
        names = [field.name for field in self.fields]
        self.values = attrgetter(*names)
        self.blank = {
            name: _plain(value, field)
            for name, field, value in zip(names, self.fields, self.values(empty), strict=True)
        }
        shared = (
            None if isinstance(self.blank[name], list) else value
            for name, value in zip(names, self.values(empty), strict=True)
        )
        self.empty = tuple(shared)  # every payload gets lists of its own


@lru_cache(maxsize=256)
def _draft_form(shown: frozenset[str]) -> _Form:
    return _Form((field for field in PAYLOAD_FIELDS if field.name in shown), Draft())


@lru_cache(maxsize=256)
def _party_form(shown: frozenset[str]) -> _Form:
    return _Form((field for field in PARTY_FIELDS if field.name in shown), Party())


def _written(said: Draft | Party | Intermediary, form: _Form) -> dict[str, Any]:
    written = form.blank.copy()
    for field, value, empty in zip(form.fields, form.values(said), form.empty, strict=True):
        if value is not empty:
            written[field.name] = _plain(value, field)
    return written


def _plain(value: Any, field: Field) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, frozenset):
        return list(_in_order(value, field.dictionary)) if value else []
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="minutes")
    return [_row(item) for item in value] if field.kind is Kind.LIST else value


@lru_cache(maxsize=4096)
def _in_order(codes: frozenset[str], dictionary: Dictionary | None) -> tuple[str, ...]:
    known = dictionary.codes if dictionary else ()
    return (*(code for code in known if code in codes), *sorted(codes.difference(known)))


def _row(item: Party | Intermediary) -> dict[str, Any]:
    if isinstance(item, Party):
        return _written(item, _party_form(relevant_party_fields(item)))
    return _written(item, _LINK_FORM)


def _read(payload: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    return {field.name: _typed(payload[field.name], field) for field in fields if field.name in payload}


def _typed(value: Any, field: Field) -> Any:
    if field.name == "parties":
        return tuple(Party(**_read(row, PARTY_FIELDS)) for row in value)
    if field.name == "via":
        return tuple(Intermediary(**_read(row, LINK_FIELDS)) for row in value)
    if field.kind is Kind.CODES:
        return frozenset(value)
    if field.kind is Kind.MOMENT:
        return datetime.fromisoformat(value) if value else None
    return value


_LINK_FORM = _Form(LINK_FIELDS, Intermediary())

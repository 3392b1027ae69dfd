"""The record form: from what was posted to a content, and from a content to the fields of a page.

Every page is made from a content and from what could not be read (`as_typed`), never from the request itself: a draft
that was saved, a refused submit and one row more all come out alike, and nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from jingheng.contexts.records.rules.drafting import (
    LINK_FIELDS,
    PARTY_FIELDS,
    PARTY_REQUIRED,
    PAYLOAD_FIELDS,
    REQUIRED,
    Draft,
    Field,
    Intermediary,
    Kind,
    Party,
    required_fields,
    required_party_fields,
)
from jingheng.contexts.records.web.recording.fields import form_field
from jingheng.kernel.period import SHANGHAI

_ROWS_MAX = 30
NONE_OF_THEM = "NONE"


class FieldsForm(forms.Form):
    """A form over a table of fields. It keeps what it could not read."""

    table: tuple[Field, ...] = ()

    def __init__(self, data: Mapping[str, Any], prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        self.fields |= {row.name: form_field(row) for row in self.table if row.kind not in (Kind.LIST, Kind.PERSON)}
        self.full_clean()

    def said(self) -> dict[str, Any]:
        return {row.name: _said(self.cleaned_data.get(row.name), row) for row in self.table if row.name in self.fields}

    def as_typed(self) -> dict[str, str]:
        return {self.add_prefix(name): str(self.data.get(self.add_prefix(name), "")) for name in self.errors}

    def mark(self, wanted: Iterable[str]) -> None:
        for name in wanted:
            if name in self.fields:
                self.fields[name].required = True


class RecordForm(FieldsForm):
    table = PAYLOAD_FIELDS

    def ask_why(self, label: str, reason: str, *, required: bool) -> None:
        """Of a correction. Read from the post by the view: it is no part of the content."""
        widget = forms.Textarea(attrs={"rows": 2})
        self.fields["reason"] = forms.CharField(label=label, required=required, widget=widget)
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["reason"] = reason
        self.data = data


class PartyForm(FieldsForm):
    table = PARTY_FIELDS


class LinkForm(FieldsForm):
    table = LINK_FIELDS


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One person asked about, on the page."""

    form: PartyForm
    links: tuple[LinkForm, ...]


@dataclass(frozen=True, slots=True)
class Posted:
    """What came in: as a content, and what could not be read, by the name of its field."""

    content: Draft
    as_typed: dict[str, str] = field(default_factory=dict)


def posted(data: QueryDict) -> Posted:
    """Everything of the form. Fields that are not there stay empty; no post is a fault."""
    form = RecordForm(data)
    as_typed = form.as_typed()
    parties = []
    for index in range(_rows(data, "parties-TOTAL")):
        party = PartyForm(data, prefix=f"parties-{index}")
        links = [
            LinkForm(data, prefix=f"parties-{index}-via-{number}")
            for number in range(_rows(data, f"parties-{index}-via-TOTAL"))
        ]
        chosen = data.get(f"parties-{index}-person_id", "")
        if chosen == NONE_OF_THEM:
            as_typed[f"parties-{index}-person_id"] = chosen
        via = tuple(Intermediary(**link.said()) for link in links)
        parties.append(Party(**party.said(), via=via, person_id=whole(chosen)))
    return Posted(Draft(parties=tuple(parties), **form.said()), as_typed)


def tidied(content: Draft) -> Draft:
    """Without the rows that were opened and left empty: they are no persons."""
    kept = [
        replace(party, via=tuple(link for link in party.via if link != Intermediary())) for party in content.parties
    ]
    return replace(content, parties=tuple(party for party in kept if party != Party()))


def record_form(content: Draft, as_typed: Mapping[str, str]) -> RecordForm:
    form = RecordForm(_data(content, PAYLOAD_FIELDS, "", as_typed))
    form.mark({row.field for row in REQUIRED if row.when is None} | required_fields(content))
    return form


def party_rows(content: Draft, as_typed: Mapping[str, str]) -> tuple[PartyRow, ...]:
    """At least one row for a person, and one for whoever asked him: an empty row is the invitation to write."""
    rows = []
    for index, party in enumerate(content.parties or (Party(),)):
        prefix = f"parties-{index}"
        form = PartyForm(_data(party, PARTY_FIELDS, f"{prefix}-", as_typed), prefix=prefix)
        form.mark({row.field for row in PARTY_REQUIRED if row.field != "unit"} | required_party_fields(party))
        links = [
            LinkForm(_data(link, LINK_FIELDS, f"{prefix}-via-{number}-", as_typed), prefix=f"{prefix}-via-{number}")
            for number, link in enumerate(party.via or (Intermediary(),))
        ]
        for link in links:
            link.mark(["name"])
        rows.append(PartyRow(form, tuple(links)))
    return tuple(rows)


def whole(text: str) -> int | None:
    """A plain number that a table can hold; anything else is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _rows(data: QueryDict, name: str) -> int:
    return min(whole(data.get(name, "")) or 0, _ROWS_MAX)


def _said(value: Any, row: Field) -> Any:
    if row.kind is Kind.CODES:
        return frozenset(value or ())
    if row.kind is Kind.YES_NO:
        return {"YES": True, "NO": False}.get(value or "")
    if row.kind is Kind.FLAG:
        return bool(value)
    if row.kind is Kind.NUMBER:
        return 1 if value is None else value
    if row.kind is Kind.MOMENT:
        return value or None
    return (value or "").replace("\r\n", "\n")


def _data(said: Any, table: tuple[Field, ...], prefix: str, as_typed: Mapping[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for row in table:
        if row.kind in (Kind.LIST, Kind.PERSON):
            continue
        name = prefix + row.name
        if name in as_typed:
            data[name] = as_typed[name]
        else:
            data.setlist(name, _typed(getattr(said, row.name), row))
    return data


def _typed(value: Any, row: Field) -> list[str]:
    if row.kind is Kind.CODES:
        return sorted(value)
    if isinstance(value, bool):
        return ["YES" if value else "NO"] if row.kind is Kind.YES_NO else ["YES"] * value
    if isinstance(value, datetime):
        return [f"{value.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"]
    return [] if value in (None, "") else [str(value)]

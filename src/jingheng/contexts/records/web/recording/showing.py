"""What a record says, in the order and under the labels of the form: to read, to print, to compare revisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jingheng.contexts.records.queries.colleagues import names_of
from jingheng.contexts.records.rules.drafting import (
    BLOCKS,
    LINK_FIELDS,
    PARTY_FIELDS,
    PAYLOAD_FIELDS,
    Draft,
    Field,
    Intermediary,
    Kind,
    Party,
    relevant_fields,
    relevant_party_fields,
)
from jingheng.contexts.records.rules.pseudonyms import NOTE, is_pseudonym
from jingheng.kernel.period import SHANGHAI
from jingheng.platform.web.parts import Term


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    terms: tuple[Term, ...]
    people: tuple[tuple[Term, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


def sections(content: Draft, *, pseudonymised: bool = False) -> list[Section]:
    """Only what was said: an empty field is no line. Where a name has given way to a pseudonym, that is said."""
    names = names_of(sorted(content.person_ids))
    shown = relevant_fields(content)
    result = []
    for block in BLOCKS:
        terms = tuple(
            Term(field.label, text)
            for field in PAYLOAD_FIELDS
            if field.block == block.code
            and field.name in shown
            and (text := _text(getattr(content, field.name), field, names))
        )
        people = tuple(tuple(_party(party, names)) for party in content.parties) if block.code == "WHO" else ()
        if pseudonymised:
            people = tuple(tuple(map(_noted, terms_of_one)) for terms_of_one in people)
        if terms or people:
            result.append(Section(block.name, terms, people))
    return result


#: What the sheet for writing by hand asks: as little as a record needs.
_BY_HAND = frozenset(
    {
        "name", "unit", "title", "asker_types", "recorder_relation", "matter", "case_number", "cause", "case_stage",
        "matter_name", "happened_at", "channel", "place", "acts", "summary", "verbatim", "responses", "disclosed",
        "effect", "evidence", "contact_reason", "expenses", "gifts", "approved", "late_reason",
    }
)  # fmt: skip


def blank_sections() -> list[tuple[str, list[tuple[str, bool]]]]:
    """Labels by block, and whether they need room."""
    fields = [field for field in (*PARTY_FIELDS, *PAYLOAD_FIELDS) if field.name in _BY_HAND]
    tall = ("summary", "verbatim")
    return [
        (block.name, [(field.label, field.name in tall) for field in fields if field.block == block.code])
        for block in BLOCKS
    ]


def changes(before: Draft, after: Draft) -> list[Change]:
    """Which lines differ, in the order of the form."""
    names = names_of(sorted(before.person_ids | after.person_ids))
    old, new = _lines(before, names), _lines(after, names)
    labels = [*new, *(label for label in old if label not in new)]
    return [
        Change(label, old.get(label, ""), new.get(label, ""))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


def _lines(content: Draft, names: Mapping[int, str]) -> dict[str, str]:
    lines = {}
    for index, party in enumerate(content.parties, 1):
        lines[f"被记录人 {index}"] = "\n".join(f"{term.label}：{term.value}" for term in _party(party, names))
    shown = relevant_fields(content)
    for field in PAYLOAD_FIELDS:
        if field.name in shown and (text := _text(getattr(content, field.name), field, names)):
            lines[field.label] = text
    return lines


def _party(party: Party, names: Mapping[int, str]) -> Iterator[Term]:
    shown = relevant_party_fields(party)
    for field in PARTY_FIELDS:
        if field.name in shown and field.name != "via" and (text := _text(getattr(party, field.name), field, names)):
            yield Term(field.label, text)
    if party.on_behalf and party.via:
        yield Term("请托来源", " ← ".join(_link(link, names) for link in party.via))


def _noted(term: Term) -> Term:
    return Term(term.label, f"{term.value}{NOTE}") if is_pseudonym(str(term.value)) else term


def _link(link: Intermediary, names: Mapping[int, str]) -> str:
    parts = [_text(getattr(link, field.name), field, names) for field in LINK_FIELDS if field.kind is Kind.TEXT]
    return f"{parts[0]}（{'、'.join(part for part in parts[1:] if part)}）" if any(parts[1:]) else parts[0]


def _text(value: Any, field: Field, names: Mapping[int, str]) -> str:
    if field.kind is Kind.LIST or value in (None, "", frozenset()):
        return ""
    if field.dictionary is not None:
        codes = [value] if isinstance(value, str) else [code for code in field.dictionary.codes if code in value]
        return "、".join(field.dictionary.name(code) for code in codes if code in field.dictionary)
    words: dict[Kind, Callable[[], str]] = {
        Kind.PERSON: lambda: names.get(value, ""),
        Kind.MOMENT: lambda: f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        Kind.YES_NO: lambda: "是" if value else "否",
        Kind.FLAG: lambda: "是" if value else "",
        Kind.NUMBER: lambda: f"第 {value} 次" if value != 1 else "",
    }
    return words.get(field.kind, lambda: str(value))()

"""What a record says, in the words of the form and in its order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jingheng.contexts.records.rules.drafting.draft import Draft, Intermediary, Party
from jingheng.contexts.records.rules.drafting.fields import (
    BLOCKS,
    LINK_FIELDS,
    PARTY_FIELDS,
    PAYLOAD_FIELDS,
    Field,
    Kind,
    relevant_fields,
    relevant_party_fields,
)
from jingheng.kernel.period import SHANGHAI


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    value: str
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


def parts_of(draft: Draft) -> list[Part]:
    """Block by block; a person asked about is a part of his own. What was left empty does not show."""
    parts = [
        Part(f"被记录人{index if len(draft.parties) > 1 else ''}", tuple(_party_lines(party)))
        for index, party in enumerate(draft.parties, 1)
    ]
    shown = relevant_fields(draft)
    for block in BLOCKS.codes:
        fields = [
            field
            for field in PAYLOAD_FIELDS
            if field.block == block and field.name in shown and field.kind is not Kind.LIST
        ]
        lines = tuple(_lines(draft, fields))
        if lines:
            parts.append(Part(BLOCKS.name(block), lines))
    return parts


def differences(before: Draft, after: Draft) -> list[Difference]:
    """Field by field, what a revision changed."""
    old, new = _flat(before), _flat(after)
    return [
        Difference(label, old.get(label, ""), new.get(label, ""))
        for label in dict.fromkeys((*old, *new))
        if old.get(label, "") != new.get(label, "")
    ]


def _flat(draft: Draft) -> dict[str, str]:
    return {
        f"{part.title} · {line.label}" if part.title.startswith("被记录人") else line.label: line.value
        for part in parts_of(draft)
        for line in part.lines
    }


def _party_lines(party: Party) -> Iterator[Line]:
    shown = relevant_party_fields(party)
    yield from _lines(party, [field for field in PARTY_FIELDS if field.name in shown and field.kind is not Kind.LIST])
    for link in party.via:
        yield Line("请托来源", "，".join(line.value for line in _lines(link, LINK_FIELDS)))


def _lines(said: Draft | Party | Intermediary, fields: list[Field] | tuple[Field, ...]) -> Iterator[Line]:
    for field in fields:
        word = _word(getattr(said, field.name), field)
        if word:
            yield Line(field.label, word, field.kind is Kind.LONG_TEXT)


def _word(value: Any, field: Field) -> str:
    if field.kind is Kind.PERSON or value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否" if field.kind is Kind.YES_NO else ""
    if isinstance(value, frozenset):
        codes = field.dictionary.codes if field.dictionary else ()
        return "、".join(field.dictionary.name(code) for code in codes if code in value) if field.dictionary else ""
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if field.kind is Kind.CODE and field.dictionary:
        return field.dictionary.name(value) if value in field.dictionary else str(value)
    if field.kind is Kind.NUMBER:
        return f"第 {value} 次" if value > 1 else ""
    return str(value).strip()

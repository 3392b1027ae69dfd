"""Where a rule of the trade comes from, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    READ = "READ"  # read in the instrument's own text
    UNDERSTOOD = "UNDERSTOOD"  # common understanding; the article was not seen
    DESIGN = "DESIGN"  # our own proposal

    @property
    def to_be_verified(self) -> bool:
        """Shown to every reader as 待核."""
        return self is not Certainty.READ


@dataclass(frozen=True, slots=True)
class RuleSource:
    instrument: str
    article: str
    certainty: Certainty

    def __str__(self) -> str:
        mark = "，待核" if self.certainty.to_be_verified else ""
        return f"{self.instrument}{self.article}{mark}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a dictionary of the trade: a stable code, the word people read, and where it stands."""

    code: str
    name: str
    source: RuleSource


class Dictionary:
    """A closed list of entries in printed order; a code or its name is accepted wherever a code exists."""

    def __init__(self, title: str, *entries: Entry) -> None:
        self.title = title
        self.entries = entries
        self._by_code = {entry.code: entry for entry in entries}
        self._by_text = {text: entry for entry in entries for text in (entry.code, entry.name)}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Entry:
        return self._by_code[code]

    def find(self, text: str) -> Entry | None:
        return self._by_text.get(text.strip())

    def name(self, code: str) -> str:
        return self._by_code[code].name

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self._by_code)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(entry.code, entry.name) for entry in self.entries]

"""Whether an office can do its work when one person is away or is himself concerned (decisions §8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from jingheng.contexts.org.rules.duties import INSPECTION, refuse_incompatible

#: What every office must be able to do, and the duties that do it.
NEEDED: tuple[tuple[str, frozenset[str]], ...] = (
    ("检务督察", INSPECTION),
    ("审签", frozenset({"CHIEF", "ACTING"})),
    ("政治部", frozenset({"POLITICAL"})),
    ("办公室", frozenset({"GENERAL_OFFICE"})),
    ("派驻纪检监察组", frozenset({"DISCIPLINE"})),
)
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Thin:
    """A duty that lacks two unconflicted persons."""

    name: str
    unconflicted: int
    conflicted: int

    @property
    def words(self) -> str:
        beside = f"（另有 {self.conflicted} 人兼任不相容的职责，不能计入）" if self.conflicted else ""
        return f"{self.name} {self.unconflicted} 人{beside}"


def thin_duties(held: Mapping[int, Set[str]]) -> Iterator[Thin]:
    """ORG-14. For each duty two persons who hold nothing incompatible with it; `held`: person → duties in the office
    (own design, decisions §8).
    """
    for name, duties in NEEDED:
        people = [codes for codes in held.values() if codes & duties]
        conflicted = sum(_conflicts(codes) for codes in people)
        if len(people) - conflicted < _ENOUGH:
            yield Thin(name, len(people) - conflicted, conflicted)


def _conflicts(duties: Set[str]) -> bool:
    return any(refuse_incompatible(duties, duty) is not None for duty in duties)

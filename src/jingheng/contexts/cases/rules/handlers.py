"""Who is meant where a list gives a handler by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from unicodedata import normalize


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of that name, as he stood on the day of acceptance."""

    person_id: int
    number: str
    name: str
    offices: frozenset[int]  # where he stood; none: not on the staff that day
    posts: tuple[str, ...]  # the same in words


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of a name: this person, or nobody whom we know."""

    person_id: int | None
    among: frozenset[int] = frozenset()  # of a remembered “nobody”: who stood in the office and was not meant


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nobody, several, or only somebody elsewhere: for a person to decide."""


def plain_person(name: str) -> str:
    """A name as the staff register has it: without the blank that widens two characters to three."""
    name = normalize("NFKC", name).strip()
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", name)


def match(candidates: Collection[Candidate], office_id: int, remembered: Answer | None) -> Answer | Doubt:
    """CAS-4. Exactly one person of that name in that office on the day of acceptance is meant (own design, decisions §10)."""
    here = [candidate for candidate in candidates if office_id in candidate.offices]
    if remembered is not None and _still_holds(remembered, candidates, here):
        return remembered
    sole = here[0].person_id if len(here) == 1 else None
    contradicted = remembered is not None and remembered.person_id is not None and remembered.person_id != sole
    return Answer(sole) if sole is not None and not contradicted else Doubt()


def _still_holds(remembered: Answer, candidates: Collection[Candidate], here: Sequence[Candidate]) -> bool:
    """CAS-5. A remembered choice holds until the staff register speaks against it (own design, decisions §10).

    Somebody: while he is on the staff and no other is the only one of that name in the office. Nobody: while none
    stands there but those who were not meant.
    """
    if remembered.person_id is None:
        return {candidate.person_id for candidate in here} <= remembered.among
    on_staff = {candidate.person_id for candidate in candidates if candidate.offices}
    return remembered.person_id in on_staff and (len(here) != 1 or here[0].person_id == remembered.person_id)


def question_key(office_id: int, name: str, department: str, candidates: Sequence[Candidate]) -> str:
    """Rows of one key ask the same thing: same words, same people, standing where they stood."""
    told = [f"{candidate.person_id}:{','.join(candidate.posts)}" for candidate in candidates]
    return blake2s("|".join([str(office_id), name, department, *told]).encode(), digest_size=8).hexdigest()

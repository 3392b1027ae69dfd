"""How we say no: a code for machines and a sentence that tells the person what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    code: str
    sentence: str
    field: str = ""  # the form field or import column at fault, if there is one


class Refused(Exception):
    """An expected no. Everything that is not a `Refused` is a bug and may rise."""

    def __init__(self, *refusals: Refusal) -> None:
        if not refusals:
            raise ValueError("a refusal needs a reason")
        super().__init__("".join(refusal.sentence for refusal in refusals))
        self.refusals = refusals

    @property
    def refusal(self) -> Refusal:
        return self.refusals[0]


def ensure(*refusals: Refusal | None) -> None:
    """Raise `Refused` with every reason that stands, or return."""
    standing = tuple(refusal for refusal in refusals if refusal is not None)
    if standing:
        raise Refused(*standing)

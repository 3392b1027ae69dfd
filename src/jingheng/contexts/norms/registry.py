"""The shipped norms, read once from `data/norms.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from jingheng.kernel.sources import Certainty, RuleSource


@dataclass(frozen=True, slots=True)
class Norm:
    """A value with its source, from a day on. `kind` is STATUTORY, LOCAL or DEFAULT."""

    key: str
    name: str
    value: Any
    unit: str
    kind: str
    source: RuleSource
    valid_from: date
    checked: str = ""  # who compared it with the text, and when
    words: str = ""  # the value as a reader calls it, where it is a code

    @property
    def written(self) -> str:
        """The value as it is shown to a reader."""
        if isinstance(self.value, bool):
            return "是" if self.value else "否"
        return self.words or f"{self.value} {self.unit}".strip()

    @property
    def to_be_verified(self) -> bool:
        return self.source.certainty.to_be_verified and not self.checked


@cache
def shipped() -> tuple[Norm, ...]:
    """Every shipped version of every norm, oldest first within a key."""
    text = resources.files("jingheng.contexts.norms").joinpath("data/norms.yaml").read_text(encoding="utf-8")
    return tuple(
        Norm(
            key=row["key"],
            name=row["name"],
            value=row["value"],
            unit=row["unit"],
            kind=row["kind"],
            source=RuleSource(row["instrument"], row["article"], Certainty(row["certainty"])),
            valid_from=row["valid_from"],
            words=row.get("words", ""),
        )
        for row in yaml.safe_load(text)
    )

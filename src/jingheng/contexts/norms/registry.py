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
        )
        for row in yaml.safe_load(text)
    )

"""The usual names in exported lists, read once from `data/usual_headers.yaml`."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml

from jingheng.contexts.cases.rules.kinds import CASE_TYPES
from jingheng.contexts.cases.rules.lists import Usual, plain_name
from jingheng.kernel.sources import Certainty, RuleSource


@cache
def usual() -> Usual:
    text = resources.files("jingheng.contexts.cases").joinpath("data/usual_headers.yaml").read_text(encoding="utf-8")
    given = yaml.safe_load(text)
    kinds = {plain_name(word): code for code, words in given["kinds"].items() for word in words}
    kinds |= {plain_name(word): entry.code for entry in CASE_TYPES for word in (entry.code, entry.name)}
    return Usual(
        source=RuleSource(
            given["source"]["instrument"], given["source"]["article"], Certainty(given["source"]["certainty"])
        ),
        columns={code: tuple(plain_name(name) for name in names) for code, names in given["columns"].items()},
        kinds=kinds,
        closing_lines=tuple(plain_name(word) for word in given["closing_lines"]),
    )

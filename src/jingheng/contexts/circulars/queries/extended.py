"""The figures that are asked for, beside the printed ones: kept with the circular, shown to those who lead records alone.

A row such as “本院班子成员” tells that a record about a leader exists. So nobody gets them but head of inspection and chief of
the circular's own office, and the command line, which acts in the head's name (decisions §1).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.api import FIGURES, SPAN_WORDS, Counts, extended_figures, is_small, spans
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month


def extended_of(offices: Sequence[Office], asked: Asked, counts: Counts, *, small_cell: int) -> dict[str, Any]:
    """Every figure for every span: `{"spans": {key: {name, from, to}}, "figures": [{key, group, name, unit, values}]}`."""
    starts = [office.starts_in for office in offices if office.starts_in]
    begins = Month.from_number(min(starts)) if starts else asked.period.first
    cells = [*counts.by_position.values(), *counts.by_bucket.values(), *counts.by_matter.values()]
    wanted = spans(
        asked.period, begins=begins, earliest=counts.earliest, small=is_small(cells, below=small_cell)
    )  # fmt: skip
    reckoned = {months: extended_figures(offices, months, asked.scope) for months in set(wanted.values())}
    found = {key: reckoned[months] for key, months in wanted.items()}
    return {
        "spans": {
            key: {"name": SPAN_WORDS[key], "from": str(months.first), "to": str(months.last)}
            for key, months in wanted.items()
        },
        "figures": [
            {
                "key": figure.key, "group": figure.group, "name": figure.name, "unit": figure.unit, "definition": figure.words,
                "values": {key: values[figure.key] for key, values in found.items()},
            }
            for figure in FIGURES
        ],
    }  # fmt: skip


def may_see_extended(office_id: int, actor: Actor) -> bool:
    return actor.may("record.lead") and actor.office_id == office_id

"""How likely a sample is to find what is wrong, said before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jingheng.verify.bundle import Ground
from jingheng.verify.detection import chance_of_finding


@dataclass(frozen=True, slots=True)
class Sampled:
    """So many drawn of so many: of the whole list, or of one layer of it. The mandatory ones are in neither."""

    name: str
    rows: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Chances:
    of: Sampled
    chances: tuple[str, ...]  # by rate


def samples_of(ground: Ground) -> tuple[Sampled, ...]:
    """DRW-20. The whole list, then of its layers the smallest, the middle one and the largest (own design)."""
    plan, rest = ground.plan, [case for case in ground.cases if not case.is_mandatory]
    layers: dict[str, int] = {}
    for case in rest:
        layers[case.stratum] = layers.get(case.stratum, 0) + 1
    weighty = sum(case.weight > 0 for case in rest)
    by_quota = sum(plan.quota(rows) for rows in layers.values()) if plan.strata else 0
    by_weight = min(int(plan.size), len(rest) - by_quota, weighty)
    whole = Sampled("全部", len(rest), by_quota + by_weight)
    if not plan.strata:
        return (whole,)
    in_order = sorted(layers, key=lambda name: (layers[name], name.encode()))
    by_rows = {layers[name]: name for name in reversed(in_order)}
    shown = dict.fromkeys(layers[in_order[at]] for at in (0, len(in_order) // 2, -1)) if in_order else {}
    return (whole, *(Sampled(by_rows[rows], rows, plan.quota(rows)) for rows in shown))


def chances_of(ground: Ground, percents: Sequence[int]) -> tuple[Chances, ...]:
    """DRW-21. For each rate of defects the chance that at least one of them is drawn, as if all had been drawn by lot from
    one urn (own design, issue 4).
    """
    return tuple(
        Chances(one, tuple(_said(_chance(one, percent)) for percent in percents)) for one in samples_of(ground)
    )


def _chance(of: Sampled, percent: int) -> Fraction:
    return chance_of_finding(of.rows, Fraction(percent, 100), of.drawn)


def _said(chance: Fraction) -> str:
    """One decimal; what is not certain never reads as certain."""
    tenths = round(chance * 1000)
    if tenths >= 1000 and chance < 1:
        return ">99.9%"
    return f"{tenths // 10}.{tenths % 10}%"

"""The cases of a draw as they stand now: as drawn, with what took the place of unfit ones, and enlarged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jingheng.contexts.draws.models import Draw
from jingheng.contexts.draws.queries.draws import ground, result_of
from jingheng.verify import sampling
from jingheng.verify.sampling import Sample, Stratum

BY_MANDATE, BY_QUOTA, BY_WEIGHT = "必抽", "定额", "加权"


@dataclass(frozen=True, slots=True)
class DrawnCase:
    id: str
    how: str
    layer: str = ""
    is_added: bool = False  # in place of another, or by an enlargement
    unfit: str = ""  # why it cannot be looked at


def as_drawn(draw: Draw) -> Sample:
    """What result.json says."""
    result = result_of(draw) or {"mandatory": [], "quota": [], "weighted": []}
    return Sample(
        tuple(result["mandatory"]),
        tuple(Stratum(one["stratum"], one["rows"], tuple(one["drawn"])) for one in result["quota"]),
        tuple(result["weighted"]),
    )


def size_of(draw: Draw) -> int:
    """How many are drawn by weight after all enlargements."""
    newest = draw.enlargements.order_by("-size").first()
    return newest.size if newest else int(ground(draw).plan.size)


def as_it_stands(draw: Draw) -> Sample:
    """Unfit cases passed over and enlargements made: from the same seed, so nobody chooses."""
    unfit = frozenset(draw.unfit.values_list("case", flat=True))
    if not unfit and not draw.enlargements.exists():
        return as_drawn(draw)
    result, settled = result_of(draw), ground(draw)
    seed = bytes.fromhex(result["seed"]) if result else b""
    plan = replace(settled.plan, size=str(size_of(draw)))
    return sampling.draw(settled.cases, plan, seed, unfit)


def cases_of(draw: Draw) -> list[DrawnCase]:
    """In the order of the result; what was passed over stays in its place, with the reason."""
    first, now = as_drawn(draw), as_it_stands(draw)
    unfit = dict(draw.unfit.values_list("case", "reason"))
    standing = {id: (how, layer) for how, layer, id in _staged(now)}
    known = {id for _, _, id in _staged(first)}
    kept = [
        DrawnCase(id, *standing.get(id, (how, layer)), unfit=unfit.get(id, "")) for how, layer, id in _staged(first)
    ]
    added = [DrawnCase(id, how, layer, is_added=True) for how, layer, id in _staged(now) if id not in known]
    passed = [DrawnCase(id, "", "", True, reason) for id, reason in unfit.items() if id not in known]
    return [*kept, *added, *passed]


def _staged(sample: Sample) -> Iterator[tuple[str, str, str]]:
    yield from ((BY_MANDATE, "", id) for id in sample.mandatory)
    yield from ((BY_QUOTA, stratum.name, id) for stratum in sample.strata for id in stratum.drawn)
    yield from ((BY_WEIGHT, "", id) for id in sample.weighted)

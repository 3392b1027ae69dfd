"""The cases of a draw as they stand now: as drawn, with what took the place of unfit ones, and enlarged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jingheng.contexts.draws.models import Draw
from jingheng.contexts.draws.queries.draws import ground, planned
from jingheng.verify import sampling
from jingheng.verify.sampling import Sample, Stratum

BY_MANDATE, BY_QUOTA, BY_WEIGHT = "必抽", "定额", "加权"


@dataclass(frozen=True, slots=True)
class DrawnCase:
    id: str
    how: str
    layer: str = ""
    added: str = ""  # 替补 or 扩大
    unfit: str = ""  # why it cannot be looked at


def as_drawn(draw: Draw) -> Sample:
    """What result.json says."""
    result = json.loads(draw.result.content)
    return Sample(
        tuple(result["mandatory"]),
        tuple(Stratum(one["stratum"], one["rows"], tuple(one["drawn"])) for one in result["quota"]),
        tuple(result["weighted"]),
    )


def size_of(draw: Draw) -> int:
    """How many are drawn by weight after all enlargements."""
    newest = draw.enlargements.order_by("-size").first()
    return newest.size if newest else int(planned(draw).size)


def as_it_stands(draw: Draw) -> Sample:
    """Unfit cases passed over and enlargements made: from the same seed, so nobody chooses."""
    return _drawn_from_seed(draw, size_of(draw)) if _has_changed(draw) else as_drawn(draw)


def cases_of(draw: Draw) -> list[DrawnCase]:
    """In the order of the result; what was passed over stays in its place, with the reason."""
    first = list(_staged(as_drawn(draw)))
    if not _has_changed(draw):
        return [DrawnCase(id, how, layer) for how, layer, id in first]
    now = list(_staged(_drawn_from_seed(draw, size_of(draw))))
    replacing = set(_drawn_from_seed(draw, int(planned(draw).size)).ids)
    unfit = dict(draw.unfit.order_by("id").values_list("case", "reason"))
    standing, known = {id: (how, layer) for how, layer, id in now}, {id for _, _, id in first}
    kept = [DrawnCase(id, *standing.get(id, (how, layer)), unfit=unfit.get(id, "")) for how, layer, id in first]
    added = [
        DrawnCase(id, how, layer, "替补" if id in replacing else "扩大") for how, layer, id in now if id not in known
    ]
    passed = [DrawnCase(id, "", unfit=reason) for id, reason in unfit.items() if id not in known]
    return [*kept, *added, *passed]


def _has_changed(draw: Draw) -> bool:
    return draw.unfit.exists() or draw.enlargements.exists()


def _drawn_from_seed(draw: Draw, size: int) -> Sample:
    settled, seed = ground(draw), bytes.fromhex(json.loads(draw.result.content)["seed"])
    unfit = frozenset(draw.unfit.values_list("case", flat=True))
    return sampling.draw(settled.cases, replace(settled.plan, size=str(size)), seed, unfit)


def _staged(sample: Sample) -> Iterator[tuple[str, str, str]]:
    yield from ((BY_MANDATE, "", id) for id in sample.mandatory)
    yield from ((BY_QUOTA, stratum.name, id) for stratum in sample.strata for id in stratum.drawn)
    yield from ((BY_WEIGHT, "", id) for id in sample.weighted)

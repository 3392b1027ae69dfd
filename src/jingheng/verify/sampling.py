"""The draw: from a list, a plan, secret shares and a public value to the same cases on every machine. Whole numbers only.

1. The rows' Merkle root and the plan without its size give the *basis*; basis and size give the *commitment*, which
   is handed out before the public value exists.
2. Basis, shares and public value give the *seed*; seed and id give each case its *ticket*, a number of 256 bits.
3. Mandatory cases are in. Of the others each stratum gives its quota, smallest tickets first. `size` more come from
   all that is left, smallest ticket/weight first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from jingheng.verify.canonical import Value, encode
from jingheng.verify.cases import Case
from jingheng.verify.hashing import SHA256
from jingheng.verify.plans import Plan
from jingheng.verify.tree import leaf_hashes, root_of

FRAME, COMMITMENT, SEED, TICKET = b"frame/v1\0", b"commitment/v1\0", b"seed/v1\0", b"ticket/v1\0"

#: Each party of the plan with its secret; None where it did not reveal it.
Shares = Sequence[tuple[str, str | None]]


@dataclass(frozen=True)
class Stratum:
    name: str
    rows: int  # without the mandatory ones
    drawn: tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """Ids: the mandatory by id, a stratum's by ticket, the weighted by ticket/weight."""

    mandatory: tuple[str, ...]
    strata: tuple[Stratum, ...]
    weighted: tuple[str, ...]

    @property
    def by_quota(self) -> tuple[str, ...]:
        return tuple(id for stratum in self.strata for id in stratum.drawn)

    @property
    def ids(self) -> tuple[str, ...]:
        return (*self.mandatory, *self.by_quota, *self.weighted)


def frame_root(cases: Iterable[Case]) -> bytes:
    """RFC 6962's tree hash over the rows in the order of their ids' bytes."""
    ordered = sorted(cases, key=lambda case: case.id.encode())
    return root_of(SHA256, leaf_hashes(SHA256, (encode(list(case.cells)) for case in ordered)))


def basis_of(plan: Plan, columns: Sequence[str], rows: int, root: bytes) -> bytes:
    said: Value = {"columns": list(columns), "n": rows, "plan": plan.without_size(), "root": root.hex()}
    return sha256(FRAME + encode(said)).digest()


def commitment_of(basis: bytes, size: str) -> bytes:
    return sha256(COMMITMENT + encode({"basis": basis.hex(), "size": size})).digest()


def seed_of(basis: bytes, shares: Shares, public: str) -> bytes:
    return sha256(SEED + encode({"basis": basis.hex(), "public": public, "shares": share_list(shares)})).digest()


def share_list(shares: Shares) -> list[Value]:
    return [[party, secret] for party, secret in sorted(shares)]


def ticket(seed: bytes, id: str) -> int:
    """1 … 2^256."""
    return int.from_bytes(sha256(TICKET + seed + id.encode()).digest(), "big") + 1


def smallest_tickets(seed: bytes, ids: Iterable[str], count: int) -> list[str]:
    """The plain draw of `count` ids, each as likely as any other."""
    start = TICKET + seed
    tickets = sorted([(sha256(start + (name := id.encode())).digest(), name) for id in ids])
    return [name.decode() for _, name in tickets[:count]]


def draw(cases: Collection[Case], plan: Plan, seed: bytes, unfit: Collection[str] = ()) -> Sample:
    """The cases drawn. Those in `unfit` are passed over: the next ticket takes the place, the others all stay.

    The numbers drawn are counted with the unfit ones, so what replaces them depends on nobody's order or choice.
    """
    mandatory = sorted((case.id for case in cases if case.is_mandatory), key=str.encode)
    rest: dict[str, list[_Ticketed]] = {}
    for case in cases:
        if not case.is_mandatory:
            rest.setdefault(case.stratum, []).append((ticket(seed, case.id), case.id.encode(), case))
    strata, left = [], []
    for name in sorted(rest, key=str.encode):
        in_order = sorted(rest[name], key=lambda ticketed: ticketed[:2])
        fit = [ticketed for ticketed in in_order if ticketed[2].id not in unfit]
        quota = plan.quota(len(in_order)) if plan.strata else 0
        if plan.strata:
            strata.append(Stratum(name, len(in_order), tuple(case.id for _, _, case in fit[:quota])))
        left += fit[quota:]
    weighted = _by_weight(left)[: int(plan.size)]
    return Sample(tuple(id for id in mandatory if id not in unfit), tuple(strata), tuple(weighted))


_Ticketed = tuple[int, bytes, Case]


def _by_weight(left: Iterable[_Ticketed]) -> list[str]:
    """In the order of the exact rational ticket/weight; equal ones by id."""
    weighty = [ticketed for ticketed in left if ticketed[2].weight]
    largest = max((case.weight for _, _, case in weighty), default=1)
    keys = sorted((ratio_key(number, case.weight, largest), name) for number, name, case in weighty)
    return [name.decode() for _, name in keys]


def ratio_key(number: int, weight: int, largest: int) -> int:
    """A whole number that orders as number/weight does.

    Two different ratios lie at least 1/largest² apart: multiplied by more than largest² and rounded down they keep their
    order, and equal ones stay equal.
    """
    return (number << 2 * largest.bit_length()) // weight

"""Which numbers to cover up, so that none of the small ones can be reckoned back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jingheng.contexts.circulars.rules.reckoning import Moves, Place, Reckoning, Sum, Unknown

TOTAL: Place = ("total", "")


@dataclass(frozen=True, slots=True)
class Cover:
    """What is covered and, for each of it, the moves to another table that the reader cannot tell from the true one.

    Where even the total had to be covered nothing is left to move.
    """

    masked: frozenset[Place]
    alternatives: tuple[Moves, ...] = ()


def cover(printed: Mapping[Place, int], unprinted: Mapping[Place, int], sums: tuple[Sum, ...], below: int) -> Cover:
    """The small ones, then one more at a time until nothing covered can be reckoned back; at last the total itself."""
    if below < 3:
        raise ValueError(f"打码门槛至少是 3，收到的是 {below}：只遮 1 件，遮住就等于说出")
    return _Covering(printed, unprinted, sums, below).found()


class _Covering:
    def __init__(
        self, printed: Mapping[Place, int], unprinted: Mapping[Place, int], sums: tuple[Sum, ...], below: int
    ) -> None:
        self.printed = printed
        self.unprinted = unprinted
        self.sums = sums
        self.below = below
        self.masked = {place for place, count in printed.items() if 0 < count < below}
        self.parts = list(self._parts())

    def found(self) -> Cover:
        while TOTAL not in self.masked:
            reckoning = self._reckoning(self.masked)
            moves = {place: reckoning.alternative(place) for place in self.printed if place in self.masked}
            exposed = next((place for place, alternative in moves.items() if alternative is None), None)
            if exposed is None:
                return Cover(frozenset(self.masked), tuple(each for each in moves.values() if each is not None))
            self.masked.add(self._next_after(exposed) or TOTAL)
        return Cover(frozenset(self.masked))

    def _reckoning(self, masked: set[Place]) -> Reckoning:
        least: dict[Place, int] = {}
        for part in self.parts:
            if all(place in masked for place in part if self.printed[place]):
                low = 1 if all(self.printed[place] for place in part if place in masked) else 0
                least |= {place: min(low, least.get(place, low)) for place in part}
        unknowns = {place: Unknown(count, 0) for place, count in self.unprinted.items()}
        for place, count in self.printed.items():
            if place in masked:
                unknowns[place] = Unknown(count, least[place]) if place in least else self._known_kind(count)
        return Reckoning(self.sums, unknowns)

    def _known_kind(self, count: int) -> Unknown:
        """The reader knows a small number for small, a zero for zero, and of the rest that they are neither."""
        if count >= self.below:
            return Unknown(count, self.below)
        return Unknown(count, 1, self.below - 1) if count else Unknown(0, 0, 0)

    def _parts(self) -> Iterator[tuple[Place, ...]]:
        """Numbers of which, once all above 0 are covered, nobody can say any more which were the small ones."""
        for each in self.sums:
            if sum(1 for child in each.children if self.printed.get(child)) > 1 and self.printed.keys() >= set(
                each.children
            ):
                yield each.children
        left = list(self.sums)
        while left:
            tied = self._tied(left[:1])
            left = [each for each in left if each not in tied]
            part = tuple(dict.fromkeys(place for place in _places(tied) if place in self.printed and place != TOTAL))
            if sum(1 for place in part if self.printed[place]) > 1:  # a single star is a small number, as all know
                yield part

    def _tied(self, near: list[Sum]) -> list[Sum]:
        """All sums that hang together through numbers other than the total."""
        tied = list(near)
        reached = set(_places(near)) - {TOTAL}
        while further := [each for each in self.sums if each not in tied and not reached.isdisjoint(_places([each]))]:
            tied += further
            reached |= set(_places(further)) - {TOTAL}
        return tied

    def _next_after(self, exposed: Place) -> Place | None:
        """The first candidate that protects the exposed number; failing that, the first, so that others may follow."""
        candidates = list(self._candidates(exposed))
        for candidate in candidates:
            if self._reckoning(self.masked | {candidate}).alternative(exposed) is not None:
                return candidate
        return candidates[0] if candidates else None

    def _candidates(self, exposed: Place) -> Iterator[Place]:
        """Numbers above 0 of the same sums, then of sums tied to those, the largest first; last of all zeros."""
        near = [each for each in self.sums if exposed in _places([each])]
        zeros: list[Place] = []
        for sums in [[each] for each in near] + [self._tied(near)]:
            parents = {each.parent for each in sums}
            shown = [
                p for p in dict.fromkeys(_places(sums)) if p in self.printed and p not in self.masked and p != TOTAL
            ]
            yield from sorted((p for p in shown if self.printed[p]), key=lambda p: (p in parents, -self.printed[p]))
            zeros += [p for p in shown if not self.printed[p]]
        yield from zeros


def _places(sums: list[Sum]) -> Iterator[Place]:
    for each in sums:
        yield from each.children
        yield each.parent

"""What a reader can reckon back: numbers that are not printed, and the sums that tie them to those that are.

A number is safe if the reader finds a second table that fits everything printed and says something else in its place.
We look for one that differs from the truth by single units: one number moves, and others move until every sum is right
again. Whatever is found is a proof; where nothing is found the number counts as exposed, which errs on the safe side.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Place = tuple[str, str]  # group or figure, and the name in it
Moves = Mapping[Place, int]
_Imbalance = frozenset[tuple[int, int]]  # by how much each unbalanced sum is out


@dataclass(frozen=True, slots=True)
class Sum:
    """The parent is the sum of its children; a number may stand in several sums."""

    parent: Place
    children: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number not printed, and between which bounds the reader knows it to lie."""

    count: int
    low: int
    high: int | None = None

    def may_move(self, step: int) -> bool:
        return self.low <= self.count + step and (self.high is None or self.count + step <= self.high)


class Reckoning:
    """All unknowns at once. Places that are printed are simply absent: they cannot move."""

    def __init__(self, sums: Iterable[Sum], unknowns: Mapping[Place, Unknown]) -> None:
        self._unknowns = unknowns
        effects: dict[Place, dict[int, int]] = {place: {} for place in unknowns}
        for number, each in enumerate(sums):
            for place, effect in [(each.parent, -1), *((child, 1) for child in each.children)]:
                if place in effects:
                    effects[place][number] = effect
        self._effects = {place: tuple(effect.items()) for place, effect in effects.items()}
        self._movers: dict[tuple[int, int], dict[_Imbalance, list[tuple[Place, int]]]] = defaultdict(dict)
        for place, unknown in unknowns.items():
            for step in filter(unknown.may_move, (1, -1)):
                moved = self._moved(place, step)
                for one in moved:
                    self._movers[one].setdefault(moved, []).append((place, step))

    def alternative(self, place: Place) -> Moves | None:
        """The moves from the truth to another table that fits, in which this place says something else."""
        for step in filter(self._unknowns[place].may_move, (1, -1)):
            moves = self._balanced(place, step)
            if moves is not None:
                return moves
        return None

    def _moved(self, place: Place, step: int) -> _Imbalance:
        return frozenset((number, effect * step) for number, effect in self._effects[place])

    def _balanced(self, place: Place, step: int) -> Moves | None:
        """Breadth first over the imbalances: always right one sum that is out, never let one be out by two."""
        start = self._moved(place, step)
        seen = {start}
        waiting: deque[tuple[_Imbalance, dict[Place, int]]] = deque([(start, {place: step})])
        while waiting:
            imbalance, moves = waiting.popleft()
            if not imbalance:
                return moves
            number, out_by = min(imbalance)
            for moved, movers in self._movers[number, -out_by].items():
                mover = next((mover for mover in movers if mover[0] not in moves), None)
                after = _together(imbalance, moved)
                if mover is not None and after is not None and after not in seen:
                    seen.add(after)
                    waiting.append((after, {**moves, mover[0]: mover[1]}))
        return None


def _together(imbalance: _Imbalance, moved: _Imbalance) -> _Imbalance | None:
    total: dict[int, int] = dict(imbalance)
    for number, effect in moved:
        total[number] = total.get(number, 0) + effect
    if any(abs(out_by) > 1 for out_by in total.values()):
        return None
    return frozenset((number, out_by) for number, out_by in total.items() if out_by)

"""What the public may see: small numbers are left out, and as many more as keep anybody from reckoning them back.

Source: three-provisions dossier §6.5 (统计下钻小于 3 件的单元格打码,防反推; our own design, 待核) and the contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from jingheng.contexts.circulars.rules.comparison import Comparison
from jingheng.contexts.circulars.rules.reckoning import Place, Reckoning, Sum, Unknown
from jingheng.kernel.percentages import Rounding, percent, shares
from jingheng.kernel.period import Month, MonthRange

TOTAL: Place = ("total", "")
_TOTAL_MASKED = "本期总数不公布,不列增减和倍数"


@dataclass(frozen=True, slots=True)
class Cell:
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """The cells of one breakdown, in printed order; `whole` if they add up to the total."""

    key: str
    cells: tuple[Cell, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A printed number that is the sum of others: a level of its offices, a compared period of its months.

    `unprinted` are parts that no reader sees. The same name in two links is the same number.
    """

    parent: Place
    children: tuple[Place, ...]
    unprinted: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """A circular's figures before masking. A comparison's place is its name with an empty second part."""

    total: int
    groups: tuple[Group, ...]
    comparisons: tuple[tuple[str, Comparison | None], ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicCell:
    name: str
    count: int | None
    percent: str | None
    masked: bool = False

    def as_dict(self) -> dict[str, object]:
        printed: dict[str, object] = {"count": self.count, "percent": self.percent}
        return printed | {"masked": True} if self.masked else printed


@dataclass(frozen=True, slots=True)
class PublicGroup:
    key: str
    cells: tuple[PublicCell, ...]


@dataclass(frozen=True, slots=True)
class PublicFigures:
    total: int | None
    groups: tuple[PublicGroup, ...]
    comparisons: tuple[tuple[str, Comparison | None], ...]


def month_links(
    period: MonthRange,
    comparisons: Mapping[str, Comparison | None],
    counts: Mapping[Month, int],
    group: str = "by_month",
) -> tuple[Link, ...]:
    """Compared periods and printed months share months, so one may betray another. `counts` covers them all."""
    links = []
    for key, comparison in comparisons.items():
        if comparison is not None:
            printed = tuple((group, str(month)) for month in comparison.period if month in period)
            others = tuple(Cell(str(month), counts.get(month, 0)) for month in comparison.period if month not in period)
            links.append(Link((key, ""), printed, others))
    return tuple(links)


def mask(figures: Figures, *, below: int = 3, digits: int = 2, rounding: Rounding = "absorb") -> PublicFigures:
    """MSK-1. Cells above 0 and below the norm are masked, then more until nothing masked can be reckoned back.

    The reader is taken to know this rule and which of the masked cells are the small ones, so that {1, 1} of a known 2
    is no secret. Only where every cell above 0 of a group is masked is it left open to him which those are.
    Of those more the largest go first, because they lose least: their size stays legible to within a unit or two.
    A masked total takes all groups and all growth with it.
    """
    board = _Board(figures, below)
    board.cover()
    return PublicFigures(
        None if TOTAL in board.masked else figures.total,
        tuple(PublicGroup(group.key, _public_cells(group, board, digits, rounding)) for group in figures.groups),
        tuple(
            (key, comparison and _public_comparison(key, comparison, board)) for key, comparison in figures.comparisons
        ),
    )


class _Board:
    """The numbers in play, the sums that tie them, and which of them are covered up so far."""

    def __init__(self, figures: Figures, below: int) -> None:
        if below < 3:
            raise ValueError(f"打码门槛至少是 3,收到的是 {below}:只遮 1 件,遮住就等于说出")
        self.below = below
        self.groups = {group.key: tuple((group.key, cell.name) for cell in group.cells) for group in figures.groups}
        self.printed = {TOTAL: figures.total}
        self.printed |= {(key, ""): comparison.count or 0 for key, comparison in figures.comparisons if comparison}
        self.printed |= {(group.key, cell.name): cell.count for group in figures.groups for cell in group.cells}
        self.unprinted = {("", cell.name): cell.count for link in figures.links for cell in link.unprinted}
        self.links = tuple(
            Sum(link.parent, (*link.children, *(("", cell.name) for cell in link.unprinted))) for link in figures.links
        )
        self.sums = (*self.links, *(Sum(TOTAL, self.groups[group.key]) for group in figures.groups if group.whole))
        self._check()
        self.masked = {place for place, count in self.printed.items() if 0 < count < below}

    def _check(self) -> None:
        counts = self.printed | self.unprinted
        if min(counts.values()) < 0:
            raise ValueError("件数不能为负")
        for each in self.sums:
            added = sum(counts[child] for child in each.children)
            if added != counts[each.parent]:
                raise ValueError(f"{'/'.join(each.parent)} 为 {counts[each.parent]},与其各部分之和 {added} 不符")

    def cover(self) -> None:
        """Cover one more until nothing covered can be reckoned back; if that is not to be had, everything."""
        while TOTAL not in self.masked:
            reckoning = self.reckoning(self.masked)
            exposed = next((p for p in self.printed if p in self.masked and reckoning.alternative(p) is None), None)
            if exposed is None:
                return
            self.masked.add(self._next_after(exposed) or TOTAL)
        self.masked.update(place for places in self.groups.values() for place in places)
        tied = {child for link in self.links for child in link.children} & self.masked
        self.masked.update(link.parent for link in self.links if tied.intersection(link.children))

    def reckoning(self, masked: set[Place]) -> Reckoning:
        unknowns = {place: Unknown(count, 0) for place, count in self.unprinted.items()}
        for place in self.printed:
            if place in masked:
                unknowns[place] = self._unknown(place, masked)
        return Reckoning(self.sums, unknowns)

    def _unknown(self, place: Place, masked: set[Place]) -> Unknown:
        count = self.printed[place]
        group = self.groups.get(place[0], ())
        if group and all(cell in masked for cell in group if self.printed[cell]):
            return Unknown(count, 0 if any(self.printed[cell] == 0 for cell in masked.intersection(group)) else 1)
        if count < self.below:
            return Unknown(count, min(count, 1), self.below - 1 if count else 0)
        return Unknown(count, self.below)

    def _next_after(self, exposed: Place) -> Place | None:
        """The first candidate that protects the exposed number; failing that, the first, so that others may follow."""
        candidates = list(self._candidates(exposed))
        for candidate in candidates:
            if self.reckoning(self.masked | {candidate}).alternative(exposed) is not None:
                return candidate
        return candidates[0] if candidates else None

    def _candidates(self, exposed: Place) -> Iterator[Place]:
        """Numbers above 0 of the same sums, then of sums tied to those, the largest first; last of all zeros."""
        near = [each for each in self.sums if exposed in (each.parent, *each.children)]
        tied = self._tied(near)
        zeros: list[Place] = []
        for sums in [[each] for each in near] + [tied]:
            parents = {each.parent for each in sums}
            places = dict.fromkeys(place for each in sums for place in (*each.children, each.parent))
            shown = [p for p in places if p in self.printed and p not in self.masked and p != TOTAL]
            yield from sorted((p for p in shown if self.printed[p]), key=lambda p: (p in parents, -self.printed[p]))
            zeros += [p for p in shown if not self.printed[p]]
        yield from zeros

    def _tied(self, near: list[Sum]) -> list[Sum]:
        """All sums that hang together through numbers other than the total."""
        tied = list(near)
        reached = {place for each in near for place in (each.parent, *each.children)} - {TOTAL}
        while further := [e for e in self.sums if e not in tied and reached.intersection((e.parent, *e.children))]:
            tied += further
            reached |= {place for each in further for place in (each.parent, *each.children)} - {TOTAL}
        return tied


def _public_comparison(key: str, comparison: Comparison, board: _Board) -> Comparison:
    """MSK-2. Growth and multiple go with the count, and with the total that they would give away."""
    if (key, "") in board.masked:
        return replace(comparison, count=None, change_percent=None, multiple=None, masked=True)
    if TOTAL in board.masked:
        return replace(comparison, change_percent=None, multiple=None, refused=comparison.refused or _TOTAL_MASKED)
    return comparison


def _public_cells(group: Group, board: _Board, digits: int, rounding: Rounding) -> tuple[PublicCell, ...]:
    counts = [cell.count for cell in group.cells]
    shown = [(group.key, cell.name) not in board.masked for cell in group.cells]
    if group.whole:
        percents = shares(counts, digits, rounding)
        if rounding == "absorb" and any(shown) and _rounding_tells(group, board, digits):
            percents = _of_what_is_shown(counts, shown, digits)
    else:
        percents = [percent(count, board.printed[TOTAL], digits) for count in counts]
    return tuple(
        PublicCell(cell.name, cell.count, printed) if visible else PublicCell(cell.name, None, None, masked=True)
        for cell, printed, visible in zip(group.cells, percents, shown, strict=True)
    )


def _rounding_tells(group: Group, board: _Board, digits: int) -> bool:
    """MSK-3. The largest item, if shown, carries the rounding of the masked ones: would other counts print the same?"""
    places = board.groups[group.key]
    reckoning = board.reckoning(board.masked)
    printed = shares([cell.count for cell in group.cells], digits)
    for place in board.masked.intersection(places):
        moves = reckoning.alternative(place) or {}
        other = shares([board.printed[cell] + moves.get(cell, 0) for cell in places], digits)
        if any(was != now for cell, was, now in zip(places, printed, other, strict=True) if cell not in board.masked):
            return True
    return False


def _of_what_is_shown(counts: list[int], shown: list[bool], digits: int) -> list[str | None]:
    """Percentages reckoned from the printed counts and the masked ones as a single item, so that they tell no more."""
    printed = [count for count, visible in zip(counts, shown, strict=True) if visible]
    together = iter(shares([*printed, sum(counts) - sum(printed)], digits))
    return [next(together) if visible else None for visible in shown]

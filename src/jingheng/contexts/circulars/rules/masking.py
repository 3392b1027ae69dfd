"""What the public may see: small numbers are left out, and as many more as keep anybody from reckoning them back.

Source: three-provisions dossier §6.5 (统计下钻小于 3 件的单元格打码,防反推; our own design, 待核) and the contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jingheng.contexts.circulars.rules.comparison import Comparison
from jingheng.contexts.circulars.rules.covering import TOTAL, cover
from jingheng.contexts.circulars.rules.reckoning import Place, Sum
from jingheng.kernel.percentages import Rounding, percent, shares
from jingheng.kernel.period import Month, MonthRange

_TOTAL_MASKED = "本期总数不公布，不列增减和倍数"


@dataclass(frozen=True, slots=True)
class Cell:
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """The cells of one breakdown, in printed order.

    `whole`: they add up to the total. `part`: they are a part of it, so that what is printed of them bounds what is
    masked; but for the names `outside`, which do not stand in the total at all.
    """

    key: str
    cells: tuple[Cell, ...]
    whole: bool = True
    part: bool = False
    outside: frozenset[str] = frozenset()


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
    """MSK-1. Cells above 0 and below the norm are masked, then more until nothing masked can be reckoned back
    (own design, dossier §6.5).

    The reader is taken to know this rule and which of the masked cells are the small ones, so that {1, 1} of a known 2
    is no secret. Only where all cells above 0 of a sum are masked is it left open to him which those are.
    Of those more the largest go first, because they lose least: their size stays legible to within a unit or two.
    A masked total takes all groups and all growth with it. A group that is only a part of the total leaves a rest that
    nobody prints, and its numbers together are at most the total: 13 of 14 printed leave a masked one nothing but 1.
    """
    board = _Board(figures, below)
    return PublicFigures(
        None if TOTAL in board.masked else figures.total,
        tuple(PublicGroup(group.key, _public_cells(group, board, digits, rounding)) for group in figures.groups),
        tuple(
            (key, comparison and _public_comparison(key, comparison, board)) for key, comparison in figures.comparisons
        ),
    )


class _Board:
    """The figures as numbers in their places, the sums that tie them, and what is to be masked."""

    def __init__(self, figures: Figures, below: int) -> None:
        self.groups = {group.key: tuple((group.key, cell.name) for cell in group.cells) for group in figures.groups}
        self.printed = {TOTAL: figures.total}
        self.printed |= {(key, ""): comparison.count or 0 for key, comparison in figures.comparisons if comparison}
        self.printed |= {(group.key, cell.name): cell.count for group in figures.groups for cell in group.cells}
        unprinted = {("", cell.name): cell.count for link in figures.links for cell in link.unprinted}
        links = tuple(
            Sum(link.parent, (*link.children, *(("", cell.name) for cell in link.unprinted))) for link in figures.links
        )
        rests = {group.key: _rest(group, figures.total) for group in figures.groups if group.part}
        unprinted |= {("", key): rest for key, rest in rests.items() if rest >= 0}
        sums = (
            *links,
            *(Sum(TOTAL, self.groups[group.key]) for group in figures.groups if group.whole),
            *(_partial(group) for group in figures.groups if rests.get(group.key, -1) >= 0),
        )
        _check(self.printed | unprinted, sums)
        found = cover(self.printed, unprinted, sums, below)
        self.masked = set(found.masked)
        self.alternatives = found.alternatives
        if TOTAL in self.masked:
            self.masked.update(place for places in self.groups.values() for place in places)
            self.masked.update(link.parent for link in links if not self.masked.isdisjoint(link.children))


def _rest(group: Group, total: int) -> int:
    """How much of the total is in none of the cells. Below 0 where closed months and later results do not match:
    then the total bounds nothing, and no reader can reckon with it either.
    """
    return total - sum(cell.count for cell in group.cells if cell.name not in group.outside)


def _partial(group: Group) -> Sum:
    inside = (cell.name for cell in group.cells if cell.name not in group.outside)
    return Sum(TOTAL, (*((group.key, name) for name in inside), ("", group.key)))


def _check(counts: Mapping[Place, int], sums: tuple[Sum, ...]) -> None:
    """Figures that do not add up are a fault of ours, and no masking of them can be trusted."""
    if min(counts.values()) < 0:
        raise ValueError("件数不能为负")
    for each in sums:
        added = sum(counts[child] for child in each.children)
        if added != counts[each.parent]:
            raise ValueError(f"{'/'.join(filter(None, each.parent))} 为 {counts[each.parent]}，各部分之和却是 {added}")


def _public_comparison(key: str, comparison: Comparison, board: _Board) -> Comparison:
    """MSK-2. Growth and multiple go with the count, and with the total that they would give away
    (own design, dossier §6.5).
    """
    if (key, "") in board.masked:
        return replace(comparison, count=None, change_percent=None, multiple=None, masked=True)
    if TOTAL in board.masked:
        return replace(comparison, change_percent=None, multiple=None, refused=comparison.refused or _TOTAL_MASKED)
    return comparison


def _public_cells(group: Group, board: _Board, digits: int, rounding: Rounding) -> tuple[PublicCell, ...]:
    counts = [cell.count for cell in group.cells]
    shown = [place not in board.masked for place in board.groups[group.key]]
    if not group.whole:
        percents = [percent(count, board.printed[TOTAL], digits) for count in counts]
    elif rounding == "absorb" and _rounding_tells(group, board, digits):
        percents = _of_what_is_shown(counts, shown, digits)
    else:
        percents = shares(counts, digits, rounding)
    return tuple(
        PublicCell(cell.name, cell.count, printed) if visible else PublicCell(cell.name, None, None, masked=True)
        for cell, printed, visible in zip(group.cells, percents, shown, strict=True)
    )


def _rounding_tells(group: Group, board: _Board, digits: int) -> bool:
    """MSK-3. The largest item, if shown, carries no rounding that tells what is masked (own design, dossier §6.5).

    Would other counts print the same?
    """
    places = board.groups[group.key]
    printed = shares([cell.count for cell in group.cells], digits)
    for moves in board.alternatives:
        if not moves.keys().isdisjoint(places):
            other = shares([board.printed[place] + moves.get(place, 0) for place in places], digits)
            if any(
                was != now for place, was, now in zip(places, printed, other, strict=True) if place not in board.masked
            ):
                return True
    return False


def _of_what_is_shown(counts: list[int], shown: list[bool], digits: int) -> list[str | None]:
    """Percentages reckoned from the printed counts and the masked ones as a single item, so that they tell no more."""
    printed = [count for count, visible in zip(counts, shown, strict=True) if visible]
    together = iter(shares([*printed, sum(counts) - sum(printed)], digits))
    return [next(together) if visible else None for visible in shown]

"""Is the arithmetic of a published tally right?

Source: the contract's "A published tally"; three-provisions dossier §7.2 and §7.3 (the circulars checked by hand).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from jingheng.contexts.circulars.rules.tally_reading import Breakdown, Growth, Item, Tally, read_tallies
from jingheng.contexts.circulars.rules.tally_words import Printed, TallyUnreadable
from jingheng.kernel.percentages import rounded

__all__ = ["Finding", "TallyUnreadable", "check_tally"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One slip. Kinds: `sum`, `percent`, `absorbed` (a percentage that carries the residue, no more), `growth`."""

    tally_id: str
    where: str
    kind: str
    sentence: str


def check_tally(document: object) -> list[Finding]:
    """All slips of the tallies in what was read from YAML or JSON, or `TallyUnreadable`."""
    return [finding for tally in read_tallies(document) for finding in _slips(tally)]


def _slips(tally: Tally) -> Iterator[Finding]:
    if tally.approx:
        return
    found: list[Finding | None] = []
    for group in tally.breakdowns:
        if not group.approx:
            found += [_missed_base(group), *(_wrong_percent(item, group) for item in group.items)]
    found += [_contradicted(growth) for growth in tally.growth]
    yield from (replace(each, tally_id=tally.id) for each in found if each is not None)


def _missed_base(group: Breakdown) -> Finding | None:
    """TAL-1. Parts that are meant to be the whole add up to their base; what is a part of a part is not added
    (own design, the contract's “A published tally”).
    """
    parts = [item for item in group.items if not item.subset_of]
    counts = [item.count for item in parts if item.count is not None]
    if not group.whole or not counts or len(counts) < len(parts) or any(item.approx for item in parts):
        return None
    added, base = sum(counts, Fraction(0)), group.base
    if base is None or added == base:
        return None
    gap = f"{'多' if added > base else '少'} {_plain(abs(added - base))}"
    sentence = f"各部分合计 {_plain(added)}，应等于{group.base_name} {_plain(base)}，{gap}"
    return Finding("", group.name, "sum", sentence)


def _wrong_percent(item: Item, group: Breakdown) -> Finding | None:
    """TAL-2. A printed percentage is the half-up value at its own precision (own design, dossier §7.2)."""
    printed, count, base = item.percent, item.count, group.base if item.base is None else item.base
    if printed is None or count is None or base is None or item.approx:
        return None
    where = f"{group.name}/{item.name}"
    if base == 0:
        if printed.value == 0:
            return None
        return Finding("", where, "percent", f"基数为 0，算不出百分比，却印作 {printed.text}")
    right = rounded(100 * count / base, printed.digits)
    if Fraction(right) == printed.value:
        return None
    reckoned = f"{_plain(count)}/{_plain(base)}{_about(100 * count / base, printed.digits + 2, '%')}"
    sentence = f"{reckoned}，按所印位数应为 {right}%，印作 {printed.text}"
    if _absorbs(item, printed, group, base):
        return Finding("", where, "absorbed", f"{sentence}；最大项吸收余差（使本组合计为 100%）")
    return Finding("", where, "percent", sentence)


def _absorbs(item: Item, printed: Printed, group: Breakdown, base: Fraction) -> bool:
    """Whether a whole's largest item, the first of several, prints just what the others leave of 100."""
    parts = [part for part in group.items if not part.subset_of and part.count is not None]
    if not group.whole or item.subset_of or max(parts, key=_size) is not item:
        return False
    others = [
        Fraction(rounded(100 * _size(part) / base, part.percent.digits if part.percent else printed.digits))
        for part in parts
        if part is not item
    ]
    return printed.value == 100 - sum(others)


def _size(item: Item) -> Fraction:
    return item.count or Fraction(0)


def _contradicted(growth: Growth) -> Finding | None:
    """TAL-3. Growth is what value and stated base give, at its own precision and in its own direction
    (own design, dossier §7.2).

    N倍 is the value over the base (为……的N倍). 增长N倍 is used for both, so either is let pass.
    """
    printed, value, base = growth.printed, growth.value, growth.base
    if printed is None or value is None or base is None or printed.unit.endswith("百分点"):
        return None
    where = growth.name
    if base == 0:
        return Finding("", where, "growth", f"基期为 0，算不出{growth.kind}，却印作 {printed.text}")
    readings = _readings(growth, printed, value, base)
    right = [rounded(abs(reading), printed.digits) for reading in readings]
    pair = f"本期 {_plain(value)} 对基期 {_plain(base)}"
    if abs(printed.value) not in [Fraction(each) for each in right]:
        unit = _unit(growth, printed)
        exact = " 或 ".join(_about(abs(each), printed.digits + 2, unit).removeprefix("=") for each in readings)
        should = " 或 ".join(f"{each}{unit}" for each in right)
        return Finding("", where, "growth", f"{pair}，算得 {exact}，按所印位数应为 {should}，印作 {printed.text}")
    said = {growth.direction, printed.direction} - {""}
    if len(said) > 1:
        return Finding("", where, "growth", f"{pair}，所印 {printed.text} 与所注方向{_way(growth.direction)}相反")
    if said and value != base and said != {"up" if value > base else "down"} and Fraction(right[0]) != 0:
        real = _way("up" if value > base else "down")
        return Finding("", where, "growth", f"{pair}，实为{real}，却报作{_way(said.pop())}，印作 {printed.text}")
    return None


def _readings(growth: Growth, printed: Printed, value: Fraction, base: Fraction) -> list[Fraction]:
    """What the printed figure may rightly be."""
    times, change = value / base, (value - base) / base
    if _unit(growth, printed) == "%":
        return [100 * change] if growth.kind != "倍" else [100 * times]
    return [times, change] if printed.more_by or growth.kind != "倍" else [times]


def _unit(growth: Growth, printed: Printed) -> str:
    return printed.unit or ("倍" if growth.kind == "倍" else "%")


def _way(direction: str) -> str:
    return "上升" if direction == "up" else "下降"


def _about(value: Fraction, digits: int, unit: str) -> str:
    written = rounded(value, digits)
    return f"{'=' if Fraction(written) == value else '≈'}{written}{unit}"


def _plain(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else str(float(value))

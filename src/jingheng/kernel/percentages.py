"""Exact percentages. Nothing here is ever a float: what is printed must be what anybody reckons again by hand.

Source: three-provisions dossier §7.2, read off the published circulars (one decimal nationally, two in Guangdong and
Tongchuan; where a group printed adds up to 100, its largest item takes the residue).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

Rounding = Literal["absorb", "plain"]


def rounded(value: Fraction, digits: int) -> str:
    """Half away from zero, with exactly `digits` decimals; what rounds to nothing has no sign."""
    return _printed(_units(value.numerator, value.denominator, digits), digits)


def percent(count: int, whole: int, digits: int) -> str | None:
    """`None` where the whole is 0: a share of nothing is no figure."""
    return None if whole == 0 else rounded(Fraction(100 * count, whole), digits)


def shares(counts: Sequence[int], digits: int, rounding: Rounding = "absorb") -> list[str | None]:
    """What each count is of their sum. With `absorb` the largest (the first of several) takes the residue to 100."""
    whole = sum(counts)
    if whole == 0:
        return [None] * len(counts)
    units = [_units(100 * count, whole, digits) for count in counts]
    if rounding == "absorb":
        units[counts.index(max(counts))] += 100 * 10**digits - sum(units)
    return [_printed(unit, digits) for unit in units]


def change_percent(value: int, base: int, digits: int) -> str | None:
    """Growth over the base; `None` where the base is 0."""
    return None if base == 0 else rounded(Fraction(100 * (value - base), base), digits)


def multiple(value: int, base: int, digits: int) -> str | None:
    """“是……的 N 倍”: the value over the base, which is not the growth."""
    return None if base == 0 else rounded(Fraction(value, base), digits)


def _units(numerator: int, denominator: int, digits: int) -> int:
    """In whole units of the last printed place. Half up and half away from zero are one for what is not negative."""
    scale: int = 10**digits
    units = (2 * scale * abs(numerator) + denominator) // (2 * denominator)
    return -units if numerator < 0 else units


def _printed(units: int, digits: int) -> str:
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(units), 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"

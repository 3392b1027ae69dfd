"""What is printed: one ratio a line, its target beside it, and whether it was met."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`value` against `target`; without a target the line only informs."""

    group: str
    what: str
    value: float
    unit: str = "×"
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        met = self.value >= self.target if self.at_least else self.value <= self.target
        return "met" if met else "fell short"

    @property
    def target_words(self) -> str:
        if self.target is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {_number(self.target)} {self.unit}".replace(" ×", " ×")


def table(lines: Sequence[Line]) -> Iterator[str]:
    """Groups as headings; notes stand under their line."""
    width = max(_width(line.what) for line in lines)
    group = ""
    for line in lines:
        if line.group != group:
            group = line.group
            yield ""
            yield group
        value = f"{_number(line.value)} {line.unit}"
        padding = " " * (width - _width(line.what))
        yield f"  {line.what}{padding}  {value:>14}  {line.target_words:>14}  {line.verdict}".rstrip()
        if line.note:
            yield f"      {line.note}"


def _number(value: float) -> str:
    if value >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value < 10 else f"{value:.1f}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

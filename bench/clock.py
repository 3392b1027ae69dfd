"""Measuring: the fastest of several rounds, which neighbours on the machine disturb least, alike for both sides."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping


def fastest(deed: Callable[[], object], *, rounds: int, first: int = 1) -> float:
    """Seconds of the fastest round after `first` rounds that only warm up."""
    return fastest_of({"": deed}, rounds=rounds, first=first)[""]


def fastest_of(deeds: Mapping[str, Callable[[], object]], *, rounds: int, first: int = 1) -> dict[str, float]:
    """The same for several deeds, turn by turn, so that a busy moment of the machine falls on all of them."""
    best = dict.fromkeys(deeds, float("inf"))
    for number in range(first + rounds):
        for name, deed in deeds.items():
            begun = time.perf_counter()
            deed()
            if number >= first:
                best[name] = min(best[name], time.perf_counter() - begun)
    return best


def totals_of(deeds: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Seconds of all rounds together, turn by turn."""
    spent = dict.fromkeys(deeds, 0.0)
    for _ in range(rounds):
        for name, deed in deeds.items():
            begun = time.perf_counter()
            deed()
            spent[name] += time.perf_counter() - begun
    return spent

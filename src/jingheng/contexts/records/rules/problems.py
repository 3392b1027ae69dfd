"""Problems that a report names, and what became of those of the period before (decisions §7; asked for by both addressees)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from jingheng.contexts.records.rules.taxonomy import DESIGN, HOUSE
from jingheng.kernel.refusal import Refusal
from jingheng.kernel.sources import Dictionary, Entry, RuleSource

_OWN = RuleSource(HOUSE, "decisions §7", DESIGN)
PROGRESS = Dictionary(
    "整改情况", Entry("MENDED", "已整改", _OWN), Entry("MENDING", "正在整改", _OWN), Entry("OPEN", "未整改", _OWN),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Followed:
    """A problem of the period before: what has become of it."""

    text: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problems:
    found: tuple[str, ...] = ()
    followed: tuple[Followed, ...] = ()

    @property
    def carried(self) -> tuple[str, ...]:
        """What the next period must say something about."""
        return (*(one.text for one in self.followed if one.state != "MENDED"), *self.found)

    @property
    def mended(self) -> int:
        return sum(one.state == "MENDED" for one in self.followed)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def problems_of(plain: Mapping[str, Any] | None) -> Problems:
    if not plain:
        return Problems()
    return Problems(tuple(plain["found"]), tuple(Followed(**one) for one in plain["followed"]))


def lines_of(text: str) -> tuple[str, ...]:
    """One problem a line; what a pasted list brings along before its words goes."""
    return tuple(line for raw in text.splitlines() if (line := raw.strip().lstrip("0123456789.、．（）() ").strip()))


def refuse_unanswered(carried: Sequence[str], followed: Sequence[Followed]) -> tuple[Refusal, ...]:
    """REP-16. Every problem that the last report named is answered: mended, being mended, or not (own design, decisions §7)."""
    said = {one.text: one.state for one in followed}
    return tuple(
        Refusal("unanswered", f"请说明上期问题“{text}”整改了没有。", f"followed-{number}-state")
        for number, text in enumerate(carried)
        if said.get(text) not in PROGRESS.codes
    )

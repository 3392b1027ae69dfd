"""How wide the window is in which a change would go unnoticed, and how many witnesses close it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: 0 in the norm of the quorum.
MAJORITY = 0


def quorum_of(wanted: int, witnesses: int) -> int:
    """WIT-5. So many witnesses must have signed; unless the norm names a number, more than half of them
    (own design, integrity §1 T4).
    """
    return witnesses // 2 + 1 if wanted == MAJORITY else min(wanted, witnesses) or 1


def quorum_caution(needed: int, witnesses: int) -> str:
    """WIT-6. Two halves that need not have a member in common can be told two stories (own design, integrity §1 T4)."""
    if needed * 2 > witnesses:
        return ""
    return f"{witnesses} 个见证人只要求 {needed} 个签名，没有过半：两组见证人可能各签一种说法，建议至少 {witnesses // 2 + 1} 个。"


def witnessed_size(sizes: Iterable[int], needed: int) -> int:
    """WIT-7. A log is witnessed up to the size that enough witnesses have reached (own design, integrity §1 T3)."""
    reached = sorted(sizes, reverse=True)
    return reached[needed - 1] if len(reached) >= needed else 0


@dataclass(frozen=True, slots=True)
class Window:
    """`leaves` may still be changed unnoticed by whoever has database and key; the oldest of them for `minutes`."""

    leaves: int
    minutes: int
    norm_minutes: int

    @property
    def is_wide(self) -> bool:
        return self.leaves > 0 and self.minutes > self.norm_minutes

    @property
    def percent(self) -> int:
        """Of the norm, for the bar; more than all of it is all of it."""
        return min(100, self.minutes * 100 // self.norm_minutes) if self.leaves else 0

    @property
    def words(self) -> str:
        if not self.leaves:
            return "已关上：每一片叶都有见证"
        return f"{self.leaves} 片叶，最早的已 {duration(self.minutes)}"


def window_of(size: int, witnessed: int, *, since: datetime | None, at: datetime, norm_hours: int) -> Window:
    """WIT-8. The window is what came after the newest state that enough witnesses have signed; it is as old as its first
    leaf, and wide once it is older than the norm (own design, integrity §1 limits).
    """
    leaves = max(0, size - witnessed)
    minutes = max(0, (at - since) // timedelta(minutes=1)) if leaves and since else 0
    return Window(leaves, minutes, norm_hours * 60)


def duration(minutes: int) -> str:
    if minutes < 60:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时 {minutes % 60} 分" if minutes < 2880 else f"{minutes // 1440} 天"

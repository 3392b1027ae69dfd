"""催办 in words and steps. A reminder never says more than 未完成 (decisions §12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from jingheng.kernel.period import SHANGHAI, Month


def paragraph(month: Month, due: date, *, at: datetime, owing: Mapping[str, Sequence[str]]) -> str:
    """A paragraph to paste into the office's OA: by department, who has not signed. Nothing where everybody has."""
    if not owing:
        return ""
    number = sum(len(names) for names in owing.values())
    moment = at.astimezone(SHANGHAI)
    listed = "；".join(f"{department}：{'、'.join(names)}" for department, names in owing.items())
    end = "截止日期" if moment.date() <= due else "截止日期已过，原定"
    return (
        f"截至{moment.month}月{moment.day}日{moment.hour}时{moment.minute:02d}分，{month.year}年{month.month}月月度报告"
        f"还有 {number} 人未完成。{listed}。{end}{due.month}月{due.day}日，请登录系统签署。"
    )


def next_level(
    person: int, *, heads: AbstractSet[int], deputies: AbstractSet[int], chiefs: AbstractSet[int]
) -> AbstractSet[int]:
    """REM-1. Whom it comes to when somebody was reminded in vain: the head of his department, for a head or where there is
    none the deputy in charge of it, else the chief; above the chief nobody here (own design, decisions §12).
    """
    levels = (heads, deputies, chiefs)
    own = max((number for number, level in enumerate(levels) if person in level), default=-1)
    return next((level for level in levels[own + 1 :] if level), frozenset())

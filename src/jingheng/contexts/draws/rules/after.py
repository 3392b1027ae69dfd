"""What can be done with a sample once it is drawn."""

from __future__ import annotations

from collections.abc import Collection

from jingheng.kernel.refusal import Refusal


def refuse_not_drawn(case: str, drawn: Collection[str]) -> Refusal | None:
    """DRW-25. Replaced is a case that stands in the sample; which one follows is for the ticket to say (own design, ADR 14)."""
    if case not in drawn:
        return Refusal("not-drawn", "只能替补已抽中、还没有替补过的案件。", "case")
    return None


def refuse_size(size: int, present: int, rows: int) -> Refusal | None:
    """DRW-26. A sample grows and never shrinks (own design, ADR 14)."""
    if size <= present:
        return Refusal("smaller", f"扩大后的加权件数应多于现在的 {present} 件；已抽中的不会减少。", "size")
    if size > rows:
        return Refusal("too-many", f"名单一共 {rows} 件。", "size")
    return None

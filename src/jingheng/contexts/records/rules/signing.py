"""What a signature by hand and a delegation must satisfy (decisions §7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from jingheng.kernel.refusal import Refusal

#: How a scan begins, by its kind: what it is called says nothing.
_SCANS = {b"%PDF-": "PDF", b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}


def refuse_scan(head: bytes, size: int, *, most_megabytes: int) -> Refusal | None:
    """SGN-1. A scan is a PDF or a picture, and of a size that a scan has (own design)."""
    if not any(head.startswith(beginning) for beginning in _SCANS):
        return Refusal("not-a-scan", "扫描件要是 PDF、JPG 或者 PNG 文件，请重新扫描或另存后再传。", "scan")
    if size > most_megabytes * 2**20:
        sentence = f"扫描件有 {size / 2**20:.1f} MB，最大 {most_megabytes} MB：请只扫描签名的那一页，或者降低分辨率。"
        return Refusal("scan-too-large", sentence, "scan")
    return None


def refuse_signing_day(signed_on: date, *, compiled_on: date, today: date) -> Refusal | None:
    """SGN-2. Nobody signs a revision before it was made, or tomorrow (own design, decisions §7)."""
    if signed_on > today:
        return Refusal("in-future", "签名日期不能晚于今天。", "signed_on")
    if signed_on < compiled_on:
        return Refusal(
            "before-compiled", f"这一稿 {compiled_on} 才汇总，签名日期不能更早，请核对是不是签在前一稿上。", "signed_on"
        )
    return None


def refuse_other_scan(waiting: str, *, shown: str) -> Refusal | None:
    """SGN-4. The scan that is confirmed is the one that was looked at (own design, decisions §7)."""
    if waiting != shown:
        sentence = "您核对的扫描件已经被重新登记的一份替换，没有确认。请打开下面现在的扫描件，重新核对。"
        return Refusal("other-scan", sentence)
    return None


def refuse_delegation(
    *, is_leader: bool, is_self: bool, starts_on: date, last_day: date, today: date, longest: int
) -> Refusal | None:  # fmt: skip
    """SGN-3. The chief delegates his signature to another leader of the office, for days that are named and not many
    (own design, decisions §7).
    """
    if is_self:
        return Refusal("self", "不能委托本人。", "person")
    if not is_leader:
        return Refusal("not-a-leader", "审签只能委托本院班子成员。", "person")
    if starts_on < today:
        return Refusal("in-past", "委托从今天或者以后开始，不能追溯。", "starts_on")
    if last_day < starts_on:
        return Refusal("period", f"最后一天不能早于开始日期 {starts_on}。", "last_day")
    if (last_day - starts_on).days >= longest:
        return Refusal("too-long", f"一次委托最长 {longest} 日，到期可以再委托。", "last_day")
    return None


def refuse_overlapping(
    others: Iterable[tuple[str, date, date | None]], *, starts_on: date, last_day: date
) -> Refusal | None:
    """SGN-5. One leader at a time signs for the chief; `others` are who, from, and the day after the last (own design,
    decisions §7).
    """
    for person, begins, ends in others:
        if begins <= last_day and (ends is None or ends > max(starts_on, begins)):
            until = f"到 {ends - timedelta(days=1)}" if ends else "没有终止日期"
            sentence = f"{begins} 起已由{person}代为审签，{until}。请错开日期，或者先终止那一次，再委托。"
            return Refusal("overlaps", sentence, "starts_on")
    return None

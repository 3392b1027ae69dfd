"""For how long what is kept, and how it goes: some by itself, evidence only by two people's decision (decisions §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal

DESTRUCTION_STATES = {"PROPOSED": "待审批", "DESTROYED": "已销毁", "KEPT": "继续保存"}


@dataclass(frozen=True, slots=True)
class KeptKind:
    """One kind of data: the norm that says how long, and what happens then, in the words of the page."""

    norm: str
    name: str
    then: str


KINDS = (
    KeptKind("retention.record_years", "记录和办理经过", "永久保存"),
    KeptKind("privacy.pseudonymise_years", "记录里的第三人姓名", "记录办结后期满，由系统改为化名，不能恢复"),
    KeptKind("retention.attachment_years", "附件", "记录办结后期满，检务督察负责人提请、检察长批准后销毁"),
    KeptKind("retention.scan_years", "纸签扫描件", "登记后期满，检务督察负责人提请、检察长批准后销毁"),
    KeptKind("retention.receipt_years", "报送材料的回执扫描件", "永久保存，随发文归档"),
    KeptKind("retention.reading_years", "查阅留痕", "永久保存；本院定有年限的，记录办结后期满由系统清除"),
    KeptKind("retention.draft_days", "久未改动的草稿", "期满提醒本人继续写或者删除；系统不删"),
    KeptKind("retention.reminder_years", "催办", "期满由系统清除"),
    KeptKind("retention.import_days", "导入的文件、问题清单", "导入结束后期满由系统清除"),
)


def years_before(today: date, years: int) -> date | None:
    """RET-1. What is kept so many years falls due on the same day so many years later, on 1 March if that year has no
    such day; nought years is for ever (own design, decisions §5).

    The last day whose things are due today.
    """
    if years <= 0:
        return None
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def refuse_unreasoned(reason: str, *, longest: int) -> Refusal | None:
    """RET-2. Who proposes to destroy evidence, or decides to keep it, says why (own design, decisions §5)."""
    if not reason.strip():
        return Refusal("RET-2", "请写明理由，例如“已过保存期限，无继续利用价值”。", "reason")
    if len(reason.strip()) > longest:
        return Refusal("RET-2", f"理由有{len(reason.strip())}字，最多{longest}字：请压缩。", "reason")
    return None


def refuse_same_hand(*, proposed_by: int, actor: int | None) -> Refusal | None:
    """RET-3. Whoever proposes a destruction does not decide it (own design, decisions §5)."""
    if proposed_by == actor:
        return Refusal("RET-3", "这份材料是您提请销毁的，须由另一人批准。")
    return None


def refuse_destroyed(destroyed_at: datetime | None) -> Refusal | None:
    """RET-5. Whoever opens what was destroyed is told so, with the day (own design, decisions §5)."""
    return Refusal("RET-5", f"{destroyed_words(destroyed_at)}。") if destroyed_at else None


def destroyed_words(destroyed_at: datetime) -> str:
    return f"已按保存期限销毁（{local_date(destroyed_at)}）"


def refuse_nothing_marked(uids: list[str]) -> Refusal | None:
    """RET-4. A decision names the files it is about (own design, decisions §5)."""
    return None if uids else Refusal("RET-4", "还没有勾选：请勾选要办理的材料。", "marked")

"""Changing what was filed: only the filer does, only by a further revision, and never in silence (dossier §3)."""

from __future__ import annotations

from jingheng.contexts.records.rules.routing import Desk, Route
from jingheng.kernel.refusal import Refusal

#: Routes by which somebody of the filer's own leadership is concerned.
_ABOUT_LEADERSHIP = frozenset({"RTE-2", "RTE-3", "RTE-4", "RTE-8", "RTE-9", "RTE-11", "RTE-12"})


def refuse_unreasoned(reason: str, *, longest: int) -> Refusal | None:
    """REC-31. A correction says why (own design, dossier §3)."""
    if not reason.strip():
        return Refusal("REC-31", "请写更正理由：哪里写错了、为什么。", "reason")
    if len(reason.strip()) > longest:
        return Refusal("REC-31", f"更正理由有{len(reason.strip())}字，最多{longest}字：请压缩。", "reason")
    return None


def refuse_returned(state: str) -> Refusal | None:
    """REC-32. What was returned is supplemented, with its own deadline; there is no second way (own design, dossier §6.1)."""
    if state == "RETURNED":
        return Refusal("REC-32", "这份记录已退回，请用“补正”提交，不用“更正”。")
    return None


def refuse_unchanged(before: str, after: str) -> Refusal | None:
    """REC-33. A revision that changes nothing is none; compared by digest (own design)."""
    if before == after:
        return Refusal("REC-33", "内容和现在的版本完全一样，没有需要更正的地方。")
    return None


def refuse_outdated(written_on: int, current: int) -> Refusal | None:
    """REC-34. A correction builds on the revision that its writer had before him (own design)."""
    if written_on != current:
        return Refusal(
            "outdated",
            f"这份记录在别处又改过（现为第 {current} 版）。请从记录页重新点“更正”，在最新内容上修改。",
            "version",
        )
    return None


def refuse_keeping(route: Route, *, leadership_on_paper: bool) -> Refusal | None:
    """REC-35. What may only go on paper is not even kept as a draft (own design, decisions §2)."""
    if route.desk is Desk.PAPER or (leadership_on_paper and route.rule in _ABOUT_LEADERSHIP):
        return Refusal(
            "paper",
            "按填写的人员，这份记录不能在本系统保存：请打印空白表手填，密封后直接寄送上一级院检务督察部门。"
            "刚填的内容没有保存。",
            "parties",
        )
    return None

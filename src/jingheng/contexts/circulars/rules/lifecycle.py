"""The life of a circular."""

from __future__ import annotations

from dataclasses import dataclass

from jingheng.kernel.actor import Actor
from jingheng.kernel.lifecycle import Lifecycle, Move
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refusal

CIRCULAR_STATES = {"COMPILED": "待审签", "SIGNED": "已审签", "NUMBERED": "已编号印发", "PUBLISHED": "已对外公布"}


@dataclass(frozen=True, slots=True)
class CircularFacts:
    state: str
    office_id: int
    revision: int
    shown_revision: int = 0


def refuse_other_office(facts: CircularFacts, actor: Actor) -> Refusal | None:
    """CIR-1. A circular is made, signed and numbered in its own office (own design)."""
    if facts.office_id != actor.office_id:
        return Refusal("not-found", "没有找到这份通报。")
    return None


def refuse_other_revision(facts: CircularFacts, actor: Actor) -> Refusal | None:
    """CIR-2. A signature, like an edit, is bound to the exact revision that was read (own design, decisions §7)."""
    if facts.shown_revision != facts.revision:
        sentence = f"通报已更新为第 {facts.revision} 稿，您看到的是第 {facts.shown_revision} 稿。请重新阅读后再办。"
        return Refusal("stale", sentence)
    return None


CIRCULAR = Lifecycle(
    name="通报",
    states=CIRCULAR_STATES,
    moves=(
        Move(
            "recompile", frozenset({"COMPILED", "SIGNED"}), "COMPILED", "circular.compile", "circular.compiled",
            "重新汇总", (refuse_other_office,),
        ),
        Move(
            "edit", frozenset({"COMPILED", "SIGNED"}), "COMPILED", "circular.compile", "circular.edited", "修改文字",
            (refuse_other_office, refuse_other_revision),
        ),
        Move(
            "sign", frozenset({"COMPILED"}), "SIGNED", "circular.sign", "circular.signed", "审签",
            (refuse_other_office, refuse_other_revision),
        ),
        Move(
            "number", frozenset({"SIGNED"}), "NUMBERED", "circular.number", "circular.numbered", "编号印发",
            (refuse_other_office,),
        ),
        Move(
            "publish", frozenset({"NUMBERED"}), "PUBLISHED", "circular.publish", "circular.published", "对外公布",
            (refuse_other_office,),
        ),
    ),
)  # fmt: skip


def refuse_number(number: str) -> Refusal | None:
    """CIR-3. A circular is numbered as the office numbers its papers: the number says something and fits
    (own design, decisions §7).
    """
    if not number:
        return Refusal("required", "请填写发文字号，例如“澄检发〔2026〕12号”。", "number")
    if len(number) > 40:
        return Refusal("too-long", "发文字号最多 40 字。", "number")
    return None


def refuse_unended(last: Month, current: Month) -> Refusal | None:
    """CIR-4. A period that has not begun cannot be reported on (own design)."""
    if last > current:
        return Refusal("not-ended", f"期间的止月 {last} 还没有到，请选到 {current} 为止的月份。", "last")
    return None

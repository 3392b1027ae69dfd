"""The life of a draw."""

from __future__ import annotations

from dataclasses import dataclass

from jingheng.kernel.actor import Actor
from jingheng.kernel.lifecycle import Lifecycle, Move
from jingheng.kernel.refusal import Refusal

DRAW_STATES = {
    "DRAFTED": "拟定中",
    "COMMITTED": "名单已先定",
    "DRAWN": "已抽取",
    "ABANDONED": "已放弃",
}

NOT_FOUND = Refusal("not-found", "没有找到这次抽查。")
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    is_settled: bool
    is_revealed: bool = False


@dataclass(frozen=True, slots=True)
class DrawFacts:
    state: str
    office_id: int
    is_planned: bool = False
    parties: tuple[Party, ...] = ()
    least_parties: int = 2
    is_closed: bool = False  # a public value has been typed
    typed_by: int | None = None  # whose public value waits to be typed again


def refuse_other_office(facts: DrawFacts, actor: Actor) -> Refusal | None:
    """DRW-1. A draw is set up and carried out in its own office (own design)."""
    return NOT_FOUND if facts.office_id != actor.office_id else None


def refuse_unready(facts: DrawFacts, actor: Actor) -> Refusal | None:
    """DRW-2. What is committed is complete: a plan, parties enough, and of each the SHA-256 of its secret (own design,
    decisions §14).
    """
    if not facts.is_planned:
        return Refusal("unplanned", "还没有填方案：请先填写按哪一列编号、抽多少、有哪些参与方。")
    if len(facts.parties) < facts.least_parties:
        return Refusal("few-parties", f"至少要有 {facts.least_parties} 个参与方，现在有 {len(facts.parties)} 个。")
    if unsettled := [party.name for party in facts.parties if not party.is_settled]:
        return Refusal("unsettled", f"{'、'.join(unsettled)}还没有定口令：请生成口令，或者填写自定口令的 SHA-256。")
    return None


def refuse_closed(facts: DrawFacts, actor: Actor) -> Refusal | None:
    """DRW-3. Secrets are revealed before the public value exists; who has not revealed by then is silent (own design,
    decisions §14).
    """
    if facts.is_closed:
        return Refusal("closed", "公开值已经产生，口令不能再公开；没有公开的，记为“未公开”，抽取照常进行。")
    return None


def refuse_typed(facts: DrawFacts, actor: Actor) -> Refusal | None:
    """DRW-4. The public value is typed by one and then typed again by another (own design, decisions §14)."""
    if facts.typed_by is not None:
        return Refusal("typed", "公开值已由一人输入，请另一人在“复核公开值”里再输入一遍。")
    return None


def refuse_same_person(facts: DrawFacts, actor: Actor) -> Refusal | None:
    """DRW-5. Nobody types the public value for the second time himself (own design, decisions §14)."""
    if facts.typed_by is None:
        return Refusal("untyped", "公开值还没有人输入。")
    if facts.typed_by == actor.person_id:
        return Refusal("same-person", "公开值由您输入，请另一人用自己的账号再输入一遍。")
    return None


def refuse_others_value(facts: DrawFacts, actor: Actor) -> Refusal | None:
    """DRW-6. A mistyped public value is taken back by whoever typed it (own design)."""
    if facts.typed_by is None:
        return Refusal("untyped", "公开值还没有人输入。")
    if facts.typed_by != actor.person_id:
        return Refusal("not-yours", "公开值由输入的人自己撤回。")
    return None


def refuse_abandoning(facts: DrawFacts, actor: Actor) -> Refusal | None:
    """DRW-7. Once chance has spoken nobody abandons a draw because of what it said (own design, decisions §14)."""
    if facts.is_closed:
        return Refusal("closed", "公开值已经产生，只能完成抽取；对结果有异议的，抽完再重新抽取并写明理由，两次都留存。")
    return None


DRAW = Lifecycle(
    name="抽查",
    states=DRAW_STATES,
    moves=(
        Move(
            "plan", frozenset({"DRAFTED"}), "DRAFTED", "draw.make", "draw.planned", "填写方案", (refuse_other_office,)
        ),
        Move(
            "share", frozenset({"DRAFTED"}), "DRAFTED", "draw.attend", "draw.share-settled", "定口令",
            (refuse_other_office,),
        ),
        Move(
            "commit", frozenset({"DRAFTED"}), "COMMITTED", "draw.make", "draw.committed", "先定名单",
            (refuse_other_office, refuse_unready),
        ),
        Move(
            "reveal", frozenset({"COMMITTED"}), "COMMITTED", "draw.attend", "draw.revealed", "公开口令",
            (refuse_other_office, refuse_closed),
        ),
        Move(
            "value", frozenset({"COMMITTED"}), "COMMITTED", "draw.attend", "draw.value-typed", "输入公开值",
            (refuse_other_office, refuse_typed),
        ),
        Move(
            "confirm", frozenset({"COMMITTED"}), "DRAWN", "draw.attend", "draw.drawn", "复核公开值并抽取",
            (refuse_other_office, refuse_same_person),
        ),
        Move(
            "withdraw", frozenset({"COMMITTED"}), "COMMITTED", "draw.attend", "draw.value-withdrawn", "撤回公开值",
            (refuse_other_office, refuse_others_value),
        ),
        Move(
            "replace", frozenset({"DRAWN"}), "DRAWN", "draw.make", "draw.case-replaced", "替补",
            (refuse_other_office,),
        ),
        Move(
            "enlarge", frozenset({"DRAWN"}), "DRAWN", "draw.make", "draw.enlarged", "扩大",
            (refuse_other_office,),
        ),
        Move(
            "abandon", frozenset({"DRAFTED", "COMMITTED"}), "ABANDONED", "draw.make", "draw.abandoned", "放弃",
            (refuse_other_office, refuse_abandoning),
        ),
    ),
)  # fmt: skip


def refuse_no_reason(reason: str, *, why: str) -> Refusal | None:
    """DRW-8. A draw abandoned, repeated or enlarged, and a case replaced, say why (own design, decisions §14)."""
    if not reason.strip():
        return Refusal("required", f"请写明{why}的理由。", "reason")
    if len(reason.strip()) > _LONGEST_REASON:
        return Refusal("too-long", f"理由最多 {_LONGEST_REASON} 字。", "reason")
    return None


def refuse_repeated(state: str) -> Refusal | None:
    """DRW-9. Drawn again is what was drawn, or committed and then abandoned: both stay (own design, decisions §14)."""
    if state not in ("DRAWN", "ABANDONED"):
        return Refusal("unfinished", "这次抽查还没有办完：请先完成抽取，或者写明理由放弃，再重新抽取。")
    return None

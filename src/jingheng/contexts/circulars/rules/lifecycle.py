"""The life of a circular."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jingheng.kernel.actor import Actor
from jingheng.kernel.lifecycle import Lifecycle, Move
from jingheng.kernel.paper_numbers import next_paper_number, refuse_paper_number
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refusal

CIRCULAR_STATES = {
    "COMPILED": "起草中",
    "SUBMITTED": "待审签",
    "RETURNED": "已退回",
    "SIGNED": "已审签",
    "NUMBERED": "已编号印发",
    "PUBLISHED": "已对外公布",
    "DISCARDED": "已作废",
}
#: Not signed. What is signed and has no number yet says so itself.
DRAFTS = ("COMPILED", "SUBMITTED", "RETURNED", "DISCARDED")
#: What has its number: frozen, and read below.
ISSUED = ("NUMBERED", "PUBLISHED")


@dataclass(frozen=True, slots=True)
class CircularFacts:
    state: str
    office_id: int
    revision: int
    shown_revision: int = 0
    reviewed_by: int | None = None  # who examined the public version for secrets and agreed


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


def refuse_unreviewed(facts: CircularFacts, actor: Actor) -> Refusal | None:
    """CIR-12. Nothing is published that nobody has examined for secrets (own design, decisions §11)."""
    if facts.reviewed_by is None:
        return Refusal("unreviewed", "公布前须经保密审查并同意公布：请办公室在通报页办理“保密审查”。")
    return None


def refuse_own_review(facts: CircularFacts, actor: Actor) -> Refusal | None:
    """CIR-13. Whoever examined it for secrets does not publish it (own design, decisions §11)."""
    if facts.reviewed_by is not None and facts.reviewed_by == actor.person_id:
        return Refusal("own-review", "这份通报由您保密审查，应由其他对外发布员公布。")
    return None


def refuse_no_opinion(opinion: str) -> Refusal | None:
    """CIR-14. An examination for secrets leaves its result in words (own design, decisions §11)."""
    if not opinion.strip():
        return Refusal(
            "required", "请写明审查意见和依据，例如“公开版不涉密，同意公布（保密审查单〔2026〕3号）”。", "opinion"
        )
    if len(opinion.strip()) > 200:
        return Refusal("too-long", "审查意见最多 200 字。", "opinion")
    return None


CIRCULAR = Lifecycle(
    name="通报",
    states=CIRCULAR_STATES,
    moves=(
        Move(
            "recompile", frozenset({"COMPILED", "SUBMITTED", "RETURNED", "SIGNED"}), "COMPILED", "circular.compile",
            "circular.compiled", "重新汇总", (refuse_other_office,),
        ),
        Move(
            "edit", frozenset({"COMPILED", "SUBMITTED", "RETURNED", "SIGNED"}), "COMPILED", "circular.compile",
            "circular.edited", "修改文字", (refuse_other_office, refuse_other_revision),
        ),
        Move(
            "discard", frozenset({"COMPILED", "SUBMITTED", "RETURNED"}), "DISCARDED", "circular.compile",
            "circular.discarded", "作废", (refuse_other_office, refuse_other_revision),
        ),
        Move(
            "submit", frozenset({"COMPILED"}), "SUBMITTED", "circular.compile", "circular.submitted", "送审签",
            (refuse_other_office, refuse_other_revision),
        ),
        Move(
            "sign", frozenset({"SUBMITTED"}), "SIGNED", "circular.sign", "circular.signed", "审签",
            (refuse_other_office, refuse_other_revision),
        ),
        Move(
            "return", frozenset({"SUBMITTED", "SIGNED"}), "RETURNED", "circular.sign", "circular.returned", "退回",
            (refuse_other_office, refuse_other_revision),
        ),
        Move(
            "number", frozenset({"SIGNED"}), "NUMBERED", "circular.number", "circular.numbered", "编号印发",
            (refuse_other_office,),
        ),
        Move(
            "review", frozenset({"NUMBERED"}), "NUMBERED", "circular.review", "circular.secrecy-reviewed", "保密审查",
            (refuse_other_office,),
        ),
        Move(
            "publish", frozenset({"NUMBERED"}), "PUBLISHED", "circular.publish", "circular.published", "对外公布",
            (refuse_other_office, refuse_unreviewed, refuse_own_review),
        ),
    ),
)  # fmt: skip


def refuse_number(number: str, on: date) -> Refusal | None:
    """CIR-3. A circular is numbered as official papers are: 机关代字, year in full in 〔〕, running number without 第 and
    without padding, 号 (GB/T 9704-2012 §7.2.5, 待核); the year is this one or the last (own design).
    """
    return refuse_paper_number(number, on)


def next_number(given: Iterable[str], on: date) -> str:
    """CIR-5. Proposed is the number after the highest of this year, in the words of the latest one; a proposal, for the
    office's other papers share the series and are not known here (own design).

    `given` are the numbers of the office's circulars, the latest first.
    """
    return next_paper_number(given, on)


def refuse_unended(last: Month, current: Month) -> Refusal | None:
    """CIR-4. A period that has not begun cannot be reported on; of a running month the circular says that it is not
    over (own design, the contract's “Counted”).
    """
    if last > current:
        return Refusal("not-ended", f"期间的止月 {last} 还没有到，请选到 {current} 为止的月份。", "last")
    return None


def refuse_before_start(last: Month, starts_in: Month | None, earliest: Month | None) -> Refusal | None:
    """CIR-6. No circular of a time in which nobody had the duty to report and nothing was counted (own design, the
    contract's “Duty”).

    `starts_in` is the earliest 启用月 of the offices covered, `None` where one has had the duty all along; `earliest` the
    month of the earliest counted record. A year that the system came into in the middle is reported on as a whole.
    """
    if starts_in is None:
        return None
    begins = min(starts_in, earliest) if earliest else starts_in
    if last < begins:
        return Refusal(
            "before-start", f"启用月是 {starts_in}，期间内没有报告义务，也没有计入的记录；请从 {begins} 起选。", "last"
        )
    return None


def refuse_no_reason(reason: str) -> Refusal | None:
    """CIR-7. Whoever returns a circular says why, so that its maker knows what to mend (own design)."""
    if not reason.strip():
        return Refusal("required", "请写明退回的理由，起草人据此修改。", "reason")
    if len(reason.strip()) > 500:
        return Refusal("too-long", "退回的理由最多 500 字。", "reason")
    return None


#: Duties that work with the internal figures, beside which publishing is one more.
_READING = frozenset({
    "circular.compile", "circular.sign", "circular.number", "report.read", "report.compile", "report.sign",
    "month.watch", "department.watch",
})  # fmt: skip


def reads_internal(permissions: Iterable[str]) -> bool:
    """CIR-8. Whoever publishes and has no other duty with figures reads the public version only, so that what he hands
    out cannot be the other one (own design, the duty's words “只看到公开版汇总数”).
    """
    held = frozenset(permissions)
    return "circular.publish" not in held or not held.isdisjoint(_READING)

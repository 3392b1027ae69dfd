"""The life of a list between its upload and the day its cases are in."""

from __future__ import annotations

from dataclasses import dataclass

from jingheng.kernel.actor import Actor
from jingheng.kernel.lifecycle import Lifecycle, Move
from jingheng.kernel.refusal import Refusal

INTAKE_STATES = {
    "MAPPING": "待对应列",
    "CHOOSING": "待选择",
    "READY": "待导入",
    "IMPORTING": "正在导入",
    "DONE": "已导入",
    "DROPPED": "已放弃",
}
#: Those that wait for somebody, and whose file is kept meanwhile.
OPEN = ("MAPPING", "CHOOSING", "READY")
_PERMISSION = "case.import"


@dataclass(frozen=True, slots=True)
class IntakeFacts:
    state: str
    office_id: int
    version: int
    shown_version: int
    undecided: int = 0  # words and names that nobody has decided
    faults: int = 0
    rows: int = 0  # cases that would go in


def refuse_other_office(facts: IntakeFacts, actor: Actor) -> Refusal | None:
    """CAS-6. A list is worked on in the office it was brought to (own design, decisions §10)."""
    if facts.office_id != actor.office_id:
        return Refusal("not-found", "没有找到这张清单。")
    return None


def refuse_stale(facts: IntakeFacts, actor: Actor) -> Refusal | None:
    """CAS-7. Whoever acts on a list has seen what his colleague did to it meanwhile (own design)."""
    if facts.shown_version != facts.version:
        return Refusal("stale", "这张清单刚刚有人办过，页面已更新，请核对后再办。")
    return None


def refuse_undecided(facts: IntakeFacts, actor: Actor) -> Refusal | None:
    """CAS-8. Nothing is taken in until every doubtful row is decided or set aside (own design, decisions §10)."""
    if facts.undecided:
        return Refusal("undecided", f"还有 {facts.undecided} 处没有选择，请先选择或者不导入那些行。")
    return None


def refuse_faulty(facts: IntakeFacts, actor: Actor) -> Refusal | None:
    """CAS-9. Of what remains, all rows or none (own design, contract)."""
    if facts.faults:
        return Refusal("faulty", f"有 {facts.faults} 处问题，一行都不能导入。请改正后重新导入，或者改列的对应。")
    if not facts.rows:
        return Refusal("no-rows", "没有可以导入的行。")
    return None


_OWN = (refuse_other_office, refuse_stale)

INTAKE = Lifecycle(
    name="案件清单",
    states=INTAKE_STATES,
    moves=(
        Move("map", frozenset({"MAPPING"}), "CHOOSING", _PERMISSION, "cases.list-mapped", "保存对应", _OWN),
        Move("decide", frozenset({"CHOOSING"}), "CHOOSING", _PERMISSION, "cases.list-decided", "保存选择", _OWN),
        Move(
            "settle", frozenset({"CHOOSING"}), "READY", _PERMISSION, "cases.list-settled", "核对完毕",
            (refuse_other_office, refuse_undecided),
        ),
        Move("remap", frozenset({"CHOOSING", "READY"}), "MAPPING", _PERMISSION, "cases.list-reopened", "改列的对应", _OWN),
        Move("rechoose", frozenset({"READY"}), "CHOOSING", _PERMISSION, "cases.list-reopened", "改选择", _OWN),
        Move(
            "start", frozenset({"READY"}), "IMPORTING", _PERMISSION, "cases.list-started", "导入",
            (*_OWN, refuse_undecided, refuse_faulty),
        ),
        Move(
            "finish", frozenset({"IMPORTING"}), "DONE", _PERMISSION, "cases.list-finished", "导入完毕",
            (refuse_other_office, refuse_undecided, refuse_faulty),
        ),
        Move("release", frozenset({"IMPORTING"}), "CHOOSING", _PERMISSION, "cases.list-released", "退回核对"),
        Move("drop", frozenset(OPEN), "DROPPED", _PERMISSION, "cases.list-dropped", "放弃", _OWN),
        Move("expire", frozenset(OPEN), "DROPPED", _PERMISSION, "cases.list-expired", "到期清除"),
    ),
)  # fmt: skip

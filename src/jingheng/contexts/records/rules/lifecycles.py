"""The life of a record and of a report, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jingheng.contexts.records.rules.taxonomy import ADVERSE_OUTCOMES
from jingheng.kernel.actor import Actor
from jingheng.kernel.lifecycle import Lifecycle, Move
from jingheng.kernel.refusal import Refusal

RECORD_STATES = {
    "RECORDED": "已填报",
    "RETURNED": "已退回",
    "ACCEPTED": "已受理",
    "EXCLUDED": "不属填报范围",
    "NOTED": "存档备查",
    "TRIAGED": "待核查",
    "VERIFYING": "核查中",
    "HEARING": "听取陈述申辩",
    "PROPOSED": "待审定",
    "CONCLUDED": "已办结",
}

REPORT_STATES = {
    "COLLECTING": "汇集中",
    "COMPILED": "待审签",
    "SIGNED": "已审签",
    "SENT": "已上报",
    "RETURNED": "上级退回",
    "ACCEPTED": "上级已接收",
    "CLOSED": "已归档",
}


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A record as its life cycle sees it."""

    state: str
    filer_id: int
    excluded: frozenset[int]
    verifier_id: int | None = None  # who opened the verification
    proposed: str = ""  # the outcome that waits for a second person
    proposer_id: int | None = None
    case_handler_id: int | None = None
    concerns_staff: bool = False  # somebody of our own may be blamed
    heard: bool = False  # everybody who may be blamed has answered or let the days pass
    open_questions: int = 0  # identity questions that the filer has not answered


def refuse_own(facts: RecordFacts, actor: Actor) -> Refusal | None:
    """REC-21. Nobody works on what he filed himself (own design, dossier §6.1)."""
    if facts.filer_id == actor.person_id:
        return Refusal("own-record", "不能办理本人填报的记录，请由其他督察人员办理。")
    return None


def refuse_involved(facts: RecordFacts, actor: Actor) -> Refusal | None:
    """REC-22. Whoever is involved in a record finds nothing (own design, decisions §3)."""
    if actor.person_id in facts.excluded:
        return Refusal("not-found", "没有找到这条记录。")
    return None


def refuse_handler(facts: RecordFacts, actor: Actor) -> Refusal | None:
    """REC-23. The handler of the case does not verify a record about it (own design, decisions §8)."""
    if facts.case_handler_id is not None and facts.case_handler_id == actor.person_id:
        return Refusal("case-handler", "您是所涉案件的承办人，核查须由其他人员进行。")
    return None


def refuse_unheard(facts: RecordFacts, actor: Actor) -> Refusal | None:
    """REC-24. No adverse outcome for our own staff without a hearing (公职人员政务处分法 第43条, 待核)."""
    if facts.concerns_staff and facts.proposed in ADVERSE_OUTCOMES and not facts.heard:
        return Refusal(
            "unheard",
            "涉及本系统人员，作出不利结论前须先听取其陈述申辩（已书面答复或者答复期届满）。请先“听取陈述申辩”；"
            "还没有查明是谁的，不能作出不利结论。",
            "outcome",
        )
    return None


def refuse_own_proposal(facts: RecordFacts, actor: Actor) -> Refusal | None:
    """REC-25. An adverse outcome is decided by somebody else than who proposes it (own design, decisions §8)."""
    if facts.proposed in ADVERSE_OUTCOMES and facts.proposer_id == actor.person_id:
        return Refusal("second-person", "不利结论须由另一人审定：提出人不能审定自己的意见。")
    return None


def refuse_open_question(facts: RecordFacts, actor: Actor) -> Refusal | None:
    """REC-26. While the filer has not said who was meant, nobody is verified or heard (own design, decisions §3)."""
    if facts.open_questions:
        return Refusal("identity-open", "被记录人身份尚待填报人确认，确认前不能核查。")
    return None


def refuse_others_record(facts: RecordFacts, actor: Actor) -> Refusal | None:
    """REC-27. Only the filer supplements what was sent back to him (own design, dossier §6.1)."""
    if facts.filer_id != actor.person_id:
        return Refusal("not-found", "没有找到这条记录。")
    return None


_NOT_MINE = (refuse_involved, refuse_own)

RECORD = Lifecycle(
    name="记录",
    states=RECORD_STATES,
    moves=(
        Move("accept", frozenset({"RECORDED"}), "ACCEPTED", "record.inspect", "record.accepted", "受理", _NOT_MINE),
        Move("return", frozenset({"RECORDED"}), "RETURNED", "record.inspect", "record.returned", "退回", _NOT_MINE),
        Move("supplement", frozenset({"RETURNED"}), "RECORDED", "record.own", "statement.filed", "补正", (refuse_others_record,)),
        Move("exclude", frozenset({"ACCEPTED"}), "EXCLUDED", "record.inspect", "record.excluded", "甄别为不属填报范围", _NOT_MINE),
        Move("note", frozenset({"ACCEPTED"}), "NOTED", "record.inspect", "record.noted", "甄别为存档备查", _NOT_MINE),
        Move("triage", frozenset({"ACCEPTED"}), "TRIAGED", "record.inspect", "record.triaged", "甄别为需核查", _NOT_MINE),
        Move(
            "verify", frozenset({"TRIAGED"}), "VERIFYING", "record.inspect", "record.verification-opened", "开始核查",
            (*_NOT_MINE, refuse_handler, refuse_open_question),
        ),
        Move(
            "hear", frozenset({"VERIFYING", "HEARING"}), "HEARING", "record.inspect", "record.hearing-opened", "听取陈述申辩",
            (*_NOT_MINE, refuse_handler, refuse_open_question),
        ),
        Move(
            "propose", frozenset({"VERIFYING", "HEARING"}), "PROPOSED", "record.inspect", "record.outcome-proposed",
            "提出结论", (*_NOT_MINE, refuse_handler, refuse_unheard),
        ),
        Move(
            "reject", frozenset({"PROPOSED"}), "VERIFYING", "record.decide", "record.outcome-rejected", "退回重核",
            (*_NOT_MINE, refuse_own_proposal),
        ),
        Move(
            "conclude", frozenset({"PROPOSED"}), "CONCLUDED", "record.decide", "record.concluded", "审定结论",
            (*_NOT_MINE, refuse_own_proposal),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportFacts:
    state: str
    office_id: int
    parent_id: int | None
    revision: int = 0
    current: bool = True  # the compiled figures equal a recount now
    shown_revision: int = 0  # the revision that the person had before him
    opens_on: date | None = None  # the day after the period, while that is still to come
    unsigned: tuple[str, ...] = ()  # months of a quarter or year whose own report is not signed
    unclosed: tuple[str, ...] = ()  # months of a quarter or year that are not closed yet
    scanned_by: int | None = None  # who entered the scan of this revision signed by hand


def refuse_other_office(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-1. A report is compiled, signed and sent in its own office (own design, dossier §6.2)."""
    if facts.office_id != actor.office_id:
        return Refusal("not-found", "没有找到这份报告。")
    return None


def refuse_not_superior(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-2. Only the office directly above receives or returns a report (own design, dossier §6.2)."""
    if facts.parent_id is None or facts.parent_id != actor.office_id:
        return Refusal("not-found", "没有找到这份报告。")
    return None


def refuse_other_revision(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-3. Whatever is done to a report is bound to the exact revision that was read (own design, decisions §7)."""
    if facts.shown_revision != facts.revision:
        return Refusal(
            "stale", f"报告已更新为第 {facts.revision} 稿，您看到的是第 {facts.shown_revision} 稿。请重新阅读后再办理。"
        )
    return None


def refuse_outdated(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-4. What has changed since it was compiled is compiled again before it is signed (own design, decisions §7)."""
    if not facts.current:
        return Refusal("outdated", "汇总之后又有新的填报或更正，请检务督察重新汇总后再审签。")
    return None


def refuse_superior_exists(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-5. Only an office without a higher one on this system closes its own report (own design)."""
    if facts.parent_id is not None:
        return Refusal("has-superior", "本院有上级院，报告应上报，由上级院接收。")
    return None


def refuse_no_superior(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-6. A report is sent where there is a higher office on this system (own design, dossier §6.2)."""
    if facts.parent_id is None:
        return Refusal("no-superior", "系统内没有上级院，审签后请直接归档并以书面方式报送。")
    return None


def refuse_running(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-7. A period is compiled after it has ended: until then anything may still be filed in it (own design)."""
    if facts.opens_on is not None:
        return Refusal("running", f"期间尚未结束，{facts.opens_on} 起可以汇总。")
    return None


def refuse_unsigned_months(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-8. A quarter or a year rests on months that the chief has signed (own design, dossier §4 T5)."""
    if facts.unsigned:
        return Refusal("months-unsigned", f"{'、'.join(facts.unsigned)} 的月报还没有审签，请先办完各月月报再汇总。")
    return None


def refuse_unclosed_months(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-9. A quarter or a year is closed after its months: one sent back would contradict it (own design)."""
    if facts.unclosed:
        return Refusal("months-unclosed", f"{'、'.join(facts.unclosed)} 的月报还没有接收归档，请先办月报。")
    return None


def refuse_without_scan(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-14. A signature on paper rests on a scan of exactly this revision (own design, decisions §7)."""
    if facts.scanned_by is None:
        return Refusal("no-scan", "这一稿还没有登记纸签：请先打印签批单，检察长签名后登记扫描件。")
    return None


def refuse_same_hand(facts: ReportFacts, actor: Actor) -> Refusal | None:
    """REP-15. Whoever entered the scan does not confirm it (own design, decisions §7)."""
    if facts.scanned_by == actor.person_id:
        return Refusal("same-hand", "扫描件是您登记的，要由另一个人核对确认。")
    return None


_OURS = (refuse_other_office, refuse_other_revision)
_THEIRS = (refuse_not_superior, refuse_other_revision)

REPORT = Lifecycle(
    name="报告",
    states=REPORT_STATES,
    moves=(
        Move(
            "compile", frozenset({"COLLECTING", "COMPILED", "SIGNED", "RETURNED"}), "COMPILED", "report.compile",
            "report.compiled", "汇总", (*_OURS, refuse_running, refuse_unsigned_months),
        ),
        Move(
            "sign", frozenset({"COMPILED"}), "SIGNED", "report.sign", "report.signed", "审签", (*_OURS, refuse_outdated),
        ),
        Move(
            "sign-paper", frozenset({"COMPILED"}), "SIGNED", "report.paper", "report.signed-on-paper", "确认纸签",
            (*_OURS, refuse_outdated, refuse_without_scan, refuse_same_hand),
        ),
        Move(
            "send-back", frozenset({"COMPILED"}), "COLLECTING", "report.sign", "report.sent-back", "退回检务督察", _OURS,
        ),
        Move(
            "send", frozenset({"SIGNED"}), "SENT", "report.compile", "report.sent", "上报",
            (*_OURS, refuse_no_superior, refuse_outdated),
        ),
        Move(
            "close", frozenset({"SIGNED"}), "CLOSED", "report.compile", "report.closed", "归档",
            (*_OURS, refuse_superior_exists, refuse_outdated, refuse_unclosed_months),
        ),
        Move(
            "accept", frozenset({"SENT"}), "ACCEPTED", "subordinate.receive", "report.accepted", "接收",
            (*_THEIRS, refuse_unclosed_months),
        ),
        Move("return", frozenset({"SENT"}), "RETURNED", "subordinate.receive", "report.returned", "退回", _THEIRS),
    ),
)  # fmt: skip

#: 立即报告: one act by whoever leads the record, without the chief, from whom it may have to be kept.
URGENT_REPORT = Lifecycle(
    name="专报",
    states={state: REPORT_STATES[state] for state in ("COLLECTING", "SENT", "RETURNED", "ACCEPTED", "CLOSED")},
    moves=(
        Move(
            "report", frozenset({"COLLECTING", "RETURNED"}), "SENT", "record.lead", "report.urgent-sent", "立即上报",
            (*_OURS, refuse_no_superior),
        ),
        Move(
            "keep", frozenset({"COLLECTING"}), "CLOSED", "record.lead", "report.urgent-kept", "存档并书面报送",
            (*_OURS, refuse_superior_exists),
        ),
        Move("accept", frozenset({"SENT"}), "ACCEPTED", "subordinate.receive", "report.accepted", "接收", _THEIRS),
        Move("return", frozenset({"SENT"}), "RETURNED", "subordinate.receive", "report.returned", "退回", _THEIRS),
    ),
)  # fmt: skip

#: In these states a report's months are closed: a filing for them counts as an adjustment.
CLOSED_STATES = frozenset({"ACCEPTED", "CLOSED"})

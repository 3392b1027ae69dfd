"""What leaves the office on paper: which addressee gets which report, its number, its delivery, its receipt (decisions §6, §11)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.rules.taxonomy import DESIGN, HOUSE, UNDERSTOOD
from jingheng.kernel.actor import Actor
from jingheng.kernel.lifecycle import Lifecycle, Move
from jingheng.kernel.paper_numbers import refuse_paper_number
from jingheng.kernel.refusal import Refusal
from jingheng.kernel.sources import Dictionary, Entry, RuleSource

_OWN = RuleSource(HOUSE, "decisions §6", DESIGN)
_PAPERS = RuleSource("《党政机关公文处理工作条例》（2012）", "第9条", UNDERSTOOD)

ADDRESSEES = Dictionary(
    "报送对象", Entry("SUPERIOR", "上级院", _OWN), Entry("COMMITTEE", "同级党委政法委", _OWN),
)  # fmt: skip
CHANNELS = Dictionary(
    "送达方式", Entry("EXCHANGE", "机要交换", _OWN), Entry("COURIER", "机要通信", _OWN), Entry("HAND", "专人送达", _OWN),
)  # fmt: skip
URGENCIES = Dictionary("紧急程度", Entry("URGENT", "加急", _PAPERS), Entry("UTMOST", "特急", _PAPERS))
_QUOTED = re.compile("(“[^”]*”)")
_OURS = re.compile("我(院|省|市|区|县)")
_I = re.compile("(?<!自)我(?!国|们|方)")
OUTGOING_STATES = {"UNNUMBERED": "待编号", "NUMBERED": "已编号待送", "SENT": "已送出", "RECEIVED": "已回执"}


@dataclass(frozen=True, slots=True)
class OutgoingFacts:
    """A paper as its life cycle sees it. `state` is UNNUMBERED while there is no row of it."""

    state: str
    is_own: bool  # of the actor's own office, and sent to this addressee at all
    is_urgent: bool
    is_signed: bool  # the report, in exactly this revision
    revision: int
    shown_revision: int


def addressees_of(kind: str, committee_kinds: Sequence[str], *, record_in_scope: bool = False) -> tuple[str, ...]:
    """PAP-1. The office above gets every report, the committee those of the norm, an urgent one where its record is of those
    that the committee is told of (中办发〔2015〕23号第7条, 待核; own design, decisions §6).
    """
    told = kind in committee_kinds and (kind != URGENT or record_in_scope)
    return ("SUPERIOR", "COMMITTEE") if told else ("SUPERIOR",)


def refuse_not_ours(facts: OutgoingFacts, actor: Actor) -> Refusal | None:
    """REP-13. Papers are numbered, delivered and acknowledged in the report's own office; those of an urgent report by
    whoever leads its record (own design, decisions §6).
    """
    if not facts.is_own or (facts.is_urgent and not actor.may("record.lead")):
        return Refusal("not-found", "没有找到这份材料。")
    return None


def refuse_unsigned(facts: OutgoingFacts, actor: Actor) -> Refusal | None:
    """PAP-2. Nothing leaves the office that the chief has not signed (own design, decisions §7)."""
    if not facts.is_signed:
        return Refusal("not-signed", "报告审签后才能编号、送出。")
    return None


def refuse_other_paper(facts: OutgoingFacts, actor: Actor) -> Refusal | None:
    """PAP-3. Number, delivery and receipt are those of one exact revision (own design, decisions §7)."""
    if facts.shown_revision != facts.revision:
        return Refusal(
            "stale", f"报告已是第 {facts.revision} 稿，您看到的是第 {facts.shown_revision} 稿。请刷新后再办理。"
        )
    return None


_RULES = (refuse_not_ours, refuse_other_paper, refuse_unsigned)
OUTGOING = Lifecycle(
    name="发文",
    states=OUTGOING_STATES,
    moves=(
        Move(
            "number", frozenset({"UNNUMBERED", "NUMBERED"}), "NUMBERED", "report.deliver", "paper.numbered", "编号", _RULES
        ),
        Move("send", frozenset({"NUMBERED"}), "SENT", "report.deliver", "paper.sent", "登记送出", _RULES),
        Move(
            "receive", frozenset({"SENT"}), "RECEIVED", "report.deliver", "paper.received", "登记回执",
            (refuse_not_ours, refuse_other_paper),
        ),
    ),
)  # fmt: skip


def refuse_heading(
    *, number: str, recipient: str, secrecy: str, marks: Sequence[str], urgency: str, copies: int, most_copies: int,
    today: date,
) -> tuple[Refusal, ...]:  # fmt: skip
    """PAP-4. A paper has a number as official papers have, an addressee and copies that are counted; a state secret is not
    made here (《党政机关公文处理工作条例》第9条, 待核; GB/T 9704-2012 §7.2.5, 待核; own design, decisions §11).
    """
    found = [refusal] if (refusal := refuse_paper_number(number.strip(), today)) else []
    if not recipient.strip():
        found.append(Refusal("needs-recipient", "请写明主送单位的全称。", "recipient"))
    if secrecy and secrecy not in marks:
        sentence = f"密级只能是{'、'.join(marks)}，或者不标。材料属于国家秘密的，请在涉密计算机上另行制作。"
        found.append(Refusal("secrecy", sentence, "secrecy"))
    if urgency and urgency not in URGENCIES:
        found.append(Refusal("urgency", "紧急程度请从列出的选项中选择，或者不标。", "urgency"))
    if not 1 <= copies <= most_copies:
        found.append(Refusal("copies", f"份数应在 1 到 {most_copies} 之间。", "copies"))
    return tuple(found)


def refuse_sending(*, sent_on: date, signed_on: date, channel: str, today: date) -> tuple[Refusal, ...]:
    """PAP-5. It is sent after it was signed, by one of the known ways, and not tomorrow (own design)."""
    found = []
    if channel not in CHANNELS:
        found.append(Refusal("channel", "请选择送达方式。", "channel"))
    if sent_on > today:
        found.append(Refusal("in-future", "送出日期不能晚于今天。", "sent_on"))
    elif sent_on < signed_on:
        found.append(Refusal("before-signing", f"报告 {signed_on} 才审签，送出日期不能更早。", "sent_on"))
    return tuple(found)


def refuse_receipt(
    *, received_on: date, sent_on: date, receiver: str, received_there_by: str, today: date
) -> tuple[Refusal, ...]:  # fmt: skip
    """PAP-6. It is received by somebody, after it was sent, and not tomorrow (own design)."""
    found = []
    if not receiver.strip():
        found.append(Refusal("needs-receiver", "请写明签收单位的全称。", "receiver"))
    if not received_there_by.strip():
        found.append(Refusal("needs-receiver", "请写明签收人，照回执上的签名写。", "received_there_by"))
    if received_on > today:
        found.append(Refusal("in-future", "签收日期不能晚于今天。", "received_on"))
    elif received_on < sent_on:
        found.append(Refusal("before-sending", f"材料 {sent_on} 才送出，签收日期不能更早。", "received_on"))
    return tuple(found)


def in_third_person(text: str) -> str:
    """PAP-7. A filer writes 我; a paper of the office says 填报人, and leaves alone what is quoted (own design, decisions §6)."""
    parts = _QUOTED.split(text)
    return "".join(
        part if number % 2 else _I.sub("填报人", _OURS.sub(r"本\1", part)) for number, part in enumerate(parts)
    )


def committee_name(office_name: str) -> str:
    """How the committee beside an office is usually called: 正平区人民检察院 → 中共正平区委政法委员会."""
    place = office_name.removesuffix("人民检察院")
    return f"中共{place}委政法委员会" if place != office_name else "同级党委政法委员会"

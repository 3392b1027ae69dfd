"""The form: every field of the record with its label, block and kind, and what the answers make it show.

Form, revision page and exports use these labels in this order. Official sample forms were not found, so grouping and
conditions are our design (dossier §3, 待核). The recorder's own name, office and position come from the posts that
cover the day, number and month from filing: none of them is a field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from jingheng.contexts.records.rules.drafting.draft import UNNAMED, Draft, Party
from jingheng.contexts.records.rules.taxonomy import (
    ACTS,
    ASKERS,
    BODIES,
    BODY_ASKERS,
    CASE_KINDS,
    CASE_STAGES,
    CHANNELS,
    CONTACT_REASONS,
    DESIGN,
    EFFECTS,
    EVIDENCE,
    HOUSE,
    MATTERS,
    RESPONSES,
    SENSITIVE_KINDS,
)
from jingheng.kernel.sources import Dictionary, Entry, RuleSource

_SOURCE = RuleSource(HOUSE, "记录表重建", DESIGN)


def _dictionary(title: str, **names: str) -> Dictionary:
    return Dictionary(title, *(Entry(code, name, _SOURCE) for code, name in names.items()))


BLOCKS = _dictionary(
    "记录表分段",
    WHO="谁来过问",
    MATTER="什么事",
    SAID="怎么说的",
    HANDLED="怎么处理",
    CONTACT="接触交往",
    FILING="填报说明",
)
HANDLING = _dictionary("承办关系", OWN="本人承办", GROUP="同一办案组", NOT="非承办人")
PLACES = _dictionary("地点性质", WORKPLACE="工作场所", ELSEWHERE="非工作场所")
MANAGED_BY = _dictionary(
    "干部管理权限归属",
    OWN_PARTY="同级党委管理",
    UPPER_PARTY="上级党委管理",
    OWN_OFFICE="本院党组管理",
    UPPER_OFFICE="上级院党组管理",
    OTHER="其他",
    UNKNOWN="不清楚",
)
NO_EVIDENCE = _dictionary(
    "没有证据的原因",
    ORAL="口头提出，未留存",
    SUDDEN="事发突然，来不及留存",
    DELETED="已删除或者丢失",
    UNSUITABLE="场合不宜留存",
    OTHER="其他",
)
CONTACT_ACTS = frozenset(code for code in ACTS.codes if code[0] in "CH")
#: Acts in which something of value changes hands.
BENEFIT_ACTS = frozenset({"C3", "C4", "H4"})


class Kind(StrEnum):
    TEXT = "TEXT"  # one line
    LONG_TEXT = "LONG_TEXT"
    CODE = "CODE"  # one of a dictionary
    CODES = "CODES"  # several of a dictionary
    MOMENT = "MOMENT"  # aware, to the minute
    YES_NO = "YES_NO"  # must be answered: None until then
    FLAG = "FLAG"  # a box to tick
    NUMBER = "NUMBER"
    PERSON = "PERSON"  # the key of an identified colleague, or None
    LIST = "LIST"  # rows with fields of their own


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    block: str
    kind: Kind
    dictionary: Dictionary | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A field says one of these values; yes and no are written YES and NO."""

    field: str
    values: frozenset[str]

    def __str__(self) -> str:
        """For the browser: `acts=C1,C2`."""
        return f"{self.field}={','.join(sorted(self.values))}"


def _when(field: str, *values: str) -> Clause:
    return Clause(field, frozenset(values))


LINK_FIELDS = (
    Field("name", "托请人姓名", "WHO", Kind.TEXT, help="不知道的写“不详”。"),
    Field("unit", "单位", "WHO", Kind.TEXT),
    Field("relation", "与被记录人的关系", "WHO", Kind.TEXT),
    Field("person_id", "对应的本院人员", "WHO", Kind.PERSON),
)

PARTY_FIELDS = (
    Field("name", "姓名", "WHO", Kind.TEXT, help="不知道的写“不详”。来文来函的写签发人。"),
    Field("features", "特征", "WHO", Kind.TEXT, help="性别、年龄、口音、相貌、自称的身份等，够别人认出来。"),
    Field("unit", "单位", "WHO", Kind.TEXT),
    Field("title", "职务、职级", "WHO", Kind.TEXT),
    Field("asker_types", "被记录人类别", "WHO", Kind.CODES, ASKERS),
    Field("managed_by", "干部管理权限归属", "WHO", Kind.CODE, MANAGED_BY),
    Field(
        "body",
        "所在机关",
        "WHO",
        Kind.CODE,
        BODIES,
        help="同级党委、政法委、纪委监委的人，材料绕开该机关，由上级院掌握。不选的按单位名称判断。",
    ),
    Field("litigant_relation", "与当事人的关系", "WHO", Kind.TEXT),
    Field("recorder_relation", "与记录人的关系", "WHO", Kind.TEXT),
    Field("on_behalf", "受人请托", "WHO", Kind.FLAG),
    Field("via", "请托来源", "WHO", Kind.LIST, help="从托他的人写起，一直写到最初提出的人。"),
    Field("person_id", "对应的本院人员", "WHO", Kind.PERSON),
)

PAYLOAD_FIELDS = (
    Field("parties", "被记录人", "WHO", Kind.LIST),
    Field("matter", "事项类别", "MATTER", Kind.CODE, MATTERS),
    Field("handling", "是否承办人", "MATTER", Kind.CODE, HANDLING),
    Field(
        "case_number", "案件编号", "MATTER", Kind.TEXT, help="统一受案号或者部门受案号；不知道编号的，写案由也可以。"
    ),
    Field("no_case_number", "尚无案号，或者说不清案号", "MATTER", Kind.FLAG),
    Field("case_kind", "案件种类", "MATTER", Kind.CODE, CASE_KINDS),
    Field("cause", "案由", "MATTER", Kind.TEXT),
    Field("case_stage", "办案环节", "MATTER", Kind.CODE, CASE_STAGES),
    Field("sensitive_kinds", "案件敏感类型", "MATTER", Kind.CODES, SENSITIVE_KINDS, help="没有的不选。"),
    Field("case_parties", "案件当事人", "MATTER", Kind.TEXT),
    Field("case_handler", "案件承办人", "MATTER", Kind.TEXT),
    Field("matter_name", "事项名称", "MATTER", Kind.TEXT, help="哪个项目、哪次任用、哪项工程。"),
    Field("happened_at", "发生时间", "SAID", Kind.MOMENT),
    Field("ended_at", "结束时间", "SAID", Kind.MOMENT),
    Field("channel", "方式", "SAID", Kind.CODE, CHANNELS),
    Field("place_kind", "地点性质", "SAID", Kind.CODE, PLACES),
    Field("place", "具体地点", "SAID", Kind.TEXT),
    Field("in_office_hours", "是否工作时间", "SAID", Kind.YES_NO),
    Field("times", "第几次", "SAID", Kind.NUMBER, help="同一人就同一件事来过几次。"),
    Field("present", "在场人", "SAID", Kind.TEXT),
    Field("acts", "行为类别", "SAID", Kind.CODES, ACTS),
    Field("summary", "诉求摘要", "SAID", Kind.LONG_TEXT, help="谁、什么时候、就什么事、要求什么；不要只写“了解情况”。"),
    Field("verbatim", "原话要点", "SAID", Kind.LONG_TEXT),
    Field("bribe", "含请吃、送礼、利诱", "SAID", Kind.FLAG),
    Field("threat", "含威胁", "SAID", Kind.FLAG),
    Field("responses", "处理方式", "HANDLED", Kind.CODES, RESPONSES),
    Field("response_note", "未表态的情况说明", "HANDLED", Kind.LONG_TEXT),
    Field("disclosed", "是否透露案情", "HANDLED", Kind.YES_NO),
    Field("disclosed_note", "透露了什么、为什么", "HANDLED", Kind.LONG_TEXT, help="主动说明的，按自我报告处理。"),
    Field("effect", "是否影响办案", "HANDLED", Kind.CODE, EFFECTS),
    Field("effect_note", "怎样影响", "HANDLED", Kind.LONG_TEXT),
    Field("follow_up", "后续程序", "HANDLED", Kind.TEXT, help="转办、登记的编号等。"),
    Field("evidence", "证据", "HANDLED", Kind.CODES, EVIDENCE),
    Field("no_evidence_reason", "没有证据的原因", "HANDLED", Kind.CODE, NO_EVIDENCE),
    Field("contact_reason", "接触事由", "CONTACT", Kind.CODE, CONTACT_REASONS),
    Field("contact_note", "其他事由", "CONTACT", Kind.TEXT),
    Field("expenses", "费用承担", "CONTACT", Kind.TEXT, help="谁付的、多少；没有的写“无”。"),
    Field("gifts", "礼品礼金处理", "CONTACT", Kind.TEXT, help="当场退、登记上交、补付；没有收的写“未收”。"),
    Field("approved", "是否经审批", "CONTACT", Kind.YES_NO),
    Field("approver", "批准人", "CONTACT", Kind.TEXT),
    Field("approval_number", "审批文号", "CONTACT", Kind.TEXT),
    Field("late_reason", "迟填原因", "FILING", Kind.LONG_TEXT, help="按时填报的不用写。"),
)

_IN_CASE = (_when("matter", "M1"),)
_CONTACT = (Clause("acts", CONTACT_ACTS),)
#: A field shows when any of its clauses holds and the clause's own field shows; a field that is not here always does.
SHOWN_WHEN: Mapping[str, tuple[Clause, ...]] = {
    "case_number": _IN_CASE,
    "no_case_number": _IN_CASE,
    "case_kind": _IN_CASE,
    "cause": _IN_CASE,
    "case_stage": _IN_CASE,
    "sensitive_kinds": _IN_CASE,
    "case_parties": _IN_CASE,
    "case_handler": _IN_CASE,
    "matter_name": (_when("matter", *(code for code in MATTERS.codes if code != "M1")),),
    "response_note": (_when("responses", "SILENT"),),
    "disclosed_note": (_when("disclosed", "YES"),),
    "effect_note": (_when("effect", "POSSIBLE", "AFFECTED"),),
    "no_evidence_reason": (_when("evidence", "ABSENT"),),
    "contact_reason": _CONTACT,
    "contact_note": (_when("contact_reason", "OTHER"),),
    "expenses": _CONTACT,
    "gifts": (Clause("acts", BENEFIT_ACTS), _when("bribe", "YES")),
    "approved": _CONTACT,
    "approver": (_when("approved", "YES"),),
    "approval_number": (_when("approved", "YES"),),
}
PARTY_SHOWN_WHEN: Mapping[str, tuple[Clause, ...]] = {
    "features": (_when("name", UNNAMED),),
    "managed_by": (_when("asker_types", "P11", "P12", "P13", "P14", "P21", "P22", "P24"),),
    "body": (Clause("asker_types", BODY_ASKERS),),
    "via": (_when("on_behalf", "YES"),),
}


#: The answers on which the others depend: few, with few combinations, so that an import need not ask row by row.
_DECIDING = tuple(sorted({clause.field for clauses in SHOWN_WHEN.values() for clause in clauses}))


def relevant_fields(draft: Draft) -> frozenset[str]:
    """What the form shows, and what is kept: a field that the answers do not need is neither asked nor stored."""
    return _relevant_fields(*[getattr(draft, name) for name in _DECIDING])


def relevant_party_fields(party: Party) -> frozenset[str]:
    return _relevant_party_fields(party.name if party.name == UNNAMED else "", party.asker_types, party.on_behalf)


@lru_cache(maxsize=4096)
def _relevant_fields(*answers: Any) -> frozenset[str]:
    draft = Draft(**dict(zip(_DECIDING, answers, strict=True)))
    return frozenset(field.name for field in PAYLOAD_FIELDS if _shows(draft, field.name, SHOWN_WHEN))


@lru_cache(maxsize=4096)
def _relevant_party_fields(name: str, asker_types: frozenset[str], on_behalf: bool) -> frozenset[str]:
    party = Party(name=name, asker_types=asker_types, on_behalf=on_behalf)
    return frozenset(field.name for field in PARTY_FIELDS if _shows(party, field.name, PARTY_SHOWN_WHEN))


def holds(clause: Clause, said: Draft | Party) -> bool:
    value = getattr(said, clause.field)
    if isinstance(value, bool):
        return ("YES" if value else "NO") in clause.values
    if isinstance(value, frozenset):
        return not clause.values.isdisjoint(value)
    return value in clause.values


def _shows(said: Draft | Party, name: str, table: Mapping[str, tuple[Clause, ...]]) -> bool:
    if name not in table:
        return True
    return any(holds(clause, said) and _shows(said, clause.field, table) for clause in table[name])

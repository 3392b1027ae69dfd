"""What must be answered before filing, as a table: one row, one number, one field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jingheng.contexts.records.rules.drafting.draft import Draft, Party
from jingheng.contexts.records.rules.drafting.fields import (
    Clause,
    holds,
    relevant_fields,
    relevant_party_fields,
)
from jingheng.contexts.records.rules.taxonomy import (
    CONTACTS,
    DESIGN,
    HOUSE,
    INTERFERENCE,
    PRIVATE_ASKERS,
    READ,
    SPP_2019,
    UNDERSTOOD,
)
from jingheng.kernel.refusal import Refusal
from jingheng.kernel.sources import RuleSource


@dataclass(frozen=True, slots=True)
class Requirement:
    """A field that may not stay empty while the form shows it and (if there is one) the clause holds."""

    code: str
    field: str
    sentence: str
    source: RuleSource
    when: Clause | None = None


_FORM = RuleSource(HOUSE, "记录表重建", DESIGN)
_ELEMENTS = RuleSource("最高检2015《实施办法（试行）》", "必记要素（据报道）", UNDERSTOOD)
_MATTERS = RuleSource(SPP_2019, "第2条", READ)
_EFFECT = RuleSource(HOUSE, "据某市落实23号办法第12条", DESIGN)
_KEPT = RuleSource(HOUSE, "据安徽实施办法留证方式", DESIGN)
_PLACE_AND_TIME = RuleSource(CONTACTS, "第6条", READ)
_FORBIDDEN = RuleSource(CONTACTS, "第5条", READ)
_OUTSIDE = RuleSource(CONTACTS, "第6、7条", UNDERSTOOD)
_PHYSICAL = Clause("channel", frozenset({"FACE", "MEETING", "DINNER"}))


def _row(number: int, field: str, sentence: str, source: RuleSource = _FORM, when: Clause | None = None) -> Requirement:
    return Requirement(f"REC-{number}", field, sentence, source, when)


REQUIRED = (
    _row(101, "parties", "还没有写是谁来过问：至少写一人，不知道姓名的写“不详”并写特征。", _ELEMENTS),
    _row(102, "matter", "请选择事项类别。", _MATTERS),
    _row(103, "handling", "请选择承办关系：本人承办、同一办案组，还是非承办人。"),
    _row(104, "case_stage", "司法办案事项须选择办案环节。"),
    _row(105, "matter_name", "非办案事项须写明是哪个项目、哪次任用或者哪项工程。", _MATTERS),
    _row(106, "happened_at", "请填写发生时间，到分钟；记不准的填大致时间。", _ELEMENTS),
    _row(107, "channel", "请选择对方用的是什么方式。", _ELEMENTS),
    _row(108, "place_kind", "请选择当时是不是在工作场所。", _ELEMENTS),
    _row(109, "place", "当面、会议、饭局上提出的，须写明具体地点。", _ELEMENTS, _PHYSICAL),
    _row(110, "in_office_hours", "请选择是不是工作时间。", _PLACE_AND_TIME),
    _row(111, "acts", "请选择行为类别；不知道归哪一类的，选“归不了类”下的“未归类”。"),
    _row(112, "summary", "请写诉求摘要：谁、什么时候、就什么事、要求什么。", _ELEMENTS),
    _row(113, "responses", "请选择当场怎样处理的。"),
    _row(114, "response_note", "选了“未表态”，请说明当时的情况和原因。"),
    _row(115, "disclosed", "请选择有没有透露案情。"),
    _row(116, "disclosed_note", "透露了案情的，请主动说明透露了什么、为什么。", _FORBIDDEN),
    _row(117, "effect", "请选择是否影响办案。", _EFFECT),
    _row(
        118, "effect_note", "选了“已影响”，请写明怎样影响；提交后将立即报告。", _EFFECT,
        when=Clause("effect", frozenset({"AFFECTED"})),
    ),
    _row(119, "evidence", "请选择留有什么证据；没有的选“无”。", _KEPT),
    _row(120, "no_evidence_reason", "没有证据的，请选择原因。", _KEPT),
    _row(121, "contact_reason", "接触交往须选择事由。", _OUTSIDE),
    _row(122, "contact_note", "接触事由选了“其他”，请写明是什么。", _OUTSIDE),
    _row(123, "expenses", "接触交往须写明费用由谁承担；没有费用的写“无”。", _FORBIDDEN),
    _row(124, "gifts", "有请吃、送礼、利诱的，须写明礼品礼金怎样处理；没有收的写“未收”。", _FORBIDDEN),
    _row(125, "approved", "请选择接触前有没有经过审批。", _PLACE_AND_TIME),
    _row(126, "approver", "经过审批的，请写批准人。", _PLACE_AND_TIME),
)  # fmt: skip

PARTY_REQUIRED = (
    _row(130, "name", "请写姓名；不知道的写“不详”。", _ELEMENTS),
    _row(131, "features", "姓名不详的，请写出特征，够别人认出来。"),
    _row(132, "asker_types", "请选择身份类别，可以多选。"),
    _row(133, "unit", "请写所在单位；不知道的写“不详”。", _ELEMENTS),
    _row(134, "via", "受人请托来问的，请写明是谁托他。", RuleSource(INTERFERENCE, "第5条", READ)),
)


def required_fields(draft: Draft) -> frozenset[str]:
    """What the form marks as compulsory, given the answers so far."""
    shown = relevant_fields(draft)
    return frozenset(
        row.field for row in REQUIRED if row.field in shown and (row.when is None or holds(row.when, draft))
    )


def required_party_fields(party: Party) -> frozenset[str]:
    """A unit is asked of everybody but private persons; without a type yet, of nobody."""
    shown = relevant_party_fields(party)
    official = bool(party.asker_types - PRIVATE_ASKERS)
    return frozenset(row.field for row in PARTY_REQUIRED if row.field in shown and (row.field != "unit" or official))


def missing(draft: Draft) -> Iterator[Refusal]:
    """What must be answered and is not, in the order of the form; the rows are the rules."""
    wanted = required_fields(draft)
    for row in REQUIRED:
        if row.field in wanted and _is_empty(getattr(draft, row.field)):
            yield Refusal(row.code, row.sentence, row.field)
    for index, party in enumerate(draft.parties):
        wanted = required_party_fields(party)
        for row in PARTY_REQUIRED:
            if row.field in wanted and _is_empty(getattr(party, row.field)):
                sentence = f"第{index + 1}名被记录人：{row.sentence}" if len(draft.parties) > 1 else row.sentence
                yield Refusal(row.code, sentence, f"parties-{index}-{row.field}")


def _is_empty(value: object) -> bool:
    return value is None or value in ((), frozenset()) or (isinstance(value, str) and not value.strip())

"""What stands between a draft and its filing. Every fault says where, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from jingheng.contexts.records.rules.drafting.draft import Draft, Intermediary
from jingheng.contexts.records.rules.drafting.fields import (
    LINK_FIELDS,
    PARTY_FIELDS,
    PAYLOAD_FIELDS,
    Field,
    Kind,
    relevant_fields,
    relevant_party_fields,
)
from jingheng.contexts.records.rules.drafting.required import missing
from jingheng.contexts.records.rules.drafting.urgency import DraftNorms, lateness
from jingheng.kernel.refusal import Refusal

_ORDER: Mapping[str, int] = {field.name: index for index, field in enumerate(PAYLOAD_FIELDS)}


def faults(draft: Draft, *, at: datetime, norms: DraftNorms) -> tuple[Refusal, ...]:
    """Everything at fault at once, in the order of the form; empty when it may be filed."""
    found = (
        *missing(draft),
        *_unnamed_case(draft),
        *_incomplete_chain(draft),
        *_impossible_moments(draft, at),
        *_contradictions(draft),
        *_unknown_codes(draft),
        *_too_long(draft, norms),
        *_too_short(draft, norms),
        *_unexplained_lateness(draft, at, norms),
        *_too_many(draft, norms),
    )
    return tuple(sorted(found, key=lambda refusal: _ORDER[refusal.field.split("-")[0]]))


def _unnamed_case(draft: Draft) -> Iterator[Refusal]:
    """REC-140. A case is named by its number or its 案由, unless it has none yet (own design, dossier §3)."""
    if draft.matter == "M1" and not (draft.case_number.strip() or draft.cause.strip() or draft.no_case_number):
        yield Refusal(
            "REC-140",
            "请写案件编号或者案由；还没有立案编号，或者说不清的，勾选“尚无案号，或者说不清案号”。",
            "case_number",
        )


def _incomplete_chain(draft: Draft) -> Iterator[Refusal]:
    """REC-141. Every link of a chain of requests has a name, if only 不详: exclusion depends on it
    (own design, decisions §3).
    """
    for index, number, link in _links(draft):
        if not link.name.strip():
            yield Refusal("REC-141", "请写托请人的姓名；不知道的写“不详”。", f"parties-{index}-via-{number}-name")


def _impossible_moments(draft: Draft, at: datetime) -> Iterator[Refusal]:
    """REC-143. Nothing ends before it begins; nor is its end, like its beginning, still to come (own design)."""
    if refusal := refuse_future(draft.happened_at, at):
        yield refusal
    if draft.ended_at is not None:
        if draft.ended_at > at:
            yield Refusal("REC-142", "结束时间晚于现在，请核对年月日和时分。", "ended_at")
        if draft.happened_at is not None and draft.ended_at < draft.happened_at:
            yield Refusal("REC-143", "结束时间早于发生时间，请核对哪一个填反了。", "ended_at")


def refuse_future(happened_at: datetime | None, at: datetime) -> Refusal | None:
    """REC-142. Nothing is recorded before it happened (own design)."""
    if happened_at is not None and happened_at > at:
        return Refusal("REC-142", "发生时间晚于现在，请核对年月日和时分。", "happened_at")
    return None


def _contradictions(draft: Draft) -> Iterator[Refusal]:
    """REC-144, REC-145, REC-146. Answers that cannot both be true are not filed (own design)."""
    if draft.matter == "M1" and draft.no_case_number and draft.case_number.strip():
        yield Refusal("REC-144", "既写了案件编号，又勾选了“尚无案号，或者说不清案号”：请留一个。", "no_case_number")
    if "ABSENT" in draft.evidence and len(draft.evidence) > 1:
        yield Refusal("REC-145", "证据选了“无”，又选了别的：请去掉一个。", "evidence")
    if draft.times < 1:
        yield Refusal("REC-146", "“第几次”从1算起。", "times")


def _unknown_codes(draft: Draft) -> Iterator[Refusal]:
    """REC-147. Only codes of the dictionaries are filed; anything else is a changed page or a broken import
    (own design, dossier §2).
    """
    for place, value, field in _kept(draft):
        if field.dictionary is None or not value:
            continue
        given = {value} if isinstance(value, str) else value
        if unknown := sorted(code for code in given if code not in field.dictionary):
            yield Refusal("REC-147", f"“{field.label}”里没有“{'、'.join(unknown)}”这一项，请重新选择。", place)


def _too_long(draft: Draft, norms: DraftNorms) -> Iterator[Refusal]:
    """REC-148. Lengths are norms; what needs more room belongs in an attachment (own design)."""
    limits = {Kind.TEXT: norms.line_max, Kind.LONG_TEXT: norms.text_max}
    for place, value, field in _kept(draft):
        limit = limits.get(field.kind)
        if limit is not None and len(value.strip()) > limit:
            sentence = f"“{field.label}”有{len(value.strip())}字，最多{limit}字：请压缩，详情可以作附件。"
            yield Refusal("REC-148", sentence, place)


def _too_short(draft: Draft, norms: DraftNorms) -> Iterator[Refusal]:
    """REC-149. A summary shorter than the norm says nothing (own design, dossier §3)."""
    length = len("".join(draft.summary.split()))
    if 0 < length < norms.summary_min:
        sentence = f"诉求摘要只有{length}字，至少{norms.summary_min}字：请写明谁、什么时候、就什么事、要求什么。"
        yield Refusal("REC-149", sentence, "summary")


def _unexplained_lateness(draft: Draft, at: datetime, norms: DraftNorms) -> Iterator[Refusal]:
    """REC-150. Filed after the norm's days, a record says why
    (《接触交往若干规定》（2015）第7条, 待核; own design, dossier §3).
    """
    found = lateness(draft, at=at, norms=norms)
    if found is not None and found.is_late and not draft.late_reason.strip():
        sentence = f"{found.happened_on.isoformat()}发生的事，应在{found.allowed}日内填报，今天是第{found.days}日：请写迟填原因。"
        yield Refusal("REC-150", sentence, "late_reason")


def _too_many(draft: Draft, norms: DraftNorms) -> Iterator[Refusal]:
    """REC-151. Beyond the norm's persons it is several matters: 涉及事项应当分别填报 (own design, return reason R6)."""
    if len(draft.parties) > norms.parties_max:
        yield Refusal("REC-151", f"一份记录最多写{norms.parties_max}名被记录人，多出的请另填一份。", "parties")
    for index, party in enumerate(draft.parties):
        if party.on_behalf and len(party.via) > norms.chain_max:
            sentence = f"请托来源最多写{norms.chain_max}人，其余写进诉求摘要。"
            yield Refusal("REC-151", sentence, f"parties-{index}-via")


def _links(draft: Draft) -> Iterator[tuple[int, int, Intermediary]]:
    """The chains that are kept, with the places of party and link."""
    for index, party in enumerate(draft.parties):
        if party.on_behalf:
            for number, link in enumerate(party.via):
                yield index, number, link


def _kept(draft: Draft) -> Iterator[tuple[str, Any, Field]]:
    """Each field that would be stored: its place in the form, its value, and what it is."""
    shown = relevant_fields(draft)
    for field in PAYLOAD_FIELDS:
        if field.name in shown:
            yield field.name, getattr(draft, field.name), field
    for index, party in enumerate(draft.parties):
        shown = relevant_party_fields(party)
        for field in PARTY_FIELDS:
            if field.name in shown:
                yield f"parties-{index}-{field.name}", getattr(party, field.name), field
    for index, number, link in _links(draft):
        for field in LINK_FIELDS:
            yield f"parties-{index}-via-{number}-{field.name}", getattr(link, field.name), field

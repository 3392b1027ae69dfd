"""To 同级党委政法委: interference by leaders and improper contacts, one by one, and nobody who recorded them (decisions §6)."""

from __future__ import annotations

from collections.abc import Iterator

from jingheng.contexts.records.papers.superior import urgent_paper
from jingheng.contexts.records.papers.told import Told, counted_sentence, official
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.outgoing import in_third_person
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.kernel.period import local_date
from jingheng.platform.documents.paper import Block, Heading, Paper, Paragraph, full_date, numbered

_GROUPS = (
    ("by_act", "行为", taxonomy.ACTS),
    ("by_asker", "被记录人类别", taxonomy.ASKERS),
    ("by_channel", "方式", taxonomy.CHANNELS),
    ("by_kind", "案件种类", taxonomy.CASE_KINDS),
    ("by_stage", "办案环节", taxonomy.CASE_STAGES),
    ("by_response", "当场处理", taxonomy.RESPONSES),
    ("by_effect", "是否影响办案", taxonomy.EFFECTS),
    ("by_triage", "甄别结论", taxonomy.TRIAGE),
)


def committee_paper(told: Told) -> Paper:
    if told.kind == URGENT:
        return urgent_paper(told)
    title = f"{told.office}关于{told.period}领导干部干预司法活动、插手具体案件处理和不当接触交往情况的报告"
    figures = told.figures["committee"]
    body: list[Block] = [Heading(1, "总体情况"), Paragraph(_total(told))]
    body += [
        Paragraph(counted_sentence(figures[group], name, dictionary))
        for group, name, dictionary in _GROUPS
        if figures[group]
    ]
    if told.items:
        body.append(Heading(1, "具体情况"))
        for item in told.items:
            body += _item(item)
    body.append(Paragraph("特此报告。"))
    return official(told, title, list(numbered(body)))


def _total(told: Told) -> str:
    figures = told.figures["committee"]
    opening = f"根据领导干部干预司法活动、插手具体案件处理的记录、通报和责任追究规定等要求，现将{told.period}有关情况报告如下。"
    if not figures["total"]:
        return f"{opening}{told.period}没有发生应当报告的情况。"
    passed_on = f"，其中下级院提请报告{figures['passed_on']}件" if figures["passed_on"] else ""
    return f"{opening}{told.period}共记录{figures['total']}件{passed_on}。一件涉及几种情形的，各种都计。"


def _item(item: Content) -> Iterator[Block]:
    """The day and not the hour: who was asked at that hour might be known."""
    day = full_date(local_date(item.happened_at)) if item.happened_at else "时间不详"
    yield Heading(2, f"{day}，{taxonomy.CHANNELS.name(item.channel)}")
    for party in item.parties:
        who = "，".join(part for part in (party.name, party.unit, party.title) if part.strip())
        kinds = "、".join(taxonomy.ASKERS.name(code) for code in taxonomy.ASKERS.codes if code in party.asker_types)
        yield Paragraph(f"被记录人：{who}（{kinds}）。")
        for link in party.via:
            yield Paragraph(f"请托来源：{'，'.join(part for part in (link.name, link.unit) if part.strip())}。")
    acts = "、".join(taxonomy.ACTS.name(code) for code in taxonomy.ACTS.codes if code in item.acts)
    yield Paragraph(f"情形：{acts}。")
    if case := "，".join(part for part in (item.case_number, item.cause) if part.strip()):
        stage = f"（{taxonomy.CASE_STAGES.name(item.case_stage)}）" if item.case_stage else ""
        yield Paragraph(f"所涉案件：{case}{stage}。")
    yield Paragraph(f"内容：{in_third_person(item.summary.strip())}")
    responses = "、".join(taxonomy.RESPONSES.name(code) for code in taxonomy.RESPONSES.codes if code in item.responses)
    effect = taxonomy.EFFECTS.name(item.effect) if item.effect else ""
    yield Paragraph("；".join(part for part in (f"当场处理：{responses}" if responses else "", effect) if part) + "。")

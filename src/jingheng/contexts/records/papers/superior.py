"""To the office above: everything that the report says."""

from __future__ import annotations

from jingheng.contexts.records.papers.told import (
    Told,
    duty_sentence,
    official,
    problem_blocks,
    shares_table,
    total_sentence,
)
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.platform.documents.paper import Attachment, Block, Heading, Paper, Paragraph, Table, numbered

_GROUPS = (
    ("by_position", "填报人职务", taxonomy.POSITIONS),
    ("by_subject", "被记录人", taxonomy.SUBJECTS),
    ("by_bucket", "内容分类", taxonomy.BUCKETS),
    ("by_matter", "事项类别", taxonomy.MATTERS),
    ("by_channel", "方式", taxonomy.CHANNELS),
)


def superior_paper(told: Told) -> Paper:
    if told.kind == URGENT:
        return urgent_paper(told)
    title = f"{told.office}关于{told.period}“三个规定”等重大事项记录报告情况的报告"
    body: list[Block] = [Heading(1, "记录报告情况"), Paragraph(total_sentence(told)), Paragraph(duty_sentence(told))]
    body += [shares_table(told, *group) for group in _GROUPS if told.total()]
    body += _triaged(told)
    body += problem_blocks(told)
    body.append(Paragraph("特此报告。"))
    rules = Table(("项目", "计什么", "依据"), told.definitions)
    return official(
        told, title, list(numbered(body)), signer=told.signer, attachments=(Attachment("统计口径和依据", (rules,)),)
    )


def urgent_paper(told: Told) -> Paper:
    """Reported at once: what was written then, and nothing beside it."""
    body: list[Block] = [Paragraph(line.strip()) for line in told.words.splitlines() if line.strip()]
    title = f"{told.office}关于一起过问、干预、插手办案事项的专报"
    return official(told, title, [*body, Paragraph("特此报告。")], signer=told.signer)


def _triaged(told: Told) -> list[Block]:
    """Results as they stood at the compilation."""
    results = told.figures["scopes"]["all"]["triage"]
    said = [f"{name}{results[code]}件" for code, name in taxonomy.TRIAGE.choices if results[code]]
    words = f"截至汇总时，已甄别：{'；'.join(said)}。" if said else "截至汇总时，没有作出甄别结论的事项。"
    return [Heading(1, "甄别情况"), Paragraph(words)]

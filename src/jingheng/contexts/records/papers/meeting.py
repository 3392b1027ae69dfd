"""Read out to 党组: totals, completion, problems, next steps. Nothing that would point at anybody at the table."""

from __future__ import annotations

from jingheng.contexts.records.papers.told import Told, duty_sentence, official, problem_blocks, total_sentence
from jingheng.platform.documents.paper import Block, Heading, Paper, Paragraph, numbered


def meeting_paper(told: Told) -> Paper:
    title = f"关于{told.period}“三个规定”记录报告工作情况的汇报"
    body: list[Block] = [Heading(1, "基本情况"), Paragraph(total_sentence(told)), Paragraph(duty_sentence(told))]
    body += problem_blocks(told)
    open_ones = [one.text for one in told.problems.followed if one.state != "MENDED"]
    if open_ones:
        body += [Heading(1, "提请党组研究的事项"), *(Paragraph(text) for text in open_ones)]
    return official(told, title, list(numbered(body)), document_kind="党组会汇报材料", seal_place=False)

"""What every paper of a report is made from, and what they all say alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingheng.contexts.records.queries.duties import Duty
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.problems import PROGRESS, Problems
from jingheng.kernel.percentages import shares
from jingheng.kernel.period import MonthRange, period_words
from jingheng.kernel.sources import Dictionary
from jingheng.platform.documents.paper import Block, Heading, Paper, Paragraph, Table


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What 办公室 puts on it."""

    number: str = ""
    recipient: str = ""
    secrecy: str = ""
    urgency: str = ""
    copy: int = 0  # 份号; none where it is not counted


@dataclass(frozen=True, slots=True)
class Told:
    office: str
    kind: str
    months: MonthRange
    figures: dict[str, Any]
    words: str
    problems: Problems
    dated: date
    digits: int
    is_signed: bool
    signer: str = ""
    heading: PaperHead = PaperHead()
    items: tuple[Content, ...] = ()
    definitions: tuple[tuple[str, str, str], ...] = ()

    @property
    def period(self) -> str:
        return period_words(self.months) + ("度" if self.kind == "YEAR" else "")

    @property
    def duty(self) -> Duty:
        return Duty(**self.figures["duty"])

    def total(self, scope: str = "all") -> int:
        found: int = self.figures["scopes"][scope]["total"]
        return found

    @property
    def before(self) -> int | None:
        previous = self.figures["previous"]
        return previous["scopes"]["all"]["total"] if previous else None


def official(told: Told, title: str, body: list[Block], **more: Any) -> Paper:
    """In the office's name, with the heading that it was given; unsigned it is a draft, and says so on every page."""
    head = told.heading
    return Paper(
        issuer=told.office, title=title, body=tuple(body), issued_by=told.office, issued_on=told.dated,
        number=head.number, addressees=head.recipient, secrecy=head.secrecy, urgency=head.urgency,
        copy_number=f"{head.copy:06d}" if head.copy else "", page_mark="工作秘密 注意保管",
        watermark="" if told.is_signed else "草稿", **more,
    )  # fmt: skip


def duty_sentence(told: Told) -> str:
    duty = told.duty
    if not duty.due:
        return f"{told.period}没有应报告人员。"
    parts = [f"{told.period}应报告{duty.due}人次，已报告{duty.reported}人次，报告率{duty.report_rate}%"]
    parts.append(f"其中按时报告{duty.in_time}人次，按时率{duty.in_time_rate}%")
    if duty.missing:
        parts.append(f"截至汇总时未完成{duty.missing}人次")
    if duty.exempt:
        parts.append(f"另有免报{duty.exempt}人次")
    return "，".join(parts) + "。"


def total_sentence(told: Told) -> str:
    total = told.total()
    if not total:
        everybody = "" if told.duty.missing else "，应报告人员均已作出报告"
        return f"{told.period}没有填报重大事项{everybody}。"
    said = f"{told.period}共填报重大事项{total}件，其中司法办案类{told.total('case')}件"
    if told.before is not None:
        difference = total - told.before
        change = "与上期持平" if not difference else f"比上期{'增加' if difference > 0 else '减少'}{abs(difference)}件"
        said += f"，{change}"
    return said + "。"


def problem_blocks(told: Told) -> Iterator[Block]:
    """What the last report named and what became of it, what this one names, and what is to be done."""
    problems = told.problems
    if problems.followed:
        yield Heading(1, "上期问题整改情况")
        yield Paragraph(f"上期指出问题{len(problems.followed)}个，已整改{problems.mended}个。")
        for one in problems.followed:
            note = f"，{one.note.rstrip('。')}" if one.note else ""
            yield Paragraph(f"{one.text.rstrip('。；')}：{PROGRESS.name(one.state)}{note}。")
    if problems.found:
        yield Heading(1, "存在问题")
        yield from (Paragraph(f"{number}. {text}") for number, text in enumerate(problems.found, start=1))
    if told.words.strip():
        yield Heading(1, "情况说明和下步打算")
        yield from (Paragraph(line.strip()) for line in told.words.splitlines() if line.strip())


def shares_table(told: Told, group: str, name: str, dictionary: Dictionary) -> Table:
    """What occurs, with its share; what does not is left out and said to be none."""
    counts = [told.figures["scopes"]["all"][group][code] for code in dictionary.codes]
    percents = shares(counts, told.digits)
    rows = tuple(
        (entry, str(count), percent or "—")
        for (_, entry), count, percent in zip(dictionary.choices, counts, percents, strict=True)
        if count
    )
    return Table(
        (name, "件数", "占比（%）"), rows, caption=name, numeric=frozenset({1, 2}),
        total=("合计", str(sum(counts)), f"{100:.{told.digits}f}"), note="" if len(rows) == len(counts) else "其余各项均为0。",
    )  # fmt: skip


def counted_sentence(counts: dict[str, int], name: str, dictionary: Dictionary) -> str:
    """Only what occurs; one thing may be of several kinds, so nothing is added up."""
    said = "，".join(f"{dictionary.name(code)}{counts[code]}件" for code in dictionary.codes if counts.get(code))
    return f"按{name}分，{said}。"

"""Hints against padding, as sentences beside the field: never a score, never a refusal, never stored.

Padding (凑数填报) is what the seed article checks for. A hint helps while there is still time to write it better; what
the filer then does is his own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jingheng.contexts.records.rules.drafting import Draft
from jingheng.contexts.records.rules.taxonomy import DESIGN, HOUSE
from jingheng.kernel.sources import RuleSource

STOCK_SOURCE = RuleSource(HOUSE, "套话表（各院可增减）", DESIGN)
#: Longest first where one contains another, so that the longer is taken out whole.
STOCK_PHRASES = (
    "询问案件进展情况", "了解案件进展情况", "了解案件办理情况", "询问案件办理情况", "打听案件有关情况",
    "了解案件有关情况", "过问案件有关情况", "咨询案件有关问题", "了解案件情况", "询问案件情况", "了解相关情况",
    "询问相关情况", "反映相关情况", "了解情况", "反映情况", "询问进展", "打招呼", "严格按照规定办理",
    "按照规定予以拒绝", "按照相关规定处理", "依法依规办理", "依法依规处理", "依法公正办理", "未透露任何案情",
    "没有其他情况", "无其他情况", "特此报告", "特此记录",
)  # fmt: skip

_QUOTES = '“”「」『』"'
_ASKING = (
    "要求",
    "希望",
    "请",
    "求",
    "问",
    "打听",
    "打探",
    "能否",
    "能不能",
    "是否",
    "关照",
    "尽快",
    "建议",
    "反映",
    "托",
    "想",
)
_TIMES = (
    "年",
    "月",
    "日",
    "时",
    "点",
    "分",
    "上午",
    "下午",
    "中午",
    "晚",
    "早",
    "当天",
    "昨",
    "今",
    "周",
    "星期",
    "刚才",
)


@dataclass(frozen=True, slots=True)
class HintNorms:
    """All 待核; the defaults are those of dossier §8."""

    summary_min: int = 30
    plain_min: int = 15  # what must remain of a summary without its stock phrases
    similarity_percent: int = 85
    stock_phrases: tuple[str, ...] = STOCK_PHRASES


@dataclass(frozen=True, slots=True)
class Hint:
    code: str
    field: str
    sentence: str


def hints(draft: Draft, previous_text: str, norms: HintNorms) -> tuple[Hint, ...]:
    """What would make this record worth more; `previous_text` is the summary of the filer's own last filing, or ""."""
    if not draft.summary.strip():
        return ()
    return (
        *_too_short(draft, norms),
        *_stock(draft, norms),
        *_same_as_before(draft, previous_text, norms),
        *_nobody(draft),
        *_no_time(draft),
        *_no_request(draft),
        *_no_words(draft),
    )


def similarity(one: str, other: str, stock_phrases: tuple[str, ...] = STOCK_PHRASES) -> Decimal:
    """Jaccard likeness of the character trigrams, stock phrases and punctuation left out; 0 where nothing is left."""
    ours, theirs = _trigrams(_plain(one, stock_phrases)), _trigrams(_plain(other, stock_phrases))
    if not ours or not theirs:
        return Decimal(0)
    return Decimal(len(ours & theirs)) / Decimal(len(ours | theirs))


def _too_short(draft: Draft, norms: HintNorms) -> Iterator[Hint]:
    length = len("".join(draft.summary.split()))
    if length < norms.summary_min:
        yield Hint("SHORT", "summary", f"现在{length}字，写到{norms.summary_min}字左右，别人才看得懂是怎么回事。")


def _stock(draft: Draft, norms: HintNorms) -> Iterator[Hint]:
    used = [phrase for phrase in norms.stock_phrases if phrase in draft.summary]
    if used and len(_plain(draft.summary, norms.stock_phrases)) < norms.plain_min:
        yield Hint("STOCK", "summary", f"除去“{used[0]}”这样的套话，内容所剩不多：请写对方具体问了什么、说了什么。")


def _same_as_before(draft: Draft, previous_text: str, norms: HintNorms) -> Iterator[Hint]:
    if similarity(draft.summary, previous_text, norms.stock_phrases) * 100 >= norms.similarity_percent:
        yield Hint(
            "SAME", "summary", "与您上一次填报的内容几乎一样：是同一件事的，请写“第几次”；不是的，请写出这次的不同。"
        )


def _nobody(draft: Draft) -> Iterator[Hint]:
    if not any(party.name.strip() or party.features.strip() for party in draft.parties):
        yield Hint("WHO", "parties", "还看不出是谁来问的：写姓名，不知道姓名的写特征。")


def _no_time(draft: Draft) -> Iterator[Hint]:
    if draft.happened_at is None and not any(word in draft.summary for word in _TIMES):
        yield Hint("WHEN", "happened_at", "还看不出是什么时候的事：填发生时间，记不准的填大致时间。")


def _no_request(draft: Draft) -> Iterator[Hint]:
    if not any(word in draft.summary for word in _ASKING):
        yield Hint("WHAT", "summary", "还看不出对方要什么：写清他问的是哪一点、想让您做什么；什么也没要的，照实写明。")


def _no_words(draft: Draft) -> Iterator[Hint]:
    if not draft.verbatim.strip() and not any(mark in draft.summary for mark in _QUOTES):
        yield Hint("WORDS", "verbatim", "记得对方一两句原话的，请写下来；日后核对，原话最有用。")


def _plain(text: str, stock_phrases: tuple[str, ...]) -> str:
    for phrase in stock_phrases:
        text = text.replace(phrase, "|")  # a gap, so that what stood left and right of it does not grow together
    return "".join(character for character in text if character.isalnum())


def _trigrams(text: str) -> frozenset[str]:
    return frozenset(text[index : index + 3] for index in range(len(text) - 2))

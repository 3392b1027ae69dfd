"""Ours and the national 填报系统, held against each other month by month (decisions §10; its layout is 待核)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jingheng.contexts.records.rules.taxonomy import DESIGN, HOUSE
from jingheng.kernel.refusal import Refusal
from jingheng.kernel.sources import Dictionary, Entry, RuleSource

_SOURCE = RuleSource(HOUSE, "（与国家填报系统对账）", DESIGN)

EXPLANATIONS = Dictionary(
    "差异原因",
    *(
        Entry(code, name, _SOURCE)
        for code, name in (
            ("LATER", "国家系统稍后补录"), ("OTHER_MONTH", "国家系统录在其他月份"), ("TWICE", "国家系统重复录入"),
            ("EXCLUDED", "甄别为不属填报范围，国家系统未撤"), ("ELSEWHERE", "由其他单位在国家系统录入"),
            ("BEFORE", "启用本系统前录入"), ("OTHER", "其他"),
        )
    ),
)  # fmt: skip

_PARTS = re.compile(r"[\s,，、;；]+")
_LONGEST, _MOST = 40, 10_000


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What agrees, and every difference by itself."""

    agreed: int
    unnumbered: tuple[str, ...]  # our records without a national number
    missing_there: tuple[str, ...]  # our records whose number the national list does not have
    missing_here: tuple[str, ...]  # national numbers that none of ours has

    @property
    def differences(self) -> tuple[str, ...]:
        """Keys of what must be explained: `ours:UID` or `theirs:NUMBER`."""
        ours = (f"ours:{uid}" for uid in (*self.unnumbered, *self.missing_there))
        return (*ours, *(f"theirs:{number}" for number in self.missing_here))


def plain_number(text: str) -> str:
    """A number as both sides write it: full width and letters' case make no difference."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers of a pasted column, each once, in order."""
    return tuple(dict.fromkeys(part for part in _PARTS.split(plain_number(text)) if part))


def refuse_numbers(numbers: Sequence[str]) -> Refusal | None:
    """NAT-1. What was pasted is a column of numbers and not a whole table (own design)."""
    if len(numbers) > _MOST:
        return Refusal(
            "too-many", f"一次最多 {_MOST} 个编号，现有 {len(numbers)} 个。请只粘贴本月的编号一列。", "numbers"
        )
    long = next((number for number in numbers if len(number) > _LONGEST), None)
    if long:
        return Refusal(
            "not-a-number", f"“{long[:20]}…”不像编号（超过 {_LONGEST} 个字）。请只粘贴编号这一列。", "numbers"
        )
    return None


def reconcile(ours: Mapping[str, str], theirs: Sequence[str]) -> Reconciled:
    """NAT-2. Ours by their national number against the national list; `ours`: uid → number, empty where there is none
    (own design, decisions §10).
    """
    listed, numbers = set(theirs), set(ours.values())
    return Reconciled(
        agreed=sum(number in listed for number in ours.values() if number),
        unnumbered=tuple(uid for uid, number in ours.items() if not number),
        missing_there=tuple(uid for uid, number in ours.items() if number and number not in listed),
        missing_here=tuple(number for number in theirs if number not in numbers),
    )


def refuse_closing(differences: Sequence[str], explained: Mapping[str, str]) -> Refusal | None:
    """NAT-3. A month is reconciled when every difference has been explained (own design, decisions §10)."""
    open_ones = sum(key not in explained for key in differences)
    if open_ones:
        return Refusal("unexplained", f"还有 {open_ones} 处差异没有说明原因，说明之后才能完成对账。")
    return None

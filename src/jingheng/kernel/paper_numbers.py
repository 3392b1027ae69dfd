"""发文字号 as GB/T 9704-2012 §7.2.5 has it: 机关代字, the year in full in 六角括号, the running number without padding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from jingheng.kernel.refusal import Refusal

_NUMBER = re.compile(r"(?P<word>[\u3400-\u9fff]{2,12})〔(?P<year>\d{4})〕(?P<running>[1-9]\d*)号")


def refuse_paper_number(number: str, on: date) -> Refusal | None:
    if not number:
        return Refusal("required", "请填写发文字号，例如“×检发〔2026〕12号”。", "number")
    if len(number) > 40:
        return Refusal("too-long", "发文字号最多 40 字。", "number")
    found = _NUMBER.fullmatch(number)
    if found is None:
        sentence = (
            "发文字号应由机关代字、年份、顺序号组成，写作“×检发〔2026〕12号”：年份四位，用六角括号“〔〕”；"
            "顺序号不加“第”，不补零（1 不写成 01），后加“号”。"
        )
        return Refusal("malformed", sentence, "number")
    if int(found["year"]) not in (on.year, on.year - 1):
        return Refusal(
            "implausible", f"发文字号的年份是 {found['year']}，今年是 {on.year}；请填今年或者上年的年份。", "number"
        )
    return None


def example_number(office_name: str, on: date) -> str:
    """For an office that has numbered nothing yet: how its own 机关代字 probably begins, its place's first character."""
    return f"{office_name[:1]}检发〔{on.year}〕1号"


def next_paper_number(given: Iterable[str], on: date) -> str:
    """After the highest of this year, in the words of the latest; empty where none is known. `given`: the latest first."""
    known = [found for number in given if (found := _NUMBER.fullmatch(number))]
    if not known:
        return ""
    word, year = known[0]["word"], str(on.year)
    running = [int(found["running"]) for found in known if (found["word"], found["year"]) == (word, year)]
    return f"{word}〔{year}〕{max(running, default=0) + 1}号"

"""The figures in words: a first paragraph that can be read aloud, and neutral sentences beside the figures.

Nothing here ranks or praises. Whoever has filed nothing is named as a prompt to check, never as a reproach
(three-provisions dossier §8: “关注”而非“违规”).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jingheng.kernel.period import Month, MonthRange, period_words

MINUS = "\u2212"
_THINGS = {"all": "过问或干预、插手检察办案等重大事项", "case": "过问或干预、插手司法办案事项"}
_COMPARED = {"previous_period": "上一期间", "same_period_last_year": "上年同期", "base": "对比期"}


def period_of(figures: Mapping[str, Any], key: str = "period") -> MonthRange:
    return MonthRange(Month.parse(figures[key]["from"]), Month.parse(figures[key]["to"]))


def title(whole: str, period: MonthRange, scope: str) -> str:
    things = "“三个规定”等重大事项" if scope == "all" else "司法办案类“三个规定”事项"
    return f"关于{period_words(period)}{whole}{things}记录报告情况的通报"


def addressees(figures: Mapping[str, Any]) -> str:
    """CIR-11. 主送机关: a circular goes to those that it is about, in 规范化简称 and 统称 (GB/T 9704-2012 §7.3.2, 待核)."""
    return "各下级人民检察院，本院各部门" if len(figures["by_office"]) > 1 else "本院各部门"


def first_paragraph(compiled: Mapping[str, Any]) -> str:
    """From the figures alone: whatever stands masked in them is not said."""
    figures = compiled["figures"]
    period, things = period_words(period_of(figures)), _THINGS[figures["scope"]]
    opening = f"{period}，{compiled['whole']}"
    if isinstance(figures["total"], Mapping):
        return f"{opening}记录报告{things}的件数较少，不公布具体数字。"
    if figures["total"] == 0:
        return f"{opening}没有记录报告{things}。"
    sentences = [
        f"{opening}共记录报告{things}{figures['total']}件。",
        _shares("其中，", figures["by_level"]) if len(figures["by_level"]) > 1 else "",
        _shares("从填报人看，", figures["by_position"]),
        _shares("从内容看，", figures["by_bucket"]),
        _shares("从被记录人看，", figures["by_subject"]),
        _growth(figures),
    ]
    return "".join(sentences)


def _shares(opening: str, items: Sequence[Mapping[str, Any]]) -> str:
    told = [f"{item['name']}{item['count']}件，占{item['percent']}%" for item in items if item["count"]]
    return f"{opening}{'；'.join(told)}。" if told else ""


def _growth(figures: Mapping[str, Any]) -> str:
    """Each base once: last year's months may also be those that were asked for."""
    told: dict[str, str] = {}
    for key, name in _COMPARED.items():
        compared = figures.get(key)
        if compared and compared["count"] is not None and compared["change_percent"] is not None:
            months = period_words(period_of(figures, key))
            sentence = f"{name}（{months}）为{compared['count']}件，{_change(figures['total'], compared)}"
            told.setdefault(months, sentence)
    return f"{'；'.join(told.values())}。" if told else ""


def _change(total: int, compared: Mapping[str, Any]) -> str:
    by = total - compared["count"]
    if by == 0:
        return "本期持平"
    way, direction = ("增加", "上升") if by > 0 else ("减少", "下降")
    return f"本期{way}{abs(by)}件，{direction}{compared['change_percent'].removeprefix('-')}%"


def provisional_sentences(compiled: Mapping[str, Any]) -> list[str]:
    """CIR-9. Whoever reads figures of months that are not closed is told which, and that they may change. The public version
    names no office: being late with a report is no matter for the public (own design, the contract's “Counted”).
    """
    known = compiled.get("provisional") or {"some": False, "running": ""}  # of before this was kept: nothing is claimed
    told = []
    if known["running"]:
        told.append(f"{_month_words(known['running'])}尚未结束，所列数字只到汇总时为止。")
    if known["some"]:
        several = len(compiled["figures"]["by_office"]) > 1
        counted = "数字以系统内现有记录计，以后可能变动"
        if known["every"]:
            told.append(f"截至汇总时，{'各院' if several else ''}本期各月的月报均未上报并接收，{counted}。")
        elif compiled["public"]:
            told.append(f"截至汇总时，本期还有月报未上报并接收，{counted}。")
        else:
            listed = "；".join(f"{each['name']}{_listed(each['months'])}" for each in known["offices"])
            told.append(f"截至汇总时，下列月报尚未上报并接收，{counted}：{listed}。")
    return told


def _month_words(text: str) -> str:
    month = Month.parse(text)
    return period_words(MonthRange(month, month))


def _listed(months: Sequence[str]) -> str:
    """Months in a row as one period."""
    runs: list[list[Month]] = []
    for month in map(Month.parse, months):
        if runs and runs[-1][-1].next() == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(period_words(MonthRange(run[0], run[-1])) for run in runs)


def added(typed: str, earlier: str) -> str:
    """CIR-15. An earlier issue's words to start from: below what is typed already, and not twice (own design)."""
    typed, earlier = typed.strip(), earlier.strip()
    return typed if earlier in typed else f"{typed}\n{earlier}".strip()


def signed(number: str) -> str:
    """A number as pages and papers print it: the minus is a minus, not a hyphen. Data keep theirs."""
    return number.replace("-", MINUS)


def silent_sentence(compiled: Mapping[str, Any]) -> str:
    """Who filed nothing. The internal version only; the public figures carry no names."""
    if compiled["public"]:
        return ""
    names = [office["name"] for office in compiled["figures"]["zero_report_offices"]]
    if not names:
        return "本期各院均有记录报告。" if len(compiled["figures"]["by_office"]) > 1 else ""
    listed = "、".join(names)
    return (
        f"本期没有事项计入的有 {len(names)} 个院：{listed}。"
        "没有应报事项的，如实零报告即可；请结合办案情况自行核对有无遗漏。"
    )


def streak_sentences(compiled: Mapping[str, Any]) -> list[str]:
    """Offices silent for as long as the norm says: a prompt to ask, for a person to decide on."""
    last = period_of(compiled["figures"]).last
    return [
        f"截至{last.year}年{last.month}月，{each['name']}已连续 {each['months']} 个月为零报告"
        f"（达到 {each['least']} 个月时提示，待核）。这是了解情况的提示，不作评价。"
        for each in compiled["streaks"]
    ]


def streak(counts: Sequence[int | None]) -> int:
    """How many months at the end of the row were silent. Months without duty end it."""
    months = 0
    for number in reversed(counts):
        if number != 0:
            break
        months += 1
    return months


def correction_sentence(number: str, title: str, printed: int, now: int) -> str:
    """更正说明: what an earlier, numbered circular said, and what is known now."""
    return f"{number}《{title}》所列总数为 {printed} 件，其后依程序更正、补入或甄别，现为 {now} 件。原通报不改。"

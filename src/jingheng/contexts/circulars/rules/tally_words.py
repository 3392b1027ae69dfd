"""Reading numbers as people print them: 6,204, 6.77万余, 约34%, 下降12.3%, 为基期的1.7倍."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

_LARGEST = 10**15  # beyond any count of anything; guards against numbers written to exhaust us
_DIGITS = r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,12})?|\d{1,18}(?:\.\d{1,12})?)"
_ABOUT = r"大约|约|将近|接近|近|超过|超|逾|不到|不足|至少"
_OR_SO = r"左右|上下|以上|以下|[余多强弱+]"
_COUNT = re.compile(
    rf"(?P<about>{_ABOUT})?\s*(?P<number>{_DIGITS})\s*(?P<odd>[余多])?\s*(?P<tens>[万亿])?\s*(?P<or_so>{_OR_SO})?"
    r"\s*[件人条次起项个]?\s*(?P<more>左右|上下|以上|以下)?"
)
_PRINTED = re.compile(
    rf"(?P<about>{_ABOUT})?\s*(?P<sign>[+-])?\s*(?P<number>{_DIGITS})\s*(?P<odd>[余多])?"
    rf"\s*(?P<unit>%|倍|个?百分点)\s*(?P<or_so>{_OR_SO})?"
)
_BARE = re.compile(rf"(?P<about>{_ABOUT})?\s*(?P<sign>[+-])?\s*(?P<number>{_DIGITS})\s*(?P<or_so>{_OR_SO})?")
_PERCENT_WORD = re.compile(r"百分之\s*([\d.,]+)")
_MINUS = str.maketrans("−–—﹣", "----")
_UP, _DOWN = re.compile("[增升涨]|提高"), re.compile("[减降]|下滑|回落")
_WORDS = {"上升": "up", "增长": "up", "增加": "up", "下降": "down", "减少": "down", "降低": "down"}


class TallyUnreadable(Exception):
    """What was handed in is not a tally, or holds something in a known place that cannot be read."""


@dataclass(frozen=True, slots=True)
class Number:
    """A count as given; `exact` unless it is printed as about so much, or in ten thousands."""

    value: Fraction
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """A percentage or multiple exactly as printed: its precision is the precision it is checked at."""

    text: str
    value: Fraction
    digits: int
    unit: str  # "%", "倍", "个百分点", "百分点" or "" if none is printed
    direction: str  # "up", "down" or "" if it says neither
    more_by: bool  # it says 增长……倍, which may mean the growth and not the multiple


def read_number(raw: object, where: str) -> Number | None:
    """`None` if absent. A count is never negative and never a yes or no."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= _LARGEST:
        return Number(Fraction(raw))
    if isinstance(raw, float) and 0 <= raw <= _LARGEST:
        return Number(Fraction(repr(raw)))
    matched = _COUNT.fullmatch(_plain(raw)) if isinstance(raw, str) else None
    if not matched:
        raise TallyUnreadable(f"{where}：应是不小于 0 的数，例如 6204，收到的是{shown(raw)}")
    tens = {"万": 10**4, "亿": 10**8}.get(matched["tens"], 1)
    exact = tens == 1 and not any(matched[mark] for mark in ("about", "odd", "or_so", "more"))
    return Number(Fraction(matched["number"].replace(",", "")) * tens, exact)


def read_printed(raw: object, where: str) -> Printed | None:
    """`None` if absent, if it is only words (近三成), or if it says itself that it is not exact (约34%)."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and abs(raw) <= _LARGEST:
        raw = repr(raw)
    if raw is not None and not isinstance(raw, str):
        raise TallyUnreadable(f"{where}：应照原样写所印的数，例如 34.29%，收到的是{shown(raw)}")
    text = _PERCENT_WORD.sub(r"\1%", _plain(raw or ""))
    if not re.search(r"\d", text):
        return None
    found = list(_PRINTED.finditer(text)) or [bare for bare in [_BARE.fullmatch(text)] if bare]
    if len(found) != 1:
        raise TallyUnreadable(f"{where}：读不出唯一的百分数或倍数，例如 34.29% 或 1.7倍，收到的是{shown(raw)}")
    parts = {"odd": None, "unit": "", **found[0].groupdict()}
    if parts["about"] or parts["odd"] or parts["or_so"]:
        return None
    number = str(parts["number"]).replace(",", "")
    ways = {"up" for _ in _UP.finditer(text)} | {"down" for _ in _DOWN.finditer(text)}
    ways |= {"+": {"up"}, "-": {"down"}}.get(str(parts["sign"]), set())
    return Printed(
        text=str(raw).strip(),
        value=-Fraction(number) if parts["sign"] == "-" else Fraction(number),
        digits=len(number.partition(".")[2]),
        unit=str(parts["unit"]),
        direction=ways.pop() if len(ways) == 1 else "",
        more_by=bool(_UP.search(text) or _DOWN.search(text)),
    )


def read_direction(raw: object) -> str:
    """Anything else than up or down, in either language, says neither."""
    word = raw.strip() if isinstance(raw, str) else ""
    return word if word in ("up", "down") else _WORDS.get(word, "")


def shown(raw: object) -> str:
    """What was received, short enough for a message."""
    kinds = {dict: "一组键值", list: "一个列表", bool: "是或否", type(None): "空"}
    if type(raw) in kinds:
        return kinds[type(raw)]
    text = str(raw) if not isinstance(raw, int) or abs(raw) <= _LARGEST else "过大的数"
    return f"“{text if len(text) <= 40 else text[:40] + '…'}”"


def _plain(raw: str) -> str:
    """Full-width digits, percent signs and commas as half-width ones, and one minus sign."""
    return unicodedata.normalize("NFKC", raw).translate(_MINUS).strip()

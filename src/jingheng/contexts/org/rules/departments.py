"""In which order the departments of an office are named."""

from __future__ import annotations

import re

_LEADERS = "院领导"
_NUMBERED = re.compile(r"第([一二三四五六七八九十]+|\d+)检察部")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}


def department_order(name: str) -> tuple[int, int, str]:
    """ORG-5. 院领导 first, the numbered 检察部 by their number, then the others by name (own design)."""
    if name == _LEADERS:
        return 0, 0, name
    if numbered := _NUMBERED.match(name):
        return 1, _number(numbered[1]), name
    return 2, 0, name


def _number(text: str) -> int:
    """Up to ninety-nine, as departments are numbered: 三, 十, 十二, 二十一, 12."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)

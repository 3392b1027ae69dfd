"""What Chinese typesetting asks of a text before it is laid out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

_FULL = str.maketrans(",;:?!()", "\uff0c\uff1b\uff1a\uff1f\uff01\uff08\uff09")
_HAN = "\u2e80-\u2fdf\u3001-\u301f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u201c\u201d\U00020000-\U0003ffff"
_STOP = re.compile(rf"(?<=[{_HAN}%])[,;:?!]+|[,;:?!]+(?=[{_HAN}])")
_BRACKETS = re.compile(rf"\((?=[^()]*[{_HAN}])[^()]*\)|(?<=[{_HAN}])\([^()]*\)|\([^()]*\)(?=[{_HAN}])")
_DAMAGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MEETING = re.compile(r"[\u3400-\u9fff](?=[0-9A-Za-z])|[0-9A-Za-z%](?=[\u3400-\u9fff])")

T = TypeVar("T")


def full_width(text: str) -> str:
    """Stops and brackets that touch a Chinese character are set full width (GB/T 15834); 1,234 and 10:30 stay."""
    text = _BRACKETS.sub(lambda found: "\uff08" + found[0][1:-1] + "\uff09", text)
    return _STOP.sub(lambda found: found[0].translate(_FULL), text)


def typeset(thing: T) -> T:
    """The same dataclass, tuple or text with every text in it set full width and free of what XML cannot carry."""
    return cast("T", _through(thing, lambda text: full_width(_DAMAGE.sub("", text))))


def _through(thing: Any, change: Callable[[str], str]) -> Any:
    if isinstance(thing, str):
        return change(thing)
    if isinstance(thing, tuple):
        return tuple(_through(part, change) for part in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return type(thing)(**{field.name: _through(getattr(thing, field.name), change) for field in fields(thing)})
    return thing


def width(text: str) -> float:
    """In units of one Chinese character. What is half as wide counts a half, and word processors put a quarter between
    Chinese and Western characters."""
    half = sum(unicodedata.east_asian_width(character) in "NaH" for character in text)
    return len(text) - half / 2 + len(_MEETING.findall(text)) / 4

"""What may not be told: who filed a record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from jingheng.contexts.records.rules.private_names import masked
from jingheng.kernel.refusal import Refusal

_PLACED = re.compile(r"(?:编号|工号|警号|证号)[:为是]*$")
_LETTER = "[2-9A-HJKMNP-TV-Z]"
#: Three groups of four, as `usecases.filing.new_receipt_code` draws them, however divided; never digits alone.
_RECEIPT = re.compile(rf"(?<![0-9A-Z])(?=[0-9\W_]*[A-Z])(?:{_LETTER}[\s\-_‐-―·.]*){{11}}{_LETTER}(?![0-9A-Z])")
_SPACING = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_BARE = 5  # digits: as a number of the staff they stand out; fewer may be a count or a year


@dataclass(frozen=True, slots=True)
class Source:
    """A filer, as he could be recognised by."""

    name: str
    number: str


def refuse_source(words: str, sources: Iterable[Source], *, field: str, where: str = "这一栏") -> Refusal | None:
    """REC-28. What is told about records never says who filed them: no name, number or receipt code, however spaced
    (own design, decisions §4).
    """
    said = _plain(words)
    for source in sources:
        name = _plain(source.name)
        if len(name) > 1 and name in said:
            return Refusal(
                "names-filer",
                f"{where}里出现了填报人的姓名（{masked(source.name)}），请删去或改写为“有关人员”。",
                field,
            )
        if _has_number(said, _plain(source.number)):
            return Refusal("names-filer", f"{where}里出现了填报人的编号，请删去。", field)
    if _RECEIPT.search(unicodedata.normalize("NFKC", words).upper()):
        return Refusal("names-filer", f"{where}里出现了回执码，凭它可以查到填报人，请删去。", field)
    return None


def _has_number(said: str, number: str) -> bool:
    """As a whole, not as part of a longer one. A short one of digits only where the words call it a number."""
    for found in re.finditer(rf"(?<![0-9a-z]){re.escape(number)}(?![0-9a-z])", said) if number else ():
        if len(number) >= _BARE or not number.isdecimal() or _PLACED.search(said[: found.start()]):
            return True
    return False


def _plain(text: str) -> str:
    """Without what only spaces: blanks, invisible signs, the dots within a name."""
    return "".join(
        sign
        for sign in unicodedata.normalize("NFKC", text).casefold()
        if unicodedata.category(sign) not in _SPACING and sign not in "·・•"
    )

"""Lists exported from the case-handling system: which line names the columns, and which column is which of ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

from jingheng.kernel.refusal import Refusal
from jingheng.kernel.sources import RuleSource

HEAD_ROWS = 20  # of a sheet: the line of the headers stands among them or nowhere
SHOWN_ROWS = 5  # under the headers, beside each choice
NAME_MAX = 40  # of a saved mapping
ASIDE = "-"  # instead of an answer: the rows are not taken in
BLANK = "（空白）"


@dataclass(frozen=True, slots=True)
class Field:
    """What we keep of a case, or need in order to know whose it is."""

    code: str
    name: str
    kind: Literal["text", "code", "date"]
    max_length: int = 0
    required: bool = False


FIELDS = {
    field.code: field
    for field in (
        Field("number", "案件编号（统一受案号）", "code", 60, required=True),
        Field("department_number", "部门受案号", "code", 60),
        Field("office", "承办单位", "text", 100),
        Field("department", "承办部门", "text", 60),
        Field("handler", "承办人（姓名）", "text", 50),
        Field("kind", "案件类型", "text", 60),
        Field("cause", "案由", "text", 100),
        Field("accepted_on", "受理日期", "date", required=True),
        Field("closed_on", "办结日期", "date"),
        Field("result", "处理结果", "text", 100),
    )
}
#: Fields whose words are translated, each word once, into an entry of ours.
WORDED = ("kind", "office")


@dataclass(frozen=True, slots=True)
class Usual:
    """How such lists usually name things; every name plain."""

    source: RuleSource
    columns: Mapping[str, tuple[str, ...]]  # field → names, the likeliest first
    kinds: Mapping[str, str]
    closing_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One of the first lines of a sheet, as written."""

    sheet: str
    number: int
    texts: tuple[str, ...]

    @property
    def filled(self) -> int:
        return sum(bool(text) for text in self.texts)


def plain_name(text: str) -> str:
    """Names that nobody would tell apart are one: width, blanks, stars and “（必填）” do not count."""
    return re.sub(r"\s+|[*]|\((?:必填|选填)\)", "", normalize("NFKC", text)).casefold()


def column_names(texts: Sequence[str]) -> tuple[str, ...]:
    """A name for every column: what stands in the header; a second of the same name and a nameless one by its place."""
    seen: Counter[str] = Counter()
    names = []
    for place, text in enumerate(texts, start=1):
        name = re.sub(r"\s+", "", text)[:60] or f"（第 {place} 列）"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return tuple(names)


def find_header(rows: Iterable[HeadRow], known: Iterable[str]) -> HeadRow | None:
    """CAS-1. The headers stand in the line with most known names, else in the first of the fullest (own design, decisions §10)."""
    names = {plain_name(name) for name in known}
    candidates = [row for row in rows if row.filled > 1]
    if not candidates:
        return None
    by_names = max(candidates, key=lambda row: _known_in(row, names))
    if _known_in(by_names, names) > 1:
        return by_names
    fullest = max(row.filled for row in candidates)
    return next(row for row in candidates if row.filled == fullest)


def _known_in(row: HeadRow, names: set[str]) -> int:
    return len({plain_name(text) for text in row.texts} & names)


def propose(names: Sequence[str], usual: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """CAS-2. A column is proposed for the field it is usually named after, the likelier name first (own design, decisions §10)."""
    there = {plain_name(name): name for name in reversed(names)}
    return {code: there[found] for code in FIELDS if (found := next((n for n in usual[code] if n in there), None))}


def still_there(columns: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """What of a saved mapping can be said of these columns too."""
    there = {plain_name(name): name for name in names}
    return {code: there[plain_name(name)] for code, name in columns.items() if plain_name(name) in there}


def header_key(names: Iterable[str]) -> list[str]:
    """By this a list is known again, whatever the order of its columns; one without a name keeps its place."""
    return sorted(plain_name(name) for name in names)


def refuse_columns(chosen: Sequence[tuple[str, str]], names: Sequence[str], kind: str) -> list[Refusal]:
    """CAS-3. Each of our fields comes from one column; number, day of acceptance and kind must come from somewhere (own design, decisions §10)."""
    fields = [field for field, _ in chosen]
    refusals = [
        Refusal("unknown-column", f"表里没有“{name[:60]}”这一列，请重新选择。", "columns")
        for field, name in chosen
        if field not in FIELDS or name not in names
    ]
    refusals += [
        Refusal("twice", f"有几列都选了“{FIELDS[code].name}”，请只留一列。", "columns")
        for code in FIELDS
        if fields.count(code) > 1
    ]
    refusals += [
        Refusal("needed", f"还没有选哪一列是“{field.name}”。没有这一列的表不能导入。", "columns")
        for field in FIELDS.values()
        if field.required and field.code not in fields
    ]
    if "kind" not in fields and not kind:
        refusals.append(Refusal("needs-kind", "没有“案件类型”列的，请选择这张表全部是哪一类案件。", "kind"))
    return refusals


def word_of(text: str) -> str:
    """A word of theirs, as it is remembered."""
    return re.sub(r"\s+", "", normalize("NFKC", text)) or BLANK


def is_closing_line(first: str, usual: Usual) -> bool:
    """“合计”, “制表人：…”: below the cases, and none."""
    return plain_name(first).startswith(usual.closing_lines)


def spans(numbers: Iterable[int]) -> list[list[int]]:
    """Row numbers as first and last of each unbroken run."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def spans_written(found: Iterable[Sequence[int]]) -> str:
    return "、".join(str(first) if first == last else f"{first}—{last}" for first, last in found)

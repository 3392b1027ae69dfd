"""The circular as a sequence of parts, laid out once: screen, print, Word and Excel all follow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from jingheng.contexts.circulars.rules import words
from jingheng.contexts.circulars.rules.definitions import DEFINITIONS
from jingheng.kernel.percentages import percent
from jingheng.kernel.period import period_words

Kind = Literal["bars", "columns", "lines"]
MASK = "*"
MASK_NOTE = "* 件数较少或可由此推算，公开版不显示。"
OPEN = "※"
OPEN_NOTE = "※ 本期有月报尚未上报并接收，数字以系统内现有记录计。"


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a figure. `key` is its code or month, for drill-down."""

    key: str
    label: str
    count: int | None
    percent: str

    @property
    def masked(self) -> bool:
        return self.count is None

    @property
    def printed(self) -> str:
        return MASK if self.count is None else str(self.count)


@dataclass(frozen=True, slots=True)
class Section:
    """One figure: picture, table and what it counts."""

    key: str
    title: str
    of: str
    kind: Kind
    lines: tuple[Line, ...]
    total: int | None  # what the lines add up to; None: masked, or they do not
    definition: str
    source: str
    whole: bool = True
    remarks: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands small below the figure."""
        return (*self.remarks, *((MASK_NOTE,) if self.masked else ()))

    @property
    def masked(self) -> bool:
        return any(line.masked for line in self.lines)

    @property
    def draws(self) -> bool:
        """A line needs two points; of one month the table says all there is."""
        return self.kind != "lines" or sum(not line.masked for line in self.lines) > 1

    @property
    def total_percent(self) -> str:
        """What the printed shares add up to, where that is 100 and nothing is left out."""
        printed = [line.percent for line in self.lines]
        added = sum(Decimal(percent) for percent in printed) if self.whole and all(printed) else Decimal(0)
        return str(added) if added == 100 else ""


@dataclass(frozen=True, slots=True)
class OfficeMonths:
    months: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[int | None, ...], int], ...]  # code, name, counts, their sum
    totals: tuple[int, ...]
    total: int
    note: str = ""

    @property
    def years(self) -> list[tuple[str, OfficeMonths]]:
        """The same by calendar year, as wide as a page is."""
        found = []
        for year in dict.fromkeys(month[:4] for month in self.months):
            places = [place for place, month in enumerate(self.months) if month.startswith(year)]
            here = slice(places[0], places[-1] + 1)
            rows = tuple(
                (code, name, counts[here], sum(count or 0 for count in counts[here]))
                for code, name, counts, _ in self.rows
            )
            totals = self.totals[here]
            found.append((year, OfficeMonths(self.months[here], rows, totals, sum(totals), self.note)))
        return found


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison as finished text."""

    key: str
    name: str
    period: str
    count: str
    known_now: str
    change: str
    multiple: str
    note: str


@dataclass(frozen=True, slots=True)
class Sentences:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparisons:
    rows: tuple[Compared, ...]
    definition: str
    source: str

    @property
    def shows_known_now(self) -> bool:
        return any(row.known_now for row in self.rows)


Part = Section | OfficeMonths | Comparisons | Sentences


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    lead: str
    chapters: tuple[Chapter, ...]
    definitions: tuple[tuple[str, str, str], ...]  # figure, what it counts, source
    cautions: tuple[str, ...] = ()  # what may still change, said right after the first paragraph


_OF: dict[str, tuple[str, Kind]] = {
    "by_level": ("层级", "columns"), "by_office": ("单位", "bars"), "by_position": ("填报人", "columns"),
    "by_bucket": ("内容", "bars"), "by_subject": ("被记录人", "columns"), "by_matter": ("事项", "bars"),
    "by_channel": ("方式", "bars"), "by_month": ("月份", "lines"), "by_month_happened": ("月份", "lines"),
    "triage": ("结论", "bars"),
}  # fmt: skip
_WHO_AND_WHAT = ("by_position", "by_bucket", "by_subject", "by_matter", "by_channel")


def outline(compiled: Mapping[str, Any], *, problems: str = "", demands: str = "") -> Outline:
    figures = compiled["figures"]
    still_open = _still_open(compiled)
    sections = {key: _section(key, figures, still_open) for key in _OF}
    several = len(figures["by_office"]) > 1
    notes = (words.silent_sentence(compiled), *words.streak_sentences(compiled))
    chapters = (
        Chapter(
            "各院填报情况",
            (
                *((sections["by_level"], sections["by_office"]) if several else ()),
                *((_office_months(compiled, still_open),) if compiled["by_office_month"] else ()),
                _sentences(*notes),
            ),
        ),
        Chapter("填报人、内容和被记录人", tuple(sections[key] for key in _WHO_AND_WHAT)),
        Chapter("时间分布", (sections["by_month"], sections["by_month_happened"])),
        Chapter("同期比较", (_comparisons(compiled),)),
        Chapter("甄别结论", (sections["triage"],) if _any(sections["triage"]) else ()),
        Chapter("更正说明", (_sentences(*_corrections(compiled)),)),
        Chapter("存在问题", (_sentences(*problems.splitlines()),)),
        Chapter("下步要求", (_sentences(*demands.splitlines()),)),
    )  # fmt: skip
    said = tuple(Chapter(each.title, tuple(part for part in each.parts if _says_something(part))) for each in chapters)
    return Outline(
        words.first_paragraph(compiled),
        tuple(chapter for chapter in said if chapter.parts),
        tuple((DEFINITIONS[rule["figure"]].title, rule["definition"], rule["source"]) for rule in figures["rules"]),
        tuple(words.provisional_sentences(compiled)),
    )


def _still_open(compiled: Mapping[str, Any]) -> frozenset[str]:
    """Offices to be marked: some of whose months are open, unless all of everybody's are."""
    known = compiled.get("provisional")
    return frozenset() if not known or known["every"] else frozenset(each["code"] for each in known["offices"])


def _sentences(*lines: str) -> Sentences:
    return Sentences(tuple(line.strip() for line in lines if line.strip()))


def _says_something(part: Part) -> bool:
    return (
        bool(part.lines) if isinstance(part, Sentences) else bool(part.rows) if isinstance(part, Comparisons) else True
    )


def _any(section: Section) -> bool:
    return any(line.count != 0 for line in section.lines)


def _section(key: str, figures: Mapping[str, Any], still_open: frozenset[str]) -> Section:
    of, kind = _OF[key]
    marked = still_open if key == "by_office" else frozenset()
    lines = tuple(
        Line(
            item.get("code") or item.get("month") or item["name"],
            (item.get("name") or item["month"]) + (OPEN if item.get("code") in marked else ""),
            item["count"],
            "" if item["percent"] is None else item["percent"],
        )
        for item in figures[key]
    )
    total = figures["total"] if key != "triage" and isinstance(figures["total"], int) else None
    rule = next(rule for rule in figures["rules"] if rule["figure"] == key)
    return Section(
        key,
        DEFINITIONS[key].title,
        of,
        kind,
        lines,
        total,
        rule["definition"],
        rule["source"],
        whole=key != "triage",
        remarks=(*_absorbed(lines, total), *((OPEN_NOTE,) if marked else ())),
    )


def _absorbed(lines: tuple[Line, ...], total: int | None) -> Iterator[str]:
    """CIR-10. Where the largest item took over what rounding left, the paper says so: the same count may carry another
    percentage elsewhere (own design, the contract's “Percent”, which demands the taking over).
    """
    for line in lines:
        if total and line.count and line.percent:
            digits = len(line.percent.partition(".")[2])
            plain = percent(line.count, total, digits)
            if plain != line.percent:
                name = line.label.removesuffix(OPEN)
                yield (
                    f"各项占比四舍五入，余差并入最大项“{name}”（单独计算为 {plain}%），使合计为 100%；"
                    "同一件数在别的图表中占比可能因此略有不同。"
                )


def _office_months(compiled: Mapping[str, Any], still_open: frozenset[str]) -> OfficeMonths:
    figures = compiled["figures"]
    rows = tuple(
        (
            row["code"],
            row["name"] + (OPEN if row["code"] in still_open else ""),
            tuple(row["counts"]),
            sum(each or 0 for each in row["counts"]),
        )
        for row in compiled["by_office_month"]
    )
    columns = zip(*(counts for _, _, counts, _ in rows), strict=True)
    months = tuple(item["month"] for item in figures["by_month"])
    totals = tuple(sum(each or 0 for each in column) for column in columns)
    return OfficeMonths(months, rows, totals, figures["total"], OPEN_NOTE if still_open else "")


def _comparisons(compiled: Mapping[str, Any]) -> Comparisons:
    figures, known = compiled["figures"], compiled["known_now"]
    rows = []
    for key in ("previous_period", "same_period_last_year", "base"):
        compared = figures.get(key)
        if compared is None:
            continue
        rows.append(
            Compared(
                key,
                DEFINITIONS[key].title,
                period_words(words.period_of(figures, key)),
                MASK if compared["count"] is None else str(compared["count"]),
                str(known[key]) if key in known else "",
                words.signed(compared["change_percent"] or ""),
                compared["multiple"] or "",
                compared.get("refused", ""),
            )
        )
    rule = next(rule for rule in figures["rules"] if rule["figure"] == "previous_period")
    return Comparisons(tuple(rows), rule["definition"], rule["source"])


def _corrections(compiled: Mapping[str, Any]) -> list[str]:
    figures, known = compiled["figures"], compiled["known_now"]
    said = [each["sentence"] for each in compiled["corrections"]]
    if "total" in known:
        said.append(f"本期总数按已封存月份列示为 {figures['total']} 件；连同以后的变化，现掌握 {known['total']} 件。")
    for each in figures["adjustments"]:
        number = MASK if each["count"] is None else words.signed(f"{each['count']:+d}")
        said.append(f"{each['month']} 调整（对已封存月份，{each['reason']}）：{number} 件，不计入本期总数。")
    return said


def hidden_from_public(
    internal: Mapping[str, Any], public: Mapping[str, Any], *, problems: str = "", demands: str = ""
) -> tuple[str, ...]:
    """What stands in the internal version and not in the public one, a line for each, for those who may see both."""
    figures = public["figures"]
    shown = {chapter.title for chapter in outline(public).chapters}
    chapters = [each.title for each in outline(internal, problems=problems, demands=demands).chapters]
    several = len(figures["by_office"]) > 1
    masked = {
        key: [item.get("name") or item["month"] for item in figures[key] if item.get("masked")]
        for key in _OF
        if several or key not in ("by_level", "by_office")
    }
    covered = tuple(
        f"{DEFINITIONS[key].title}中的{'、'.join(f'“{name}”' for name in names)}（打码 {len(names)} 格）"
        for key, names in masked.items()
        if names
    )
    return (
        *(("各院各月填报件数表",) if internal["by_office_month"] else ()),
        *(("期间内无填报的单位名单",) if internal["figures"]["zero_report_offices"] else ()),
        *(title for title in chapters if title not in shown),
        *(("更正说明中对以前通报的更正",) if internal["corrections"] and "更正说明" in shown else ()),
        *covered,
    )

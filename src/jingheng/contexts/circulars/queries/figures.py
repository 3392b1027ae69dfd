"""The figures of a period, as the contract prints them, and what the paper shows beside them.

Everything that is printed, drawn or exported is laid out from what `compiled` returns; a numbered circular keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.queries.extended import extended_of
from jingheng.contexts.circulars.queries.open_months import has_duty, open_months
from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.contexts.circulars.rules.comparison import (
    Comparison,
    ComparisonFacts,
    ScopeSince,
    compare,
    compared_periods,
)
from jingheng.contexts.circulars.rules.definitions import rules_of
from jingheng.contexts.circulars.rules.masking import (
    Cell,
    Figures,
    Group,
    Link,
    mask,
    month_links,
)
from jingheng.contexts.circulars.rules.words import correction_sentence, streak
from jingheng.contexts.norms.api import norms_on, versions
from jingheng.contexts.org.api import LEVELS, Office
from jingheng.contexts.records.api import Counts, count, count_known_now, reason_word, taxonomy
from jingheng.kernel.percentages import percent, shares
from jingheng.kernel.period import Month, MonthRange
from jingheng.kernel.sources import Dictionary

_BY_CODE = {
    "by_position": taxonomy.POSITIONS,
    "by_bucket": taxonomy.BUCKETS,
    "by_subject": taxonomy.SUBJECTS,
    "by_matter": taxonomy.MATTERS,
    "by_channel": taxonomy.CHANNELS,
    "triage": taxonomy.TRIAGE,
}
GROUPS = (
    "by_level", "by_office", "by_position", "by_bucket", "by_subject", "by_matter", "by_channel", "by_month",
    "by_month_happened", "triage",
)  # fmt: skip  # in printed order
COMPARISONS = ("previous_period", "same_period_last_year", "base")
_MASKED = {"count": None, "percent": None, "masked": True}


@dataclass(frozen=True, slots=True)
class _Subtree:
    """The office and every office below it, by code, with what was counted for them."""

    office: Office
    offices: Sequence[Office]
    counts: Counts
    asked: Asked

    @property
    def ids(self) -> list[int]:
        return [office.pk for office in self.offices]

    def label(self, group: str, name: str) -> dict[str, str]:
        """What an item of this group carries beside its count."""
        if group == "by_office":
            return {"code": name, "name": next(office.name for office in self.offices if office.code == name)}
        if group in ("by_month", "by_month_happened"):
            return {"month": name}
        return {"name": name}


def compiled(office: Office, asked: Asked, *, on: date) -> dict[str, Any]:
    """`figures` as the contract prints them; beside them what only the paper and the page show."""
    offices = list(Office.objects.filter(path__startswith=office.path).order_by("code"))
    counts = count([each.pk for each in offices], asked.period, asked.scope)
    subtree = _Subtree(office, offices, counts, asked)
    compared = _compared(subtree)
    comparisons = {key: found for key, (found, _) in compared.items()}
    plain = Figures(
        counts.total,
        tuple(_groups(subtree)),
        tuple(comparisons.items()),
        (*_level_links(subtree), *month_links(asked.period, comparisons, _months_of(compared))),
    )
    norms = norms_on(on, office_path=office.path)
    provisional = open_months(offices, asked.period, counts.sealed, current=Month.of(on))
    printed = _public(plain, subtree, norms["circular.small_cell"]) if asked.public else _internal(plain, subtree)
    return {
        "whole": _whole(office, offices),
        "public": asked.public,
        "figures": printed,
        "by_office_month": [] if asked.public else _office_months(subtree),
        "streaks": [] if asked.public else _streaks(subtree, norms["watch.zero_months_office"]),
        "known_now": {} if asked.public else _known_now(subtree, comparisons),
        "corrections": [],
        "provisional": provisional | {"offices": []} if asked.public else provisional,
        "extended": None
        if asked.public
        else extended_of(offices, asked, counts, small_cell=norms["circular.small_cell"]),
    }


def _groups(subtree: _Subtree) -> Iterable[Group]:
    counts = subtree.counts
    yield Group("by_level", tuple(Cell(name, number) for name, number in _levels(subtree).items()))
    yield Group("by_office", tuple(Cell(office.code, counts.by_office[office.pk]) for office in subtree.offices))
    for key, dictionary in _BY_CODE.items():
        if key != "triage":
            yield _coded(key, dictionary, counts)
    yield Group("by_month", tuple(Cell(str(month), number) for month, number in counts.by_month.items()))
    happened = counts.by_month_happened
    first = min(happened, default=subtree.asked.period.first)
    months = MonthRange(first, subtree.asked.period.last)
    yield Group("by_month_happened", tuple(Cell(str(month), happened.get(month, 0)) for month in months))
    yield _coded("triage", taxonomy.TRIAGE, counts)


def _coded(key: str, dictionary: Dictionary, counts: Counts) -> Group:
    found: Mapping[str, int] = getattr(counts, key)
    cells = tuple(Cell(entry.name, found[entry.code]) for entry in dictionary)
    if key == "triage":  # each at most once, among the records of the total, but for those that are not counted
        return Group(key, cells, whole=False, part=True, outside=frozenset({taxonomy.TRIAGE.name("T0")}))
    return Group(key, cells)


def _levels(subtree: _Subtree) -> dict[str, int]:
    """Levels at or below the office's own, in their order."""
    held = {office.level for office in subtree.offices}
    below = LEVELS.codes[LEVELS.codes.index(subtree.office.level) :]
    sums = {LEVELS.name(code): 0 for code in LEVELS.codes if code in below or code in held}
    for office in subtree.offices:
        sums[LEVELS.name(office.level)] += subtree.counts.by_office[office.pk]
    return sums


def _level_links(subtree: _Subtree) -> Iterable[Link]:
    for name in _levels(subtree):
        children = tuple(("by_office", office.code) for office in subtree.offices if LEVELS.name(office.level) == name)
        if children:
            yield Link(("by_level", name), children)


def _compared(subtree: _Subtree) -> dict[str, tuple[Comparison | None, Counts | None]]:
    """Each comparison with the counts of its months. `base` stands there only where one was asked for."""
    asked, counts = subtree.asked, subtree.counts
    scopes = tuple(
        ScopeSince(Month.of(norm.valid_from), str(norm.value)) for norm in versions("circular.official_scope")
    )
    found: dict[str, tuple[Comparison | None, Counts | None]] = {}
    for key, period in compared_periods(asked.period, asked.base).items():
        if key == "base" and asked.base is None:
            continue
        if period is None:
            found[key] = (None, None)
            continue
        then = count(subtree.ids, period, asked.scope)
        facts = ComparisonFacts(asked.period, counts.total, period, then.total, counts.earliest, scopes, asked.digits)
        found[key] = (compare(facts), then)
    return found


def _months_of(compared: Mapping[str, tuple[Comparison | None, Counts | None]]) -> dict[Month, int]:
    months: dict[Month, int] = {}
    for _, counts in compared.values():
        months |= counts.by_month if counts else {}
    return months


def _internal(plain: Figures, subtree: _Subtree) -> dict[str, Any]:
    asked = subtree.asked
    groups = {}
    for group in plain.groups:
        counts = [cell.count for cell in group.cells]
        percents = (
            shares(counts, asked.digits, asked.rounding)
            if group.whole
            else [percent(each, plain.total, asked.digits) for each in counts]
        )
        groups[group.key] = [
            {**subtree.label(group.key, cell.name), "count": cell.count, "percent": printed}
            for cell, printed in zip(group.cells, percents, strict=True)
        ]
    adjustments = [_adjustment(each.month, each.count, each.reason) for each in subtree.counts.adjustments]
    silent = [
        {"code": office.code, "name": office.name}
        for office in subtree.offices
        if subtree.counts.by_office[office.pk] == 0 and has_duty(office, asked.period.last)
    ]
    return _printed(
        subtree,
        total=plain.total,
        groups=groups,
        silent=silent,
        comparisons=dict(plain.comparisons),
        adjustments=adjustments,
    )


def _public(plain: Figures, subtree: _Subtree, below: int) -> dict[str, Any]:
    asked = subtree.asked
    masked = mask(plain, below=below, digits=asked.digits, rounding=asked.rounding)
    groups = {
        group.key: [{**subtree.label(group.key, cell.name), **cell.as_dict()} for cell in group.cells]
        for group in masked.groups
    }
    adjustments = [
        _adjustment(each.month, None if 0 < abs(each.count) < below else each.count, each.reason)
        for each in subtree.counts.adjustments
    ]
    total = dict(_MASKED) if masked.total is None else masked.total
    return _printed(
        subtree, total=total, groups=groups, silent=[], comparisons=dict(masked.comparisons), adjustments=adjustments
    )


def _adjustment(month: Month, number: int | None, reason: str) -> dict[str, Any]:
    printed: dict[str, Any] = {"month": str(month), "count": number, "reason": reason_word(reason)}
    return printed | {"masked": True} if number is None else printed


def _printed(
    subtree: _Subtree,
    *,
    total: object,
    groups: Mapping[str, list[dict[str, Any]]],
    silent: list[dict[str, str]],
    comparisons: Mapping[str, Comparison | None],
    adjustments: list[dict[str, Any]],
) -> dict[str, Any]:
    """The contract's keys in the contract's order."""
    asked = subtree.asked
    compared = {key: found and found.as_dict() for key, found in comparisons.items()}
    return {
        "office": {"code": subtree.office.code, "name": subtree.office.name},
        "period": {"from": str(asked.period.first), "to": str(asked.period.last)},
        "scope": asked.scope,
        "total": total,
        **{key: groups[key] for key in GROUPS},
        "zero_report_offices": silent,
        **compared,
        "adjustments": adjustments,
        "rules": rules_of(("total", *GROUPS, "zero_report_offices", *compared, "adjustments")),
    }


def _whole(office: Office, offices: Sequence[Office]) -> str:
    """Whom the figures are about, as published papers call them: 澄明市检察机关."""
    if office.level == "SUPREME":
        return "全国检察机关"
    return office.name if len(offices) == 1 else office.name.removesuffix("人民检察院") + "检察机关"


def _office_months(subtree: _Subtree) -> list[dict[str, Any]]:
    """Offices and months. `None` where an office had no duty yet and nothing was filed."""
    by_office_month = subtree.counts.by_office_month
    return [
        {
            "code": office.code,
            "name": office.name,
            "counts": [
                by_office_month[office.pk, month] or (0 if has_duty(office, month) else None)
                for month in subtree.asked.period
            ],
        }
        for office in subtree.offices
    ]


def _streaks(subtree: _Subtree, least: int) -> list[dict[str, Any]]:
    """Offices that have been silent for the norm's number of months at the end of the period."""
    found = []
    for row in _office_months(subtree):
        months = streak(row["counts"])
        if months >= least:
            found.append({"code": row["code"], "name": row["name"], "months": months, "least": least})
    return found


def _known_now(subtree: _Subtree, comparisons: Mapping[str, Comparison | None]) -> dict[str, int]:
    """The period and what it is compared with as known now, where that is no longer what was printed."""
    wanted = {"total": (subtree.asked.period, subtree.counts.total)} | {
        key: (found.period, found.count or 0) for key, found in comparisons.items() if found
    }
    known = {
        key: (count_known_now(subtree.ids, period, subtree.asked.scope).total, then)
        for key, (period, then) in wanted.items()
    }
    return {key: now for key, (now, then) in known.items() if now != then}


def corrections(office: Office, asked: Asked) -> list[dict[str, Any]]:
    """Numbered circulars of this office whose total is no longer what was printed, each told once.

    One that was numbered over open months has no seal to stand on: what it printed is what it keeps.
    """
    issued = Circular.objects.filter(office=office, scope=asked.scope, number__isnull=False).order_by(
        "numbered_at", "id"
    )
    earlier = list(issued.values_list("uid", "number", "title", "first_month", "last_month", "figures"))
    told = {(each["uid"], each["known_now"]) for *_, figures in earlier for each in figures["corrections"]}
    ids = list(Office.objects.filter(path__startswith=office.path).values_list("pk", flat=True))
    found = []
    for uid, number, title, first, last, figures in earlier:
        period = MonthRange(Month.from_number(first), Month.from_number(last))
        printed, now = figures["figures"]["total"], count_known_now(ids, period, asked.scope).total
        if now != printed and (uid, now) not in told:
            sentence = correction_sentence(number or "", title, printed, now)
            found.append({"uid": uid, "printed": printed, "known_now": now, "sentence": sentence})
    return found

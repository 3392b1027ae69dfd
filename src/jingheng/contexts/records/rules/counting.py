"""What a record counts as, and what a closed month keeps of it. Defined once, for screens, seals and exports alike.

Source: the contract's "What a figure means"; a closed month stands, later changes are dated adjustments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple

Scope = Literal["all", "case"]
SCOPES: tuple[Scope, ...] = ("all", "case")
CASE_MATTER = "M1"

#: figure → code → count
Figures = Mapping[str, Mapping[str, int]]


class Reason(StrEnum):
    """Why a closed month changed."""

    EXCLUDED = "EXCLUDED"
    CORRECTED = "CORRECTED"
    SUPPLEMENTED = "SUPPLEMENTED"
    IMPORTED = "IMPORTED"
    TRIAGED = "TRIAGED"  # a result of inspection came in: no change of what was filed
    MOVED = "MOVED"  # for the books alone: in no figure that anybody is shown

    @property
    def word(self) -> str:
        return _WORDS[self.value]


_WORDS = {
    "EXCLUDED": "甄别为不属填报范围",
    "CORRECTED": "更正",
    "SUPPLEMENTED": "补入",
    "IMPORTED": "导入",
    "TRIAGED": "甄别结论",
    "MOVED": "改由其他单位办理",
}

#: Reasons that a list of adjustments shows. A triage result changes nothing that was filed.
LISTED = (Reason.EXCLUDED, Reason.CORRECTED, Reason.SUPPLEMENTED, Reason.IMPORTED)
#: Reasons that figures "as known now" take in. A record that has moved on must not betray itself in the figures of the
#: office it left (decisions §1).
SHOWN = (*LISTED, Reason.TRIAGED)


class CountedAs(NamedTuple):
    """A record as it stands in the figures. A row of the table's GROUP BY is the same with a number at the end."""

    office_id: int | None  # None: in no office's figures
    month: int  # of filing
    is_counted: bool
    happened: int
    position: str
    bucket: str
    subject: str
    matter: str
    channel: str
    triage: str

    def within(self, scope: Scope) -> bool:
        return scope == "all" or self.matter == CASE_MATTER


def _counter() -> dict[str, dict[str, int]]:
    return defaultdict(lambda: defaultdict(int))


@dataclass(slots=True)
class Tally:
    """Running sums of one office's month. `by_month_happened` is keyed by the month's number."""

    total: int = 0
    figures: dict[str, dict[str, int]] = field(default_factory=_counter)

    def add(self, total: int, figures: Figures) -> None:
        self.total += total
        for figure, codes in figures.items():
            mine = self.figures[figure]
            for code, count in codes.items():
                mine[code] += count

    def plain(self) -> dict[str, dict[str, int]]:
        """As stored: what is 0 is left out."""
        found = {
            figure: {code: n for code, n in sorted(codes.items()) if n}
            for figure, codes in sorted(self.figures.items())
        }
        return {figure: codes for figure, codes in found.items() if codes}


def fold(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[int, int], Tally]:
    """Sum rows of `CountedAs` with their number into one tally per office and month.

    What was excluded as T0 counts in no figure of filings; as a result of triage it is a figure of its own.
    """
    tallies: dict[tuple[int, int], Tally] = defaultdict(Tally)
    for office, month, is_counted, happened, position, bucket, subject, matter, channel, triage, n in rows:
        tally = tallies[office, month]
        figures = tally.figures
        if triage:
            figures["triage"][triage] += n
        if is_counted:
            tally.total += n
            figures["by_month_happened"][str(happened)] += n
            figures["by_position"][position] += n
            figures["by_bucket"][bucket] += n
            figures["by_subject"][subject] += n
            figures["by_matter"][matter] += n
            figures["by_channel"][channel] += n
    return tallies


def difference(before: CountedAs | None, after: CountedAs | None, scope: Scope) -> Tally:
    """What changes in an office's month when a record counts as `after` instead of `before`."""
    change = Tally()
    for counted, sign in ((before, -1), (after, 1)):
        if counted is not None and counted.within(scope):
            for tally in fold([(*counted, sign)]).values():
                change.add(tally.total, tally.figures)
    return change


def reason_of(change: Tally, given: Reason) -> Reason:
    """CNT-1. Where only the result of triage changed, nothing was corrected, whatever the caller calls it
    (own design, ADR 8).
    """
    if given is Reason.MOVED or change.total or set(change.plain()) - {"triage"}:
        return given
    return Reason.TRIAGED

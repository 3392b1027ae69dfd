"""A month here and in the national system. Matched is whatever counts in the office; shown is only what the reader may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import NationalDifference, NationalMonth, Record
from jingheng.contexts.records.queries.visibility import official
from jingheng.contexts.records.queries.worklists import label_of
from jingheng.contexts.records.rules.national import EXPLANATIONS, Reconciled, reconcile
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, Refused

NOT_FOUND = Refusal("not-found", "没有找到这个页面。")


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our records of the month."""

    uid: str
    label: str
    filed: date
    number: str


@dataclass(frozen=True, slots=True)
class Difference:
    key: str
    what: str
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    month: Month
    entered: NationalMonth | None
    total: int  # counted here, as far as he may read it; so are the next two
    listed: int
    agreed: int
    ours: tuple[Ours, ...]
    differences: tuple[Difference, ...]

    @property
    def explained(self) -> int:
        return sum(bool(one.reason) for one in self.differences)


def reconciled(office_id: int, entered: NationalMonth) -> Reconciled:
    """Over everything that counts in the office in the month: it is the same for whoever asks."""
    month = Month.from_number(entered.month)
    return reconcile(_numbers(office_id, month), entered.numbers)


def standing_of(actor: Actor, month: Month) -> Standing:
    """Raises `Refused` for whoever does not reconcile."""
    if not actor.may("national.reconcile"):
        raise Refused(NOT_FOUND)
    numbers = _numbers(actor.here, month)
    mine = official(actor).filter(counting_office=actor.here, filed_month=month.number, is_counted=True)
    ours = tuple(
        Ours(one.uid, label_of(one), local_date(one.filed_at), numbers[one.uid])
        for one in mine.order_by("filed_at", "id")
    )
    entered = NationalMonth.objects.filter(office=actor.here, month=month.number).first()
    found = reconciled(actor.here, entered) if entered else None
    listed = set(entered.numbers) if entered else set()
    hidden = {number for uid, number in numbers.items() if number and uid not in {one.uid for one in ours}}
    return Standing(
        month, entered, len(ours), len(listed - hidden), sum(one.number in listed for one in ours if one.number), ours,
        tuple(_differences(found, entered, ours)),
    )  # fmt: skip


def _numbers(office_id: int, month: Month) -> dict[str, str]:
    rows = Record.objects.filter(counting_office=office_id, filed_month=month.number, is_counted=True)
    found = rows.order_by("filed_at", "id").values_list("uid", "national__number")
    return {uid: number or "" for uid, number in found}


def _differences(
    found: Reconciled | None, entered: NationalMonth | None, ours: tuple[Ours, ...]
) -> list[Difference]:  # fmt: skip
    if found is None or entered is None:
        return []
    said = {row.key: row for row in NationalDifference.objects.filter(month=entered)}
    labels = {f"ours:{one.uid}": one for one in ours}
    lines = []
    for key in found.differences:
        kind, _, number = key.partition(":")
        if kind == "ours" and key not in labels:
            continue  # not his to know of; whoever may read it sees it
        what = f"国家系统有 {number}，本系统没有" if kind == "theirs" else _ours_words(labels[key])
        row = said.get(key)
        note = str(safe.unseal(row.note) or "") if row else ""
        lines.append(Difference(key, what, EXPLANATIONS.name(row.reason) if row else "", note))
    return lines


def _ours_words(one: Ours) -> str:
    return f"{one.label}（{one.number}）不在国家系统的清单里" if one.number else f"{one.label} 还没有国家系统编号"

"""The front door of the norms: what holds in an office on a day, by which rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.norms.registry import Norm, shipped
from jingheng.kernel.sources import Certainty, RuleSource
from jingheng.platform.db.asked_once import once

__all__ = ["Norm", "Norms", "change_days", "norms_on", "values_on", "versions"]


class Norms:
    """The norms of one office on one day: `norms["record.late_days"]` is the value, `norms.norm(key)` the whole."""

    def __init__(self, norms: Iterable[Norm]) -> None:
        self._norms = {norm.key: norm for norm in norms}

    def __getitem__(self, key: str) -> Any:
        return self._norms[key].value

    def norm(self, key: str) -> Norm:
        return self._norms[key]

    def __iter__(self) -> Any:
        return iter(self._norms.values())


@once
def norms_on(day: date, *, office_path: str = "") -> Norms:
    """What holds on `day` in the office: its own version before its superior's before the shipped one. One query."""
    current: dict[str, Norm] = {}
    for norm in shipped():
        if norm.valid_from <= day or norm.key not in current:
            current[norm.key] = norm
    codes = [code for code in office_path.split("/") if code]
    if codes:
        rows = (
            LocalNorm.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)
            .filter(office__code__in=codes)
            .select_related("office")
        )
        for row in sorted(rows, key=lambda row: (len(row.office.path), row.valid_from)):
            base = current.get(row.key)
            current[row.key] = Norm(
                key=row.key,
                name=base.name if base else row.key,
                value=row.value,
                unit=base.unit if base else "",
                kind="LOCAL",
                source=RuleSource(row.instrument, row.article, Certainty.READ if row.checked_on else Certainty.DESIGN),
                valid_from=row.valid_from,
                checked=f"{row.checked_by} {row.checked_on}" if row.checked_on else "",
            )
    return Norms(current.values())


def values_on(key: str, *, paths: Iterable[str], days: Iterable[date]) -> dict[tuple[str, date], Any]:
    """What one norm says in many offices on many days. One query."""
    local: dict[str, list[tuple[date, date | None, Any]]] = {}
    rows = LocalNorm.objects.filter(key=key).order_by("valid_from").values_list(
        "office__path", "valid_from", "valid_until", "value"
    )  # fmt: skip
    for path, starts, ends, value in rows:
        local.setdefault(path, []).append((starts, ends, value))
    found: dict[tuple[str, date], Any] = {}
    shipped_ones = versions(key)
    for day in set(days):
        plain = next((norm for norm in reversed(shipped_ones) if norm.valid_from <= day), shipped_ones[0]).value
        for path in paths:
            own = [
                (len(above), starts, value)
                for above, versions_there in local.items()
                if path.startswith(above)
                for starts, ends, value in versions_there
                if starts <= day and (ends is None or ends > day)
            ]
            found[path, day] = max(own, key=lambda one: one[:2])[2] if own else plain
    return found


def change_days(*, office_path: str = "") -> list[date]:
    """Every day on which a norm changes in the office: between two of them `norms_on` gives the same."""
    days = {norm.valid_from for norm in shipped()}
    codes = [code for code in office_path.split("/") if code]
    for starts, ends in LocalNorm.objects.filter(office__code__in=codes).values_list("valid_from", "valid_until"):
        days |= {day for day in (starts, ends) if day}
    return sorted(days)


def versions(key: str) -> list[Norm]:
    """Every shipped version of a norm, oldest first."""
    return [norm for norm in shipped() if norm.key == key]

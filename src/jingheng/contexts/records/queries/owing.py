"""Who owes a month's report: on the staff at its end, and neither 免报 nor left out by a norm (the contract's “Duty”)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jingheng.contexts.norms.api import values_on
from jingheng.contexts.org.api import (
    IDENTITIES,
    REASONS,
    Office,
    Person,
    exempt_at,
    posts_of,
    staff_at,
    standing_by,
    standings,
)
from jingheng.kernel.period import Month

_CONTRACT = "statement.contract_staff"


@dataclass(frozen=True, slots=True)
class Owing:
    """One office at the end of one month."""

    people: frozenset[int] = frozenset()  # 应报
    exempt: Mapping[int, str] = field(default_factory=dict)  # 免报: person → reason


def owing(offices: Sequence[Office], months: Sequence[Month]) -> dict[tuple[int, Month], Owing]:
    """Everybody on the staff at each month's end, in the one office where he stands. Four queries, whatever the size.

    Nothing here looks at an office's 启用月: before it nobody owes anything.
    """
    days = {month: month.last_day for month in months}
    staff = staff_at([office.pk for office in offices], list(days.values()))
    exempt = exempt_at(days.values())
    contracted = values_on(_CONTRACT, paths=[office.path for office in offices], days=days.values())
    found = {}
    for office in offices:
        for month, day in days.items():
            people = staff[day][office.pk]
            if not contracted[office.path, day]:
                people = people - _contracted(people, day)
            away = {person: reason for person, reason in exempt[day].items() if person in people}
            found[office.pk, month] = Owing(frozenset(people - away.keys()), away)
    return found


def why_exempt(person: Person, office: Office, months: Iterable[Month]) -> dict[Month, str]:
    """The months of these that the person need not sign, with the reason in a word. Three queries."""
    months = list(months)
    exempt = exempt_at([month.last_day for month in months], person_id=person.pk)
    found = {
        month: REASONS.name(exempt[day][person.pk]) for month in months if person.pk in exempt[day := month.last_day]
    }
    posts = posts_of([person])[person.pk]
    signs = values_on(_CONTRACT, paths=[office.path], days=[month.last_day for month in months])
    for month in months:
        identity = standing_by(posts, person, on=month.last_day).identity
        if identity == "CONTRACT" and not signs[office.path, month.last_day]:
            found.setdefault(month, IDENTITIES.name(identity))
    return found


def _contracted(people: set[int], day: date) -> set[int]:
    found = standings(Person.objects.filter(pk__in=people), on=day)
    return {person for person, where in found.items() if where.identity == "CONTRACT"}

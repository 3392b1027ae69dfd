"""An office through time: what somebody was on any day, without a query a day.

Between two changes of posts, duties, lines or relatives a house is the same; so an import of years asks once per change.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from jingheng.contexts.org import api as org
from jingheng.contexts.records.queries.houses import houses_upward
from jingheng.contexts.records.rules.routing import House


@dataclass(frozen=True, slots=True)
class Spell:
    """The houses of an office and those above it between two changes, with their people by name."""

    houses: tuple[House, ...]
    by_name: dict[str, list[int]]
    at_home: frozenset[int]


@dataclass
class Timelines:
    """Spells of every office asked about, made when first needed."""

    _changes: dict[int, list[date]] = field(default_factory=dict)
    _spells: dict[tuple[int, int], Spell] = field(default_factory=dict)

    def spell(self, office: org.Office, day: date) -> Spell:
        if office.pk not in self._changes:
            self._changes[office.pk] = org.change_days(office)
        index = bisect_right(self._changes[office.pk], day)
        key = (office.pk, index)
        if key not in self._spells:
            houses = houses_upward(office, on=day)
            ids = {colleague.person_id for house in houses for colleague in house.colleagues}
            names: dict[str, list[int]] = defaultdict(list)
            for person_id, name in org.Person.objects.filter(pk__in=ids).values_list("id", "name").order_by("id"):
                names[name].append(person_id)
            at_home = frozenset(colleague.person_id for colleague in houses[0].colleagues)
            self._spells[key] = Spell(houses, dict(names), at_home)
        return self._spells[key]


@dataclass
class Standings:
    """What each filer was on any day, from his posts held in memory once."""

    _people: dict[str, org.Person] = field(default_factory=dict)
    _cache: dict[tuple[int, date], org.Standing] = field(default_factory=dict)
    _changes: dict[int, list[date]] = field(default_factory=dict)

    def load(self, numbers: Iterable[str]) -> None:
        missing = set(numbers) - set(self._people)
        found = list(org.Person.objects.filter(number__in=missing))
        self._people |= {person.number: person for person in found}
        self._changes |= org.post_change_days(found)

    def person(self, number: str) -> org.Person | None:
        return self._people.get(number)

    def on(self, person: org.Person, day: date) -> org.Standing:
        changes = self._changes[person.pk]
        index = bisect_right(changes, day)
        # one question per person and spell: any day of the spell has the same answer
        key = (person.pk, changes[index - 1] if index else (changes[0] - timedelta(days=1) if changes else date.min))
        if key not in self._cache:
            self._cache[key] = org.standing(person, on=day)
        return self._cache[key]

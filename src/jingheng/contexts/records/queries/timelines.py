"""An office through time: what somebody was on any day, without a query a day.

Between two changes of posts, duties, lines or relatives a house is the same; so an import of years asks once per change.
What is kept is bounded, so that an import of many years takes no more memory than one of a month.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeVar

from jingheng.contexts.org import api as org
from jingheng.contexts.records.queries.houses import house_of
from jingheng.contexts.records.rules.routing import House, Involved, Route, RoutingFacts, route

_HOUSES, _SPELLS, _ROUTES = 512, 256, 2_000
K = TypeVar("K")
V = TypeVar("V")
_Named = tuple[House, dict[int, str]]
_Key = tuple[tuple[int, int], ...]  # each office of a chain with the number of its changes so far


@dataclass(frozen=True, slots=True)
class Spell:
    """The houses of an office and those above it between two changes, with their people by name."""

    key: _Key
    houses: tuple[House, ...]
    by_name: dict[str, list[int]]
    at_home: frozenset[int]


class Timelines:
    """Spells of every office asked about, made when first needed, and the routes through them."""

    def __init__(self) -> None:
        self._chains: dict[int, tuple[org.Office, ...]] = {}
        self._changes: dict[int, list[date]] = {}
        self._houses: dict[tuple[int, int], _Named] = {}
        self._spells: dict[_Key, Spell] = {}
        self._route = lru_cache(maxsize=_ROUTES)(self._find_route)

    def spell(self, office: org.Office, day: date) -> Spell:
        chain = self._chain(office)
        key = tuple([(one.id, bisect_right(self._changes[one.id], day)) for one in chain])
        found = self._spells.get(key)
        if found is None:
            _make_room(self._spells, _SPELLS)
            found = self._spells[key] = self._find_spell(key, chain, day)
        return found

    def route(self, spell: Spell, facts: RoutingFacts) -> Route:
        """The rules' own answer; the same question comes again and again."""
        return self._route(spell.key, facts.filer_id, facts.involved, facts.passed_by)

    def _find_route(self, key: _Key, filer_id: int, involved: tuple[Involved, ...], passed_by: frozenset[str]) -> Route:
        return route(RoutingFacts(filer_id, self._spells[key].houses, involved, passed_by))

    def _chain(self, office: org.Office) -> tuple[org.Office, ...]:
        """The office and every office above it on this server, nearest first."""
        if office.id not in self._chains:
            codes = [code for code in office.path.split("/") if code]
            offices = {found.code: found for found in org.Office.objects.filter(code__in=codes)}
            self._chains[office.id] = tuple(offices[code] for code in reversed(codes))
            for one in self._chains[office.id]:
                if one.id not in self._changes:
                    self._changes[one.id] = org.change_days(one)
        return self._chains[office.id]

    def _find_spell(self, key: _Key, chain: tuple[org.Office, ...], day: date) -> Spell:
        found = [self._house(where, office, day) for where, office in zip(key, chain, strict=True)]
        names: dict[int, str] = {}
        for _, people in found:
            names |= people
        by_name: dict[str, list[int]] = defaultdict(list)
        for person_id in sorted(names):
            by_name[names[person_id]].append(person_id)
        houses = tuple(house for house, _ in found)
        return Spell(key, houses, dict(by_name), frozenset(colleague.person_id for colleague in houses[0].colleagues))

    def _house(self, key: tuple[int, int], office: org.Office, day: date) -> _Named:
        if key not in self._houses:
            _make_room(self._houses, _HOUSES)
            found = org.household(office, on=day)
            self._houses[key] = house_of(found), {member.person_id: member.name for member in found.members}
        return self._houses[key]


def _make_room(kept: dict[K, V], limit: int) -> None:
    """Tables are in some order of time or office: what was needed first is not needed soon."""
    if len(kept) >= limit:
        del kept[next(iter(kept))]


@dataclass
class Standings:
    """What each filer was on any day, from his posts held in memory once."""

    _people: dict[str, org.Person] = field(default_factory=dict)
    _posts: dict[int, list[org.Post]] = field(default_factory=dict)
    _changes: dict[int, list[date]] = field(default_factory=dict)
    _cache: dict[tuple[int, int], org.Standing] = field(default_factory=dict)

    def load(self, numbers: Iterable[str]) -> None:
        missing = set(numbers) - set(self._people)
        if not missing:
            return
        found = list(org.Person.objects.filter(number__in=missing))
        self._people |= {person.number: person for person in found}
        for person_id, posts in org.posts_of(found).items():
            self._posts[person_id] = posts
            self._changes[person_id] = sorted({day for post in posts for day in (post.starts_on, post.ends_on) if day})

    def person(self, number: str) -> org.Person | None:
        return self._people.get(number)

    def on(self, person: org.Person, day: date) -> org.Standing:
        key = (
            person.id,
            bisect_right(self._changes[person.id], day),
        )  # any day between two changes has the same answer
        if key not in self._cache:
            self._cache[key] = org.standing_by(self._posts[person.id], person, on=day)
        return self._cache[key]

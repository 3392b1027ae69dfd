"""The people of the demonstration: invented names in the seats of `establishment`, with posts and duties by dates."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from jingheng.cli.demonstration.establishment import CITY_CODE, OFFICES, START, Seat, stints
from jingheng.cli.demonstration.people import invent_name
from jingheng.contexts.org.models import Department, DutyHolding, Office, Person, Post
from jingheng.contexts.org.rules.identities import position_of
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month

#: 集中填报 began in this month.
FIRST_MONTH = Month(2019, 8)


@dataclass(frozen=True, slots=True)
class Member:
    """A person with everything he has been."""

    person: Person
    stints: tuple[tuple[date, Seat], ...]

    def on(self, day: date) -> Seat:
        return self.stints[bisect_right([starts for starts, _ in self.stints], day) - 1][1]

    def position(self, day: date) -> str:
        return position_of([self.on(day).identity])

    def holds(self, duty: str, day: date) -> bool:
        return duty in {held.partition(":")[0] for held in self.on(day).duties}


@dataclass
class Roster:
    offices: dict[str, Office]
    departments: dict[tuple[str, str], Department]
    members: list[Member] = field(default_factory=list)

    @property
    def city(self) -> Office:
        return self.offices[CITY_CODE]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(member.person.name for member in self.members)

    def of(self, person_id: int) -> Member:
        return self._by_id[person_id]

    def index(self) -> None:
        self._by_id = {member.person.pk: member for member in self.members}

    def office(self, member: Member, day: date) -> Office:
        return self.offices[member.on(day).office]

    def department(self, member: Member, day: date) -> Department:
        seat = member.on(day)
        return self.departments[seat.office, seat.department]

    def holding(self, duty: str, office: str, day: date) -> list[Member]:
        return [member for member in self.members if member.on(day).office == office and member.holds(duty, day)]

    def seated(self, office: str, department: str, day: date, identity: str = "") -> list[Member]:
        """Who sits in a department, with that identity where one is given, in the order of the register."""
        return [
            member
            for member in self.members
            if (seat := member.on(day)).office == office
            and seat.department == department
            and (not identity or seat.identity == identity)
        ]

    def plain_actor(self, member: Member, day: date) -> Actor:
        """Enough of an actor to sign a ledger entry of the past."""
        office = self.office(member, day)
        person = member.person
        return Actor(person.pk, person.name, person.number, office.pk, office.code, office.path)


def hire(rng: random.Random) -> Roster:
    """Found the offices and fill every seat."""
    roster = _offices()
    careers = stints()
    names: set[str] = set()
    people = []
    for number, career in enumerate(careers.values(), 1):
        name = invent_name(rng, frozenset(names))
        names.add(name)
        now, first = career[-1][1], career[0][1]
        people.append(
            Person(
                number=f"{first.office}{number:04d}", name=name, office=roster.offices[now.office],
                department=roster.departments[now.office, now.department], title=now.title, identity=now.identity,
                joined_on=START - timedelta(days=rng.randrange(200, 9000)),
            )
        )  # fmt: skip
    Person.objects.bulk_create(people)
    roster.members = [Member(person, tuple(career)) for person, career in zip(people, careers.values(), strict=True)]
    roster.index()
    Post.objects.bulk_create(post for member in roster.members for post in _posts(member, roster))
    DutyHolding.objects.bulk_create(held for member in roster.members for held in _duties(member, roster))
    return roster


def _offices() -> Roster:
    offices: dict[str, Office] = {}
    for plan in OFFICES:
        parent = offices.get(CITY_CODE)
        offices[plan.code] = Office.objects.create(
            code=plan.code, name=plan.name, level=plan.level, parent=parent, starts_in=FIRST_MONTH.number,
            path=f"{parent.path if parent else '/'}{plan.code}/",
        )  # fmt: skip
    wanted = {(seat.office, seat.department) for career in stints().values() for _, seat in career}
    departments = {key: Department(office=offices[key[0]], name=key[1]) for key in sorted(wanted)}
    Department.objects.bulk_create(departments.values())
    return Roster(offices, departments)


def _periods(member: Member) -> Iterator[tuple[date, date | None, Seat]]:
    ends = [starts for starts, _ in member.stints[1:]]
    for (starts, seat), end in zip(member.stints, [*ends, None], strict=True):
        yield starts, end, seat


def _posts(member: Member, roster: Roster) -> Iterator[Post]:
    for starts, ends, seat in _periods(member):
        yield Post(
            person=member.person, office=roster.offices[seat.office], title=seat.title, identity=seat.identity,
            department=roster.departments[seat.office, seat.department], starts_on=starts, ends_on=ends,
        )  # fmt: skip


def _duties(member: Member, roster: Roster) -> Iterator[DutyHolding]:
    for starts, ends, seat in _periods(member):
        for held in seat.duties:
            duty, _, charge = held.partition(":")
            yield DutyHolding(
                person=member.person, office=roster.offices[seat.office], duty=duty, starts_on=starts, ends_on=ends,
                department=roster.departments[seat.office, charge] if charge else None,
            )  # fmt: skip

"""Reading people and offices: what somebody was on the day is what counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from jingheng.contexts.org.models import Department, DutyHolding, Office, Person, Post, Relative, ReportingLine
from jingheng.contexts.org.rules.departments import department_order
from jingheng.contexts.org.rules.duties import paper_duty, permissions_of
from jingheng.contexts.org.rules.identities import position_of
from jingheng.kernel.actor import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody was on a day: where, in which department, under which title, in which position."""

    person_id: int
    office_id: int
    department_id: int | None
    title: str
    identity: str
    position: str


_POSITION_RANK = {"LEADER": 0, "HEAD": 1, "OTHER": 2}


def standings(people: Iterable[Person], *, on: date) -> dict[int, Standing]:
    """Each person's standing on the day, from the posts that cover it; if none, from the people register. One query."""
    people = list(people)
    return _standings(people, Post.objects.on(on).filter(person__in=[person.id for person in people]))


def _standings(people: Iterable[Person], held: QuerySet[Post]) -> dict[int, Standing]:
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in held.order_by("starts_on", "id"):
        posts[post.person_id].append(post)
    return {person.id: _standing(person, posts.get(person.id, [])) for person in people}


def _standing(person: Person, held: list[Post]) -> Standing:
    if not held:
        return Standing(
            person.id,
            person.office_id,
            person.department_id,
            person.title,
            person.identity,
            position_of([person.identity]),
        )
    first = min(held, key=_precedence)
    position = position_of(post.identity for post in held)
    return Standing(person.id, first.office_id, first.department_id, first.title, first.identity, position)


def posts_of(people: Iterable[Person]) -> dict[int, list[Post]]:
    """Every post of each of these people: with them at hand, `standing_by` answers for any day without a query."""
    people = list(people)
    posts: dict[int, list[Post]] = {person.id: [] for person in people}
    for post in Post.objects.filter(person__in=people).order_by("starts_on", "id"):
        posts[post.person_id].append(post)
    return posts


def standing_by(posts: Iterable[Post], person: Person, *, on: date) -> Standing:
    """The same answer as `standing`, from posts at hand."""
    return _standing(person, [p for p in posts if p.starts_on <= on and (p.ends_on is None or p.ends_on > on)])


def standing(person: Person, *, on: date) -> Standing:
    return standings([person], on=on)[person.id]


def staff_on(office_id: int, day: date) -> QuerySet[Person]:
    """Everybody on the staff of an office on a day: by post where posts cover the day, else by the register."""
    posted_here = Post.objects.on(day).filter(office=office_id).values("person")
    posted = Post.objects.on(day).values("person")
    lent = Post.objects.on(day).filter(is_secondment=True).exclude(office=office_id).values("person")
    return (
        Person.objects.filter(Q(id__in=posted_here) | (Q(office=office_id) & ~Q(id__in=posted)))
        .exclude(id__in=lent)
        .filter(Q(joined_on__isnull=True) | Q(joined_on__lte=day), Q(left_on__isnull=True) | Q(left_on__gte=day))
        .order_by("number")
    )


def by_department(people: Iterable[Person], *, on: date) -> list[tuple[str, list[tuple[int, str]]]]:
    """People to choose from, in groups as an office lists its departments: key and name."""
    people = list(people)
    where = standings(people, on=on)
    ids = {standing.department_id for standing in where.values() if standing.department_id}
    names = dict(Department.objects.filter(pk__in=ids).values_list("id", "name"))

    def department(person: Person) -> str:
        return names.get(where[person.pk].department_id or 0, "未列部门")

    in_order = sorted(people, key=lambda person: (department_order(department(person)), person.name, person.number))
    return [(name, [(one.pk, one.name) for one in group]) for name, group in groupby(in_order, key=department)]


def staff_at(offices: Iterable[int], days: Sequence[date]) -> dict[date, dict[int, set[int]]]:
    """Who was on the staff of which of these offices on each of the days, everybody in one office. Two queries.

    The same answer as `standings` gives day by day: with several posts, the office of the highest.
    """
    wanted, days = set(offices), sorted(set(days))
    found: dict[date, dict[int, set[int]]] = {day: {office: set() for office in wanted} for day in days}
    if not wanted or not days:
        return found
    overlapping = Post.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=days[0]), starts_on__lte=days[-1])
    posted = overlapping.filter(office__in=wanted).values("person")
    people = Person.objects.filter(Q(office__in=wanted) | Q(id__in=posted))
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in overlapping.filter(person__in=people.values("id")).order_by("starts_on", "id"):
        posts[post.person_id].append(post)
    for person, register, joined_on, left_on in people.values_list("id", "office", "joined_on", "left_on"):
        for day in days:
            if (joined_on and joined_on > day) or (left_on and left_on < day):
                continue
            held = [
                post for post in posts[person] if post.starts_on <= day and (not post.ends_on or post.ends_on > day)
            ]
            office = min(held, key=_precedence).office_id if held else register
            if office in wanted:
                found[day][office].add(person)
    return found


def _precedence(post: Post) -> tuple[bool, int]:
    """Whoever is lent to an office stands there; else the highest post decides."""
    return not post.is_secondment, _POSITION_RANK[position_of([post.identity])]


def acting_offices(person: Person, *, on: date) -> list[Office]:
    """The offices in which somebody may act on a day: where he stands, then where he holds a duty."""
    own = standing(person, on=on).office_id
    held = DutyHolding.objects.on(on).filter(person=person).values_list("office_id", flat=True)
    offices = Office.objects.in_bulk({own, *held})
    return [offices[own], *sorted((offices[i] for i in set(held) - {own}), key=lambda office: office.code)]


def actor_for(person: Person, *, on: date, office: Office | None = None, account_id: int | None = None) -> Actor:
    """The person as he may act on that day in that office (default: where he stands)."""
    if office is None:
        office = Office.objects.get(pk=standing(person, on=on).office_id)
    charge: dict[str, set[int]] = defaultdict(set)
    duties = set()
    for holding in DutyHolding.objects.on(on).filter(person=person, office=office):
        duties.add(holding.duty)
        if holding.department_id is not None:
            charge[holding.duty].add(holding.department_id)
    on_staff = (person.left_on is None or person.left_on >= on) and (person.joined_on is None or person.joined_on <= on)
    return Actor(
        person_id=person.id,
        name=person.name,
        number=person.number,
        office_id=office.id,
        office_code=office.code,
        office_path=office.path,
        duties=frozenset(duties) if on_staff else frozenset(),
        permissions=permissions_of(duties) if on_staff else frozenset(),
        charge={duty: frozenset(departments) for duty, departments in charge.items()},
        account_id=account_id,
    )


def holders(office_id: int, *duties: str, on: date) -> list[Person]:
    """Who holds one of these duties in the office on the day and is on the staff."""
    return list(
        Person.objects.filter(
            Q(left_on__isnull=True) | Q(left_on__gte=on),
            id__in=DutyHolding.objects.on(on).filter(office=office_id, duty__in=duties).values("person"),
        ).order_by("number")
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an office as the routing rules see him."""

    person_id: int
    name: str
    duties: frozenset[str]
    position: str
    department_id: int | None


@dataclass(frozen=True, slots=True)
class Household:
    """An office on a day: its members, who reports to whom (pairs subordinate → superior), declared relatives."""

    office_id: int
    parent_id: int | None
    members: tuple[Member, ...]
    lines: frozenset[tuple[int, int]]
    relatives: frozenset[tuple[int, int]]


def household(office: Office, *, on: date) -> Household:
    """Everything that routing must know of an office on a day, in a constant number of queries."""
    staff = staff_on(office.id, on)
    people = list(staff)
    # asked by subquery: of a large office the ids alone would take the database's parser longer than the answer
    where = _standings(people, Post.objects.on(on).filter(person__in=staff.values("pk")))
    duties: dict[int, set[str]] = defaultdict(set)
    charge: dict[str, dict[int, set[int]]] = {"HEAD": defaultdict(set), "DEPUTY": defaultdict(set)}
    by_duty: dict[str, set[int]] = defaultdict(set)
    for holding in _held(office, on):
        duties[holding.person_id].add(holding.duty)
        by_duty[holding.duty].add(holding.person_id)
        if holding.duty in charge and holding.department_id is not None:
            charge[holding.duty][holding.department_id].add(holding.person_id)
    known = {person.id for person in people}
    outside = Person.objects.filter(id__in=set(duties) - known)  # duties held here by people who stand elsewhere
    people += list(outside)
    where |= standings(outside, on=on)
    members = tuple(
        Member(
            person.id,
            person.name,
            frozenset(duties[person.id]),
            where[person.id].position,
            where[person.id].department_id,
        )
        for person in people
    )
    return Household(
        office_id=office.id,
        parent_id=office.parent_id,
        members=members,
        lines=frozenset(_lines(members, charge, by_duty)) | _declared_lines(office, on),
        relatives=_relatives(Q(pk__in=staff.values("pk")) | Q(pk__in=set(duties) - known), on),
    )


def duties_held(office: Office, *, on: date) -> dict[int, frozenset[str]]:
    """Who holds which duties in an office on a day: as its household has it, in one query."""
    duties: dict[int, set[str]] = defaultdict(set)
    for holding in _held(office, on):
        duties[holding.person_id].add(holding.duty)
    return {person: frozenset(held) for person, held in duties.items()}


def papers_wait_for(actor: Actor, *, on: date) -> bool:
    """Whether to number and deliver papers is his to do, and not somebody's of the office who is nearer to it."""
    nearest = paper_duty(_held(actor.office_id, on).values_list("duty", flat=True))
    return nearest is not None and actor.holds(nearest)


def _held(office: Office | int | None, on: date) -> QuerySet[DutyHolding]:
    present = Q(person__left_on__isnull=True) | Q(person__left_on__gte=on)  # whoever has left holds nothing
    return DutyHolding.objects.on(on).filter(present, office=office)


def _lines(
    members: tuple[Member, ...], charge: dict[str, dict[int, set[int]]], by_duty: dict[str, set[int]]
) -> set[tuple[int, int]]:
    """Staff report to their department's head, heads to the deputies in charge, deputies to the chief."""
    lines: set[tuple[int, int]] = set()
    for member in members:
        department = member.department_id
        superiors: set[int] = set()
        if department is not None:
            heads, deputies = charge["HEAD"][department], charge["DEPUTY"][department]
            superiors |= deputies if member.person_id in heads or not heads else heads
        if member.duties & {"INSPECTOR", "INSPECTION_HEAD"}:
            superiors |= by_duty["INSPECTION_DEPUTY"]
        if "INSPECTOR" in member.duties:
            superiors |= by_duty["INSPECTION_HEAD"]
        independent = "DISCIPLINE" in member.duties  # sent by the discipline commission: it reports to nobody here
        if member.position == "LEADER" or not (superiors or independent):
            superiors |= by_duty["CHIEF"]
        lines |= {(member.person_id, superior) for superior in superiors if superior != member.person_id}
    return lines


def _declared_lines(office: Office, on: date) -> frozenset[tuple[int, int]]:
    return frozenset(ReportingLine.objects.on(on).filter(office=office).values_list("subordinate_id", "superior_id"))


def _relatives(members: Q, on: date) -> frozenset[tuple[int, int]]:
    people = Person.objects.filter(members).values("pk")
    pairs = Relative.objects.on(on).filter(Q(person__in=people) | Q(relative__in=people), relative__isnull=False)
    return frozenset((a, b) for a, b in pairs.values_list("person_id", "relative_id") if b is not None)


def change_days(office: Office) -> list[date]:
    """Every day on which something about an office changes: between two of them its `household` is the same."""
    duties = DutyHolding.objects.filter(office=office)
    posted = Post.objects.filter(office=office).values("person")
    people = Person.objects.filter(Q(office=office) | Q(id__in=posted) | Q(id__in=duties.values("person")))
    ids = people.values("id")
    days: set[date] = set()
    for rows in (
        Post.objects.filter(person__in=ids),
        duties,
        ReportingLine.objects.filter(office=office),
        Relative.objects.filter(Q(person__in=ids) | Q(relative__in=ids)),
    ):
        for starts, ends in rows.values_list("starts_on", "ends_on").distinct():
            days |= {day for day in (starts, ends) if day}
    for joined, left in people.values_list("joined_on", "left_on").distinct():
        days |= {joined} if joined else set()
        days |= {left + timedelta(days=1)} if left else set()
    return sorted(days)


def in_charge(offices: Iterable[Office], *, on: date) -> Actor:
    """As whom a command acts (contract, Commands): 检务督察负责人 of the topmost of these offices; 系统 while vacant."""
    top = min(offices, key=lambda office: (office.path.count("/"), office.code))
    heads = holders(top.id, "INSPECTION_HEAD", on=on)
    if heads:
        return actor_for(heads[0], on=on, office=top)
    return replace(SYSTEM, office_id=top.id, office_code=top.code, office_path=top.path)


def offices_managed(actor: Actor) -> QuerySet[Office]:
    """The offices an administrator keeps: his own and those below it, with the number of people on the register."""
    if not (actor.may("org.manage") or actor.may("duty.grant")):
        return Office.objects.none()
    staff = Count("people", filter=Q(people__left_on__isnull=True))
    return Office.objects.filter(path__startswith=actor.office_path).annotate(staff=staff).order_by("path")


def people_managed(actor: Actor) -> QuerySet[Person]:
    return Person.objects.filter(office__in=offices_managed(actor).values("pk"))


def staff_of(office: Office) -> int:
    """The number that `offices_managed` carries along."""
    return int(getattr(office, "staff", 0))

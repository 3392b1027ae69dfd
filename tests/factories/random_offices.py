"""Organisations drawn by chance: two or three levels, offices large and small, duties held, doubled or vacant."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from jingheng.contexts.org.models import Account, Department, DutyHolding, Office, Person, Relative, ReportingLine
from jingheng.kernel.period import Month
from tests.factories.cast import NOON, START, Cast

FIRST_MONTH = Month(2025, 3)
LAST_MONTH = FIRST_MONTH.plus(11)
_CODES = {"PROVINCE": "990000", "CITY": "990200", "BASIC": "990203"}
_LEADERS, _INSPECTION, _FIRST, _GENERAL, _GROUP = "院领导", "检务督察部", "第一检察部", "综合部", "派驻纪检监察组"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
_GIVEN = "云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常"

#: How inspection may be manned; the most usual first.
INSPECTIONS = (
    "head and two",
    "head and one",
    "head alone",
    "one inspector",
    "two inspectors",
    "deputy is head",
    "nobody",
)


@dataclass
class Drawn(Cast):
    """A cast of chance. `home` is the office about whose leaders there will be records."""

    home_code: str = ""
    inspection: dict[str, str] = field(default_factory=dict)
    duties: dict[str, set[str]] = field(default_factory=dict)
    #: subordinate → superior and relatives, as drawn: what the product derives is checked against this
    lines: set[tuple[str, str]] = field(default_factory=set)
    related: set[frozenset[str]] = field(default_factory=set)

    @property
    def home(self) -> Office:
        return self.offices[self.home_code]

    def staff(self, office: Office) -> list[str]:
        return [key for key, person in self.people.items() if person.office_id == office.pk]

    def holding(self, office: Office, *duties: str) -> list[str]:
        return [key for key in self.staff(office) if self.duties[key] & set(duties)]

    def key_of(self, person_id: int) -> str:
        return next(key for key, person in self.people.items() if person.pk == person_id)

    def above(self, office: Office) -> Office | None:
        return next((found for found in self.offices.values() if found.pk == office.parent_id), None)

    def meant(self, named: set[str]) -> set[str]:
        """These and their relatives."""
        return named | {key for pair in self.related for key in pair if pair & named}

    def entangled(self, named: set[str]) -> set[str]:
        """Who must not know when these are in a record: they, their relatives, direct superiors, everybody below."""
        core = self.meant(named)
        found = core | {superior for subordinate, superior in self.lines if subordinate in core}
        frontier = core
        while frontier:
            frontier = {subordinate for subordinate, superior in self.lines if superior in frontier} - found
            found |= frontier
        return found


def draw_offices(rng: random.Random) -> Drawn:
    """An organisation in the database, with an account for everybody."""
    drawn = Drawn()
    levels = rng.choice([("CITY", "BASIC"), ("CITY", "BASIC"), ("PROVINCE", "CITY", "BASIC")])
    names = _names(rng)
    for level in levels:
        _office(drawn, level, rng, names)
    drawn.home_code = _CODES[rng.choice([*levels, *["BASIC"] * 5])]
    _relations(drawn, rng)
    for key, person in drawn.people.items():
        Account.objects.create(username=key, person=person, created_at=NOON, must_change_password=False)
    return drawn


def _names(rng: random.Random) -> Iterator[str]:
    """Nobody has another's name: a name that equals a colleague's is drawn on purpose only."""
    surnames, given = list(_SURNAMES), list(_GIVEN)
    rng.shuffle(surnames)
    rng.shuffle(given)
    yield from (surname + first for first in given for surname in surnames)


def _office(drawn: Drawn, level: str, rng: random.Random, names: Iterator[str]) -> None:
    parent = list(drawn.offices.values())[-1] if drawn.offices else None
    code = _CODES[level]
    office = Office.objects.create(
        code=code, name=f"{level.title()}人民检察院", level=level, parent=parent,
        path=f"{parent.path if parent else '/'}{code}/", starts_in=FIRST_MONTH.number,
    )  # fmt: skip
    drawn.offices[code] = office
    departments = {
        name: Department.objects.create(office=office, name=name)
        for name in (_LEADERS, _INSPECTION, _FIRST, _GENERAL, _GROUP)
    }
    manned = rng.choice(INSPECTIONS if level == "BASIC" else (*INSPECTIONS[:2] * 3, *INSPECTIONS))
    drawn.inspection[code] = manned
    for role, department, identity, duties in _roles(level, manned, rng):
        key = f"{level.lower()} {role}"
        person = Person.objects.create(
            number=f"{code}{len(drawn.people):04d}", name=next(names), office=office, department=departments[department],
            title=role, identity=identity,
        )  # fmt: skip
        drawn.people[key], drawn.duties[key] = person, {duty.partition(":")[0] for duty in duties}
        for duty in duties:
            word, _, charge = duty.partition(":")
            DutyHolding.objects.create(
                person=person, office=office, duty=word, starts_on=START,
                department=departments[charge] if charge else None,
            )  # fmt: skip
    _lines_of(drawn, office)


def _roles(level: str, manned: str, rng: random.Random) -> Iterator[tuple[str, str, str, list[str]]]:
    """Role, department, identity, duties (after a colon the department that a duty is for)."""
    if level != "BASIC" or rng.random() < 0.95:
        yield "chief", _LEADERS, "LEADER", ["CHIEF"]
    yield (
        "deputy",
        _LEADERS,
        "LEADER",
        [f"DEPUTY:{_FIRST}", *(["INSPECTION_HEAD"] if manned == "deputy is head" else [])],
    )
    if rng.random() < 0.6:
        yield "inspection deputy", _LEADERS, "LEADER", ["INSPECTION_DEPUTY", f"DEPUTY:{_INSPECTION}"]
    # in a small office inspection sits in a department whose head has nothing to do with it
    seat = _INSPECTION if level != "BASIC" or rng.random() < 0.6 else _GENERAL
    if manned.startswith("head"):
        yield "head", seat, "HEAD", ["INSPECTION_HEAD", *([f"HEAD:{seat}"] if seat == _INSPECTION else [])]
    inspectors = {"head and two": 2, "two inspectors": 2, "head alone": 0, "nobody": 0}.get(manned, 1)
    for number in range(inspectors):
        yield f"inspector {number + 1}", seat, "ASSISTANT", ["INSPECTOR"]
    yield "department head", _FIRST, "HEAD", [f"HEAD:{_FIRST}"]
    yield "prosecutor", _FIRST, "PROSECUTOR", []
    yield "assistant", _FIRST, "ASSISTANT", []
    if seat == _GENERAL or rng.random() < 0.5:
        yield "general head", _GENERAL, "HEAD", [f"HEAD:{_GENERAL}", "GENERAL_OFFICE"]
    yield "clerk", _GENERAL, "CLERK", rng.choice([[], ["LIAISON"], ["POLITICAL"], [f"CLERK:{_GENERAL}"]])
    for number in range(rng.choice([0, 0, 1, 2])):
        yield f"discipline {number + 1}", _GROUP, "ADMIN", ["DISCIPLINE"]
    if rng.random() < 0.4:
        yield "auditor", _GENERAL, "ADMIN", ["AUDIT_ADMIN"]


def _lines_of(drawn: Drawn, office: Office) -> None:
    """Staff report to the head of their department, inspectors to the head of inspection and the deputy above it."""
    heads = {_FIRST: "department head", _GENERAL: "general head"}
    for key in drawn.staff(office):
        head = f"{key.split()[0]} {heads.get(str(drawn.people[key].department))}"
        if head in drawn.people and head != key:
            drawn.lines.add((key, head))
        if "INSPECTOR" in drawn.duties[key]:
            drawn.lines |= {(key, head) for head in drawn.holding(office, "INSPECTION_HEAD") if head != key}
        if drawn.duties[key] & {"INSPECTOR", "INSPECTION_HEAD"}:
            drawn.lines |= {(key, deputy) for deputy in drawn.holding(office, "INSPECTION_DEPUTY") if deputy != key}


def _relations(drawn: Drawn, rng: random.Random) -> None:
    """Declared relatives, here and there in another office, and a line that no duty says."""
    everybody, here = sorted(drawn.people), drawn.staff(drawn.home)
    for _ in range(rng.choice([0, 1, 1, 2])):
        one, other = rng.sample(here, 2) if rng.random() < 0.7 else rng.sample(everybody, 2)
        drawn.related.add(frozenset((one, other)))
        Relative.objects.create(
            person=drawn.people[one], relative=drawn.people[other], name=drawn.people[other].name, relation="亲属",
            starts_on=START,
        )  # fmt: skip
    if rng.random() < 0.4:
        below, over = rng.sample(here, 2)
        if (over, below) not in drawn.lines:
            drawn.lines.add((below, over))
            ReportingLine.objects.create(
                office=drawn.home, subordinate=drawn.people[below], superior=drawn.people[over], starts_on=START
            )

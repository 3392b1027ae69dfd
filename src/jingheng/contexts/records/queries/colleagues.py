"""Finding a colleague by name or by the initials of its pinyin, in one's own office and those above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from django.db.models import Q

from jingheng.contexts.org import api as org
from jingheng.contexts.records.rules.drafting import Party
from jingheng.contexts.records.rules.taxonomy import OWN_STAFF_ASKERS

_MOST = 8
#: Somebody of our own office or of one above: looked for among the staff.
STAFF_ASKERS = OWN_STAFF_ASKERS | {"P24"}


@dataclass(frozen=True, slots=True)
class Colleague:
    person_id: int
    name: str
    office: str
    department: str
    title: str

    @property
    def place(self) -> str:
        return " ".join(part for part in (self.office, self.department, self.title) if part)


def colleagues_like(office: org.Office, text: str, *, on: date, most: int = _MOST) -> list[Colleague]:
    """Exact names first, then those that contain the text or whose initials begin with it; own office first."""
    wanted = text.strip()
    if not wanted:
        return []
    named = Q() if wanted.isascii() else Q(name__contains=wanted)
    found = [person for person in _staff_upward(office, on, named) if fits(person.name, wanted)]
    return _shown(list(islice(sorted(found, key=lambda person: person.name != wanted), most)), on)


def identified(party: Party, office: org.Office, *, on: date, declined: bool = False) -> Party:
    """The person chosen, as long as the name still fits him; unchosen, the only one of that name among our own staff.

    `declined`: the filer has said that it is none of them.
    """
    meant = Q(pk=party.person_id) | Q(name=party.name.strip())
    found = list(_staff_upward(office, on, meant)) if org.Person.objects.filter(meant).exists() else []
    chosen = next((person for person in found if person.pk == party.person_id), None)
    if chosen is not None and party.name.strip() and not fits(chosen.name, party.name):
        chosen = None
    same = [person for person in found if person.name == party.name.strip()]
    if chosen is None and not declined and len(same) == 1 and party.asker_types & STAFF_ASKERS:
        chosen = same[0]
    if chosen is None:
        return replace(party, person_id=None)
    shown = _shown([chosen], on)[0]
    return replace(
        party,
        name=chosen.name,
        person_id=chosen.pk,
        unit=party.unit.strip() or shown.office,
        title=party.title.strip() or shown.title,
    )


def candidates_for(party: Party, office: org.Office, *, on: date) -> list[Colleague]:
    """Whom the form offers: for our own staff everybody whose name fits, for others only who bears the same name."""
    found = colleagues_like(office, party.name, on=on)
    return found if party.asker_types & STAFF_ASKERS else [one for one in found if one.name == party.name.strip()]


def names_of(people: list[int]) -> dict[int, str]:
    return dict(org.Person.objects.filter(pk__in=people).values_list("id", "name"))


def described(people: list[int], *, on: date) -> list[Colleague]:
    """The given people with what tells them apart."""
    return _shown(list(org.Person.objects.filter(pk__in=people).order_by("number")), on)


def fits(name: str, text: str) -> bool:
    """Whether `text` may have been typed to look for this name."""
    wanted = text.strip()
    return bool(wanted) and (_initials_fit(name, wanted) if wanted.isascii() else wanted in name)


def _staff_upward(office: org.Office, on: date, wanted: Q) -> Iterator[org.Person]:
    codes = [code for code in office.path.split("/") if code]
    offices = {found.code: found for found in org.Office.objects.filter(code__in=codes)}
    for code in reversed(codes):
        yield from org.staff_on(offices[code].pk, on).filter(wanted)


def _shown(people: list[org.Person], on: date) -> list[Colleague]:
    where = org.standings(people, on=on)
    offices = org.Office.objects.in_bulk({standing.office_id for standing in where.values()})
    departments = org.Department.objects.in_bulk({standing.department_id for standing in where.values()})
    return [
        Colleague(
            person.pk,
            person.name,
            offices[where[person.pk].office_id].name,
            str(departments.get(where[person.pk].department_id or 0, "")),
            where[person.pk].title,
        )
        for person in people
    ]


def _initials_fit(name: str, wanted: str) -> bool:
    """Every reading of a character counts: 曾 is z or c, 单 is s or d."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - its dictionary is large, and most people type the name

    letters = wanted.lower()
    readings = pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    pairs = zip(letters, readings, strict=False)
    return len(letters) <= len(readings) and all(letter in given for letter, given in pairs)

"""The person behind an actor, and the office in which what he files is his."""

from __future__ import annotations

from datetime import date

from jingheng.contexts.org.api import Office, Person, standing
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refusal, Refused


def filer_and_office(actor: Actor, *, on: date) -> tuple[Person, Office]:
    """Where he stands on the day, whichever office he happens to act in."""
    person = Person.objects.select_related("office").filter(pk=actor.person_id).first() if actor.person_id else None
    if person is None:
        raise Refused(Refusal("no-person", "系统账号不能填报记录。"))
    where = standing(person, on=on)
    return person, person.office if where.office_id == person.office_id else Office.objects.get(pk=where.office_id)

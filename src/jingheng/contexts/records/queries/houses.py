"""The facts that routing needs: the filer's office and those above it, on the day."""

from __future__ import annotations

from datetime import date

from jingheng.contexts.org import api as org
from jingheng.contexts.records.rules.routing import Colleague, House


def house(office: org.Office, *, on: date) -> House:
    return house_of(org.household(office, on=on))


def house_of(found: org.Household) -> House:
    """As the routing rules see it: without names."""
    return House(
        office_id=found.office_id,
        colleagues=tuple(Colleague(member.person_id, member.duties, member.position) for member in found.members),
        lines=found.lines,
        relatives=found.relatives,
    )


def houses_upward(office: org.Office, *, on: date) -> tuple[House, ...]:
    """The office and every office above it on this server, nearest first."""
    codes = [code for code in office.path.split("/") if code]
    offices = {found.code: found for found in org.Office.objects.filter(code__in=codes)}
    return tuple(house(offices[code], on=on) for code in reversed(codes))

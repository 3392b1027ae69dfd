"""The facts that routing needs: the filer's office and those above it, on the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import overload

from jingheng.contexts.org import api as org
from jingheng.contexts.records.rules.routing import Colleague, House


def house_of(found: org.Household) -> House:
    """As the routing rules see it: without names."""
    return House(
        office_id=found.office_id,
        colleagues=tuple(Colleague(member.person_id, member.duties, member.position) for member in found.members),
        lines=found.lines,
        relatives=found.relatives,
    )


def _house(office: org.Office, on: date) -> House:
    return house_of(org.household(office, on=on))


def _house_of_duties(office: org.Office, on: date) -> House:
    held = org.duties_held(office, on=on)
    return House(office.pk, tuple(Colleague(person, duties, "OTHER") for person, duties in held.items()))


class Houses(Sequence[House]):
    """An office and every office above it on this server, nearest first.

    Each is read when a rule first looks at it: nearly all records go no way up. Nearly all involve nobody of the staff,
    either; then the duties alone decide, and who leads, who reports to whom and who is related to whom is not read.
    """

    def __init__(self, office: org.Office, *, on: date, staff_involved: bool = True) -> None:
        self._home, self._on = office, on
        self._house = _house if staff_involved else _house_of_duties
        self._read: dict[int, House] = {}

    def __len__(self) -> int:
        return 1 + len(self._above)

    @overload
    def __getitem__(self, index: int) -> House: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[House, ...]: ...
    def __getitem__(self, index: int | slice) -> House | tuple[House, ...]:
        if isinstance(index, slice):
            return tuple(self[number] for number in range(len(self))[index])
        if index not in self._read:
            office = self._home if index == 0 else self._above[index - 1]
            self._read[index] = self._house(office, self._on)
        return self._read[index]

    @cached_property
    def _above(self) -> list[org.Office]:
        codes = [code for code in self._home.path.split("/") if code and code != self._home.code]
        offices = {found.code: found for found in org.Office.objects.filter(code__in=codes)}
        return [offices[code] for code in reversed(codes)]

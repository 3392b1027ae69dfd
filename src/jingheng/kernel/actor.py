"""Who acts, in which office, with which duties on that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jingheng.kernel.refusal import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one office on one day.

    `duties` holds codes of `org.rules.duties`, as held in `office_id` on the day; `permissions` follows from them.
    `charge` maps a duty to the departments it covers, where a duty is held for departments.
    """

    person_id: int | None
    name: str
    number: str
    office_id: int | None
    office_code: str
    office_path: str
    duties: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    charge: Mapping[str, frozenset[int]] = field(default_factory=dict)
    account_id: int | None = None

    @property
    def me(self) -> int:
        """The person, where only a person can act."""
        if self.person_id is None:
            raise Refused(Refusal("no-person", "系统不能代替人办理这件事。"))
        return self.person_id

    @property
    def here(self) -> int:
        """The office, where it must be acted in one."""
        if self.office_id is None:
            raise Refused(Refusal("no-office", "这件事要在具体单位办理。"))
        return self.office_id

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def holds(self, *duties: str) -> bool:
        return not self.duties.isdisjoint(duties)


SYSTEM = Actor(
    person_id=None,
    name="系统",
    number="SYSTEM",
    office_id=None,
    office_code="",
    office_path="",
    duties=frozenset({"SYSTEM"}),
)

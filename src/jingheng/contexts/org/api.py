"""The front door of offices and people."""

from jingheng.contexts.org.models import Department, DutyHolding, Office, Person
from jingheng.contexts.org.queries import (
    Household,
    Member,
    Standing,
    acting_offices,
    actor_for,
    holders,
    household,
    staff_on,
    standing,
    standings,
)
from jingheng.contexts.org.rules.duties import DUTIES, INSPECTION
from jingheng.contexts.org.rules.identities import IDENTITIES, LEVELS, position_of

__all__ = [
    "DUTIES", "IDENTITIES", "INSPECTION", "LEVELS", "Department", "DutyHolding", "Household", "Member", "Office", "Person",
    "Standing", "acting_offices", "actor_for", "holders", "household", "position_of", "staff_on", "standing", "standings",
]  # fmt: skip

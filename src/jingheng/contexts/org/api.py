"""The front door of offices and people."""

from jingheng.contexts.org.importing import (
    OFFICES,
    PEOPLE,
    POSTS,
    DryRun,
    Offices,
    choices_of,
    import_offices,
    import_people,
    import_posts,
    refuse_faults,
)
from jingheng.contexts.org.models import Department, DutyHolding, Office, Person
from jingheng.contexts.org.queries import (
    Household,
    Member,
    Standing,
    acting_offices,
    actor_for,
    change_days,
    holders,
    household,
    post_change_days,
    staff_at,
    staff_on,
    standing,
    standings,
)
from jingheng.contexts.org.usecases import OneTimePassword, found_office, grant_duty, open_account
from jingheng.contexts.org.rules.duties import DUTIES, INSPECTION
from jingheng.contexts.org.rules.identities import IDENTITIES, LEVELS, position_of

__all__ = [
    "DUTIES", "IDENTITIES", "INSPECTION", "LEVELS", "OFFICES", "PEOPLE", "POSTS", "Department", "DryRun", "DutyHolding", "Household", "Member", "Office", "Offices",
    "OneTimePassword", "Person", "Standing", "acting_offices", "actor_for", "found_office", "grant_duty", "holders",
    "change_days", "choices_of", "household", "import_offices", "import_people", "import_posts", "refuse_faults", "open_account", "position_of", "post_change_days", "staff_at", "staff_on", "standing", "standings",
]  # fmt: skip

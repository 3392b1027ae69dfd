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
    may_import_into,
    note_import,
    refuse_faults,
)
from jingheng.contexts.org.models import Department, DutyHolding, Office, Person, Post
from jingheng.contexts.org.queries import (
    Household,
    Member,
    Standing,
    acting_offices,
    actor_for,
    change_days,
    holders,
    household,
    in_charge,
    posts_of,
    staff_at,
    staff_on,
    standing,
    standing_by,
    standings,
)
from jingheng.contexts.org.usecases import OneTimePassword, found_office, grant_duty, open_account
from jingheng.contexts.org.rules.duties import DUTIES, INSPECTION
from jingheng.contexts.org.rules.identities import IDENTITIES, LEVELS, position_of

__all__ = [
    "DUTIES", "IDENTITIES", "INSPECTION", "LEVELS", "OFFICES", "PEOPLE", "POSTS", "Department", "DryRun", "DutyHolding", "Household", "Member", "Office", "Offices",
    "OneTimePassword", "Person", "Post", "Standing", "acting_offices", "actor_for", "found_office", "grant_duty", "holders",
    "change_days", "choices_of", "household", "import_offices", "import_people", "import_posts", "refuse_faults", "open_account", "position_of", "in_charge", "may_import_into", "note_import", "posts_of", "staff_at", "staff_on", "standing", "standing_by", "standings",
]  # fmt: skip

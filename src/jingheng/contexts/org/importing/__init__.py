"""Taking in offices, people and posts from tables: every row or none.

`tables` holds what every import shares, other contexts' too; then one module for each kind of table.
"""

from jingheng.contexts.org.importing.offices import OFFICES, import_offices
from jingheng.contexts.org.importing.people import PEOPLE, import_people
from jingheng.contexts.org.importing.posts import POSTS, import_posts
from jingheng.contexts.org.importing.tables import (
    DryRun,
    Offices,
    choices_of,
    may_import_into,
    note_import,
    refuse_faults,
)

__all__ = [
    "OFFICES",
    "PEOPLE",
    "POSTS",
    "DryRun",
    "Offices",
    "choices_of",
    "import_offices",
    "import_people",
    "import_posts",
    "may_import_into",
    "note_import",
    "refuse_faults",
]

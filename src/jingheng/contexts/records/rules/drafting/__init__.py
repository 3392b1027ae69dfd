"""Drafting a record: its fields, what the form shows, what must be there, and what is impossible.

`draft` holds the facts, `fields` the form, `required` and `faults` the refusals, `urgency` what follows at once,
`payload` the JSON that a revision keeps.
"""

from __future__ import annotations

from jingheng.contexts.records.rules.drafting.draft import UNNAMED, Draft, Intermediary, Party
from jingheng.contexts.records.rules.drafting.faults import faults, refuse_future
from jingheng.contexts.records.rules.drafting.fields import (
    BLOCKS,
    HANDLING,
    LINK_FIELDS,
    MANAGED_BY,
    NO_EVIDENCE,
    PARTY_FIELDS,
    PARTY_SHOWN_WHEN,
    PAYLOAD_FIELDS,
    PLACES,
    SHOWN_WHEN,
    Clause,
    Field,
    Kind,
    relevant_fields,
    relevant_party_fields,
)
from jingheng.contexts.records.rules.drafting.payload import draft_of, payload_of
from jingheng.contexts.records.rules.drafting.required import (
    PARTY_REQUIRED,
    REQUIRED,
    Requirement,
    required_fields,
    required_party_fields,
)
from jingheng.contexts.records.rules.drafting.urgency import (
    DraftNorms,
    Lateness,
    UrgentReason,
    is_urgent,
    lateness,
    urgent_reasons,
)

__all__ = [
    "BLOCKS",
    "HANDLING",
    "LINK_FIELDS",
    "MANAGED_BY",
    "NO_EVIDENCE",
    "PARTY_FIELDS",
    "PARTY_REQUIRED",
    "PARTY_SHOWN_WHEN",
    "PAYLOAD_FIELDS",
    "PLACES",
    "REQUIRED",
    "SHOWN_WHEN",
    "UNNAMED",
    "Clause",
    "Draft",
    "DraftNorms",
    "Field",
    "Intermediary",
    "Kind",
    "Lateness",
    "Party",
    "Requirement",
    "UrgentReason",
    "draft_of",
    "faults",
    "is_urgent",
    "lateness",
    "payload_of",
    "refuse_future",
    "relevant_fields",
    "relevant_party_fields",
    "required_fields",
    "required_party_fields",
    "urgent_reasons",
]

"""The plain view of a draft: what has been said so far, complete or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

#: What the filer writes where the name is not known; features are asked for instead.
UNNAMED = "不详"


@dataclass(frozen=True, slots=True)
class Intermediary:
    """One link of a chain of requests: whoever asked the next one to ask."""

    name: str = ""
    unit: str = ""
    relation: str = ""
    person_id: int | None = None  # our own staff, once identified


@dataclass(frozen=True, slots=True)
class Party:
    """One person (or unit, by its signer) who is recorded."""

    name: str = ""
    features: str = ""
    unit: str = ""
    title: str = ""
    asker_types: frozenset[str] = frozenset()
    managed_by: str = ""
    body: str = ""
    litigant_relation: str = ""
    recorder_relation: str = ""
    on_behalf: bool = False
    via: tuple[Intermediary, ...] = ()  # from the one who asked us back to where the request began
    person_id: int | None = None

    @property
    def is_named(self) -> bool:
        return self.name.strip() not in ("", UNNAMED)


@dataclass(frozen=True, slots=True)
class Draft:
    """The names of these attributes are the keys of a revision's payload; `fields` gives labels and order."""

    parties: tuple[Party, ...] = ()

    matter: str = ""
    handling: str = ""
    case_number: str = ""
    no_case_number: bool = False
    case_kind: str = ""
    cause: str = ""
    case_stage: str = ""
    sensitive_kinds: frozenset[str] = field(default_factory=frozenset)
    case_parties: str = ""
    case_handler: str = ""
    matter_name: str = ""

    happened_at: datetime | None = None
    ended_at: datetime | None = None
    channel: str = ""
    place_kind: str = ""
    place: str = ""
    in_office_hours: bool | None = None
    times: int = 1
    present: str = ""
    acts: frozenset[str] = field(default_factory=frozenset)
    summary: str = ""
    verbatim: str = ""
    bribe: bool = False
    threat: bool = False

    responses: frozenset[str] = field(default_factory=frozenset)
    response_note: str = ""
    disclosed: bool | None = None
    disclosed_note: str = ""
    effect: str = ""
    effect_note: str = ""
    follow_up: str = ""
    evidence: frozenset[str] = field(default_factory=frozenset)
    no_evidence_reason: str = ""

    contact_reason: str = ""
    contact_note: str = ""
    expenses: str = ""
    gifts: str = ""
    approved: bool | None = None
    approver: str = ""
    approval_number: str = ""

    late_reason: str = ""

    @property
    def askers(self) -> frozenset[str]:
        return frozenset().union(*(party.asker_types for party in self.parties))

    @property
    def person_ids(self) -> frozenset[int]:
        """Everybody of our own staff who is named as asking, on whose behalf, or as passing it on."""
        links = (link.person_id for party in self.parties for link in party.via)
        return frozenset(found for found in (*(party.person_id for party in self.parties), *links) if found is not None)

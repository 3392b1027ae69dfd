"""A record's plain view for its life cycle."""

from __future__ import annotations

from datetime import date

from jingheng.contexts.cases.api import find_case
from jingheng.contexts.org.api import Person, holders
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Clearance, Exclusion, Hearing, IdentityQuestion, Record, Step
from jingheng.contexts.records.rules.drafting.draft import Draft as Content
from jingheng.contexts.records.rules.drafting.payload import draft_of
from jingheng.contexts.records.rules.lifecycles import RecordFacts
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.rules.taxonomy import OWN_STAFF_ASKERS

_READING_DUTIES = {Desk.INSPECTION: ("INSPECTOR", "INSPECTION_HEAD"), Desk.LEADERSHIP: ("INSPECTION_HEAD",)}


def content_of(record: Record) -> Content:
    """What the record says in its latest revision."""
    revision = record.revisions.order_by("-number")[0]
    return draft_of(safe.unseal(revision.payload))


def contents_of(record: Record) -> list[Content]:
    """What every revision said, oldest first."""
    return [draft_of(safe.unseal(revision.payload)) for revision in record.revisions.order_by("number")]


def named_staff(record: Record) -> set[int]:
    """Colleagues whom the record, as it stands, names as asking: identified, and not named by mistake (更正)."""
    parties = content_of(record).parties
    chosen = {party.person_id for party in parties if party.person_id is not None}
    keys = [safe.keyed("name", party.name) for party in parties if party.person_id is None]
    answered = IdentityQuestion.objects.filter(record=record, name_key__in=keys, answer__isnull=False)
    cleared = Clearance.objects.filter(record=record).values_list("person_id", flat=True)
    return {*chosen, *answered.values_list("answer_id", flat=True)} - {None, *cleared}


def principals(record: Record) -> set[int]:
    """Colleagues on whose behalf it was asked: they may be heard, though nothing need be held against them."""
    return {link.person_id for party in content_of(record).parties for link in party.via if link.person_id is not None}


def assignable(record: Record, *, on: date) -> list[Person]:
    """To whom the head may hand the record: inspectors of the office who may read it; of leaders, heads alone."""
    duties = _READING_DUTIES.get(Desk(record.desk), ())
    shut_out = {record.filer_id, record.assignee_id, *record.exclusions.values_list("person_id", flat=True)}
    found = holders(record.receiving_office_id, *duties, on=on)
    return [person for person in found if person.pk not in shut_out]


def reviews_open(record: Record) -> bool:
    """Somebody who was heard has asked for a review that nobody has answered yet."""
    asked = Hearing.objects.filter(record=record, review_asked_at__isnull=False)
    return asked.filter(review_answered_at__isnull=True).exists()


def facts_of(record: Record, *, proposed: str = "", on: date) -> RecordFacts:
    """Everything the rules may ask about a record. `proposed` is an outcome that is about to be proposed."""
    shut_out = dict(Exclusion.objects.filter(record=record).values_list("person_id", "because"))
    named = named_staff(record)
    taken = Step.objects.filter(record=record, action__in=["verify", "propose"]).order_by("id")
    steps = {step.action: step for step in taken}
    hearings = list(Hearing.objects.filter(record=record))
    heard = {hearing.person_id for hearing in hearings if hearing.answered_at or hearing.due_date < on}
    return RecordFacts(
        state=record.state,
        filer_id=record.filer_id,
        excluded=frozenset(shut_out),
        verifier_id=steps["verify"].by_id if "verify" in steps else None,
        proposed=proposed or record.outcome,
        proposer_id=steps["propose"].by_id if "propose" in steps else None,
        case_handler_id=_handler_of(record),
        concerns_staff=bool(named) or not OWN_STAFF_ASKERS.isdisjoint(record.askers.split(";")),
        heard=bool(named) and named <= heard,
        open_questions=IdentityQuestion.objects.filter(record=record, answered_at=None).count(),
    )


def _handler_of(record: Record) -> int | None:
    number = content_of(record).case_number.strip() if record.case_key else ""
    case = find_case(number, office_id=record.home_office_id)
    return case.handler_id if case else None

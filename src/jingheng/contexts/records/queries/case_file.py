"""A record as inspection sees it: what it says, what was done with it, and what else is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import DUTIES, Department, Office, Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Clearance, Copy, Exclusion, Hearing, IdentityQuestion, Reading, Record, Revision, Step
from jingheng.contexts.records.queries.facts import named_staff, principals
from jingheng.contexts.records.queries.visibility import masks_filer, official
from jingheng.contexts.records.queries.worklists import label_of
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import draft_of
from jingheng.contexts.records.rules.drafting.words import Difference, Part, differences, parts_of
from jingheng.contexts.records.rules.lifecycles import RECORD, RECORD_STATES
from jingheng.contexts.records.rules.private_names import LEADING_ASKERS, forgets_private, is_followed_leader, without_private_names
from jingheng.contexts.records.rules.routing import Because
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI

_FEW = 8
_LEADERS_LOOKED_AT = 200  # what a leader's name is compared with: there is no index of names, on purpose
_WORDS = {
    "file": "填报", "correct": "更正", "answer": "确认被记录人身份", "supplement": "补正", "reassign": "改派",
    "unmask": "查看填报人姓名", **{move.action: move.label for move in RECORD},
}  # fmt: skip
#: Which norm sets the deadline that a state waits for.
_NORM_OF = {
    "RECORDED": "record.review_working_days", "RETURNED": "record.supplement_working_days", "ACCEPTED": "record.review_working_days",
    "TRIAGED": "verify.days", "VERIFYING": "verify.days", "HEARING": "hearing.answer_days", "PROPOSED": "verify.days",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    number: int
    made_at: datetime
    reason: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history; its fields are those that the page's component takes."""

    at: datetime
    what: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Related:
    uid: str
    label: str
    state: str
    happened_at: datetime
    bucket: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    records: tuple[Related, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Deadline:
    due: date | None
    norm: str
    source: str


@dataclass(frozen=True, slots=True)
class Filer:
    """Masked for the chief until he has said why."""

    name: str
    place: str
    is_masked: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """A hearing as those see it who work on the record."""

    hearing: Hearing
    person: str
    disclosed: str
    answer: str
    result_text: str
    review_text: str
    review_answer: str
    is_over: bool  # answered, or the days have passed


@dataclass(frozen=True, slots=True)
class Cleared:
    person: str
    note: str
    at: datetime


def contents(record: Record) -> list[tuple[Revision, Content]]:
    """Every revision, oldest first; private names are cut once the record is not followed up."""
    found = [(revision, draft_of(safe.unseal(revision.payload))) for revision in record.revisions.order_by("number")]
    if forgets_private(record.triage):
        found = [(revision, without_private_names(content)) for revision, content in found]
    return found


def said(found: list[tuple[Revision, Content]]) -> list[Part]:
    return parts_of(found[-1][1])


def changes(found: list[tuple[Revision, Content]]) -> list[Change]:
    """Newest first."""
    made = [
        Change(revision.number, revision.made_at, str(safe.unseal(revision.reason) or ""), tuple(differences(before, after)))
        for (_, before), (revision, after) in zip(found, found[1:], strict=False)
    ]
    return made[::-1]


def filer_of(record: Record, actor: Actor) -> Filer:
    if masks_filer(actor) and not Step.objects.filter(record=record, action="unmask", by=actor.person_id).exists():
        return Filer("(已隐去)", taxonomy.POSITIONS.name(record.position), True)
    department = Department.objects.filter(pk=record.department_id).values_list("name", flat=True).first() or ""
    office = Office.objects.get(pk=record.home_office_id)
    return Filer(record.filer.name, " ".join(part for part in (office.name, department) if part), False)


def history(record: Record, *, filer: Filer) -> list[Event]:
    """Newest first, with the opinions."""
    steps = Step.objects.filter(record=record).select_related("by").order_by("-id")
    return [Event(step.at, _WORDS.get(step.action, step.action), _who(step, record, filer), _note(step)) for step in steps]


def readers(record: Record, *, filer: Filer) -> list[Reader]:
    """Who has opened it, and who gets a copy. First readings, newest first."""
    seen: dict[int, Reading] = {}
    for reading in Reading.objects.filter(record=record).select_related("person").order_by("id"):
        seen.setdefault(reading.person_id, reading)
    found = [
        Reader(reading.person.name, f"{DUTIES[reading.duty].name if reading.duty in DUTIES else ''} {reading.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
        for reading in sorted(seen.values(), key=lambda reading: reading.at, reverse=True)
    ]
    copies = Copy.objects.filter(record=record).select_related("office")
    return found + [Reader(f"{copy.office.name} {DUTIES[copy.duty].name}", "抄送,只供阅看") for copy in copies]


def deadline(record: Record, *, on: date) -> Deadline | None:
    key = _NORM_OF.get(record.state)
    if key is None:
        return None
    norm = norms_on(on, office_path=record.receiving_office.path).norm(key)
    return Deadline(record.due_date, f"{norm.name} {norm.value} {norm.unit}", str(norm.source))


def urgent_until(record: Record, *, on: date) -> datetime | None:
    if not record.is_urgent:
        return None
    hours = norms_on(on, office_path=record.receiving_office.path)["record.urgent_hours"]
    return record.filed_at + timedelta(hours=hours)


def related(record: Record, content: Content, actor: Actor) -> list[Group]:
    """The same case, the same colleague, the same leader: as far as this actor may read. Private persons never."""
    others = official(actor).exclude(pk=record.pk)
    groups = [Group("同一案件", _lines(others.filter(case_key=record.case_key)))] if record.case_key else []
    if not record.is_cleared:
        groups += _same_staff(record, others)
        groups += _same_leaders(content, others)
    return [group for group in groups if group.records]


def hearings_of(record: Record, *, on: date) -> list[Heard]:
    found = Hearing.objects.filter(record=record).select_related("person").order_by("id")
    return [
        Heard(
            hearing, hearing.person.name, *(str(safe.unseal(text) or "") for text in (
                hearing.disclosed, hearing.answer, hearing.result_text, hearing.review_text, hearing.review_answer,
            )),
            bool(hearing.answered_at) or hearing.due_date < on,
        )
        for hearing in found
    ]  # fmt: skip


def hearable(record: Record) -> list[Person]:
    """Whom the record names among our own staff and who has not been heard yet."""
    heard = Hearing.objects.filter(record=record).values("person")
    return list(Person.objects.filter(pk__in=named_staff(record) | principals(record)).exclude(pk__in=heard).order_by("number"))


def correctable(record: Record) -> list[Person]:
    return list(Person.objects.filter(pk__in=named_staff(record)).order_by("number"))


def cleared_people(record: Record) -> list[Cleared]:
    rows = Clearance.objects.filter(record=record).select_related("person").order_by("id")
    return [Cleared(row.person.name, str(safe.unseal(row.note)), row.at) for row in rows]


def open_questions(record: Record) -> int:
    return IdentityQuestion.objects.filter(record=record, answered_at__isnull=True).count()


def _same_staff(record: Record, others: QuerySet[Record]) -> list[Group]:
    people = named_staff(record)
    forgotten = Clearance.objects.filter(record=OuterRef("record"), person=OuterRef("person"))
    rows = (
        Exclusion.objects.filter(~Exists(forgotten), person__in=people, because__in=[Because.NAMED, Because.PRINCIPAL])
        .filter(record__in=others.filter(is_cleared=False).values("pk"))
        .select_related("record", "person")
        .order_by("person__number", "-record__happened_at")
    )
    found: dict[int, list[Exclusion]] = {}
    for row in rows[: _FEW * max(1, len(people))]:
        found.setdefault(row.person_id, []).append(row)
    return [
        Group(f"反映同一人员:{here[0].person.name}", tuple(_line(row.record) for row in here[:_FEW])) for here in found.values()
    ]


def _same_leaders(content: Content, others: QuerySet[Record]) -> list[Group]:
    names = {party.name.strip() for party in content.parties if is_followed_leader(party)}
    if not names:
        return []
    asks_as_leader = reduce(or_, (Q(askers__contains=code) for code in sorted(LEADING_ASKERS)))
    latest = Revision.objects.filter(record__in=others.filter(asks_as_leader, is_cleared=False))
    found: dict[str, dict[int, Record]] = {name: {} for name in names}
    rows = latest.select_related("record").order_by("-record_id", "-number")[:_LEADERS_LOOKED_AT]
    for revision in rows:
        if revision.number != revision.record.revision_count:
            continue
        for party in draft_of(safe.unseal(revision.payload)).parties:
            if party.name.strip() in names and is_followed_leader(party):
                found[party.name.strip()].setdefault(revision.record_id, revision.record)
    return [
        Group(f"反映同一领导干部:{name}", tuple(_line(record) for record in list(records.values())[:_FEW]))
        for name, records in sorted(found.items())
    ]


def _lines(records: QuerySet[Record]) -> tuple[Related, ...]:
    return tuple(_line(record) for record in records.order_by("-happened_at", "-id")[:_FEW])


def _line(record: Record) -> Related:
    return Related(
        record.uid, label_of(record), RECORD_STATES[record.state], record.happened_at, taxonomy.BUCKETS.name(record.bucket),
        taxonomy.OUTCOMES.name(record.outcome) if record.state == "CONCLUDED" else "",
    )  # fmt: skip


def _who(step: Step, record: Record, filer: Filer) -> str:
    if step.by is None:
        return ""
    if step.by_id == record.filer_id:
        return "填报人" if filer.is_masked else f"填报人 {step.by.name}"
    return step.by.name


def _note(step: Step) -> str:
    words: Iterable[str] = (
        _code_word(step.code) if step.action in {"return", "exclude", "note", "triage", "propose", "reject", "conclude"} else "",
        str(safe.unseal(step.opinion) or ""),
    )
    return ":".join(word for word in words if word)


def _code_word(code: str) -> str:
    for dictionary in (taxonomy.RETURN_REASONS, taxonomy.TRIAGE, taxonomy.OUTCOMES):
        if code in dictionary:
            return dictionary.name(code)
    return ""

"""A record as inspection sees it: what it says, what was done with it, who has read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from django.db.models import F

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import DUTIES, Office, Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import (
    Clearance,
    Copy,
    Hearing,
    IdentityQuestion,
    Reading,
    Record,
    Revision,
    Step,
)
from jingheng.contexts.records.queries.facts import named_staff, principals
from jingheng.contexts.records.queries.visibility import masks_filer
from jingheng.contexts.records.queries.worklists import owes_urgent_report, urgent_deadline
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import draft_of
from jingheng.contexts.records.rules.drafting.words import Difference, Part, differences, parts_of
from jingheng.contexts.records.rules.lifecycles import RECORD
from jingheng.contexts.records.rules.masked_recorder import without_name, without_recorder
from jingheng.contexts.records.rules.private_names import (
    forgets_private,
    without_private_names,
)
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI

_WORDS = {
    "file": "填报",
    "correct": "更正",
    "answer": "确认被记录人身份",
    "supplement": "补正",
    "reassign": "改派",
    "unmask": "查看填报人姓名",
    **{move.action: move.label for move in RECORD},
}
#: Which norm sets the deadline that a state waits for.
_NORM_OF = {
    "RECORDED": "record.review_working_days",
    "RETURNED": "record.supplement_working_days",
    "ACCEPTED": "record.review_working_days",
    "TRIAGED": "record.review_working_days",
    "VERIFYING": "verify.days",
    "HEARING": "verify.days",
    "PROPOSED": "verify.days",
}


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

    def within(self, office: str) -> Filer:
        """As one's own office calls him: by department."""
        return replace(self, place=self.place.removeprefix(office).strip())


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
    """Every revision, oldest first; private names are cut once the record is not followed up, unless they are gone."""
    return [(revision, _content(revision, record)) for revision in record.revisions.order_by("number")]


def latest_contents(records: Sequence[Record]) -> dict[int, Content]:
    """What each of them says now, by the same rule. One query."""
    by_key = {record.pk: record for record in records}
    rows = Revision.objects.filter(record__in=list(by_key), number=F("record__revision_count"))
    return {row.record_id: _content(row, by_key[row.record_id]) for row in rows}


def _content(revision: Revision, record: Record) -> Content:
    content = draft_of(safe.unseal(revision.payload))
    forgets = forgets_private(record.triage) and revision.pseudonymised_at is None
    return without_private_names(content) if forgets else content


def masked_for(found: list[tuple[Revision, Content]], record: Record, filer: Filer) -> list[tuple[Revision, Content]]:
    """As somebody reads them to whom the recorder is masked (REC-61); to others as they are."""
    if not filer.is_masked:
        return found
    return [(revision, without_recorder(content, record.filer.name)) for revision, content in found]


def said(found: list[tuple[Revision, Content]]) -> list[Part]:
    return parts_of(found[-1][1])


def changes(found: list[tuple[Revision, Content]], *, masked_name: str = "") -> list[Change]:
    """Newest first; `masked_name`: the recorder's, where he is masked."""
    made = [
        Change(
            revision.number,
            revision.made_at,
            without_name(str(safe.unseal(revision.reason) or ""), masked_name),
            tuple(differences(before, after)),
        )
        for (_, before), (revision, after) in pairwise(found)
    ]
    return made[::-1]


def filer_of(record: Record, actor: Actor) -> Filer:
    return filers_of([record], actor)[record.pk]


def filers_of(records: Sequence[Record], actor: Actor) -> dict[int, Filer]:
    """Who filed each of them, as the actor may know it. At most two queries."""
    masked = {record.pk for record in records} if masks_filer(actor) else set()
    if masked:
        asked = Step.objects.filter(record__in=masked, action="unmask", by=actor.person_id)
        masked.difference_update(asked.values_list("record", flat=True))
    offices = Office.objects.in_bulk({record.home_office_id for record in records if record.pk not in masked})
    return {
        record.pk: Filer("（已隐去）", taxonomy.POSITIONS.name(record.position), True)
        if record.pk in masked
        else _named(record, offices[record.home_office_id])
        for record in records
    }


def _named(record: Record, office: Office) -> Filer:
    department = record.department.name if record.department else ""
    return Filer(record.filer.name, " ".join(part for part in (office.name, department) if part), False)


def history(record: Record, *, filer: Filer) -> list[Event]:
    """Newest first, with the opinions, and when whoever was heard answered (with further words: the last time)."""
    steps = Step.objects.filter(record=record).select_related("by").order_by("-id")
    events = [
        Event(step.at, _WORDS.get(step.action, step.action), _who(step, record, filer), _note(step)) for step in steps
    ]
    answers = Hearing.objects.filter(record=record, answered_at__isnull=False).select_related("person").order_by("-id")
    answered = [Event(one.answered_at, "陈述申辩已答复", one.person.name, "") for one in answers if one.answered_at]
    return sorted(answered + events, key=lambda event: event.at, reverse=True)


def readers(record: Record, *, filer: Filer) -> list[Reader]:
    """Who has opened it, when last and how many times, the latest first; and who gets a copy."""
    seen: dict[int, list[Reading]] = {}
    for reading in Reading.objects.filter(record=record).select_related("person").order_by("-at", "-id"):
        seen.setdefault(reading.person_id, []).append(reading)
    found = [Reader(one[0].person.name, f"{_duty_word(one[0].duty)} {_last(one)}") for one in seen.values()]
    copies = Copy.objects.filter(record=record).select_related("office")
    return found + [Reader(f"{copy.office.name} {DUTIES[copy.duty].name}", "抄送，只供阅看") for copy in copies]


def _last(readings: Sequence[Reading]) -> str:
    moment = f"{readings[0].at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"最近 {moment}，共 {len(readings)} 次" if len(readings) > 1 else moment


def _duty_word(code: str) -> str:
    return DUTIES[code].name if code in DUTIES else ""


def deadline(record: Record, *, on: date) -> Deadline | None:
    key = _NORM_OF.get(record.state)
    if key is None:
        return None
    norm = norms_on(on, office_path=record.receiving_office.path).norm(key)
    return Deadline(record.due_date, f"{norm.name} {norm.written}", str(norm.source))


def urgent_until(record: Record, *, on: date) -> datetime | None:
    """By when 立即报告 is owed, while it is."""
    if not owes_urgent_report(record):
        return None
    return urgent_deadline(record, norms_on(on, office_path=record.receiving_office.path))


def hearings_of(record: Record, *, on: date) -> list[Heard]:
    found = Hearing.objects.filter(record=record).select_related("person").order_by("id")
    return [
        Heard(
            hearing=hearing,
            person=hearing.person.name,
            disclosed=_text(hearing.disclosed),
            answer=_text(hearing.answer),
            result_text=_text(hearing.result_text),
            review_text=_text(hearing.review_text),
            review_answer=_text(hearing.review_answer),
            is_over=bool(hearing.answered_at) or hearing.due_date < on,
        )
        for hearing in found
    ]


def _text(sealed: str) -> str:
    return str(safe.unseal(sealed) or "")


def hearable(record: Record) -> list[Person]:
    """Whom the record names among our own staff and who has not been heard yet."""
    heard = Hearing.objects.filter(record=record).values("person")
    return list(
        Person.objects.filter(pk__in=named_staff(record) | principals(record)).exclude(pk__in=heard).order_by("number")
    )


def correctable(record: Record) -> list[Person]:
    return list(Person.objects.filter(pk__in=named_staff(record)).order_by("number"))


def cleared_people(record: Record) -> list[Cleared]:
    rows = Clearance.objects.filter(record=record).select_related("person").order_by("id")
    return [Cleared(row.person.name, str(safe.unseal(row.note)), row.at) for row in rows]


def open_questions(record: Record) -> int:
    return IdentityQuestion.objects.filter(record=record, answered_at__isnull=True).count()


def _who(step: Step, record: Record, filer: Filer) -> str:
    if step.by is None:
        return ""
    if step.by_id == record.filer_id:
        return "填报人" if filer.is_masked else f"填报人 {step.by.name}"
    return step.by.name


def _note(step: Step) -> str:
    words: Iterable[str] = (
        _code_word(step.code)
        if step.action in {"return", "exclude", "note", "triage", "propose", "reject", "conclude"}
        else "",
        str(safe.unseal(step.opinion) or ""),
    )
    return "：".join(word for word in words if word)


def _code_word(code: str) -> str:
    for dictionary in (taxonomy.RETURN_REASONS, taxonomy.TRIAGE, taxonomy.OUTCOMES):
        if code in dictionary:
            return dictionary.name(code)
    return ""

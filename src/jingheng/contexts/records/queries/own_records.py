"""What the filer sees of his own: drafts, records, their history, who has read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import DUTIES
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, Draft, IdentityQuestion, Reading, Record, Revision, Step
from jingheng.contexts.records.queries.colleagues import Colleague, described
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import draft_of
from jingheng.contexts.records.rules.progress import STEPS, UNNAMED_READER, shows_reader
from jingheng.contexts.records.rules.retention import destroyed_words
from jingheng.contexts.records.rules.taxonomy import EVIDENCE, MATTERS, RETURN_REASONS
from jingheng.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft of one's own, as a list shows it."""

    uid: str
    kind: str  # 草稿, 待补全, 更正中, 备忘, 代录中, 待确认
    who: str
    what: str
    happened_at: datetime | None
    saved_at: datetime
    changes: str = ""  # the record that it corrects

    @property
    def title(self) -> str:
        return " · ".join(part for part in (self.who, self.what) if part) or "还没有内容"


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    word: str
    note: str = ""
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """The last reading by somebody."""

    at: datetime
    who: str
    duty: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A name asked back to the filer, with those who bear it."""

    name_key: str
    name: str
    withdrawn: bool  # a correction has taken it out; the question stands
    candidates: tuple[Colleague, ...]
    answered_at: datetime | None
    answer: Colleague | None


@dataclass(frozen=True, slots=True)
class Kept:
    """An attachment as it is listed."""

    uid: str
    name: str
    kind: str
    made_on: date | None
    size: int
    sha256: str
    destroyed: str = ""  # 已按保存期限销毁, with the day

    @property
    def size_words(self) -> str:
        return f"{self.size / 2**20:.1f} MB" if self.size >= 2**20 else f"{max(1, round(self.size / 2**10))} KB"


def own_drafts(actor: Actor) -> list[DraftLine]:
    drafts = Draft.objects.filter(owner=actor.person_id).order_by("-saved_at", "-id")
    return [_line(draft) for draft in drafts]


def find_draft(actor: Actor, uid: str) -> Draft | None:
    return Draft.objects.filter(uid=uid, owner=actor.person_id).first()


def record_of_draft(actor: Actor, uid: str) -> str | None:
    """The record that a submitted draft has become, or has changed."""
    if Record.objects.filter(uid=uid, filer=actor.person_id).exists():
        return uid
    return Step.objects.filter(record__filer=actor.person_id, code=uid).values_list("record__uid", flat=True).first()


def previous_summary(actor: Actor) -> str:
    """What the filer wrote last time: the hints compare with it."""
    last = Revision.objects.filter(record__filer=actor.person_id).order_by("-record_id", "-number").first()
    return str(safe.unseal(last.payload).get("summary", "")) if last else ""


def history_of(record: Record) -> list[Happened]:
    """The steps that the filer may see, in words that name nobody."""
    return [
        Happened(step.at, STEPS[step.action], _note(step, record), step.due_date if step.action == "return" else None)
        for step in Step.objects.filter(record=record).order_by("id")
        if step.action in STEPS
    ]


def last_return(record: Record) -> Happened | None:
    """Why it was sent back, while it is."""
    if record.state != "RETURNED":
        return None
    step = Step.objects.filter(record=record, action="return").order_by("-id")[0]
    return Happened(step.at, STEPS["return"], _note(step, record), step.due_date)


def readings_of(records: Iterable[Record], *, on: date, office_path: str) -> dict[int, list[Read]]:
    """Who has read each record, when last and how often, by the rule of decisions §15. One query."""
    states = {record.pk: record.state for record in records}
    hidden = bool(norms_on(on, office_path=office_path)["reading.discipline_hidden"])
    found: dict[int, dict[str, Read]] = defaultdict(dict)
    readings = Reading.objects.filter(record__in=states).select_related("person").order_by("at", "id")
    for reading in readings:
        if shows_reader(reading.duty, states[reading.record_id], discipline_hidden=hidden):
            duty = DUTIES[reading.duty].name if reading.duty in DUTIES else ""
            read = Read(reading.at, reading.person.name, duty)
        else:
            read = Read(reading.at, UNNAMED_READER, "")
        before = found[reading.record_id].pop(read.who, None)
        found[reading.record_id][read.who] = replace(read, times=before.times + 1) if before else read
    return {record: list(by_name.values())[::-1] for record, by_name in found.items()}


def titles_of(records: Iterable[Record]) -> dict[int, str]:
    """Who and what, by which the filer knows his records apart. One query."""
    found = {}
    for revision in Revision.objects.filter(record__in=[record.pk for record in records]).order_by("number"):
        content = draft_of(safe.unseal(revision.payload))
        found[revision.record_id] = " · ".join(part for part in ("、".join(_names(content)), _what(content)) if part)
    return found


def questions_of(record: Record, contents: list[Content], *, on: date) -> list[Asked]:
    names = {safe.keyed("name", party.name): party.name for content in contents for party in content.parties}
    current = {safe.keyed("name", party.name) for party in contents[-1].parties}
    asked = []
    for question in IdentityQuestion.objects.filter(record=record).order_by("id"):
        people = described(question.candidates, on=on)
        answer = next((person for person in people if person.person_id == question.answer_id), None)
        asked.append(
            Asked(
                question.name_key,
                names.get(question.name_key, ""),
                question.name_key not in current,
                tuple(people),
                question.answered_at,
                answer,
            )
        )
    return asked


def revisions_of(record: Record) -> list[tuple[Revision, Content, str]]:
    """Every revision with its content and reason, newest first."""
    return [
        (revision, draft_of(safe.unseal(revision.payload)), str(safe.unseal(revision.reason) or ""))
        for revision in record.revisions.order_by("-number")
    ]


def attachments_of(thing: Draft | Record) -> list[Kept]:
    column = "draft" if isinstance(thing, Draft) else "record"
    return [
        Kept(
            found.uid,
            safe.unseal(found.name),
            EVIDENCE.name(found.kind) if found.kind in EVIDENCE else "",
            found.made_on,
            found.size,
            found.sha256,
            destroyed_words(found.destroyed_at) if found.destroyed_at else "",
        )
        for found in Attachment.objects.filter(**{column: thing}).order_by("id")
    ]


def _line(draft: Draft) -> DraftLine:
    payload: dict[str, Any] = safe.unseal(draft.payload)
    content = draft_of(payload)
    if draft.is_memo:
        kind = "备忘"
    elif draft.speaker_id is not None:
        kind = "代录中" if draft.is_being_typed else "待确认"
    elif payload.get("changes"):
        kind = "更正中"
    else:
        kind = "待补全" if payload.get("quick") else "草稿"
    return DraftLine(
        uid=draft.uid, kind=kind, who="、".join(_names(content)), what=_what(content), happened_at=content.happened_at,
        saved_at=draft.saved_at, changes=payload.get("changes", ""),
    )  # fmt: skip


def _names(content: Content) -> Iterator[str]:
    for party in content.parties:
        if party.name.strip():
            yield party.name.strip()


def _what(content: Content) -> str:
    summary = " ".join(content.summary.split())
    if summary:
        return summary[:28] + ("…" if len(summary) > 28 else "")
    return MATTERS.name(content.matter) if content.matter in MATTERS else ""


def _note(step: Step, record: Record) -> str:
    if step.action == "return":
        reason = RETURN_REASONS.name(step.code) if step.code in RETURN_REASONS else ""
        opinion = str(safe.unseal(step.opinion) or "")
        return "：".join(part for part in (reason, opinion) if part)
    if step.action == "unmask":
        return f"理由：{safe.unseal(step.opinion)}"
    if step.action == "accept" and record.number:
        return f"编号 {record.number}"
    return ""

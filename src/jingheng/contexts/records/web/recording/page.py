"""The form as a page: blocks with their state, faults beside their fields, and who will read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django import forms

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.records.queries.colleagues import Colleague, candidates_for, identified
from jingheng.contexts.records.queries.filers import filer_and_office
from jingheng.contexts.records.queries.own_records import previous_summary
from jingheng.contexts.records.rules.decision_aid import VERDICTS
from jingheng.contexts.records.rules.drafting import (
    BLOCKS,
    PAYLOAD_FIELDS,
    Draft,
    Lateness,
    Party,
    faults,
    lateness,
    urgent_reasons,
)
from jingheng.contexts.records.rules.hints import hints
from jingheng.contexts.records.rules.taxonomy import is_contact
from jingheng.contexts.records.usecases.filing import draft_norms, hint_norms
from jingheng.contexts.records.usecases.outlook import Outlook, outlook
from jingheng.contexts.records.web.recording.form import NONE_OF_THEM, PartyRow, RecordForm, party_rows, record_form
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal

_BLOCK_OF = {field.name: field.block for field in PAYLOAD_FIELDS}
#: The page asks why it is late where the moment is typed, and what became of gifts where it asks what was done.
_SHOWN_IN = {"late_reason": "SAID", "gifts": "HANDLED"}


@dataclass(frozen=True, slots=True)
class Block:
    code: str
    title: str
    left: int  # how many things are still to be said
    wrong: bool  # a fault stands beside one of its fields

    @property
    def state(self) -> str:
        if self.left:
            return f"还差 {self.left} 项"
        return "有要改的地方" if self.wrong else "已填好"

    @property
    def is_complete(self) -> bool:
        return not self.left and not self.wrong

    @property
    def is_open(self) -> bool:
        return not self.is_complete


@dataclass(frozen=True, slots=True)
class Row:
    """One person asked about, with the colleagues he may be."""

    index: int
    form: PartyRow
    colleagues: tuple[Colleague, ...]
    chosen: str  # a person's key, NONE, or nothing yet
    own_staff: bool


@dataclass(frozen=True, slots=True)
class Changing:
    """What a correction builds on. It says why, and is measured as on the day of filing."""

    uid: str
    filed_at: datetime
    returned: bool  # it was sent back: a supplement, whose reason is known
    reason: str

    @property
    def word(self) -> str:
        return "补正" if self.returned else "更正"


@dataclass(frozen=True, slots=True)
class FormPage:
    form: RecordForm
    rows: tuple[Row, ...]
    blocks: Mapping[str, Block]
    faults: tuple[tuple[str, str, str], ...]  # where, label, sentence
    outlook: Outlook
    hints: Mapping[str, tuple[str, ...]]
    late_note: str
    urgent: tuple[str, ...]
    suggested: Mapping[str, tuple[str, ...]]
    has_contact: bool

    @property
    def no_field_at_fault(self) -> bool:
        return not any(target for target, _, _ in self.faults)

    @property
    def live_parts(self) -> str:
        """What the rail's answer changes elsewhere on the page, as htmx wants it."""
        parts = [f"#state-{code}" for code in self.blocks]
        parts += [f"#hints-{name}" for name in self.hints] + ["#late-note", "#urgent-note"]
        parts += [f"#parties-{row.index}-colleagues" for row in self.rows]
        return ",".join(parts)


def resolved(content: Draft, as_typed: Mapping[str, str], *, actor: Actor, at: datetime) -> Draft:
    """With our own staff identified, as far as the filer has chosen or the name leaves no doubt."""
    today = local_date(at)
    _, office = filer_and_office(actor, on=today)
    parties = [
        identified(party, office, on=today, declined=as_typed.get(f"parties-{index}-person_id") == NONE_OF_THEM)
        for index, party in enumerate(content.parties)
    ]
    return replace(content, parties=tuple(parties))


def form_page(
    content: Draft, as_typed: Mapping[str, str], *, actor: Actor, at: datetime, verdict: str = "",
    refusals: Sequence[Refusal] = (), changing: Changing | None = None,
) -> FormPage:  # fmt: skip
    """`verdict`: of the decision aid, which offers first what is likely."""
    today = local_date(at)
    _, office = filer_and_office(actor, on=today)
    norms = norms_on(today, office_path=office.path)
    measures = draft_norms(norms)
    form, rows = record_form(content, as_typed), party_rows(content, as_typed)
    if changing is not None:
        form.ask_why(
            f"{changing.word}说明" if changing.returned else "更正理由", changing.reason, required=not changing.returned
        )
    _place_refusals(refusals, form, rows)
    measured_at = changing.filed_at if changing else at
    late = lateness(content, at=measured_at, norms=measures)
    missing = faults(content, at=measured_at, norms=measures)
    previous = previous_summary(actor) if content.summary.strip() and changing is None else ""
    found = hints(content, previous, hint_norms(norms))
    return FormPage(
        form=form,
        rows=tuple(
            Row(
                index,
                row,
                tuple(candidates_for(party, office, on=today)),
                str(party.person_id or as_typed.get(f"parties-{index}-person_id", "")),
                bool(party.asker_types),
            )
            for index, (row, party) in enumerate(zip(rows, content.parties or (Party(),), strict=True))
        ),
        blocks=_blocks(content, missing, form, rows),
        faults=tuple(_listed(form, rows)) if refusals else (),
        outlook=outlook(content, actor=actor, at=at, changes=changing.uid if changing else ""),
        hints={
            name: () if name in form.errors else tuple(hint.sentence for hint in found if hint.field == name)
            for name in ("summary", "verbatim")
        },
        late_note=_late_note(late) if late is not None and late.is_late else "",
        urgent=tuple(reason.sentence for reason in urgent_reasons(content)),
        suggested=VERDICTS[verdict].prefill if verdict in VERDICTS else {},
        has_contact=is_contact(content.acts),
    )


def _late_note(late: Lateness) -> str:
    days = f"{late.happened_on} 发生的事应在 {late.allowed} 日内填报，到填报时是第 {late.days} 日"
    return f"{days}：请写迟填原因。依据：{late.source}"


def _blocks(content: Draft, missing: Iterable[Refusal], form: RecordForm, rows: Sequence[PartyRow]) -> dict[str, Block]:
    left = dict.fromkeys(BLOCKS.codes, 0)
    for refusal in missing:
        left[_block_of(refusal.field)] += 1
    wrong = {_block_of(name) for name in form.errors if name != "reason"}  # stands above the blocks, in none of them
    if any(part.errors for row in rows for part in (row.form, *row.links)):
        wrong.add("WHO")
    return {
        code: Block(code, BLOCKS.name(code), left[code], code in wrong) for code in BLOCKS.codes if code != "FILING"
    }


def _block_of(field: str) -> str:
    name = field.split("-", maxsplit=1)[0]
    return _SHOWN_IN.get(name) or _BLOCK_OF.get(name, "HANDLED")


def _place_refusals(refusals: Sequence[Refusal], form: RecordForm, rows: Sequence[PartyRow]) -> None:
    """Each fault beside its field; what could not be read at all has said so already."""
    for refusal in refusals:
        target, name = _target(refusal.field, form, rows)
        if name is None or name not in target.errors:
            target.add_error(name, refusal.sentence)


def _target(field: str, form: RecordForm, rows: Sequence[PartyRow]) -> tuple[forms.Form, str | None]:
    parts = field.split("-")
    if parts[0] == "parties":
        row = rows[min(int(parts[1]), len(rows) - 1)] if len(parts) > 1 else rows[-1]
        if "via" in parts:
            link = row.links[min(int(parts[3]), len(row.links) - 1)] if len(parts) > 3 else row.links[0]
            return link, parts[4] if len(parts) > 4 and parts[4] in link.fields else "name"
        return row.form, parts[2] if len(parts) > 2 and parts[2] in row.form.fields else "name"
    return form, field if field in form.fields else None


def _listed(form: RecordForm, rows: Sequence[PartyRow]) -> Iterable[tuple[str, str, str]]:
    """Every fault for the summary on top, in the order of the page."""
    for sentence in form.non_field_errors():
        yield "", "", str(sentence)
    for row in rows:
        for part in (row.form, *row.links):
            for bound in part:
                yield from ((bound.auto_id, str(bound.label), str(sentence)) for sentence in bound.errors)
    for bound in form:
        yield from ((bound.auto_id, str(bound.label), str(sentence)) for sentence in bound.errors)

"""What becomes of a record, drawn by chance: handled, heard about, reported at once, blacked out, corrected."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from jingheng.contexts.org.queries import actor_for
from jingheng.contexts.records.models import Attachment, Hearing, Report
from jingheng.contexts.records.queries.facts import contents_of
from jingheng.contexts.records.rules.blackout import Box, Rectangle
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.usecases import hearings, reports, review
from jingheng.contexts.records.usecases.blackout import black_out
from jingheng.contexts.records.usecases.corrections import correct_record, supplement_record
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from jingheng.kernel.period import Month, local_date
from tests.factories.random_events import Deed, Event, Waits, World, later
from tests.factories.random_offices import Drawn
from tests.factories.random_papers import MAKERS
from tests.factories.random_records import Said, party

_FACTS = "有人反映您打听一起案件的办理情况。"
_CORNER = (Rectangle(1, Box(1500, 1000, 5000, 1000)),)


def handling(
    rng: random.Random, drawn: Drawn, name: str, filed: datetime, said: Said, *, to_the_end: bool = True
) -> Iterator[Event]:
    """What inspection does with a record, by whoever it was dealt to; the end is decided by somebody else."""
    if dict(said.codes)["effect"] == "AFFECTED":
        yield from _reported_at_once(drawn, name, filed)
    at = later(rng, filed, 1, 3)

    def step(word: str, action: Callable[..., object], **more: str) -> Event:
        return Event(at, f"{name} {word}", by_inspector(name, action, **more))

    if rng.random() < 0.15:
        yield step("returned", review.return_record, reason="R1", opinion="")
        at = later(rng, at, 1, 3)
        yield Event(at, f"{name} supplemented", lambda world, at: _supplement(world, name, at))
        at = later(rng, at, 1, 2)
    yield step("accepted", review.accept_record)
    at = later(rng, at, 1, 9)
    conclusion = rng.choice(["T0", "T1", "T2", "T2", "T3", "T3", "T4"])
    yield step("triaged", review.triage_record, conclusion=conclusion, opinion="甄别意见")
    if conclusion in ("T1", "T2", "T4"):
        at = later(rng, at, 1, 9)
        yield step("verified", review.open_verification)
        if to_the_end:
            heard = _heard(name, said)
            if heard:
                at = later(rng, at, 1, 3)
                yield from _hearing(drawn, name, at, heard)
                at += timedelta(days=8)
            at = later(rng, at, 1, 9)
            outcome = "TALK" if heard else rng.choice(["UNSUBSTANTIATED", "TRANSFERRED"])
            yield from _ended(name, at, outcome)
            if heard:
                yield from _told(drawn, name, later(rng, at, 6, 9), heard)


def by_inspector(name: str, action: Callable[..., object], **more: object) -> Deed:
    return lambda world, at: action(**world.by(name, world.inspector(name), at), **more)


def by_second(name: str, action: Callable[..., object], **more: object) -> Deed:
    """Whoever decides beside the inspector."""

    def do(world: World, at: datetime) -> None:
        if not (deciding := world.deciding(name)):
            raise Waits
        action(**world.by(name, world.drawn.people[deciding[-1]], at), **more)

    return do


def _supplement(world: World, name: str, at: datetime) -> None:
    record = world.record(name)
    said = replace(contents_of(record)[-1], verbatim="“透个底就行。”（已补正）")
    supplement_record(uid=record.uid, content=said, actor=actor_for(record.filer, on=local_date(at)), at=at)


def _ended(name: str, at: datetime, outcome: str) -> Iterator[Event]:
    """Proposed, now and then rejected once, concluded."""
    rng = random.Random(f"{name} ended")
    proposed = by_inspector(name, review.propose_outcome, outcome=outcome, opinion="核查情况")
    yield Event(at, f"{name} proposed", proposed)
    if rng.random() < 0.3:
        yield Event(at + timedelta(days=1), f"{name} rejected", by_second(name, review.reject_outcome, opinion="再核"))
        yield Event(at + timedelta(days=2), f"{name} proposed again", proposed)
    yield Event(at + timedelta(days=4), f"{name} concluded", by_second(name, review.conclude_record, opinion="同意"))


# --- hearings ---------------------------------------------------------------------------------------------------------
def _heard(name: str, said: Said) -> str:
    """Who of ours is heard, if anybody is."""
    found = [key for how, key in said.ways if how in ("named", "behalf", "passed")]
    return found[0] if found and random.Random(f"{name} heard").random() < 0.8 else ""


def _hearing(drawn: Drawn, name: str, at: datetime, key: str) -> Iterator[Event]:
    rng, person = random.Random(f"{name} answered"), drawn.people[key]
    yield Event(at, f"{name} heard", by_inspector(name, hearings.open_hearing, person=person, disclosed=_FACTS))
    if rng.random() < 0.9:
        yield Event(later(rng, at, 1, 7), f"{name} answered", _heard_does(key, name, _answer))


def _told(drawn: Drawn, name: str, at: datetime, key: str) -> Iterator[Event]:
    """The result, and perhaps a review of it by somebody else; now and then it was not he after all."""
    rng, person = random.Random(f"{name} told"), drawn.people[key]
    yield Event(at, f"{name} told", by_inspector(name, hearings.tell_result, person=person, text="决定谈话提醒。"))
    if rng.random() < 0.6:
        at = later(rng, at, 1, 5)
        yield Event(at, f"{name} review asked", _heard_does(key, name, _ask))
        at = later(rng, at, 1, 5)
        deed = by_second(name, hearings.answer_review, person=person, text="维持原结论。")
        yield Event(at, f"{name} review answered", deed)
    if rng.random() < 0.5:
        deed = by_inspector(name, hearings.correct_person, person=person, note="经查记错了人。")
        yield Event(later(rng, at, 1, 5), f"{name} cleared", deed)


def _heard_does(key: str, name: str, deed: Callable[..., object]) -> Deed:
    def do(world: World, at: datetime) -> None:
        person = world.drawn.people[key]
        hearing = Hearing.objects.filter(record=world.record(name), person=person).first()
        if hearing is None:
            raise Waits
        deed(uid=hearing.uid, actor=world.drawn.actor(key, at), at=at)

    return do


def _answer(**by: object) -> None:
    hearings.answer_hearing(answer="无异议。", **by)  # type: ignore[arg-type]


def _ask(**by: object) -> None:
    hearings.ask_review(text="不服结论。", **by)  # type: ignore[arg-type]


# --- reported at once -------------------------------------------------------------------------------------------------
def _reported_at_once(drawn: Drawn, name: str, filed: datetime) -> Iterator[Event]:
    """By the head of the office that received it; accepted above, now and then sent back once."""
    rng = random.Random(f"{name} at once")
    at = filed + timedelta(hours=rng.choice([1, 3, 30]))

    def reported(world: World, at: datetime) -> None:
        record = world.record(name)
        heads = drawn.holding(record.receiving_office, "INSPECTION_HEAD")
        if not heads:
            raise Waits
        shown = Report.objects.filter(record=record).values_list("revision", flat=True).first() or 0
        report_urgently(
            record_uid=record.uid, words="庭审被迫延期，已经报告。", shown_revision=shown, actor=drawn.actor(heads[0], at),
            at=at,
        )  # fmt: skip

    def received(action: Callable[..., object], **more: str) -> Deed:
        def do(world: World, at: datetime) -> None:
            report = Report.objects.filter(record=world.record(name), kind=URGENT).select_related("office").first()
            above = drawn.above(report.office) if report else None
            if report is None or above is None or not (makers := drawn.holding(above, *MAKERS)):
                raise Waits
            actor = drawn.actor(makers[-1], at)
            action(uid=report.uid, shown_revision=report.revision, actor=actor, at=at, **more)

        return do

    yield Event(at, f"{name} reported at once", reported)
    if rng.random() < 0.3:
        at += timedelta(hours=20)
        yield Event(at, f"{name} urgent returned", received(reports.return_report, opinion="请补充措施"))
        at += timedelta(hours=2)
        yield Event(at, f"{name} reported at once again", reported)
    yield Event(at + timedelta(hours=20), f"{name} urgent accepted", received(reports.accept_report))


# --- by other hands ---------------------------------------------------------------------------------------------------
def blacked_out(name: str, at: datetime) -> Iterator[Event]:
    """A copy of the evidence without a telephone number, made by whoever works on the record."""

    def do(world: World, at: datetime) -> None:
        attachment = Attachment.objects.get(record=world.record(name))
        by = world.by(name, world.inspector(name), at)
        black_out(attachment=attachment.uid, rectangles=_CORNER, purpose="听取陈述申辩时出示", **by)

    yield Event(at, f"{name} blacked out", do)


def corrected(drawn: Drawn, name: str, at: datetime, filer: str, way: tuple[str, str]) -> Iterator[Event]:
    """The filer remembers that somebody else was in it too."""

    def do(world: World, at: datetime) -> None:
        record = world.record(name)
        last = contents_of(record)[-1]
        added = party(drawn, *way, drawn.people[filer].office_id)
        correct_record(
            uid=record.uid, content=replace(last, parties=(*last.parties, added)), reason="漏写了人",
            actor=drawn.actor(filer, at), at=at,
        )  # fmt: skip
        world.involved[name].append((Month.of(at), {way[1]}))

    yield Event(at, f"{name} corrected", do)

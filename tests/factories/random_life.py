"""Twelve months of ordinary life, drawn before any of it happens, so that it can be lived twice."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.contexts.circulars.usecases.compiling import compile_circular, submit
from jingheng.contexts.circulars.usecases.issuing import give_number, sign
from jingheng.contexts.org.absences import register_absence
from jingheng.contexts.org.models import Office
from jingheng.contexts.org.queries import actor_for
from jingheng.contexts.records.models import Record, Report
from jingheng.contexts.records.queries.facts import contents_of
from jingheng.contexts.records.queries.problems import carried_into
from jingheng.contexts.records.rules.problems import Followed, Problems
from jingheng.contexts.records.usecases import outgoing, reports, review
from jingheng.contexts.records.usecases.corrections import supplement_record
from jingheng.contexts.records.usecases.indexing import index_waiting
from jingheng.contexts.records.usecases.national import enter_list
from jingheng.contexts.records.usecases.reminding import remind
from jingheng.contexts.records.usecases.signing import delegate_signing
from jingheng.contexts.records.usecases.statements import AlreadySigned, sign_statement
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, Month, MonthRange, local_date
from jingheng.kernel.refusal import Refused
from tests.factories.contents import file
from tests.factories.random_offices import Drawn
from tests.factories.random_records import Said, draw_codes, draw_marker, fate

_MAKERS = ("INSPECTOR", "INSPECTION_HEAD")


class _By(TypedDict):
    uid: str
    actor: Actor
    at: datetime


@dataclass
class World:
    """What has come of the life so far: things by the name of their event, and who was refused what."""

    drawn: Drawn
    seed: int
    has_secrets: bool
    uids: dict[str, str] = field(default_factory=dict)
    said: dict[str, tuple[str, Said]] = field(default_factory=dict)  # record → its filer and what it says
    refused: list[tuple[str, str]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)


Deed = Callable[[World, datetime], object]


@dataclass(frozen=True)
class Event:
    at: datetime
    name: str
    do: Deed
    secretly: bool = False  # different in the two worlds

    def happen(self, world: World) -> None:
        with fate(world.seed, self.name):
            try:
                self.do(world, self.at)
            except (Refused, AlreadySigned) as no:
                code = no.refusal.code if isinstance(no, Refused) else "already-signed"
                world.refused += [] if self.secretly else [(self.name, code)]
            else:
                world.done += [] if self.secretly else [self.name]


def live(events: list[Event], world: World, until: datetime) -> list[Event]:
    """Everything up to a moment happens; what is still to come is returned."""
    due = [event for event in events if event.at <= until]
    for event in due:
        event.happen(world)
    while index_waiting():
        pass
    return events[len(due) :]


def draw_life(rng: random.Random, drawn: Drawn, months: list[Month]) -> list[Event]:
    events: list[Event] = []
    for office in drawn.offices.values():
        is_home = office == drawn.home
        for month in months:
            events += _signatures(rng, drawn, office, month, everybody=is_home)
            for number in range(rng.choice([0, 1, 2, 3] if is_home else [0, 0, 1])):
                events += _record(rng, drawn, office, month, f"{office.code} {month} record {number}")
            events += _report(rng, drawn, office, "MONTH", month)
            events += [
                *_away(drawn, office, month),
                *_compared(drawn, office, month),
                *_delegated(drawn, office, month),
            ]
            if month.month % 3 == 0 and month.plus(-2) in months:
                events += _report(rng, drawn, office, "QUARTER", month.plus(-2))
        for last in (months[len(months) // 2], months[-2]):
            events += _circular(rng, drawn, office, MonthRange(last.plus(-4), last))
    return events


def in_order(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.at, event.name))


def handling(rng: random.Random, name: str, filed: datetime, *, to_the_end: bool = True) -> Iterator[Event]:
    """What inspection does with a record, by whoever it was dealt to; the end is decided by somebody else."""
    at = _later(rng, filed, 1, 3)

    def step(word: str, action: str, code: str = "") -> Event:
        return Event(at, f"{name} {word}", lambda world, at: _review(world, name, action, at, code))

    if rng.random() < 0.15:
        yield step("returned", "return")
        at = _later(rng, at, 1, 3)
        yield Event(at, f"{name} supplemented", lambda world, at: _supplement(world, name, at))
        at = _later(rng, at, 1, 2)
    yield step("accepted", "accept")
    at = _later(rng, at, 1, 9)
    conclusion = rng.choice(["T0", "T1", "T2", "T2", "T3", "T3", "T4"])
    yield step("triaged", "triage", conclusion)
    if conclusion in ("T1", "T2", "T4"):
        at = _later(rng, at, 1, 9)
        yield step("verified", "verify")
        if to_the_end:
            at = _later(rng, at, 1, 9)
            yield step("proposed", "propose", rng.choice(["UNSUBSTANTIATED", "TRANSFERRED"]))
            at = _later(rng, at, 1, 9)
            yield step("concluded", "conclude")


def _signatures(rng: random.Random, drawn: Drawn, office: Office, month: Month, *, everybody: bool) -> Iterator[Event]:
    """Nearly everybody in time, some late, some never; elsewhere fewer, for it costs the test time and tells nothing."""
    for key in drawn.staff(office):
        chance = rng.random() * (1 if everybody else 4)
        late = chance > 0.85
        begin = month.last_day + timedelta(days=rng.randint(6, 15) if late else rng.randint(-5, 1))
        if chance < 0.95:
            yield Event(_moment(rng, begin), f"{month} signed by {key}", _signing(drawn, key, month))
    watchers = drawn.holding(office, *_MAKERS, "LIAISON", "CHIEF")
    if watchers:
        begin = month.last_day + timedelta(days=2)
        yield Event(_moment(rng, begin), f"{office.code} {month} reminded", _reminding(drawn, watchers[0], month))


def _signing(drawn: Drawn, key: str, month: Month) -> Deed:
    return lambda world, at: sign_statement(month=month, actor=drawn.actor(key, at), at=at)


def _reminding(drawn: Drawn, key: str, month: Month) -> Deed:
    return lambda world, at: remind(month=month, department_id=None, actor=drawn.actor(key, at), at=at)


def _record(rng: random.Random, drawn: Drawn, office: Office, month: Month, name: str) -> Iterator[Event]:
    filer, other = rng.sample(drawn.staff(office), 2)
    way = rng.choice(
        [("outsider", "甘霖"), ("outsider", "甘霖"), ("named", other), ("behalf", other), ("passed", other)]
    )
    said = Said(draw_marker(rng), (way,), draw_codes(rng))
    at = _moment(rng, month.first_day + timedelta(days=rng.randint(1, month.last_day.day - 2)))

    def do(world: World, at: datetime) -> None:
        world.uids[name] = file(drawn.actor(filer, at), said.content(drawn, filer, at), at=at).uid
        world.said[name] = (filer, said)

    yield Event(at, name, do)
    yield from handling(rng, name, at)


def _review(world: World, name: str, action: str, at: datetime, code: str) -> None:
    """As the inspector to whom it was dealt, or whoever decides beside him. What nobody works on waits."""
    record = Record.objects.filter(uid=world.uids.get(name)).select_related("assignee", "receiving_office").first()
    if record is None or record.assignee is None:
        return
    office, drawn = record.receiving_office, world.drawn
    deciding = [
        key for key in drawn.holding(office, "CHIEF", "INSPECTION_HEAD") if drawn.people[key] != record.assignee
    ]
    if action == "conclude" and not deciding:
        return
    person = drawn.people[deciding[-1]] if action == "conclude" else record.assignee
    by: _By = {"uid": record.uid, "actor": actor_for(person, on=local_date(at), office=office), "at": at}
    if action == "accept":
        review.accept_record(**by)
    elif action == "return":
        review.return_record(**by, reason="R1", opinion="")
    elif action == "triage":
        review.triage_record(**by, conclusion=code, opinion="甄别意见")
    elif action == "verify":
        review.open_verification(**by)
    elif action == "propose":
        review.propose_outcome(**by, outcome=code, opinion="核查情况")
    else:
        review.conclude_record(**by, opinion="同意")


def _supplement(world: World, name: str, at: datetime) -> None:
    record = Record.objects.filter(uid=world.uids.get(name)).select_related("filer").first()
    if record is not None:
        said = replace(contents_of(record)[-1], verbatim="“透个底就行。”（已补正）")
        supplement_record(uid=record.uid, content=said, actor=actor_for(record.filer, on=local_date(at)), at=at)


def _report(rng: random.Random, drawn: Drawn, office: Office, kind: str, first: Month) -> Iterator[Event]:
    """Compiled, signed by the chief, sent and accepted; now and then sent back once."""
    makers, chiefs, above = drawn.holding(office, *_MAKERS), drawn.holding(office, "CHIEF"), drawn.above(office)
    receivers = drawn.holding(above, *_MAKERS) if above else []
    if not makers:
        return
    maker, last = rng.choice(makers), first if kind == "MONTH" else first.plus(2)
    name = f"{office.code} {kind} {first}"
    day = last.last_day + timedelta(days=rng.randint(5, 7) if kind == "MONTH" else rng.randint(14, 16))
    found = random.Random(name).choice([(), (), ("原话要点写得少",)])  # by its name: other draws stay as they were

    def compiled(world: World, at: datetime) -> None:
        actor = drawn.actor(maker, at)
        report = reports.open_report(kind=kind, first=first, actor=actor, at=at)
        world.uids[name] = report.uid
        problems = Problems(found, tuple(Followed(text, "MENDED") for text in carried_into(report)))
        reports.compile_report(
            uid=report.uid, words="", problems=problems, shown_revision=report.revision, actor=actor, at=at
        )

    def act(action: Callable[..., object], key: str, **more: object) -> Deed:
        def do(world: World, at: datetime) -> None:
            report = Report.objects.get(uid=world.uids[name])
            action(uid=report.uid, shown_revision=report.revision, actor=drawn.actor(key, at), at=at, **more)

        return do

    steps: list[tuple[str, Deed]] = [("compiled", compiled)]
    if chiefs:
        steps.append(("signed", act(reports.sign_report, chiefs[0])))
        steps.append(("sent", act(reports.send_report if above else reports.close_report, maker)))
        if receivers:
            if rng.random() < 0.15:
                steps.append(("returned", act(reports.return_report, rng.choice(receivers), opinion="请核对")))
                steps += [(f"{word} again", do) for word, do in steps[:3]]
            steps.append(("accepted", act(reports.accept_report, rng.choice(receivers))))
        if kind == "QUARTER":
            steps += _delivered(office, act, maker)
    at = _moment(rng, day, hours=(9, 10))
    for word, do in steps:
        yield Event(at, f"{name} {word}", do)
        at += timedelta(hours=rng.choice([1, 2, 20]))


def _delivered(office: Office, act: Callable[..., Deed], key: str) -> Iterator[tuple[str, Deed]]:
    """To 政法委, on paper."""
    told = {"addressee": "COMMITTEE"}
    heading = {"recipient": "政法委", "secrecy": "工作秘密", "urgency": "", "copies": 1}

    def numbered(world: World, at: datetime) -> None:
        number = f"检督〔{at.year}〕{office.code}{at.month}号"
        act(outgoing.number_paper, key, number=number, **told, **heading)(world, at)

    yield "numbered", numbered
    yield "posted", _on_the_day(act, outgoing.send_paper, key, **told, channel="EXCHANGE", docket="")


def _on_the_day(act: Callable[..., Deed], action: Callable[..., object], key: str, **more: object) -> Deed:
    return lambda world, at: act(action, key, sent_on=local_date(at), **more)(world, at)


def _away(drawn: Drawn, office: Office, month: Month) -> Iterator[Event]:
    """Somebody is kept from signing, and whoever keeps absences writes it down."""
    rng = random.Random(f"{office.code} {month} away")
    keepers, staff = drawn.holding(office, "POLITICAL", "LIAISON", "INSPECTION_HEAD"), drawn.staff(office)
    if not keepers or rng.random() < 0.5:
        return
    key, reason = rng.choice(staff), rng.choice(["MATERNITY", "SICK"])

    def do(world: World, at: datetime) -> None:
        register_absence(
            person_id=drawn.people[key].pk, reason=reason, starts_on=month.first_day, last_day=month.last_day, host=None,
            host_name="", basis="文", actor=drawn.actor(keepers[0], at), at=at,
        )  # fmt: skip

    yield Event(_moment(rng, month.first_day + timedelta(days=3)), f"{office.code} {month} {key} away", do)


def _compared(drawn: Drawn, office: Office, month: Month) -> Iterator[Event]:
    """The list of the national system, pasted; what differs is left."""
    heads = drawn.holding(office, "INSPECTION_HEAD")
    if not heads:
        return

    def do(world: World, at: datetime) -> None:
        enter_list(month=month, text=f"GJ{month}1\nGJ{month}2", actor=drawn.actor(heads[0], at), at=at)

    yield Event(
        _moment(random.Random(f"{office.code} {month}"), month.last_day + timedelta(days=4)),
        f"{office.code} {month} compared",
        do,
    )


def _delegated(drawn: Drawn, office: Office, month: Month) -> Iterator[Event]:
    rng = random.Random(f"{office.code} {month} delegated")
    chiefs = drawn.holding(office, "CHIEF")
    leaders = [key for key in drawn.holding(office, "DEPUTY", "INSPECTION_DEPUTY") if key not in chiefs]
    if not chiefs or not leaders:
        return
    leader = rng.choice(leaders)

    def do(world: World, at: datetime) -> None:
        delegate_signing(
            person_id=drawn.people[leader].pk, starts_on=local_date(at),
            last_day=local_date(at) + timedelta(days=9), actor=drawn.actor(chiefs[0], at), at=at,
        )  # fmt: skip

    yield Event(_moment(rng, month.first_day + timedelta(days=1)), f"{office.code} {month} delegated", do)


def _circular(rng: random.Random, drawn: Drawn, office: Office, period: MonthRange) -> Iterator[Event]:
    makers, chiefs = drawn.holding(office, *_MAKERS), drawn.holding(office, "CHIEF")
    numberers = drawn.holding(office, "GENERAL_OFFICE", "INSPECTION_HEAD")
    name, at = f"{office.code} circular {period.last}", _moment(rng, period.last.next().first_day + timedelta(days=19))
    if not makers:
        return

    def compiled(world: World, at: datetime) -> None:
        made = compile_circular(asked=Asked(period), actor=drawn.actor(makers[0], at), at=at)
        world.uids[name] = made.uid

    def signed(world: World, at: datetime) -> None:
        made = Circular.objects.get(uid=world.uids[name])
        submit(uid=made.uid, shown_revision=made.revision, actor=drawn.actor(makers[0], at), at=at)
        sign(uid=made.uid, shown_revision=made.revision, actor=drawn.actor(chiefs[0], at), at=at)

    def numbered(world: World, at: datetime) -> None:
        number = f"检发〔{at.year}〕{office.code}{at.month}号"
        give_number(uid=world.uids[name], number=number, actor=drawn.actor(numberers[0], at), at=at)

    yield Event(at, f"{name} compiled", compiled)
    if chiefs and numberers:
        yield Event(at + timedelta(hours=1), f"{name} signed", signed)
        yield Event(at + timedelta(hours=2), f"{name} numbered", numbered)


def _later(rng: random.Random, at: datetime, least: int, most: int) -> datetime:
    return _moment(rng, (at + timedelta(days=rng.randint(least, most))).date())


def _moment(rng: random.Random, day: date, hours: tuple[int, int] = (9, 17)) -> datetime:
    return datetime.combine(day, time(rng.randint(*hours), rng.randint(0, 59), rng.randint(0, 59)), tzinfo=SHANGHAI)

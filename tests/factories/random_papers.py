"""Monthly and quarterly reports and circulars, by those whose part they are."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.contexts.circulars.usecases.compiling import compile_circular, edit_words, submit
from jingheng.contexts.circulars.usecases.issuing import give_number, send_back, sign
from jingheng.contexts.org.models import Office
from jingheng.contexts.records.models import Report
from jingheng.contexts.records.queries.problems import carried_into
from jingheng.contexts.records.rules.problems import Followed, Problems
from jingheng.contexts.records.usecases import outgoing, reports
from jingheng.kernel.period import Month, MonthRange, local_date
from tests.factories.random_events import Deed, Event, World, moment
from tests.factories.random_offices import Drawn

MAKERS = ("INSPECTOR", "INSPECTION_HEAD")


def draw_report(rng: random.Random, drawn: Drawn, office: Office, kind: str, first: Month) -> Iterator[Event]:
    """Compiled, signed by the chief, sent and accepted; now and then sent back once."""
    makers, chiefs, above = drawn.holding(office, *MAKERS), drawn.holding(office, "CHIEF"), drawn.above(office)
    receivers = drawn.holding(above, *MAKERS) if above else []
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
    at = moment(rng, day, hours=(9, 10))
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


def draw_circular(rng: random.Random, drawn: Drawn, office: Office, period: MonthRange) -> Iterator[Event]:
    """Handed in, often sent back once for better words, signed and numbered."""
    makers, chiefs = drawn.holding(office, *MAKERS), drawn.holding(office, "CHIEF")
    numberers = drawn.holding(office, "GENERAL_OFFICE", "INSPECTION_HEAD")
    name, at = f"{office.code} circular {period.last}", moment(rng, period.last.next().first_day + timedelta(days=19))
    if not makers:
        return

    def compiled(world: World, at: datetime) -> None:
        made = compile_circular(asked=Asked(period), actor=drawn.actor(makers[0], at), at=at)
        world.uids[name] = made.uid

    def act(action: Callable[..., Circular], key: str, **more: str) -> Deed:
        def do(world: World, at: datetime) -> None:
            made = Circular.objects.get(uid=world.uids[name])
            action(uid=made.uid, shown_revision=made.revision, actor=drawn.actor(key, at), at=at, **more)

        return do

    def numbered(world: World, at: datetime) -> None:
        number = f"检发〔{at.year}〕{office.code}{at.month}号"
        give_number(uid=world.uids[name], number=number, actor=drawn.actor(numberers[0], at), at=at)

    steps = [("compiled", compiled), ("handed in", act(submit, makers[0]))]
    if chiefs and numberers:
        if random.Random(name).random() < 0.5:
            words = {"title": "关于填报情况的通报", "problems": "有的记录原话要点写得少。", "demands": "写明原话要点。"}
            steps += [
                ("sent back", act(send_back, chiefs[0], reason="请写明存在的问题。")),
                ("rewritten", act(edit_words, makers[0], **words)),
                ("handed in again", act(submit, makers[0])),
            ]
        steps += [("signed", act(sign, chiefs[0])), ("numbered", numbered)]
    for hours, (word, do) in enumerate(steps):
        yield Event(at + timedelta(hours=hours), f"{name} {word}", do)

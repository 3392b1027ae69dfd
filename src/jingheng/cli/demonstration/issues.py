"""Circulars of the city: of the published period, of last year, and of this year's months on their way."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from jingheng.cli.demonstration.filings import PERIOD
from jingheng.cli.demonstration.stage import Stage
from jingheng.contexts.circulars.api import Asked
from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.usecases.compiling import compile_circular, edit_words, submit
from jingheng.contexts.circulars.usecases.issuing import give_number, publish, review_secrecy, sign
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, Month, MonthRange

_FICTION = "（演示：数字取自公开报道，机构和人员全部虚构。）"
_PROBLEMS = "一是个别部门填报不够及时，月末集中补填；二是少数记录未写明原话要点，退回补正。" + _FICTION
_DEMANDS = (
    "一是坚持逢问必录、即问即录；二是各部门负责人每月提醒本部门人员按时签署月度报告；三是检务督察部门按季抽查记录质量。"
)


def issue_circulars(stage: Stage) -> None:
    """Two that went out long ago, and one each to publish, to number and to sign."""
    published = _at(PERIOD.last.next(), 15)
    _publish(stage, _number(stage, _compile(stage, PERIOD, published), "澄检督发〔2021〕6号", published), published)

    closed = Month.of(stage.at).plus(-2)  # the newest month whose reports are all in
    after = closed.year if closed.month < 12 else closed.year + 1
    year = MonthRange(Month(after - 1, 1), Month(after - 1, 12))
    moment = min(_at(Month(after, 2), 20), stage.ago(6))
    yearly = _compile(stage, year, moment)
    _publish(stage, _number(stage, yearly, f"澄检督发〔{after}〕2号", moment), moment)

    ended = closed.plus(-(closed.month % 3))
    first, second, third = (MonthRange(ended.plus(back - 2), ended.plus(back)) for back in (-6, -3, 0))
    quarterly = _compile(stage, first, stage.ago(5))
    _review(stage, _number(stage, quarterly, f"澄检督发〔{stage.ago(5).year}〕11号", stage.ago(5)), stage.ago(5))
    _sign(stage, _compile(stage, second, stage.ago(4)), stage.ago(4))
    _compile(stage, third, stage.ago(2))


def _compile(stage: Stage, period: MonthRange, at: datetime) -> Circular:
    actor = _holder(stage, "INSPECTION_HEAD", at)
    circular = compile_circular(asked=Asked(period), actor=actor, at=at)
    edited = edit_words(
        uid=circular.uid, shown_revision=circular.revision, title=circular.title, problems=_PROBLEMS, demands=_DEMANDS,
        actor=actor, at=at + timedelta(minutes=50),
    )  # fmt: skip
    return submit(uid=edited.uid, shown_revision=edited.revision, actor=actor, at=at + timedelta(minutes=55))


def _sign(stage: Stage, circular: Circular, at: datetime) -> Circular:
    moment = at + timedelta(hours=5)
    return sign(uid=circular.uid, shown_revision=circular.revision, actor=_holder(stage, "CHIEF", moment), at=moment)


def _number(stage: Stage, circular: Circular, number: str, at: datetime) -> Circular:
    _sign(stage, circular, at)
    moment = at + timedelta(hours=6)
    return give_number(uid=circular.uid, number=number, actor=_holder(stage, "GENERAL_OFFICE", moment), at=moment)


def _review(stage: Stage, circular: Circular, at: datetime) -> Circular:
    moment = at + timedelta(hours=6, minutes=30)
    actor = _holder(stage, "GENERAL_OFFICE", moment)
    return review_secrecy(uid=circular.uid, agreed=True, opinion="公开版不涉密，同意公布。", actor=actor, at=moment)


def _publish(stage: Stage, circular: Circular, at: datetime) -> Circular:
    _review(stage, circular, at)
    moment = at + timedelta(hours=7)
    return publish(uid=circular.uid, actor=_holder(stage, "PUBLISHER", moment), at=moment)


def _holder(stage: Stage, duty: str, at: datetime) -> Actor:
    return stage.actor(stage.roster.holding(duty, stage.roster.city.code, at.astimezone(SHANGHAI).date())[0], at)


def _at(month: Month, day: int) -> datetime:
    return datetime.combine(month.first_day.replace(day=day), time(9, 30), tzinfo=SHANGHAI)

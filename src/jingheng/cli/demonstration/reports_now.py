"""Last month's reports on their way, by the real use-cases, and what had to be reported at once before."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from jingheng.cli.demonstration.establishment import CITY_CODE, QINGYUAN, SHOUZHENG, ZHENGPING
from jingheng.cli.demonstration.stage import Stage
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.usecases.reports import (
    accept_report,
    compile_report,
    open_report,
    send_report,
    sign_report,
)
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, Month, local_date

#: How far last month's report has come. The office that is missing has begun nothing.
_REACHED = {SHOUZHENG: 4, QINGYUAN: 3, ZHENGPING: 1, CITY_CODE: 1}
_WORDS = "本期收到的记录均已受理，需核查的正在核查。"
_URGENT_WORDS = "当事人家属当面送礼，填报人当场退回并报告。案件办理未受影响，已提醒其依法表达诉求。"


def report_last_month(stage: Stage) -> None:
    for code, reached in _REACHED.items():
        _report(stage, code, Month.of(stage.at).previous(), reached)


def report_urgent_ones(stage: Stage) -> None:
    """Gifts and threats of the past were reported within the day, by the head, who may read them."""
    past = Record.objects.filter(is_urgent=True, state__in=["NOTED", "CONCLUDED"]).order_by("filed_at")
    for record in past.select_related("receiving_office"):
        code, moment = record.receiving_office.code, record.filed_at + timedelta(hours=5)
        head = _holder(stage, "INSPECTION_HEAD", code, moment)
        if head.person_id == record.filer_id:
            continue  # nobody reports urgently what he filed himself
        report = report_urgently(record_uid=record.uid, words=_URGENT_WORDS, actor=head, at=moment)
        if code != CITY_CODE:
            later = moment + timedelta(hours=16)
            city = _holder(stage, "INSPECTION_HEAD", CITY_CODE, later)
            accept_report(uid=report.uid, shown_revision=report.revision, actor=city, at=later)


def _report(stage: Stage, code: str, month: Month, reached: int) -> None:
    first, *moments = _moments(stage)
    head = _holder(stage, "INSPECTION_HEAD", code, first)
    report = open_report(kind="MONTH", first=month, actor=head, at=first)
    report = compile_report(uid=report.uid, words=_WORDS, shown_revision=0, actor=head, at=first)
    acts = (
        (sign_report, "CHIEF", code),
        (send_report, "INSPECTION_HEAD", code),
        (accept_report, "INSPECTION_HEAD", CITY_CODE),
    )
    for (act, duty, where), at in zip(acts[: reached - 1], moments, strict=False):
        report = act(uid=report.uid, shown_revision=report.revision, actor=_holder(stage, duty, where, at), at=at)


def _moments(stage: Stage) -> list[datetime]:
    """The last three working days; in the first days of a month, what there has been of it."""
    begin = datetime.combine(Month.of(stage.at).first_day, time(0), tzinfo=SHANGHAI)
    found = [stage.ago(3, 9, 30), stage.ago(3, 15), stage.ago(2), stage.ago(1)]
    return found if found[0] > begin else [begin + (stage.at - begin) * n / 5 for n in range(1, 5)]


def _holder(stage: Stage, duty: str, office: str, at: datetime) -> Actor:
    return stage.actor(stage.roster.holding(duty, office, local_date(at))[0], at)

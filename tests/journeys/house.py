"""An office on the second working day of December: October is closed, November is being reported, the desk has work."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.contexts.circulars.usecases.compiling import compile_circular, submit
from jingheng.contexts.circulars.usecases.issuing import give_number, review_secrecy, sign
from jingheng.contexts.org.models import DutyHolding, Office
from jingheng.contexts.records.rules.drafting import Draft
from jingheng.contexts.records.usecases.drafts import start_draft
from jingheng.contexts.records.usecases.hearings import open_hearing
from jingheng.contexts.records.usecases.review import return_record
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from tests.factories.cast import MONTH_END, NOON, START, Cast
from tests.factories.contents import content, naming
from tests.factories.counted import counted, save_all
from tests.factories.drawing import drawn
from tests.factories.reporting import Desk
from tests.factories.reviewing import about_colleague, filed, proposed, triaged, verifying
from tests.journeys.stage import LOW, PHONE, View

NOW = datetime(2026, 12, 2, 9, 30, tzinfo=SHANGHAI)
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


def furnish(cast: Cast) -> list[View]:
    """Fill the house; the views are the main pages of everybody in it."""
    Office.objects.update(starts_in=OCTOBER.number)
    DutyHolding.objects.create(person=cast.outsider, office=cast.county, duty="CASE_MANAGEMENT", starts_on=START)
    DutyHolding.objects.create(person=cast.sister_prosecutor, office=cast.sister, duty="LIAISON", starts_on=START)
    _counted(cast)
    returned = filed(cast)
    return_record(uid=returned.uid, reason="R2", opinion="请补写原话要点。", actor=cast.actor("inspector"), at=NOON)
    noted = triaged(filed(cast, by="colleague"), cast.actor("inspector"), "T3")
    heard = about_colleague(cast)
    verifying(heard, cast.actor("inspector"))
    hearing = open_hearing(
        uid=heard.uid, person=cast.colleague, disclosed="有人反映您打听一起盗窃案的处理意见。",
        actor=cast.actor("inspector"), at=NOON,
    )  # fmt: skip
    proposed(filed(cast, by="outsider"), cast.actor("inspector"))
    waiting = [filed(cast, to=to, at=NOW - timedelta(days=days)) for to, days in _DEALT]
    _signed(cast)
    october = Desk(cast, NOW - timedelta(days=20)).accepted(first=OCTOBER)
    desk = Desk(cast, NOW - timedelta(hours=1))
    november = desk.compile(desk.open(), words="各部门均已按时签署。个别记录要素不全，已退回补正。")
    circular = compile_circular(
        asked=Asked(MonthRange(OCTOBER, NOVEMBER)), actor=cast.actor("city_head", NOW), at=NOW - timedelta(hours=2)
    )
    submit(uid=circular.uid, shown_revision=circular.revision, actor=cast.actor("city_head", NOW), at=NOW)
    sign(uid=circular.uid, shown_revision=circular.revision, actor=cast.actor("city_chief", NOW), at=NOW)
    give_number(uid=circular.uid, number="澄检发〔2026〕12号", actor=cast.actor("city_office", NOW), at=NOW)
    review_secrecy(
        uid=circular.uid, agreed=True, opinion="公开版不涉密，同意公布。", actor=cast.actor("city_office", NOW), at=NOW
    )
    draft = start_draft(content=_half_written(cast), actor=cast.actor("prosecutor", NOW), at=NOW - timedelta(hours=1))
    draw = drawn(cast)
    return [
        View("filer-home", "prosecutor", "/", "待办"),
        View("filer-home-phone", "prosecutor", "/", "待办", PHONE),
        View("filer-quick-phone", "prosecutor", "/records/quick", "先记一笔", PHONE),
        View("filer-aid", "prosecutor", "/records/new", "新的记录"),
        View("filer-form", "prosecutor", f"/drafts/{draft.uid}", "记录表"),
        View("filer-form-phone", "prosecutor", f"/drafts/{draft.uid}", "记录表", PHONE),
        View("filer-records", "prosecutor", "/records/", "我的记录"),
        View("filer-record", "prosecutor", f"/records/{returned.uid}", f"记录 {returned.receipt_code}"),
        View("filer-receipt", "prosecutor", f"/records/{waiting[0].uid}/receipt", "已提交"),
        View("filer-months", "prosecutor", "/statements/", "月度报告"),
        View("filer-sign-phone", "colleague", f"/statements/{NOVEMBER}", f"{NOVEMBER} 月度报告", PHONE),
        View("heard", "colleague", f"/hearings/{hearing.uid}", "陈述申辩通知"),
        View("department-months", "department_head", "/months/", "完成情况"),
        View("inspector-home", "inspector", "/", "待办"),
        View("inspector-list", "inspector", "/inspection/", "受理台"),
        View("inspector-record", "inspector", f"/inspection/{waiting[0].uid}?show=open", waiting[0].receipt_code),
        View("inspector-verifying", "inspector", f"/inspection/{heard.uid}", "990203督"),
        View("head-list", "head", "/inspection/", "受理台"),
        View("head-months", "head", "/months/", "完成情况"),
        View("head-ledger", "head", f"/months/{NOVEMBER}/ledger", f"{NOVEMBER} 月度台账", LOW),
        View("head-reports", "head", "/reports/", "上报"),
        View("head-duty", "head", "/reports/duty", "报告率和按时率"),
        View("head-paper", "head", f"/reports/{october.uid}/papers/superior", "报上级院"),
        View("head-observe", "head", f"/draws/{draw.uid}/observe", draw.title),
        View("paper-number", "head", f"/reports/{october.uid}/papers/superior/1/number", "编号"),
        View("paper-scan", "head", f"/reports/{november.uid}/1/paper", "登记 2026 年 11 月月报的纸签"),
        View("liaison-months", "sister_prosecutor", "/months/", "完成情况"),
        View("liaison-absences", "sister_prosecutor", "/absences/", "离岗与免报"),
        View("liaison-transcripts", "sister_prosecutor", "/transcripts/", "代录"),
        View("chief-home", "chief", "/", "待办"),
        View("chief-report", "chief", f"/reports/{november.uid}", "2026 年 11 月月报"),
        View("chief-sign", "chief", f"/reports/{november.uid}/1/sign", "审签 2026 年 11 月月报"),
        View("chief-sheet", "chief", f"/reports/{november.uid}/sheet", "签批单"),
        View("circular", "chief", f"/circulars/{circular.uid}", "通报"),
        View("publisher-circular", "city_publisher", f"/circulars/{circular.uid}", "通报"),
        View("above-home", "city_inspector", "/", "待办"),
        View("above-received", "city_inspector", "/reports/received/", "下级院报告"),
        View("above-report", "city_inspector", f"/reports/{october.uid}", "2026 年 10 月月报"),
        View("above-circulars", "city_head", "/circulars/", "通报"),
        View("above-new-circular", "city_head", "/circulars/new", "汇总通报"),
        View("case-imports", "outsider", "/imports/", "导入"),
        View("admin-offices", "system_admin", "/org/", "机构与人员"),
        View("admin-person", "security_admin", f"/org/people/{cast.inspector.number}", cast.inspector.name),
        View("admin-norms", "security_admin", "/norms/", "规则参数"),
        View("admin-log", "audit_admin", "/log/", "操作日志"),
        View("noted", "colleague", f"/records/{noted.uid}", f"记录 {noted.receipt_code}"),
    ]


#: What lies on the desk unread: by whom it is to be looked at, filed how many days ago.
_DEALT = (("inspector", 1), ("inspector", 3), ("inspector", 8), ("second_inspector", 2), ("head", 5))


def _counted(cast: Cast) -> None:
    """Figures for the circular, from three offices. They are noted: nobody has to work on them."""
    buckets, subjects = ("NORMAL", "NORMAL", "IMPROPER", "CONTACT"), ("EXTERNAL", "EXTERNAL", "INTERNAL")
    found = [
        counted(filer, office, OCTOBER, bucket=buckets[n % 4], subject=subjects[n % 3])
        for filer, office, many in (
            (cast.discipline, cast.county, 9), (cast.sister_prosecutor, cast.sister, 6),
            (cast.city_inspector, cast.city, 4),
        )
        for n in range(many)
    ]  # fmt: skip
    for n, record in enumerate(found):
        record.state, record.number = "NOTED", f"存〔2026〕{n + 1}号"
    save_all(found)


def _signed(cast: Cast) -> None:
    """October by everybody, November by all but three."""
    for key in cast.people:
        last = datetime(2026, 10, 30, 16, 0, tzinfo=SHANGHAI)
        sign_statement(month=OCTOBER, actor=cast.actor(key, last), at=last)
        if key not in ("prosecutor", "colleague", "political"):
            sign_statement(month=NOVEMBER, actor=cast.actor(key, MONTH_END), at=MONTH_END)


def _half_written(cast: Cast) -> Draft:
    """A deputy of one's own office is named: the rail says who will not read it."""
    asker = replace(naming(cast.deputy, "P21"), litigant_relation="")
    return replace(
        content(NOW), parties=(asker,), acts=frozenset({"B1"}), responses=frozenset(), evidence=frozenset(),
        no_evidence_reason="", effect="",
        summary="乔敏行在办公室问起一件盗窃案，说当事人是老邻居，希望尽快有个结果，处理上能轻就轻。",
    )  # fmt: skip

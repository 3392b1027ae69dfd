"""Duties, what they permit, and which of them nobody may hold together. Roles are code that a page can print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jingheng.kernel.refusal import Refusal

#: What everybody on the staff may do, the chief and the administrators too.
EVERYBODY = frozenset({"record.file", "record.own", "statement.sign", "hearing.answer", "circular.read"})


@dataclass(frozen=True, slots=True)
class Duty:
    code: str
    name: str
    description: str
    permissions: frozenset[str] = frozenset()
    by_department: bool = False  # held for one department or more


DUTIES: dict[str, Duty] = {
    duty.code: duty
    for duty in (
        Duty(
            "HEAD", "部门负责人", "督促本部门按时完成月度报告，只看到“已完成/未完成”。",
            frozenset({"department.watch"}), by_department=True,
        ),
        Duty(
            "INSPECTOR", "检务督察员", "办理分派给自己的记录：形式审查、甄别、核查；汇总院月报。",
            frozenset({
                "record.inspect", "month.watch", "report.compile", "report.deliver", "report.paper", "circular.compile",
                "import.run", "subordinate.receive", "draw.read", "draw.attend",
            }),
        ),
        Duty(
            "INSPECTION_HEAD", "检务督察负责人", "检务督察工作负责人：看到本院受理台上的全部记录，分派、改派，接收下级院报告。",
            frozenset({
                "record.inspect", "record.desk", "record.lead", "record.decide", "month.watch", "report.compile", "report.deliver",
                "report.paper", "national.reconcile", "retention.propose",
                "circular.compile", "circular.number", "import.run", "subordinate.receive", "absence.keep", "proof.oversee",
                "draw.read", "draw.attend", "draw.make",
            }),
        ),
        Duty(
            "INSPECTION_DEPUTY", "分管检务督察", "分管检务督察工作的院领导：看到完成情况和汇总。",
            frozenset({"month.watch", "report.read"}),
        ),
        Duty(
            "CHIEF", "检察长", "审签月报、季报、年报和通报；涉本院班子成员的记录与检务督察负责人共同办理。",
            frozenset({
                "record.lead", "record.decide", "report.sign", "report.read", "circular.sign", "month.watch",
                "retention.decide", "draw.read",
            }),
        ),
        Duty(
            "ACTING", "主持工作", "检察长不在岗或者空缺期间受托审签月报、季报、年报和通报；只审数字和说明，不看个案。",
            frozenset({"report.sign", "report.read", "circular.sign", "month.watch"}),
        ),
        Duty("DEPUTY", "分管副检察长", "看到分管部门的完成情况和汇总。", frozenset({"department.watch"}), by_department=True),
        Duty(
            "DISCIPLINE", "派驻纪检监察组", "办理移送或直报派驻纪检监察组的记录。",
            frozenset({"record.inspect", "record.decide", "record.discipline"}),
        ),
        Duty("POLITICAL", "政治部", "考核用的结论与统计，登记离岗；不看正文。", frozenset({"report.read", "absence.keep"})),
        Duty(
            "CASE_MANAGEMENT", "案管", "导入和维护案件信息；抽查时定口令、复核公开值。",
            frozenset({"case.read", "case.import", "draw.read", "draw.attend"}),
        ),
        Duty(
            "GENERAL_OFFICE", "办公室", "编发文字号、用印、送达、保密审查、登记纸签。",
            frozenset({"circular.number", "circular.review", "report.deliver", "report.paper"}),
        ),
        Duty("PUBLISHER", "对外发布员", "只看到公开版汇总数。", frozenset({"circular.publish"})),
        Duty(
            "LIAISON", "联络员", "小院模式下联络完成情况、登记离岗、代录，不看正文。",
            frozenset({"month.watch", "absence.keep", "record.transcribe"}),
        ),
        Duty(
            "CLERK", "内勤", "部门内勤：完成情况、提醒、打印、代本部门人员录入。",
            frozenset({"department.watch", "record.transcribe"}), by_department=True,
        ),
        Duty(
            "SYSTEM_ADMIN", "系统管理员", "账号、机构和系统运行，看账本与见证；不看业务内容。",
            frozenset({"account.manage", "org.manage", "proof.see"}),
        ),
        Duty(
            "SECURITY_ADMIN", "安全管理员", "授予职责、会话与安全策略、账本的见证人；不看业务内容。",
            frozenset({"duty.grant", "norm.manage", "proof.see", "witness.manage"}),
        ),
        Duty("AUDIT_ADMIN", "审计管理员", "查看操作日志、账本与见证；不看业务内容。", frozenset({"log.read", "proof.see"})),
    )
}  # fmt: skip

ADMINISTRATORS = frozenset({"SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDIT_ADMIN"})
#: Duties that read, judge or sign business data.
BUSINESS = frozenset(DUTIES) - ADMINISTRATORS
#: Duties of inspection in the sense of the routing rules.
INSPECTION = frozenset({"INSPECTOR", "INSPECTION_HEAD"})
#: Who numbers and delivers papers, the nearest first.
_PAPERS = ("GENERAL_OFFICE", "INSPECTION_HEAD", "INSPECTOR")

#: No duty is older than the procuratorates themselves, which began with the People's Republic.
_FIRST_DAY = date(1949, 10, 1)

_WAY_OUT = "可改由其他部门人员担任；仍无合适人选的，由分管副检察长指定，或者由上级院代行。"


def find_duty(text: str) -> Duty | None:
    """A duty by its code or by the word of the office."""
    text = text.strip()
    return DUTIES.get(text) or next((duty for duty in DUTIES.values() if duty.name == text), None)


def permissions_of(duties: Iterable[str]) -> frozenset[str]:
    """What somebody on the staff with these duties may do."""
    granted = set(EVERYBODY)
    for code in duties:
        granted |= DUTIES[code].permissions
    return frozenset(granted)


def refuse_incompatible(held: Iterable[str], wanted: str) -> Refusal | None:
    """ORG-1. Nobody holds two duties that must watch each other, 三员分立 included (own design, decisions §2, §8)."""
    held = set(held) - {wanted}
    name = DUTIES[wanted].name
    if wanted in ADMINISTRATORS and held:
        other = DUTIES[sorted(held)[0]].name
        return Refusal("incompatible", f"{name}须由专人担任，不能与“{other}”由同一人兼任。{_WAY_OUT}", "duty")
    if clash := sorted(held & ADMINISTRATORS):
        return Refusal("incompatible", f"担任“{DUTIES[clash[0]].name}”的人不能再担任“{name}”。{_WAY_OUT}", "duty")
    watching = INSPECTION | {"INSPECTION_DEPUTY"}
    if (wanted in INSPECTION and "POLITICAL" in held) or (wanted == "POLITICAL" and held & INSPECTION):
        return Refusal("incompatible", f"检务督察与人事考核不能由同一人担任。{_WAY_OUT}", "duty")
    signing = {"CHIEF", "ACTING"}
    if (wanted in signing and held & watching) or (wanted in watching and held & signing):
        who = DUTIES[wanted if wanted in signing else sorted(held & signing)[0]].name
        return Refusal("incompatible", f"{who}审签检务督察的工作，不能兼任检务督察职责。{_WAY_OUT}", "duty")
    if (wanted == "DISCIPLINE" and held) or "DISCIPLINE" in held:
        return Refusal("incompatible", f"派驻纪检监察组独立于本院各项职责，不能兼任。{_WAY_OUT}", "duty")
    return None


def refuse_days(
    starts_on: date, ends_on: date | None, *, joined_on: date | None, left_on: date | None, today: date
) -> tuple[Refusal, ...]:
    """ORG-2. A duty has days that can be: within the person's service, and not by a mistyped year (own design)."""
    refusals = []
    if joined_on and starts_on < joined_on:
        sentence = f"“起”早于入职日期 {joined_on}。请核对；入职日期登记有误的，请先重新导入人员更正。"
        refusals.append(Refusal("before-joining", sentence, "starts_on"))
    elif starts_on < _FIRST_DAY or starts_on.year > today.year + 1:
        sentence = f"“起”是 {starts_on}，离今天太远，可能填错了年份。请核对；以后才任职的，临近时再授予。"
        refusals.append(Refusal("absurd-day", sentence, "starts_on"))
    elif left_on and starts_on > left_on:
        sentence = f"此人 {left_on} 已离职，“起”不能在离职之后。请核对；离职日期登记有误的，请先重新导入人员更正。"
        refusals.append(Refusal("after-leaving", sentence, "starts_on"))
    if ends_on and ends_on <= starts_on:
        sentence = f"“止”填最后一天的次日，应晚于“起”（{starts_on}）。一直担任的，“止”留空。"
        refusals.append(Refusal("period", sentence, "ends_on"))
    return tuple(refusals)


def paper_duty(held: Iterable[str]) -> str | None:
    """ORG-16. Papers wait for 办公室; in an office that has none for its head of inspection, else for its inspectors
    (own design, decisions §7).
    """
    held = frozenset(held)
    return next((duty for duty in _PAPERS if duty in held), None)


def refuse_doubled(duty: str, held: Iterable[tuple[date, date | None]]) -> Refusal | None:
    """ORG-6. The same duty in the same place is held once at a time; `held` are those of these days (own design)."""
    for starts_on, ends_on in sorted(held, key=lambda period: period[0]):
        until = f"，到 {ends_on} 为止" if ends_on else "，没有终止日期"
        sentence = (
            f"此人从 {starts_on} 起已经担任“{DUTIES[duty].name}”{until}，与这次的起止重叠。"
            "不必重复授予；要改起止的，请先终止原来的一次，再从终止日期起授予。"
        )
        return Refusal("already-held", sentence, "duty")
    return None


def refuse_ending(starts_on: date, ends_on: date | None, *, wanted: date, today: date) -> Refusal | None:
    """ORG-7. A duty ends earlier than it would anyway, and after the days on which it was held; one that begins today or
    later can end as it begins and is held on no day. What has ended stays ended (own design).
    """
    if ends_on and (ends_on <= today or ends_on == starts_on):
        return Refusal("already-ended", f"这项职责 {ends_on} 已经终止。", "ends_on")
    if wanted < starts_on or (wanted == starts_on and starts_on < today):
        return Refusal("too-early", f"终止日期应晚于开始日期 {starts_on}。", "ends_on")
    if ends_on and wanted > ends_on:
        sentence = f"终止日期不能晚于原定的 {ends_on}。需要延长的，请从 {ends_on} 起再授予一次。"
        return Refusal("too-late", sentence, "ends_on")
    return None

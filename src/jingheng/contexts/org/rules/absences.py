"""离岗: somebody on the staff does not serve for a time. Which of them owe no monthly report is a norm."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from jingheng.kernel.refusal import Refusal
from jingheng.kernel.sources import Certainty, Dictionary, Entry, RuleSource

_HOUSE = RuleSource("镜衡设计", "（免报事由）", Certainty.DESIGN)

REASONS = Dictionary(
    "离岗事由",
    *(
        Entry(code, name, _HOUSE)
        for code, name in (
            ("MATERNITY", "产假"), ("SICK", "长病假"), ("VILLAGE", "驻村帮扶"), ("SECONDED", "借调"), ("STUDY", "脱产学习"),
            ("SUSPENDED", "停职"),
        )
    ),
)  # fmt: skip


def refuse_own_absence(person: int, *, by: int | None) -> Refusal | None:
    """ORG-9. Nobody takes himself off the list of those who owe a report (own design, decisions §9)."""
    if person == by:
        return Refusal("own-absence", "本人的离岗不能由本人登记，请由其他有权登记的人员办理。", "person")
    return None


def refuse_absence_days(
    starts_on: date, last_day: date | None, *, joined_on: date | None, left_on: date | None, today: date, backdate_days: int
) -> tuple[Refusal, ...]:  # fmt: skip
    """ORG-10. An absence lies within the person's service, ends after it begins, and is not entered long afterwards: the
    reports of those months have gone out (own design, decisions §9).
    """
    refusals = []
    earliest = today - timedelta(days=backdate_days)
    if joined_on and starts_on < joined_on:
        sentence = f"开始日期早于入职日期 {joined_on}，请核对。"
        refusals.append(Refusal("before-joining", sentence, "starts_on"))
    elif left_on and starts_on > left_on:
        refusals.append(Refusal("after-leaving", f"此人 {left_on} 已离职，请核对开始日期。", "starts_on"))
    elif starts_on < earliest:
        sentence = (
            f"开始日期早于 {earliest}，超过可以补登记的 {backdate_days} 日：当时的月报已经上报，应报人数不再改动。"
            f"请从 {earliest} 起登记，此前各月由本人补签。"
        )
        refusals.append(Refusal("too-long-ago", sentence, "starts_on"))
    elif starts_on.year > today.year + 1:
        refusals.append(Refusal("absurd-day", f"开始日期 {starts_on} 离今天太远，可能填错了年份。", "starts_on"))
    if last_day and last_day < starts_on:
        sentence = f"最后一天不能早于开始日期 {starts_on}。还不知道何时返岗的，请留空，返岗时再填。"
        refusals.append(Refusal("period", sentence, "last_day"))
    return tuple(refusals)


def refuse_overlap(held: Iterable[tuple[date, date | None]]) -> Refusal | None:
    """ORG-11. One absence at a time; `held` are those of these days, first day and first day back (own design)."""
    for starts_on, ends_on in sorted(held, key=lambda period: period[0]):
        until = f"到 {ends_on - timedelta(days=1)}" if ends_on else "尚未返岗"
        sentence = f"此人自 {starts_on} 起的离岗已经登记（{until}），日期重叠。请先结束原来的登记，或者调整日期。"
        return Refusal("overlap", sentence, "starts_on")
    return None


def refuse_host(reason: str, *, named: bool, is_home: bool) -> Refusal | None:
    """ORG-12. A secondment says where to, any other absence does not (own design, decisions §9)."""
    if reason == "SECONDED" and not named:
        return Refusal("no-host", "借调的，请选择借入单位；不在本系统内的，请写明单位名称。", "host")
    if reason == "SECONDED" and is_home:
        return Refusal("host-is-home", "借入单位就是本院。在本院内调整部门的，请在任职中登记。", "host")
    if reason != "SECONDED" and named:
        return Refusal("host-without-secondment", "只有借调才填借入单位。请改选事由“借调”，或者清空借入单位。", "host")
    return None


def refuse_return(
    starts_on: date, ends_on: date | None, *, back_on: date, today: date, earliest: date
) -> Refusal | None:  # fmt: skip
    """ORG-13. Somebody returns after he left and not later than was known; the day of a return can be put right as long as
    it touches no report that has gone out (own design).
    """
    if ends_on and ends_on < earliest:
        sentence = f"此人 {ends_on} 已经返岗，早于 {earliest}：当时的月报已经上报，不再改动。又离岗的，请重新登记。"
        return Refusal("already-back", sentence, "back_on")
    if back_on < earliest:
        sentence = f"返岗日期早于 {earliest}：当时的月报已经上报，应报人数不再改动。请从 {earliest} 起填。"
        return Refusal("too-long-ago", sentence, "back_on")
    if back_on <= starts_on:
        return Refusal(
            "too-early", f"返岗日期应晚于开始日期 {starts_on}。登记有误、并未离岗的，请用“撤销”。", "back_on"
        )
    if ends_on and back_on > max(ends_on, today):
        sentence = f"原登记到 {ends_on - timedelta(days=1)} 为止。延长的，请从 {ends_on} 起再登记一次。"
        return Refusal("too-late", sentence, "back_on")
    return None


def refuse_withdrawal(starts_on: date, *, earliest: date) -> Refusal | None:
    """ORG-15. A mistaken entry is withdrawn as long as it could be entered still, returned from or not; what began before
    reports that have gone out stays (own design).
    """
    if starts_on < earliest:
        sentence = f"这项登记自 {starts_on} 起，早于 {earliest}：相关月报已经上报，不能撤销。返岗日期可以改。"
        return Refusal("too-late-to-withdraw", sentence)
    return None

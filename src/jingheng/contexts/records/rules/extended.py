"""The figures that are asked for beside those that are printed, each with what it counts (issue of the county office;
decisions §6, dossier §7.2; all definitions are our design, 待核).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from jingheng.contexts.records.rules import taxonomy
from jingheng.kernel.percentages import percent
from jingheng.kernel.period import Month, MonthRange

DAY, DAYS = timedelta(hours=24), timedelta(days=3)
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: its key in the export, its group and word on the page, its unit and what it counts."""

    key: str
    group: str
    name: str
    unit: str
    words: str


def _duty() -> Iterator[Figure]:
    group = "报告义务"
    for key, name, words in (
        ("due", "应报", "月末在册、没有免报的人，一人一月计一次。"),
        ("exempt", "免报", "月末因产假等免报的，不计入应报。"),
        ("reported", "实报", "签署了当月的应报人次。"),
        ("in_time", "按时报", "截止日前签署的应报人次。"),
    ):
        yield Figure(f"duty.{key}", group, name, "人次", words)
    yield Figure("duty.report_rate", group, "报告率", "%", "实报 ÷ 应报。")
    yield Figure("duty.in_time_rate", group, "按时率", "%", "按时报 ÷ 应报。")


def _filers() -> Iterator[Figure]:
    group = "填报人"
    yield Figure("filers", group, "填报人数", "人", "期间内有计入记录的人，一人计一次。")
    for code, name in taxonomy.POSITIONS.choices:
        words = "有计入记录的人 ÷ 期末应报的人，只列档次，不列名单。"
        yield Figure(f"participation.{code}", group, f"参与面：{name}", "", words)


def _counted() -> Iterator[Figure]:
    group = "件、案、人、事"
    yield Figure("records", group, "件", "件", "计入的记录。")
    yield Figure("cases", group, "案", "案", "计入记录写明的不同案件编号。")
    yield Figure("people", group, "人", "人次", "计入记录写到的被记录人，一件写几人计几人次；私人不跨件归并。")
    yield Figure("matters", group, "事", "事", "同一案件编号、同一天发生的计一事；没有案件编号的各计一事。")
    yield Figure("supplementary", group, "其中补报", "件", "在发生月截止日之后填报的。")
    yield Figure(
        "per_hundred_cases", group, "每百件受理案件填报", "件", "司法办案类记录 × 100 ÷ 期间受理案件；只供内部。"
    )


def _time() -> Iterator[Figure]:
    group = "及时性"
    yield Figure("median_hours", group, "发生到填报（中位数）", "小时", "填报时间减发生时间，四舍五入到小时。")
    yield Figure("within_24_hours", group, "24 小时内填报", "%", "占计入的记录。")
    yield Figure("within_3_days", group, "3 日内填报", "%", "占计入的记录。")
    yield Figure("last_two_days", group, "月末两日填报", "%", "填报日是当月最后两日的，占计入的记录。")


def _returns() -> Iterator[Figure]:
    group = "退回补正"
    yield Figure("return_rate", group, "退回率", "%", "被退回过的 ÷ 计入的记录。")
    for code, name in taxonomy.RETURN_REASONS.choices:
        yield Figure(f"returned.{code}", group, name, "次", "以此理由退回的次数。")


#: Who asked, as 政法委 and the higher office ask for it: name → codes of which one suffices.
ASKERS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("leaders_own", "领导干部（本级）", frozenset({"P11"})),
    ("leaders_upper", "领导干部（上级党委管理）", frozenset({"P12"})),
    ("leaders_around", "领导干部身边人、亲属", frozenset({"P13", "P14"})),
    ("units", "来函来文单位", frozenset({"P15"})),
    ("staff_own", "检察人员：本院", frozenset({"P21", "P22", "P23"})),
    ("staff_upper", "检察人员：上级院", frozenset({"P24"})),
    ("staff_lower", "检察人员：下级院", frozenset({"P25"})),
    ("staff_leaders", "本院班子成员", frozenset({"P21"})),
    ("staff_heads", "本院中层", frozenset({"P22"})),
    ("staff_others", "本院其他检察人员", frozenset({"P23"})),
    ("judicial", "其他司法机关人员", frozenset({"P26"})),
    ("lawyers", "律师", frozenset({"P32"})),
    ("retired", "离退休人员", frozenset({"P27", "P28"})),
)
#: Outcomes that found something.
SUBSTANTIATED = taxonomy.ADVERSE_OUTCOMES | {"NOTICE_OTHER_UNIT"}
#: Figures of one outcome each; together they are every outcome that there is.
OUTCOME_FIGURES = {
    "unsubstantiated": "UNSUBSTANTIATED", "educated": "EDUCATION", "talks": "TALK", "transferred": "TRANSFERRED",
    "notices": "NOTICE_OTHER_UNIT",
}  # fmt: skip


def _rest() -> Iterator[Figure]:
    for key, name, _codes in ASKERS:
        yield Figure(f"asker.{key}", "被记录人", name, "件", "写到这类人的记录；一件写到几类，各类都计。")
    for code, name in taxonomy.CASE_KINDS.choices:
        yield Figure(f"case_kind.{code}", "案件种类", name, "件", "司法办案类记录。")
    for code, name in taxonomy.CASE_STAGES.choices:
        yield Figure(f"case_stage.{code}", "办案环节", name, "件", "司法办案类记录。")
    for code, name in taxonomy.SENSITIVE_KINDS.choices:
        words = "司法办案类记录，填报人选了的才计；一件选了几类，各类都计，相加可以大于件数。"
        yield Figure(f"sensitive.{code}", "案件敏感类型", name, "件", words)
    for code, name in taxonomy.RESPONSES.choices:
        yield Figure(f"response.{code}", "当场处理", name, "件", "一件有几种处理，各种都计。")
    for code, name in taxonomy.EFFECTS.choices:
        yield Figure(f"effect.{code}", "是否影响办案", name, "件", "填报时的判断。")
    for code, name in taxonomy.TRIAGE.choices:
        yield Figure(f"triage.{code}", "甄别和核查", name, "件", "不属填报范围的不计入总数，只在这里列出。")
    for key, name, words in (
        ("verified", "开展核查", "开始过核查的。"),
        ("substantiated", "查实", "核查结论为批评教育、谈话提醒、移送或者通报其所在单位的。"),
        ("unsubstantiated", "未查实", "核查结论为未查实的。"),
        ("cleared", "澄清", "未查实予以澄清，或者认定记错了人的。"),
        ("educated", "批评教育", "核查结论为批评教育的。"),
        ("talks", "谈话提醒", "核查结论为谈话提醒的。"),
        ("transferred", "移送", "移送有权限机关的。"),
        ("notices", "通报其所在单位", "核查结论为通报其所在单位的。"),
    ):
        yield Figure(key, "甄别和核查", name, "件", words)


def _problems() -> Iterator[Figure]:
    group = "问题整改"
    yield Figure("problems.followed", group, "上期问题", "个", "期间各月月报回答的上期问题。")
    yield Figure("problems.mended", group, "已整改", "个", "其中答为已整改的。")


FIGURES: tuple[Figure, ...] = (*_duty(), *_filers(), *_counted(), *_time(), *_returns(), *_rest(), *_problems())


def spans(period: MonthRange, *, begins: Month, earliest: Month | None, small: bool) -> dict[str, MonthRange]:
    """EXT-1. 本期, 本年累计 (from January of the last month's year), 自启用累计; where nearly every cell is small also the last
    twelve months (own design).
    """
    start = min(begins, earliest or begins, period.first)
    found = {
        "period": period,
        "year_to_date": MonthRange(Month(period.last.year, 1), period.last),
        "since_start": MonthRange(start, period.last),
    }
    if small:
        found["rolling_twelve_months"] = MonthRange(period.last.plus(-11), period.last)
    return found


SPAN_WORDS = {
    "period": "本期", "year_to_date": "本年累计", "since_start": "自启用累计", "rolling_twelve_months": "近十二个月",
}  # fmt: skip


def is_small(counts: Sequence[int], *, below: int) -> bool:
    """EXT-2. Nearly every cell is small: nine in ten of those that are not zero, or all are zero (own design)."""
    some = [count for count in counts if count]
    return not some or sum(count < below for count in some) * 10 >= len(some) * 9


def band(filed: int, owing: int) -> str:
    """EXT-3. 参与面 in bands, so that nobody is reckoned out of a share (own design, decisions §1)."""
    if not owing:
        return "—"
    for limit, words in ((0, "无"), (10, "10% 以下"), (25, "10%—25%"), (50, "25%—50%"), (75, "50%—75%")):
        if filed * 100 <= limit * owing:
            return words
    return "75% 以上"


def share(part: int, whole: int) -> str | None:
    return percent(part, whole, _DIGITS)


def hours(between: Sequence[timedelta]) -> int | None:
    """The median of one or two middle values, in whole hours, half up; `None` where there is none."""
    if not between:
        return None
    middle = sum(between, timedelta()) / len(between)
    return int((middle.total_seconds() + 1800) // 3600)


def holds(joined: str, codes: Set[str]) -> bool:
    """Whether one of the codes is in a column of codes joined by semicolons."""
    return not codes.isdisjoint(joined.split(";"))

"""What each figure counts, and by which rule: printed beside the figure and carried in every export."""

from __future__ import annotations

from dataclasses import dataclass

from jingheng.kernel.sources import Certainty, RuleSource

_SPP_2019 = "最高检《关于建立过问或干预、插手检察办案等重大事项记录报告制度的实施办法》（2019）"
_NATIONAL = RuleSource("全国通报公布口径", "（2021 年第一季度、2022 年第一季度）", Certainty.UNDERSTOOD)
_LOCAL = RuleSource("铜川、广东等公开通报口径", "", Certainty.UNDERSTOOD)
_HOUSE = RuleSource("镜衡设计", "", Certainty.DESIGN)
_GUIDE = RuleSource("《“三个规定”填报信息甄别核查工作指引（试行）》（2024）", "", Certainty.UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class Definition:
    figure: str
    title: str
    words: str
    source: RuleSource


DEFINITIONS: dict[str, Definition] = {
    each.figure: each
    for each in (
        Definition(
            "total",
            "总数",
            "填报时间在期间内（起止月都含，北京时间）的记录，一件计一次，以最近一次更正为准；迟填、退回补正、"
            "补报和导入的都计入，草稿和甄别为不属填报范围的不计。已封存的月份按封存数，以后的变化另列调整，"
            "不改已印发的数。",
            RuleSource(_SPP_2019, "第2、4条", Certainty.READ),
        ),
        Definition(
            "by_level",
            "按层级",
            "计入填报人所在院的层级；涉本院领导等依规直报上级院的，计入接收院。",
            _NATIONAL,
        ),
        Definition(
            "by_office",
            "按单位",
            "计入填报人所在院；涉本院领导等依规直报上级院的，计入接收院。按单位代码排列，不排名次。",
            _LOCAL,
        ),
        Definition(
            "by_position",
            "按填报人职务",
            "填报当日的人员身份；兼任数职的，依班子成员、部门负责人、其他人员的顺序取第一个。",
            _LOCAL,
        ),
        Definition(
            "by_bucket",
            "按内容",
            "按填报人所选行为类别归类；有几类行为的，依不当过问、接触交往、反映了解、未归类的顺序取第一个。"
            "甄别结论另列。",
            _NATIONAL,
        ),
        Definition(
            "by_subject",
            "按被记录人",
            "被记录人中只要有检察人员（含离退休检察人员）即归检察人员，其余归非检察人员。以件计，不以人计。",
            _NATIONAL,
        ),
        Definition(
            "by_matter",
            "按事项类别",
            "按填报人所选事项类别。",
            RuleSource(_SPP_2019, "第2条", Certainty.READ),
        ),
        Definition(
            "by_channel",
            "按过问方式",
            "按填报人所选方式。",
            _HOUSE,
        ),
        Definition(
            "by_month",
            "按填报月份",
            "按填报时间所在月。",
            _NATIONAL,
        ),
        Definition(
            "by_month_happened",
            "按发生月份",
            "本期填报的记录按事项发生时间所在月；补报以前月份事项的，列在期间之前的月份。",
            _HOUSE,
        ),
        Definition(
            "triage",
            "甄别结论",
            "检务督察部门逐条甄别的结论，按目前所知；占比以总数为基数，“不属填报范围”在总数之外。未甄别的不列，"
            "各项不合计为总数。",
            _GUIDE,
        ),
        Definition(
            "zero_report_offices",
            "期间内无填报的单位",
            "期间内计入 0 件、且在期间结束前已启用的单位。只列于内部版，是核对的提示，不是对单位的评价。",
            _LOCAL,
        ),
        Definition(
            "previous_period",
            "与上一期间比",
            "紧接在前的同样月数。增减为本期减对比期、再除以对比期，倍数为本期除以对比期，四舍五入。",
            _NATIONAL,
        ),
        Definition(
            "same_period_last_year",
            "与上年同期比",
            "十二个月以前的同样月份；与本期重叠的不列。公布口径不同的期间不列增减。",
            _NATIONAL,
        ),
        Definition(
            "base",
            "与指定期间比",
            "由汇总人指定的期间。公布口径不同的期间不列增减。",
            _HOUSE,
        ),
        Definition(
            "adjustments",
            "调整",
            "在本期内作出决定、针对已封存月份的变化，列在作出决定的月份，不计入总数。",
            _HOUSE,
        ),
    )
}


def rules_of(figures: tuple[str, ...]) -> list[dict[str, str]]:
    """The definitions of these figures as the contract prints them; what is not read in the text is marked 待核."""
    chosen = (DEFINITIONS[figure] for figure in figures)
    return [{"figure": each.figure, "definition": each.words, "source": str(each.source)} for each in chosen]

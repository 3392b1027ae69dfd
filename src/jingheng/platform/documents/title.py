"""Breaking a title into lines: whole words, symmetrical, a trapezium or a lozenge (GB/T 9704-2012 7.3.1).

There is no word list of the language here, only signs of where words end, and the words that titles of official papers
are made of. What stands in quotation marks or 书名号 is one word. Whoever wants it otherwise puts a line break into the title.
"""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise

from jingheng.platform.documents.typography import width

_WORDS = (
    "关于|进一步|上半年|下半年|半年|年度|季度|月份|通报|通知|通告|公告|情况|工作|报告|请示|批复|意见|决定|决议|方案|办法|"
    "规定|规则|细则|制度|机制|实施|开展|印发|转发|加强|做好|落实|执行|整改|专项|活动|行动|检查|考核|记录|填报|统计|分析|"
    "汇总|总结|问题|质量|管理|监督|人民|政府|机关|单位|部门|干部|人员|更正|说明|补充|最高|全省|全市|全县|全区|全国|有关|"
    "若干|规范|推进|司法|办案|检察院|检察|重大事项|重大|事项|办理|处理|处置|责任|纪要|试行|暂行"
)
_ATOM = re.compile(
    r"《[^《》]{1,16}》|“[^“”]{1,16}”|\d+(?:年度?|月份?|日|号|件|个|项|次|季度)?|[A-Za-z]+|第[一二三四五六七八九十]+|"
    + _WORDS
    + "|."
)
_NOT_FIRST = frozenset("的了着等类、,。)》〉」』】〕”’%年月日份\uff0c\uff1b\uff1a\uff01\uff1f\uff09")
_NOT_LAST = frozenset("(《〈「『【〔“‘第\uff08")
_GOOD_LAST = (*"的等、》”院厅局月\uff0c", "机关", "关于", "委员会", "政府", "办公室", "月份", "季度", "年度", "半年")
_GOOD_FIRST = ("关于", "和", "及", "与", "暨", "并", "《", "“")


def title_lines(title: str, *, longest: int = 19) -> tuple[str, ...]:
    """The title in as few lines as fit, broken where it reads best; `longest` in Chinese characters."""
    if "\n" in title:
        return tuple(line.strip() for line in title.split("\n") if line.strip())
    title = title.strip()
    if width(title) <= longest:
        return (title,)
    atoms = _ATOM.findall(title)
    breaks = [place for place in range(1, len(atoms)) if _may_break(atoms[place - 1], atoms[place])]
    for count in range(math.ceil(width(title) / longest), 6):
        choices = (_cut(atoms, places) for places in combinations(breaks, count - 1))
        fitting = [lines for lines in choices if all(width("".join(line)) <= longest for line in lines)]
        if fitting:
            return tuple("".join(line) for line in min(fitting, key=_ugliness))
    return tuple(title[start : start + longest] for start in range(0, len(title), longest))


def _may_break(before: str, after: str) -> bool:
    return after[0] not in _NOT_FIRST and before[-1] not in _NOT_LAST


def _cut(atoms: list[str], places: tuple[int, ...]) -> list[list[str]]:
    return [atoms[start:end] for start, end in pairwise((0, *places, len(atoms)))]


def _ugliness(lines: list[list[str]]) -> float:
    widths = [width("".join(line)) for line in lines]
    mean = sum(widths) / len(widths)
    unequal = sum((one - mean) ** 2 for one in widths) / mean
    orphan = sum(40.0 for one in widths if one < 5)
    hourglass = sum(12.0 for a, b, c in zip(widths, widths[1:], widths[2:], strict=False) if a > b < c)
    return unequal + orphan + hourglass + sum(_break_cost(a[-1], b[0]) for a, b in pairwise(lines))


def _break_cost(before: str, after: str) -> float:
    if before.endswith(_GOOD_LAST) or after.startswith(_GOOD_FIRST):
        return 0.0
    if len(before) > 1 and len(after) > 1:
        return 2.0  # between two words we know
    return 4.0 if len(before) > 1 or len(after) > 1 else 8.0

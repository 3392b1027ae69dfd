"""人员身份, office levels, and the position that published figures know."""

from __future__ import annotations

from collections.abc import Iterable

from jingheng.kernel.sources import Certainty, Dictionary, Entry, RuleSource

_HOUSE = RuleSource("镜衡设计", "（导入列约定）", Certainty.DESIGN)

IDENTITIES = Dictionary(
    "人员身份",
    *(
        Entry(code, name, _HOUSE)
        for code, name in (
            ("LEADER", "班子成员"), ("HEAD", "部门负责人"), ("PROSECUTOR", "员额检察官"), ("ASSISTANT", "检察官助理"),
            ("CLERK", "书记员"), ("BAILIFF", "司法警察"), ("ADMIN", "综合行政"), ("PUBLIC", "事业编制"),
            ("CONTRACT", "聘用制"),
        )
    ),
)  # fmt: skip

LEVELS = Dictionary(
    "层级",
    *(
        Entry(code, name, RuleSource("人民检察院组织法", "第12—15条", Certainty.UNDERSTOOD))
        for code, name in (("SUPREME", "最高检"), ("PROVINCE", "省级院"), ("CITY", "市级院"), ("BASIC", "基层院"))
    ),
)


def position_of(identities: Iterable[str]) -> str:
    """The filer's position on a day: 班子成员 before 部门负责人 before 其他人员 (contract, "Whose")."""
    held = set(identities)
    return "LEADER" if "LEADER" in held else "HEAD" if "HEAD" in held else "OTHER"

"""案件类型, as the case-handling system names them."""

from jingheng.kernel.sources import Certainty, Dictionary, Entry, RuleSource

_SOURCE = RuleSource("镜衡设计", "（导入列约定）", Certainty.DESIGN)

CASE_TYPES = Dictionary(
    "案件类型",
    *(
        Entry(code, name, _SOURCE)
        for code, name in (
            ("TRIAL", "一审公诉案件"), ("ARREST", "审查逮捕案件"), ("NONPROSEC", "不起诉案件"), ("PROTEST", "刑事抗诉案件"),
            ("CIVIL", "民事监督案件"), ("ADMIN", "行政监督案件"), ("PUBLIC", "公益诉讼案件"), ("PETITION", "控告申诉案件"),
            ("EXECUTION", "刑事执行监督案件"), ("INVESTIG", "检察侦查案件"), ("OTHER", "其他"),
        )
    ),
)  # fmt: skip

"""What the filer is told of his record: in plain words, and nobody's name but those who have read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    word: str
    sentence: str


#: From triage to outcome the filer learns one thing: it is being looked into. Who is heard is not his to know.
_VERIFIED = Progress("核查中", "经甄别需要核查，正在核查。有需要时会联系您。")

PROGRESS: Mapping[str, Progress] = {
    "RECORDED": Progress("等待形式审查", "已收到。形式审查通过后受理、编号。"),
    "RETURNED": Progress("退回补正", "请按退回理由补正后再次提交。"),
    "ACCEPTED": Progress("已受理", "形式审查已通过，正在甄别。"),
    "EXCLUDED": Progress("不属填报范围", "经甄别不属填报范围，不计数。如实填报没有过错，对您没有任何影响。"),
    "NOTED": Progress("存档备查", "经甄别未发现问题，存档备查。"),
    "TRIAGED": _VERIFIED,
    "VERIFYING": _VERIFIED,
    "HEARING": _VERIFIED,
    "PROPOSED": _VERIFIED,
    "CONCLUDED": Progress("已办结", "核查已经办结。"),
}
FINAL = frozenset({"EXCLUDED", "NOTED", "CONCLUDED"})

#: Steps that the filer sees. A step that is not here is not shown.
STEPS: Mapping[str, str] = {
    "file": "提交",
    "correct": "更正",
    "answer": "确认被记录人身份",
    "supplement": "补正后再次提交",
    "accept": "形式审查通过，受理",
    "return": "退回补正",
    "exclude": "甄别：不属填报范围",
    "note": "甄别：存档备查",
    "triage": "甄别：需要核查",
    "verify": "开始核查",
    "conclude": "办结",
    "unmask": "检察长说明理由后查看了填报人姓名",
}

UNNAMED_READER = "依职权调阅"


def shows_reader(duty: str, state: str, *, discipline_hidden: bool) -> bool:
    """REC-41. The filer sees who read his record; 纪检 stays unnamed until it is done with (own design, decisions §15)."""
    return not (discipline_hidden and duty == "DISCIPLINE" and state not in FINAL)

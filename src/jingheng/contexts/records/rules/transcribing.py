"""代录: a named clerk types what somebody dictates or has written by hand (decisions §9)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from jingheng.kernel.refusal import Refusal


def superiors_of(person: int, lines: AbstractSet[tuple[int, int]]) -> frozenset[int]:
    """Everybody above a person, step by step; `lines` are pairs of subordinate and superior."""
    above: set[int] = set()
    level = {person}
    while level := {superior for one, superior in lines if one in level} - above:
        above |= level
    return frozenset(above - {person})


def refuse_transcript(
    named: AbstractSet[int], *, clerk: int, superiors: AbstractSet[int], unnamed: bool = False
) -> Refusal | None:  # fmt: skip
    """TRN-1. A clerk types nothing that names himself or anybody above him; a leader or head of the office who is not named
    may be one of these (own design, decisions §9).
    """
    if clerk in named or named & superiors or unnamed:
        sentence = (
            "这一件写到了您本人或者您的上级，不能代录：从写到的那一段起，新写的都没有保存。"
            "请停下，请本人登录填写；本人不便的，用空白表手写、密封，直接交检务督察或者上级院。"
        )
        return Refusal("names-superior", sentence, "parties-0-name")
    return None


def refuse_other_code(compared: str, current: str) -> Refusal | None:
    """TRN-3. What was compared with the paper is the code of the text as it stands (own design, decisions §7, §9)."""
    if compared != current:
        sentence = "打开本页以后内容换了一稿，纸上签的不是这一稿。请重新打印、请本人签名，再登记。"
        return Refusal("other-code", sentence, "agrees")
    return None


def refuse_own_hand(*, entered_by: int, speaker: int, actor: int | None) -> Refusal | None:
    """TRN-2. Paper that confirms a transcript is checked by a third person (own design, decisions §7, §9)."""
    if actor in (entered_by, speaker):
        return Refusal("same-hand", "扫描件要由登记人和本人以外的另一个人核对确认。")
    return None

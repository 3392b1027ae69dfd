"""What a witness's answer means, in words that say what to do."""

from __future__ import annotations

from dataclasses import dataclass

from jingheng.verify.checkpoints import parse_number
from jingheng.verify.witnessing import CONFLICT, FORBIDDEN, NOT_FOUND, OK, UNPROCESSABLE


@dataclass(frozen=True, slots=True)
class Failure:
    """`is_alarm`: our own log is not what it was. Nothing but a person can set that right."""

    words: str
    to_do: str
    is_alarm: bool = False


FAILURES = {
    "UNREACHABLE": Failure("连不上见证人。", "请检查网络和对方服务；长期不通的，改用文件交换。"),
    "UNKNOWN_LOG": Failure("见证人的名单里没有这本账本。", "请把本页所列的账本公钥交给对方加入名单；新的一年、换过密钥的也要重新交。"),
    "UNKNOWN_KEY": Failure("见证人不认这本账本的签名。", "对方登记的公钥不是现在这把，请把本页所列的公钥交给对方更正。"),
    "BAD_ANSWER": Failure("见证人的答复读不懂，或者不是它的签名。", "请与对方核对公钥和地址。"),
    "REFUSED": Failure("见证人没有签。", "对方的服务可能有故障或者时钟不准，请与对方联系。"),
    "SHORTER": Failure(
        "见证人签过的比现在的账本还长：账本被截短，或者数据库是从旧备份恢复的。",
        "请停止使用，保留现场，由审计管理员会同见证人核查；确系恢复备份的，按《账本与见证》办理。", is_alarm=True,
    ),
    "REWRITTEN": Failure(
        "见证人证明现在的账本不是它上次签过的那本的续写：以前的内容被改过。",
        "请停止使用，保留现场，由审计管理员会同见证人核查。", is_alarm=True,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Next:
    """What follows from an answer: its lines are read, it is asked again from `retry`, or it failed."""

    reads: bool = False
    retry: int | None = None
    failure: str = ""


def judge_answer(status: int, content_type: str, body: bytes, *, asked_from: int, newest: int) -> Next:
    """WIT-4. A witness that holds another size is asked once more from there; one that holds more than we have, or
    another tree of the same size, is an alarm (own design, integrity §1 T2, T3, T13; C2SP tlog-witness, read).
    """
    if status == OK:
        return Next(reads=True)
    if status == CONFLICT:
        return _conflict(content_type, body, asked_from, newest)
    known = {NOT_FOUND: "UNKNOWN_LOG", FORBIDDEN: "UNKNOWN_KEY", UNPROCESSABLE: "REWRITTEN"}
    return Next(failure=known.get(status, "REFUSED"))


def _conflict(content_type: str, body: bytes, asked_from: int, newest: int) -> Next:
    if content_type.partition(";")[0].strip() != "text/x.tlog.size":
        return Next(failure="BAD_ANSWER")
    try:
        held = parse_number(body.decode("ascii").removesuffix("\n"))
    except ValueError:
        return Next(failure="BAD_ANSWER")
    if held > newest:
        return Next(failure="SHORTER")
    return Next(failure="REWRITTEN") if held == asked_from else Next(retry=held)

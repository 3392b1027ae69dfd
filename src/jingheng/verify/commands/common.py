"""What several checks need: where the trust comes from, and sentences about checkpoints."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from jingheng.verify import notes
from jingheng.verify import policy as policies
from jingheng.verify.canonical import Value
from jingheng.verify.checkpoints import Checkpoint, printed
from jingheng.verify.exported import Export, open_export, read
from jingheng.verify.notes import BadSignature, VerifierKey
from jingheng.verify.policy import Judgement, Policy
from jingheng.verify.verdict import Broken

OWN_KEYS = "没有给 --policy,用的是导出目录自带的公钥和策略:只能证明前后一致,不能证明它就是那本日志"
_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Trust:
    """A policy, and what has to be said about where it came from."""

    policy: Policy
    remarks: tuple[str, ...] = ()


def add_policy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", metavar="文件", type=Path, help="信任策略(日志公钥、见证人和法定见证)")


def add_parser(subparsers: Any, name: str, run: Any, help: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(name, help=help, description=help)
    parser.set_defaults(run=run)
    return parser


def trust(args: argparse.Namespace, export: Export | None) -> Trust:
    if args.policy:
        return Trust(policies.parse(read(args.policy)))
    if export is None:
        raise Broken("请用 --policy 给出信任策略,或用 --export 给出导出目录")
    return Trust(export.own_policy(), (OWN_KEYS,))


def optional_export(folder: Path | None, origin: str = "") -> Export | None:
    """One log's folder, or that of log `origin` in a folder of several."""
    if folder is None:
        return None
    if not origin or (folder / "checkpoint").exists():
        return open_export(folder)
    logs = [open_export(path.parent) for path in sorted(folder.glob("*/checkpoint"))]
    found = next((log for log in logs if log.checkpoint.origin == origin), None)
    if found is None:
        raise Broken(f"{folder} 里没有账本 {origin}")
    return found


def judge(note: bytes, policy: Policy, what: str) -> tuple[Judgement | None, list[str], list[str]]:
    """The judgement, evidence, open points. A line of a known key that does not fit was changed or forged."""
    try:
        judgement = policies.judge(note, policy)
    except BadSignature as error:
        return None, [f"{what}:{error},检查点或签名被改动"], []
    gaps = []
    if not judgement.logs:
        gaps.append(f"{what}没有一个受信任且能核验的日志签名")
    if not judgement.is_agreed:
        gaps.append(f"{what}未达到策略要求的法定见证")
    return judgement, [], gaps


def against(
    export: Export, seen: Iterable[Checkpoint], policy: Policy
) -> tuple[Judgement | None, list[str], list[str]]:
    """Is what others saw of the log what the export has at those sizes? And is the export what its checkpoint says?"""
    judgement, evidence, gaps = judge(export.note, policy, "导出的检查点")
    last = export.checkpoint
    seen = list(seen)
    roots = export.roots_at({last.size} | {one.size for one in seen if one.size <= last.size})
    if roots[last.size] != last.root:
        evidence.append("导出的条目算不出导出自己的检查点:条目或检查点被改动")
    for one in seen:
        if one.origin != last.origin:
            gaps.append(f"不是同一本日志:{one.origin} 与导出的 {last.origin}")
        elif one.size > last.size:
            evidence.append(f"规模 {one.size} 大于导出的 {last.size} 条:日志被截短,除非导出做得更早")
        elif roots[one.size] != one.root:
            evidence.append(
                f"导出的前 {one.size} 条算出的根是 {printed(roots[one.size])},不是 {printed(one.root)}:这之前的条目被改写"
            )
    return judgement, evidence, gaps


def unchecked(*judgements: Judgement | None) -> tuple[str, ...]:
    keys = dict.fromkeys(key for judgement in judgements if judgement for key in judgement.unchecked)
    return tuple(f"{key.name} 的 SM2 签名,本机未装 gmssl" for key in keys)


def told(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.origin} 规模 {checkpoint.size},根 {printed(checkpoint.root)}"


def facts(checkpoint: Checkpoint) -> dict[str, Value]:
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}


def times(judgement: Judgement) -> tuple[str, ...]:
    return tuple(f"{name} 于 {moment(at)} 见证" for name, at in judgement.witnesses.items())


def moment(at: int) -> str:
    """In the time of Beijing, which needs no table; the year 10000 and beyond is no time."""
    try:
        return f"北京时间 {datetime.fromtimestamp(at, _BEIJING):%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError, OSError):
        return f"第 {at} 秒(不是可信的时间)"


def all_keys(policy: Policy) -> list[VerifierKey]:
    return [*policy.logs, *policy.witnesses.values()]


def read_note(path: Path) -> bytes:
    """A file that is a note; what it says is looked at later."""
    data = read(path)
    try:
        notes.parse(data)
    except notes.MalformedNote as error:
        raise Broken(f"{path}:{error}") from error
    return data

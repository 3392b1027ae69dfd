"""`witness`: is what a witness cosigned last what the exported log has at that size?"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from jingheng.verify import checkpoints, notes, witnessing
from jingheng.verify.commands import common
from jingheng.verify.exported import Export, open_export, read
from jingheng.verify.policy import Policy
from jingheng.verify.verdict import Broken, Verdict


def register(subparsers: Any) -> None:
    parser = common.add_parser(subparsers, "witness", run, "核验见证人看到过的与导出的日志是否相符")
    parser.add_argument("seen", metavar="状态目录或检查点", type=Path, help="见证人的状态目录,或它签过的检查点文件")
    parser.add_argument("export", metavar="导出目录", type=Path)
    parser.add_argument("--witness", metavar="公钥", help="见证人公钥;不给则用策略所列的见证人")
    common.add_policy(parser)


def run(args: argparse.Namespace) -> Verdict:
    export = open_export(args.export)
    trust = common.trust(args, export)
    note = common.read_note(_path(args.seen, export))
    checkpoint = checkpoints.parse(notes.parse(note).text)
    witnesses = {"见证人": notes.parse_key(args.witness)} if args.witness else trust.policy.witnesses
    judgement, evidence, gaps = common.judge(
        note, replace(trust.policy, witnesses=witnesses, quorum="none", groups={}), "见证的检查点"
    )
    if judgement and not judgement.witnesses:
        gaps.append("见证的检查点没有已知见证人的签名:请用 --witness 给出见证人公钥")
    of_export, *more = common.against(export, (checkpoint,), trust.policy)
    return Verdict(
        f"见证的 {common.told(checkpoint)}",
        (*evidence, *more[0], *_other_stories(args.seen, export, trust.policy)),
        (*gaps, *more[1]),
        common.unchecked(judgement, of_export),
        (*(common.times(judgement) if judgement else ()), *trust.remarks),
        {"witness": common.facts(checkpoint), "export": common.facts(export.checkpoint)},
    )


def _path(seen: Path, export: Export) -> Path:
    if not seen.is_dir():
        return seen
    path = seen / witnessing.kept_name(export.checkpoint.origin)
    if not path.exists():
        raise Broken(f"{seen} 中没有日志 {export.checkpoint.origin} 的见证")
    return path


def _other_stories(seen: Path, export: Export, policy: Policy) -> list[str]:
    """Requests that the witness refused because the log had signed something else before."""
    found = []
    for path in sorted((seen / "evidence").glob("*.request")):
        asked = witnessing.parse(read(path))
        if witnessing.origin_of(asked) == export.checkpoint.origin:
            other = checkpoints.parse(notes.open_note(asked.note, policy.logs).text)
            found.append(f"见证人拒绝过同一本日志的另一种说法:{common.told(other)}({path.name})")
    return found

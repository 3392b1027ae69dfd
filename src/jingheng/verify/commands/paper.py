"""`paper`: is what an old circular printed still what the exported log has at that size?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jingheng.verify.checkpoints import Checkpoint, from_print, parse_number
from jingheng.verify.commands import common
from jingheng.verify.exported import open_export
from jingheng.verify.verdict import Verdict

_MISTYPED = "先核对命令中的规模和根是否与纸上一字不差"


def register(subparsers: Any) -> None:
    parser = common.add_parser(subparsers, "paper", run, "核验纸上印的规模和根与导出的日志是否相符")
    parser.add_argument("export", metavar="导出目录", type=Path)
    parser.add_argument("--origin", required=True, metavar="来源", help="纸上印的日志来源")
    parser.add_argument("--size", required=True, metavar="规模", help="纸上印的规模")
    parser.add_argument("--root", required=True, metavar="根", help="纸上印的根:8 组、每组 8 位,加引号")
    common.add_policy(parser)


def run(args: argparse.Namespace) -> Verdict:
    printed = Checkpoint(args.origin, parse_number(args.size), from_print(args.root))
    export = open_export(args.export)
    trust = common.trust(args, export)
    judgement, evidence, gaps = common.against(export, (printed,), trust.policy)
    return Verdict(
        f"纸上的 {common.told(printed)}",
        tuple(evidence),
        tuple(gaps),
        common.unchecked(judgement),
        ((_MISTYPED, *trust.remarks) if evidence else trust.remarks),
        {"paper": common.facts(printed), "export": common.facts(export.checkpoint)},
    )

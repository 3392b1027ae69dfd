"""`sample`: is a draw what its list, plan, shares and public value lead to, and was the list settled first?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jingheng.verify.bundle import LARGEST_BUNDLE, MIB, BrokenBundle
from jingheng.verify.canonical import decode
from jingheng.verify.commands import common
from jingheng.verify.draw_check import examine
from jingheng.verify.verdict import Verdict


def register(subparsers: Any) -> None:
    parser = common.add_parser(subparsers, "sample", run, "复算一次抽取:名单、方案、口令、公开值算不算得出这些案件")
    parser.add_argument("bundle", metavar="BUNDLE.zip", type=Path, help="抽取包")
    parser.add_argument(
        "--commitment", metavar="COMMITMENT", type=Path, help="先前拿到的承诺,或抄下的 64 位数;以它为准"
    )
    parser.add_argument("--log", metavar="目录", type=Path, help="日志的导出目录;同一编号抽了两次会被发现")
    common.add_policy(parser)


def run(args: argparse.Namespace) -> Verdict:
    held = _read(args.commitment, MIB) if args.commitment else None
    export = common.optional_export(args.log)
    leaves = None if export is None else [decode(entry) for entry in export.entries()]
    findings = examine(_read(args.bundle, LARGEST_BUNDLE), held, leaves)
    evidence, remarks = list(findings.evidence), list(findings.remarks)
    judgement, gaps = None, list[str]()
    if export is not None:
        trust = common.trust(args, export)
        judgement, in_log, gaps = common.against(export, (), trust.policy)
        evidence += in_log
        remarks += trust.remarks
    facts = findings.facts
    told = f"抽取“{facts['draw']}”,名单 {facts['rows']} 行,抽中 {facts['drawn']} 件" if facts else "抽取包"
    return Verdict(told, tuple(evidence), tuple(gaps), common.unchecked(judgement), tuple(remarks), facts)


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise BrokenBundle(f"读不到 {path}:{error.strerror}") from error

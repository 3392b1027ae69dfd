"""`paper`: is what an old circular printed still what the exported log has at that size?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jingheng.verify.checkpoints import Checkpoint, from_print, parse_number
from jingheng.verify.commands import common
from jingheng.verify.exported import Export, open_export
from jingheng.verify.verdict import Broken, Verdict

_MISTYPED = "先核对命令中的规模和根是否与纸上一字不差"


def register(subparsers: Any) -> None:
    parser = common.add_parser(subparsers, "paper", run, "核验纸上印的规模和根与导出的日志是否相符")
    parser.add_argument("export", metavar="导出目录", type=Path)
    parser.add_argument("--origin", metavar="来源", help="纸上印的日志来源")
    parser.add_argument("--size", metavar="规模", help="纸上印的规模")
    parser.add_argument("--root", metavar="根", help="纸上印的根:8 组、每组 8 位,加引号")
    parser.add_argument("--scan", metavar="文字", help="扫二维码得到的全部文字,加引号;给了就不用前三项")
    common.add_policy(parser)


def run(args: argparse.Namespace) -> Verdict:
    printed = _printed(args)
    export = _export(args.export, printed.origin)
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


def _printed(args: argparse.Namespace) -> Checkpoint:
    """A scanner may make blanks of line ends; the name of a log holds none."""
    parts = (args.origin, args.size, args.root)
    if args.scan:
        words = args.scan.split()
        parts = (words[0], words[1], " ".join(words[2:])) if len(words) > 2 else (None, None, None)
    origin, size, root = parts
    if not (origin and size and root):
        raise Broken("请给出纸上印的 --origin、--size 和 --root,或者用 --scan 给出扫码所得的全部文字")
    return Checkpoint(origin, parse_number(size), from_print(root))


def _export(folder: Path, origin: str) -> Export:
    """The log itself, or the one of this origin in a folder of several."""
    if (folder / "checkpoint").exists():
        return open_export(folder)
    found = (open_export(path.parent) for path in sorted(folder.glob("*/checkpoint")))
    for export in found:
        if export.checkpoint.origin == origin:
            return export
    raise Broken(f"{folder} 里没有日志 {origin}")

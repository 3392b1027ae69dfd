"""`compare`: do two checkpoints of one log contradict each other?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jingheng.verify import checkpoints, notes
from jingheng.verify.commands import common
from jingheng.verify.commands.common import Trust
from jingheng.verify.notes import BadSignature, NoTrustedSignature
from jingheng.verify.policy import Policy
from jingheng.verify.verdict import Broken, Verdict

_UNSIGNED = "没有给 --policy 或 --export,签名未核验:先核实两个文件各自的来历"


def register(subparsers: Any) -> None:
    parser = common.add_parser(subparsers, "compare", run, "比对两个检查点:同一规模不同的根,就是自足的证据")
    parser.add_argument("first", metavar="检查点甲", type=Path)
    parser.add_argument("second", metavar="检查点乙", type=Path)
    parser.add_argument("--export", metavar="目录", type=Path, help="日志的导出目录;规模不同时由它重算两个根")
    common.add_policy(parser)


def run(args: argparse.Namespace) -> Verdict:
    texts = [common.read_note(path) for path in (args.first, args.second)]
    first, second = (checkpoints.parse(notes.parse(text).text) for text in texts)
    if first.origin != second.origin:
        raise Broken(f"不是同一本日志:{first.origin} 与 {second.origin}")
    export = common.optional_export(args.export)
    trust = common.trust(args, export) if args.policy or export else Trust(Policy(), (_UNSIGNED,))
    evidence, gaps = _signatures(texts, trust.policy) if args.policy or export else ([], [])
    if first.size == second.size and first.root != second.root:
        found = f"规模同为 {first.size},根却不同:同一本日志对外有两种说法"
        if gaps:
            gaps.append(f"{found};签名得到核验后才算证据")
        else:
            evidence.append(found)
    elif export:
        _, *more = common.against(export, (first, second), trust.policy)
        evidence, gaps = evidence + more[0], gaps + more[1]
    elif first.size != second.size:
        gaps.append("两者规模不同,单凭检查点看不出矛盾:请用 --export 给出日志的导出目录")
    return Verdict(
        f"{common.told(first)};{common.told(second)}",
        tuple(evidence),
        tuple(gaps),
        remarks=trust.remarks,
        facts={"first": common.facts(first), "second": common.facts(second)},
    )


def _signatures(texts: list[bytes], policy: Policy) -> tuple[list[str], list[str]]:
    """Any signature of the log or of a witness makes a checkpoint somebody's word; a quorum is not asked for."""
    evidence, gaps = [], []
    for name, text in zip(("甲", "乙"), texts, strict=True):
        try:
            if not notes.open_note(text, common.all_keys(policy)).verified:
                gaps.append(f"检查点{name}只有 SM2 签名,本机未装 gmssl,未核验")
        except NoTrustedSignature as error:
            gaps.append(f"检查点{name}:{error}")
        except BadSignature as error:
            evidence.append(f"检查点{name}:{error}")
    return evidence, gaps

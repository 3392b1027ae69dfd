"""`log`: are the logs of an exported folder whole, signed, and each the continuation of what was signed before?"""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from jingheng.verify import checkpoints, leaves, manifest, notes
from jingheng.verify.canonical import NotCanonical, Value
from jingheng.verify.commands import common
from jingheng.verify.exported import Export, open_export, read
from jingheng.verify.notes import VerifierKey
from jingheng.verify.policy import Judgement, Policy
from jingheng.verify.tiles import tiles_of
from jingheng.verify.tree import TILE, tile_root
from jingheng.verify.verdict import Broken, Verdict


def register(subparsers: Any) -> None:
    parser = common.add_parser(subparsers, "log", run, "核验导出的账本：清单、签名、每一片叶、每一个检查点")
    parser.add_argument("folder", metavar="导出目录", type=Path)
    common.add_policy(parser)


@dataclass(slots=True)
class Read:
    """What was found while reading a folder."""

    evidence: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)
    facts: dict[str, Value] = field(default_factory=dict)


def logs_in(folder: Path) -> list[Export]:
    """The logs of a folder, those of one office in the order of their years."""
    found = [open_export(path.parent) for path in sorted(folder.glob("*/checkpoint"))]
    if not found:
        raise Broken(f"{folder} 里没有账本：应有各账本的子目录，内有 checkpoint")
    return found


def run(args: argparse.Namespace) -> Verdict:
    seen = Read()
    exports = logs_in(args.folder)
    appointed: dict[str, VerifierKey] = {}
    policies = []
    for export in exports:
        trust = common.trust(args, export)
        seen.remarks |= dict.fromkeys(trust.remarks)
        policies.append(_with_appointed(export, trust.policy, appointed, seen))
        if _check_log(export, policies[-1], seen):
            appointed |= _successor(export)
    lost = _lost(exports)
    _check_manifest(args.folder, [*zip(exports, policies, strict=True)], lost, seen)
    _check_years(exports, lost, seen)
    return Verdict(
        f"导出目录 {args.folder}，{len(exports)} 本账本", tuple(seen.evidence), tuple(seen.gaps),
        common.unchecked(*seen.judgements), tuple(seen.remarks), {"logs": seen.facts},
    )  # fmt: skip


def _with_appointed(export: Export, policy: Policy, appointed: Mapping[str, VerifierKey], seen: Read) -> Policy:
    """Where the policy has no key for a log: the one that its predecessor named in the last leaf under its own key."""
    origin = export.checkpoint.origin
    key = appointed.get(origin)
    if key is None or any(one.name == origin for one in policy.logs):
        return policy
    seen.remarks[f"{export.folder.name} 的密钥由前一本账本的末片叶指定"] = None
    return replace(policy, logs=[*policy.logs, key])


def _successor(export: Export) -> dict[str, VerifierKey]:
    """Whom the last leaf of a log names, if its key was retired."""
    last = deque(export.entries(), maxlen=1)
    leaf = leaves.Leaf.decoded(last[0]) if last else None
    if leaf is None or leaf.kind != "key.retired" or leaf.said is None:
        return {}
    key = notes.parse_key(str(leaf.said.get("vkey")))
    return {key.name: key} if key.name == leaf.said.get("next") else {}


def _lost(exports: list[Export]) -> dict[str, object]:
    """Logs whose keys were lost, with the last state that they signed, as the log of the same office that went on says."""
    found: dict[str, object] = {}
    for export in exports:
        for entry in export.entries():
            if b'"k":"key.lost"' in entry and (said := leaves.Leaf.decoded(entry).said):
                origin = str(said.get("origin"))
                if _place(origin) == _place(export.checkpoint.origin):
                    found[origin] = (said.get("size"), said.get("root"))
    return found


def _place(origin: str) -> str:
    """jc.990203/ledger/2026/sha256 and jc.990203/ledger/2026.02/sha256 are of one place."""
    return origin.rpartition("/")[0].rpartition("/")[0]


def _check_manifest(folder: Path, judged: list[tuple[Export, Policy]], lost: Mapping[str, object], seen: Read) -> None:
    data = read(folder / manifest.NAME)
    listed = manifest.parse(notes.parse(data).text)
    seen.evidence += manifest.differences(folder, listed)
    keys = [
        key
        for export, policy in judged
        for key in policy.logs
        if key.name == export.checkpoint.origin and key.name not in lost
    ]
    seen.evidence += manifest.unsigned(data, keys)


def _check_log(export: Export, policy: Policy, seen: Read) -> bool:
    """The tree from its entries, every tile, the checkpoint of the day and every earlier one. Sound and signed?"""
    name = export.folder.name
    judgement, evidence, gaps = common.judge(export.note, policy, f"{name} 的检查点")
    earlier = dict(_earlier(export, policy, seen))
    roots = export.roots_at({export.checkpoint.size, *earlier})
    for size, root in earlier.items():
        if roots[size] != root:
            evidence.append(f"{name}：前 {size} 片叶算出的根与当时签过的检查点不符，这之前的叶被改写")
    if roots[export.checkpoint.size] != export.checkpoint.root:
        evidence.append(f"{name}：{_between(export, earlier, roots)}")
    evidence += _tiles(export)
    evidence += _leaves(export)
    seen.evidence += evidence
    seen.gaps += gaps
    if judgement:
        seen.judgements.append(judgement)
        seen.remarks |= dict.fromkeys(f"{name}：{one}" for one in common.times(judgement))
    seen.facts[name] = {**common.facts(export.checkpoint), "earlier": len(earlier)}
    return judgement is not None and bool(judgement.logs) and not evidence


def _earlier(export: Export, policy: Policy, seen: Read) -> Iterator[tuple[int, bytes]]:
    for size, note in export.earlier().items():
        judgement, evidence, _ = common.judge(note, policy, f"{export.folder.name} 规模 {size} 的检查点")
        seen.evidence += evidence
        checkpoint = checkpoints.parse(notes.parse(note).text)
        if (checkpoint.origin, checkpoint.size) != (export.checkpoint.origin, size) or size > export.checkpoint.size:
            seen.evidence.append(f"{export.folder.name}：checkpoints/{size} 不是这本账本在这个规模的检查点")
        elif judgement is not None:
            yield size, checkpoint.root


def _between(export: Export, earlier: Mapping[int, bytes], roots: Mapping[int, bytes]) -> str:
    """Between which signed states the tree went wrong."""
    sound = max((size for size, root in earlier.items() if roots[size] == root), default=0)
    wrong = min((size for size, root in earlier.items() if roots[size] != root), default=export.checkpoint.size)
    return f"第 {sound} 片叶以后、第 {wrong} 片叶以前有叶被改动、删除或者换位"


def _tiles(export: Export) -> Iterator[str]:
    """Every tile against what lies below it; the lowest against the entries."""
    checkpoint, name = export.checkpoint, export.folder.name
    hash_ = checkpoint.hash
    below: dict[int, list[bytes]] = {0: list(export.leaf_hashes())}
    for level, index, width in tiles_of(checkpoint.size):
        if level not in below:
            under = below.pop(level - 1)
            below[level] = [tile_root(hash_, under[at : at + TILE]) for at in range(0, len(under) - TILE + 1, TILE)]
        if export.tile(level, index) != below[level][index * TILE : index * TILE + width]:
            yield f"{name}：第 {level} 层第 {index} 块瓦片与叶不符"


def _leaves(export: Export) -> Iterator[str]:
    """Every entry is a leaf, the first says what the log is, and days do not go back."""
    name, last = export.folder.name, date.min
    for number, entry in enumerate(export.entries()):
        try:
            leaf = leaves.Leaf.decoded(entry)
        except NotCanonical as error:
            yield f"{name}：第 {number} 片叶不是账本写的（{error}）"
            continue
        if number == 0 and (leaf.kind != "log.opened" or (leaf.said or {}).get("origin") != export.checkpoint.origin):
            yield f"{name}：首片叶没有写明这是哪一本账本"
        if leaf.day < last:
            yield f"{name}：第 {number} 片叶的日期 {leaf.day} 早于前一片"
        last = max(last, leaf.day)


def _check_years(exports: list[Export], lost: Mapping[str, object], seen: Read) -> None:
    """The first leaf of a log holds the last state of the log before: is that the one that is here?"""
    for gone, state in lost.items():
        stood = state[0] if isinstance(state, tuple) else ""
        seen.remarks[f"{gone} 的密钥已经丢失，止于它最后签过的 {stood} 片叶，其后由承接的账本重新写明"] = None
    by_origin = {export.checkpoint.origin: export for export in exports}
    for export in exports:
        first = next(export.entries(1), None)
        before = (leaves.Leaf.decoded(first).said or {}).get("previous") if first else None
        if not isinstance(before, dict) or not before:
            continue
        origin, size, root = before.get("origin"), before.get("size"), before.get("root")
        earlier = by_origin.get(str(origin))
        if earlier is None:
            seen.remarks[f"{export.folder.name} 承接 {origin}，那一本不在导出目录里，没有核对"] = None
        elif (earlier.checkpoint.size, earlier.checkpoint.root.hex()) != lost.get(str(origin), (size, root)):
            seen.evidence.append(f"{export.folder.name} 首片叶承接的不是导出的 {earlier.folder.name}")

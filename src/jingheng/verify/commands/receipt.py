"""`receipt`: was this entry in the log, by the word of those the policy trusts?"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path
from typing import Any

from jingheng.verify import canonical, leaves, proofs
from jingheng.verify.canonical import NotCanonical
from jingheng.verify.commands import common
from jingheng.verify.exported import read
from jingheng.verify.hashing import Hash
from jingheng.verify.rows import named
from jingheng.verify.showing import Shown, shown_of
from jingheng.verify.tree import leaf_hash, verify_inclusion
from jingheng.verify.verdict import Broken, Verdict


def register(subparsers: Any) -> None:
    parser = common.add_parser(subparsers, "receipt", run, "核验回执：某一条是否在日志里")
    parser.add_argument("proof", metavar="回执文件", type=Path)
    parser.add_argument("--entry", metavar="文件", type=Path, help="条目原文；不给则取回执 extra 行所带的")
    parser.add_argument("--export", metavar="目录", type=Path, help="日志的导出目录；给了还核对那一条仍在原位")
    common.add_policy(parser)


def run(args: argparse.Namespace) -> Verdict:
    proof = proofs.parse(read(args.proof))
    slip, shown = proofs.slip_of(proof.extra or b""), shown_of(proof.extra or b"")
    carried = slip or shown
    entry = read(args.entry) if args.entry else carried.entry if carried else proof.extra
    if entry is None:
        raise Broken("回执不带条目原文，请用 --entry 给出")
    export = common.optional_export(args.export, proof.origin)
    trust = common.trust(args, export)
    judgement, evidence, gaps = common.judge(proof.note, trust.policy, "回执的检查点")
    checked = f"回执 {args.proof.name}"
    if judgement is None:
        return Verdict(checked, tuple(evidence), remarks=trust.remarks)
    checkpoint = judgement.checkpoint
    leaf = leaf_hash(checkpoint.hash, entry)
    if not verify_inclusion(checkpoint.hash, proof.index, checkpoint.size, leaf, proof.path, checkpoint.root):
        evidence.append(f"条目算不到检查点的根：条目、位置 {proof.index} 或证明被改动")
    elif slip and not _is_code_of(slip, entry, checkpoint.hash):
        evidence.append(f"账本码 {slip.code} 不是这一条的：账本码被改动，或者取自别的回执")
    elif shown and not _stands_in(shown, checkpoint.hash):
        evidence.append(f"所示的字段不是这一条锁住的 {named(shown.row)}：字段或者证明被改动")
    elif export and export.checkpoint.origin != checkpoint.origin:
        gaps.append(f"导出目录是另一本日志 {export.checkpoint.origin}")
    elif export and export.checkpoint.size <= proof.index:
        evidence.append(
            f"回执证明位置 {proof.index} 已写入，导出却只有 {export.checkpoint.size} 条：日志被截短，除非导出做得更早"
        )
    elif export and next(islice(export.entries(), proof.index, None)) != entry:
        evidence.append(f"导出的日志在位置 {proof.index} 是另一条：日志被改写")
    return Verdict(
        f"{checked}，{common.told(checkpoint)}，位置 {proof.index}",
        tuple(evidence),
        tuple(gaps),
        common.unchecked(judgement),
        (*common.times(judgement), *_content(slip, shown, entry), *trust.remarks),
        {
            **common.facts(checkpoint), "index": proof.index, "leaf": leaf.hex(), "witnesses": {**judgement.witnesses},
            "code": slip.code if slip else None,
            "shown": {name: value for name, (_, value) in shown.shown.items()} if shown else None,
        },
    )  # fmt: skip


def _is_code_of(slip: proofs.Slip, entry: bytes, hash_: Hash) -> bool:
    try:
        leaf = leaves.Leaf.decoded(entry)
    except NotCanonical:
        return False
    return leaf.receipt == leaves.committed_code(hash_, slip.salt, slip.code)


def _stands_in(shown: Shown, hash_: Hash) -> bool:
    try:
        return shown.is_sound(hash_)
    except NotCanonical:
        return False


def _content(slip: proofs.Slip | None, shown: Shown | None, entry: bytes) -> tuple[str, ...]:
    try:
        if shown:
            day = leaves.Leaf.decoded(entry).day
            return (
                f"{named(shown.row)} 于 {day} 记入账本时：",
                *(f"  {name} = {canonical.encode(value).decode()}" for name, (_, value) in shown.shown.items()),
                f"  另有 {len(shown.hidden)} 个字段没有出示",
            )
        if slip:
            return (f"账本码 {slip.code}，记入日期 {leaves.Leaf.decoded(entry).day}",)
        return (f"条目内容 {canonical.encode(canonical.decode(entry)).decode()}",)
    except NotCanonical:
        return (f"条目 {len(entry)} 字节，不是规范 JSON",)

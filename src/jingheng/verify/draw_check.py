"""Checking a bundle: everything is computed again, and what comes out differently is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from jingheng.verify import draw_log
from jingheng.verify.bundle import (
    BrokenBundle,
    Drawn,
    carry_out,
    ground,
    loaded,
    members_of,
    read_plan,
    read_public,
    read_shares,
    revealed,
    share_faults,
    shares_json,
    silent,
    unpack,
)
from jingheng.verify.canonical import Value
from jingheng.verify.cases import BadFrame
from jingheng.verify.plans import BadPlan
from jingheng.verify.sampling import commitment_of

UNPROVEN = "可复算,但不能证明名单先定"
ONLY_FOR_PEOPLE = "plan.yaml 只供人阅读,核验只按 plan.json 计算"
_FEW = 8
_DIGEST = re.compile("[0-9a-fA-F]{64}")
_SETTLED = {"draw": "抽取编号", "rows": "名单行数", "root": "名单内容", "size": "size", "commitment": "承诺"}


@dataclass(frozen=True)
class Findings:
    """`evidence` are sentences that show tampering; without any the draw is sound."""

    evidence: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)


def examine(data: bytes, held: bytes | None = None, leaves: Iterable[object] | None = None) -> Findings:
    """What a bundle's bytes show, held against the commitment that somebody kept and against a log's leaves.

    Raises BrokenBundle, BadPlan or BadFrame where it cannot be judged.
    """
    members = unpack(data)
    settled = loaded("commitment.json", members["commitment.json"])
    kept = read_commitment(held) if held is not None else None
    changed = _changed_files(members, settled)
    try:
        drawn, faults = _carried_out(members)
    except (BadPlan, BadFrame, BrokenBundle) as error:
        if changed:
            return Findings((*changed, str(error)))
        raise
    made = members_of(drawn, frame=members["frame.csv"], plan_yaml=members["plan.yaml"])
    evidence = [*changed, *faults, *_rewritten(members, made, settled)]
    evidence += _differences(members["result.json"], made["result.json"], drawn)
    remarks = [ONLY_FOR_PEOPLE, *(f"参与方“{party}”没有公开口令" for party in silent(drawn.shares))]
    if kept is None:
        remarks.append(UNPROVEN)
    else:
        ours = loaded("commitment.json", made["commitment.json"])
        evidence += commitment_faults(kept, ours)
        remarks += _other_files(kept, ours)
    if leaves is not None:
        expected = {
            "commitment": drawn.ground.commitment.hex(),
            "public": drawn.public,
            "result": sha256(members["result.json"]).hexdigest(),
        }
        logged = draw_log.draws_in_log(leaves).get(drawn.ground.plan.draw)
        evidence += draw_log.evidence(logged, expected, silent(drawn.shares))
    return Findings(tuple(evidence), tuple(remarks), _facts(drawn))


def read_commitment(data: bytes) -> dict[str, Any]:
    """A commitment as it was handed out: the file, or its 64 digits copied from paper."""
    text = data.strip()
    if _DIGEST.fullmatch(text.decode("ascii", "replace")):
        return {"commitment": text.decode().lower()}
    held = loaded("先定承诺", data)
    try:
        adds_up = commitment_of(bytes.fromhex(held["basis"]), held["size"]).hex() == held["commitment"]
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenBundle("先定承诺的格式不对") from error
    if not adds_up:
        raise BrokenBundle("先定承诺自己前后不符,不能作准")
    return held


def _changed_files(members: Mapping[str, bytes], settled: Mapping[str, Any]) -> list[str]:
    files = settled.get("files")
    if not isinstance(files, dict):
        raise BrokenBundle("commitment.json 的格式不对:没有 files")
    return [
        f"{name} 不是先定的那一份:SHA-256 与 commitment.json 所记不符"
        for name in ("frame.csv", "plan.json", "plan.yaml")
        if files.get(name) != sha256(members[name]).hexdigest()
    ]


def _carried_out(members: Mapping[str, bytes]) -> tuple[Drawn, list[str]]:
    plan = read_plan(members["plan.json"])
    given = read_shares(members["shares.json"])
    shares = revealed(plan, {party: secret for party, secret in given.items() if secret is not None})
    faults = [f"shares.json:{fault}" for fault in share_faults(plan, given)]
    if not faults and members["shares.json"] != shares_json(shares):
        faults.append("shares.json 不是写出时的样子:参与方与方案不一致,或写法被改动")
    return carry_out(ground(members["frame.csv"], plan), shares, read_public(members["public.txt"])), faults


def _rewritten(members: Mapping[str, bytes], made: Mapping[str, bytes], settled: Mapping[str, Any]) -> list[str]:
    found = []
    if members["plan.json"] != made["plan.json"]:
        found.append("plan.json 不是写出时的样子:写法被改动")
    if members["commitment.json"] != made["commitment.json"]:
        ours = loaded("commitment.json", made["commitment.json"])
        other = [f"{word}({_shown(settled.get(key))},重算是 {_shown(ours[key])})" for key, word in _SETTLED.items()
                 if settled.get(key) != ours[key]]  # fmt: skip
        found.append(f"commitment.json 不是由本包的名单和方案算出的:{'、'.join(other) or '写法被改动'}")
    return found


def commitment_faults(kept: Mapping[str, Any], ours: Mapping[str, Any]) -> list[str]:
    """Why a draw is not the one that was committed to; nothing if it is."""
    if kept["commitment"] == ours["commitment"]:
        return []
    known = [word for key, word in _SETTLED.items() if key in kept and key != "commitment" and kept[key] != ours[key]]
    if "basis" in kept and not known:
        known = ["方案"]
    told = f",不同的是:{'、'.join(known)}" if known else ""
    if kept.get("rows") != ours["rows"] and "rows" in kept:
        told += f"(先定 {kept['rows']} 行,现在 {ours['rows']} 行)"
    return [
        f"本包不是先定的那次抽取:先定的承诺是 {_shown(kept['commitment'])},本包的是 {_shown(ours['commitment'])}{told}"
    ]


def _other_files(kept: Mapping[str, Any], ours: Mapping[str, Any]) -> list[str]:
    """The same content in another file: rows in another order, a plan written otherwise for people."""
    files = kept.get("files")
    if kept["commitment"] != ours["commitment"] or not isinstance(files, dict):
        return []
    return [
        f"{name} 的内容与先定的相同,文件不是同一份(行序或写法不同)"
        for name, digest in ours["files"].items()
        if files.get(name) != digest
    ]


def _differences(said: bytes, made: bytes, drawn: Drawn) -> list[str]:
    """Where `result.json` is not what the inputs lead to."""
    if said == made:
        return []
    try:
        theirs = loaded("result.json", said)
        ours = loaded("result.json", made)
        return _named(theirs, ours, drawn) or ["result.json 不是写出时的样子:写法被改动"]
    except (BrokenBundle, TypeError, KeyError, AttributeError):
        return ["result.json 不是本包能算出的结果,格式也不对"]


def _named(theirs: dict[str, Any], ours: dict[str, Any], drawn: Drawn) -> list[str]:
    words = {
        "draw": "抽取编号",
        "commitment": "承诺",
        "public": "公开值",
        "silent": "未公开口令的参与方",
        "seed": "种子",
    }
    found = [
        f"result.json 的{word}是 {_shown(theirs[key])},重算是 {_shown(ours[key])}"
        for key, word in words.items()
        if theirs[key] != ours[key]
    ]
    known = {case.id for case in drawn.ground.cases}
    strangers = [id for _, ids in _stages(theirs) for id in ids if id not in known]
    if strangers:
        found.append(f"result.json 抽中的案件不在名单里:{_listed(strangers)}")
    if found:  # with another seed every case is another one: listing them would say nothing
        return found
    mine, stages = dict(_stages(ours)), dict(_stages(theirs))
    for stage in {**mine, **stages}:
        found += _stage_differences(stage, stages.get(stage, []), mine.get(stage, []))
    return found


def _stages(result: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    quota = [(f"“{one['stratum']}”定额", list(one["drawn"])) for one in result["quota"]]
    return [("必抽", list(result["mandatory"])), *quota, ("加权", list(result["weighted"]))]


def _stage_differences(stage: str, theirs: list[str], ours: list[str]) -> list[str]:
    found = []
    if wrong := [id for id in theirs if id not in set(ours)]:
        found.append(f"{stage}:result.json 有、重算没有抽中的案件:{_listed(wrong)}")
    if missing := [id for id in ours if id not in set(theirs)]:
        found.append(f"{stage}:重算抽中、result.json 没有的案件:{_listed(missing)}")
    if not found and theirs != ours:
        found.append(f"{stage}:案件相同,次序或次数不同")
    return found


def _listed(ids: list[str]) -> str:
    more = f"等 {len(ids)} 件" if len(ids) > _FEW else ""
    return "、".join(ids[:_FEW]) + more


def _shown(value: object) -> str:
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{text[:12]}…" if _DIGEST.fullmatch(text) else f"“{text}”"


def _facts(drawn: Drawn) -> dict[str, Value]:
    sample, plan = drawn.sample, drawn.ground.plan
    return {
        "draw": plan.draw,
        "commitment": drawn.ground.commitment.hex(),
        "seed": drawn.seed.hex(),
        "public": drawn.public,
        "rows": len(drawn.ground.cases),
        "mandatory": len(sample.mandatory),
        "by_quota": len(sample.by_quota),
        "weighted": len(sample.weighted),
        "drawn": len(sample.ids),
        "silent": list(silent(drawn.shares)),
    }

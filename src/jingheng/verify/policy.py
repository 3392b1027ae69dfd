"""Whose word counts: policy files as C2SP tlog-policy writes them, and a checkpoint judged by one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from jingheng.verify import checkpoints, notes
from jingheng.verify.checkpoints import Checkpoint
from jingheng.verify.notes import COSIGNATURE, NoTrustedSignature, VerifierKey, open_note, parse_key

_NONE = "none"


class MalformedPolicy(ValueError):
    """A text that is no policy; says in which line."""


@dataclass(frozen=True)
class Group:
    needed: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """Keys of logs, keys of witnesses by their names in this file, groups in order, and the name that must agree."""

    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""
    urls: dict[VerifierKey, str] = field(default_factory=dict)

    def agrees(self, cosigned: set[VerifierKey]) -> bool:
        """Is the quorum reached by these witnesses?"""
        agreed = {_NONE} | {name for name, key in self.witnesses.items() if key in cosigned}
        for name, group in self.groups.items():
            if sum(member in agreed for member in group.members) >= group.needed:
                agreed.add(name)
        return self.quorum in agreed


@dataclass(frozen=True)
class Judgement:
    """A checkpoint, who signed it as its log, which witnesses when, and whether that is enough."""

    checkpoint: Checkpoint
    logs: tuple[VerifierKey, ...]
    witnesses: dict[str, int]  # name in the policy -> the earliest second
    unchecked: tuple[VerifierKey, ...]
    is_agreed: bool

    @property
    def is_satisfied(self) -> bool:
        return bool(self.logs) and self.is_agreed


def parse(data: bytes) -> Policy:
    policy = Policy()
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            _read_line(policy, line)
        except ValueError as error:
            raise MalformedPolicy(f"策略文件第 {number} 行:{error}") from error
    if not policy.quorum:
        raise MalformedPolicy("策略文件没有 quorum 一行")
    return policy


def judge(note: bytes, policy: Policy) -> Judgement:
    """What the policy says of a checkpoint. A line of a known key that does not fit is refused, not judged."""
    text = notes.parse(note).text
    checkpoint = checkpoints.parse(text)
    logs = [key for key in policy.logs if key.name == checkpoint.origin]
    try:
        opened = open_note(note, [*logs, *policy.witnesses.values()])
    except NoTrustedSignature:
        return Judgement(checkpoint, (), {}, (), policy.agrees(set()))
    times: dict[VerifierKey, int] = {}
    for seen in opened.verified:
        if seen.at is not None:
            times[seen.key] = min(seen.at, times.get(seen.key, seen.at))
    return Judgement(
        checkpoint,
        logs=tuple(seen.key for seen in opened.verified if seen.at is None),
        witnesses={name: times[key] for name, key in policy.witnesses.items() if key in times},
        unchecked=opened.unchecked,
        is_agreed=policy.agrees(set(times)),
    )


def _read_line(policy: Policy, line: bytes) -> None:
    if re.search(rb"[^\t\x20-\x7e\x80-\xff]", line):
        raise ValueError("含控制字符(文件须用 Unix 换行)")
    # Names are opaque bytes, so whatever is no UTF-8 goes through unchanged; only blank and tab separate.
    words = [word.decode(errors="surrogateescape") for word in re.split(rb"[\t ]+", line) if word]
    if not words or words[0].startswith("#"):
        return
    if words[0] not in _READERS:
        raise ValueError(f"不认识“{words[0]}”")
    _READERS[words[0]](policy, *_counted(words))


def _counted(words: list[str]) -> list[str]:
    least, most = _WORDS[words[0]]
    if not least <= len(words) - 1 <= most:
        raise ValueError(f"{words[0]} 一行的项数不对")
    return words[1:]


def _read_log(policy: Policy, vkey: str, url: str = "") -> None:
    key = parse_key(vkey)
    if key.kind == COSIGNATURE:
        raise ValueError("这是见证人的密钥,不是日志的")
    if any(key.public == other.public for other in policy.logs):
        raise ValueError("同一把日志密钥列了两次")
    policy.logs.append(key)
    policy.urls[key] = url


def _read_witness(policy: Policy, name: str, vkey: str, url: str = "") -> None:
    key = parse_key(vkey)
    _check_free(policy, name)
    if key.kind != COSIGNATURE:
        raise ValueError("这不是见证人的密钥")
    if any(key.public == other.public for other in policy.witnesses.values()):
        raise ValueError("同一把见证密钥列了两次")
    policy.witnesses[name] = key
    policy.urls[key] = url


def _read_group(policy: Policy, name: str, needed: str, *members: str) -> None:
    _check_free(policy, name)
    taken = {member for group in policy.groups.values() for member in group.members}
    for at, member in enumerate(members):
        _check_defined(policy, member)
        if member in taken or member in members[:at]:
            raise ValueError(f"“{member}”只能列入一个组一次")
    count = {"any": 1, "all": len(members)}.get(needed) or checkpoints.parse_number(needed)
    if not 1 <= count <= len(members):
        raise ValueError(f"{len(members)} 个成员中不能要求 {count} 个")
    policy.groups[name] = Group(count, members)


def _read_quorum(policy: Policy, name: str) -> None:
    if policy.quorum:
        raise ValueError("quorum 只能有一行")
    if name != _NONE:
        _check_defined(policy, name)
    policy.quorum = name


def _check_free(policy: Policy, name: str) -> None:
    if name == _NONE or name in policy.witnesses or name in policy.groups:
        raise ValueError(f"名称“{name}”已用")


def _check_defined(policy: Policy, name: str) -> None:
    if name not in policy.witnesses and name not in policy.groups:
        raise ValueError(f"“{name}”在前面没有定义")


_READERS: dict[str, Callable[..., None]] = {
    "log": _read_log, "witness": _read_witness, "group": _read_group, "quorum": _read_quorum,
}  # fmt: skip
_WORDS = {"log": (1, 2), "witness": (2, 3), "group": (3, 1000), "quorum": (1, 1)}

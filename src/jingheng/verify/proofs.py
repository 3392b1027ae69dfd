"""Receipts: C2SP tlog-proof files, which show without any server that an entry is in a log."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from jingheng.verify import policy as policies
from jingheng.verify.canonical import decode, encode
from jingheng.verify.checkpoints import parse_number
from jingheng.verify.notes import tobase64, unbase64
from jingheng.verify.policy import Judgement, Policy
from jingheng.verify.tree import BadProof, leaf_hash, root_from_inclusion

_HEAD = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


class MalformedProof(ValueError):
    """Bytes that are no proof file."""


@dataclass(frozen=True)
class Proof:
    """Where an entry is, the hashes beside its way up, the checkpoint as its log issued it, and whatever else is told.

    `extra` is nobody's word: a receipt carries the entry there, and it counts only because its hash leads to the root.
    """

    index: int
    path: tuple[bytes, ...]
    note: bytes
    extra: bytes | None = None

    @property
    def origin(self) -> str:
        """The log by its own word."""
        return self.note.partition(b"\n")[0].decode(errors="replace")

    def __bytes__(self) -> bytes:
        extra = [] if self.extra is None else [f"extra {tobase64(self.extra)}"]
        lines = [_HEAD, *extra, f"index {self.index}", *map(tobase64, self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note


@dataclass(frozen=True)
class Slip:
    """What a receipt of Jingheng carries besides: the leaf, its code, and the salt that shows the code to be the leaf's."""

    entry: bytes
    code: str
    salt: bytes

    def encoded(self) -> bytes:
        return encode({"code": self.code, "entry": self.entry.decode(), "salt": self.salt.hex()})


def slip_of(extra: bytes) -> Slip | None:
    """None for what is not ours."""
    try:
        value = decode(extra)
        if not isinstance(value, dict) or value.keys() != {"code", "entry", "salt"}:
            return None
        code, entry, salt = value["code"], value["entry"], value["salt"]
        if isinstance(code, str) and isinstance(entry, str) and isinstance(salt, str):
            return Slip(entry.encode(), code, bytes.fromhex(salt))
    except ValueError:  # NotCanonical is one
        pass
    return None


@dataclass(frozen=True)
class Outcome:
    judgement: Judgement
    is_included: bool

    @property
    def is_sound(self) -> bool:
        return self.is_included and self.judgement.is_satisfied


def parse(data: bytes) -> Proof:
    head, found, note = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
        if not found or first != _HEAD:
            raise ValueError(f"首行须为 {_HEAD}")
        extra = unbase64(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
        if not lines or not lines[0].startswith("index "):
            raise ValueError("缺 index 一行")
        return Proof(parse_number(lines[0].removeprefix("index ")), parse_hashes(lines[1:]), note, extra)
    except ValueError as error:
        raise MalformedProof(f"不是存在性证明文件:{error}") from error


def parse_hashes(lines: list[str]) -> tuple[bytes, ...]:
    hashes = tuple(map(unbase64, lines))
    if len(hashes) > MOST_HASHES or any(len(one) != 32 for one in hashes):
        raise ValueError("杂凑值须为 32 字节,至多 63 行")
    return hashes


def verify(proof: Proof, entry: bytes, policy: Policy) -> Outcome:
    """Is `entry` in the log by the word of those the policy trusts?"""
    judgement = policies.judge(proof.note, policy)
    checkpoint = judgement.checkpoint
    leaf = leaf_hash(checkpoint.hash, entry)
    try:
        root = root_from_inclusion(checkpoint.hash, proof.index, checkpoint.size, leaf, proof.path)
    except BadProof:
        return Outcome(judgement, is_included=False)
    return Outcome(judgement, hmac.compare_digest(root, checkpoint.root))

"""Checkpoints, byte for byte as C2SP tlog-checkpoint writes them: origin, size, root, and rarely further lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jingheng.verify.hashing import SHA256, SM3, Hash
from jingheng.verify.notes import tobase64, unbase64

LARGEST = 2**63 - 1


class MalformedCheckpoint(ValueError):
    """A text that is no checkpoint."""


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in (self.origin, self.size, tobase64(self.root), *self.extensions))

    @property
    def hash(self) -> Hash:
        return hash_of(self.origin)


def hash_of(origin: str) -> Hash:
    """An origin that ends in `/sm3` is another kind of log; every other is built on SHA-256."""
    return SM3 if origin.endswith("/sm3") else SHA256


def parse(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or not all(lines):
        raise MalformedCheckpoint("检查点须有来源、规模、根三行,不得有空行")
    origin, size, root, *extensions = lines
    try:
        checkpoint = Checkpoint(origin, parse_number(size), unbase64(root), tuple(extensions))
    except ValueError as error:
        raise MalformedCheckpoint(f"检查点的规模或根:{error}") from error
    if len(checkpoint.root) != 32:
        raise MalformedCheckpoint("检查点的根须为 32 字节")
    return checkpoint


def parse_number(text: str) -> int:
    """A decimal number from 0 to 2^63 - 1 without leading zeros."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII) or (number := int(text)) > LARGEST:
        raise ValueError(f"“{text[:30]}”不是规范写法的十进制数")
    return number


def printed(root: bytes) -> str:
    """The root as papers print it: eight groups of eight hexadecimal digits."""
    digits = root.hex()
    return " ".join(digits[at : at + 8] for at in range(0, 64, 8))


def from_print(text: str) -> bytes:
    """A root typed from a paper; blanks, hyphens and capitals do not matter."""
    digits = re.sub(r"[\s\-:]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise ValueError("根须为 8 组、每组 8 位十六进制数字")
    return bytes.fromhex(digits)

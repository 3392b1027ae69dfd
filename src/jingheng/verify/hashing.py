"""The two hash functions that a log may be built on: SHA-256, and SM3 (GB/T 32905) as another kind of log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol


class UnknownHash(ValueError):
    """No hash function of this name, or none on this machine."""


class Digest(Protocol):
    def digest(self) -> bytes: ...


@dataclass(frozen=True)
class Hash:
    """Called with bytes it gives their 32 bytes. `start` is the same in two steps: long loops save the call between."""

    name: str
    start: Callable[[bytes], Digest]

    def __call__(self, data: bytes) -> bytes:
        return self.start(data).digest()


@cache
def _empty_sm3() -> Any:
    try:
        return hashlib.new("sm3")
    except ValueError as error:
        raise UnknownHash("本机的 OpenSSL 不带 SM3,不能核验 SM3 日志:请换用带 SM3 的 Python") from error


def _start_sm3(data: bytes) -> Digest:
    state: Any = _empty_sm3().copy()  # a copy costs half of what looking `sm3` up by its name does
    state.update(data)
    digest: Digest = state
    return digest


SHA256 = Hash("sha256", hashlib.sha256)
SM3 = Hash("sm3", _start_sm3)


def by_name(name: str) -> Hash:
    for known in (SHA256, SM3):
        if known.name == name:
            return known
    raise UnknownHash(f"没有名为 {name} 的杂凑算法,只有 sha256 和 sm3")

"""账本印记: what the ledger of the issuing office was when the circular was compiled. Paper is a witness too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Stamp:
    origin: str
    size: int
    root: str  # eight groups of eight digits

    @property
    def scanned(self) -> str:
        """What the QR code holds; `jingheng-verify paper --scan` reads it."""
        return f"{self.origin}\n{self.size}\n{self.root}"

    @property
    def lines(self) -> tuple[str, ...]:
        return (
            f"{self.origin}，规模 {self.size}",
            f"根 {self.root}",
            "汇总时账本的最新检查点。以后账本若被改写，与这张纸对不上。",
        )


def stamp_of(compiled: Mapping[str, Any]) -> Stamp | None:
    """CIR-16. Size and root of the newest checkpoint at the moment of compiling, kept with the figures of that revision:
    whoever prints it again prints the same (own design, integrity §1 T3).
    """
    kept = compiled.get("ledger")
    return Stamp(kept["origin"], kept["size"], kept["root"]) if kept else None

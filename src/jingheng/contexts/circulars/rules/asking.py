"""What somebody wants to see: which months, in which scope, printed how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jingheng.kernel.percentages import Rounding
from jingheng.kernel.period import MonthRange

Scope = Literal["all", "case"]
FORMATS = ("json", "html", "docx", "pdf", "xlsx")


@dataclass(frozen=True, slots=True)
class Asked:
    period: MonthRange
    scope: Scope = "all"
    digits: int = 2
    rounding: Rounding = "absorb"
    public: bool = False
    base: MonthRange | None = None

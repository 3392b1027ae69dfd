"""What a check found, for people in Chinese and for machines in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from jingheng.verify.canonical import Value

SOUND, TAMPERED, UNDECIDED = 0, 2, 3
_HEADS = {
    SOUND: "核验通过",
    TAMPERED: "发现篡改证据",
    UNDECIDED: "不能判定(输入残缺、有误或证据不足)",
}


class Broken(Exception):
    """Input that cannot be judged; says which and why."""


@dataclass(frozen=True)
class Verdict:
    """`evidence` and `open_points` are sentences: the first show tampering, the second keep from a judgement.

    `unchecked` is what this machine could not check (未核验), `remarks` what the reader should know besides.
    """

    checked: str
    evidence: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)

    @property
    def code(self) -> int:
        if self.evidence:
            return TAMPERED
        return UNDECIDED if self.open_points else SOUND

    def for_people(self) -> str:
        lines = [f"{_HEADS[self.code]}:{self.checked}"]
        for head, sentences in (
            ("证据", self.evidence), ("缺", self.open_points), ("未核验", self.unchecked), ("说明", self.remarks),
        ):  # fmt: skip
            lines += [f"  {head}:{sentence}" for sentence in sentences]
        return "\n".join(lines)

    def for_machines(self) -> str:
        said: dict[str, Value] = {
            "code": self.code,
            "checked": self.checked,
            "evidence": list(self.evidence),
            "open": list(self.open_points),
            "unchecked": list(self.unchecked),
            "remarks": list(self.remarks),
            "facts": dict(self.facts),
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

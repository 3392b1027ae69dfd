"""Golden vectors of draws, for a second implementation. `python -m tests.verify.draw_vectors` writes them anew."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from jingheng.verify import bundle
from jingheng.verify.cases import read
from jingheng.verify.plans import Plan
from jingheng.verify.sampling import ticket
from tests.verify.draws import PLAN, PUBLIC, SECRETS, digest, frame, rows

FILE = Path(__file__).parents[2] / "docs" / "vectors" / "draws.json"

_AWKWARD = (
    '案号,说明 ,必查,分\r\n"A,1","他说""急""\n第二行",,3\r\n\r\n B2\u3000,"",x,0\r\n'
    "\U00020000号,e\u0301,,1000\r\n\uff21号,\t,, 999999999\r\nz,,,1\r\n"
)
_PLAIN = Plan(draw="平抽", id="号", encoding="utf-8", size="3")


def inputs() -> list[tuple[str, bytes, Plan, dict[str, str], str]]:
    one = {"案管": SECRETS["案管"]}
    return [
        ("a monthly review: mandatory, quota, weight, two parties", frame(), PLAN, SECRETS, PUBLIC),
        ("one party keeps silent", frame(), PLAN, one, PUBLIC),
        ("a larger sample", frame(), replace(PLAN, size="30"), SECRETS, PUBLIC),
        ("nothing by weight, a rate that floats get wrong", frame(rows(400)), replace(PLAN, rate="0.07", min="0", size="0"),
         SECRETS, "红1 蓝2"),
        ("a plain draw", "号\n甲\n乙\n丙\n丁\n".encode(), _PLAIN, {}, "7"),
        ("one case", "号\n甲\n".encode(), _PLAIN, {}, "7"),
        ("quotes, line breaks, blanks, letters beyond U+FFFF", _AWKWARD.encode(),
         Plan("怪", "案号", "utf-8", mandatory="必查", weight="分", size="4", shares=(("督察", digest("一")),)),
         {"督察": "一"}, "0.5"),
        ("GB18030", "号,人\n〔2026〕1号,甲\n〔2026〕2号,甲\n〔2026〕3号,乙\n".encode("gb18030"),
         replace(_PLAIN, encoding="gb18030", strata="人", rate="0.5", min="1", size="1"), {}, "12 34"),
    ]  # fmt: skip


def made() -> list[dict[str, Any]]:
    return [_vector(*given) for given in inputs()]


def _vector(name: str, data: bytes, plan: Plan, secrets: dict[str, str], public: str) -> dict[str, Any]:
    ground = bundle.ground(data, plan)
    drawn = bundle.carry_out(ground, bundle.revealed(plan, secrets), public)
    found = read(data, plan.encoding)
    return {
        "name": name,
        "frame_hex": data.hex(),
        "columns": list(found.columns),
        "rows": [list(row) for row in found.rows],
        "plan": plan.value(),
        "public": public,
        "shares": dict(drawn.shares),
        "root": ground.root.hex(),
        "basis": ground.basis.hex(),
        "commitment": ground.commitment.hex(),
        "seed": drawn.seed.hex(),
        "tickets": {case.id: str(ticket(drawn.seed, case.id)) for case in ground.cases[:5]},
        "result_json": drawn.result_json().decode(),
    }


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(made(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

"""Lists, plans and bundles for the tests of the draw."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from unicodedata import normalize

from hypothesis import strategies as st

from jingheng.verify import bundle
from jingheng.verify.bundle import Drawn
from jingheng.verify.cases import Case, written
from jingheng.verify.plans import Plan

COLUMNS = ("案号", "承办人", "必查", "风险分", "案由")
SECRETS = {"案管": "菊花 石榴 三更", "检务督察": "北窗 竹影 廿四"}
PUBLIC = "7 0 3 9 9 1 4 2"


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


PLAN = Plan(
    draw="2026年11月评查", id="案号", encoding="utf-8-sig", strata="承办人", rate="0.05", min="2", mandatory="必查",
    weight="风险分", size="6", shares=tuple((party, digest(secret)) for party, secret in sorted(SECRETS.items())),
)  # fmt: skip
PLAN_YAML = "draw: 2026年11月评查\n".encode()


def rows(count: int = 100) -> list[list[str]]:
    """Cases of four prosecutors, every twentieth mandatory, weights from 0 to 4."""
    return [
        [f"〔2026〕{n}号", "甲乙丙丁"[n % 4], "不起诉" if n % 20 == 0 else "", str(n % 5), f"案由{n % 3}"]
        for n in range(1, count + 1)
    ]


def frame(given: Sequence[Sequence[str]] | None = None) -> bytes:
    return written(COLUMNS, rows() if given is None else given)


def drawn(
    given: Sequence[Sequence[str]] | None = None, plan: Plan = PLAN, public: str = PUBLIC,
    secrets: Mapping[str, str] = SECRETS,
) -> Drawn:  # fmt: skip
    return bundle.carry_out(bundle.ground(frame(given), plan), bundle.revealed(plan, secrets), public)


def members(
    given: Sequence[Sequence[str]] | None = None, plan: Plan = PLAN, public: str = PUBLIC,
    secrets: Mapping[str, str] = SECRETS, plan_yaml: bytes = PLAN_YAML,
) -> dict[str, bytes]:  # fmt: skip
    return bundle.members_of(drawn(given, plan, public, secrets), frame=frame(given), plan_yaml=plan_yaml)


def zipped(parts: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """As any other program would zip them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def cases(count: int, *, weight: int = 1) -> list[Case]:
    return [Case(f"案{n}", (f"案{n}",), weight=weight) for n in range(count)]


#: Ids as offices never write them, but may.
ids = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6).map(
    lambda text: normalize("NFC", text)
)
lists = st.lists(
    st.builds(
        Case, ids, st.just(()), st.sampled_from(["甲", "乙", "丙"]), st.sampled_from([False, False, True]),
        st.integers(0, 1000),
    ),
    min_size=1, max_size=40, unique_by=lambda case: case.id,
)  # fmt: skip
plans = st.builds(
    lambda rate, least, size: replace(PLAN, rate=rate, min=str(least), size=str(size)),
    st.sampled_from(["0", "0.05", "0.1", "0.333", "0.5", "1"]), st.integers(0, 4), st.integers(0, 12),
)  # fmt: skip
seeds = st.binary(min_size=32, max_size=32)

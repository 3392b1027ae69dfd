"""What records say, drawn by chance; and chance itself, made the same for two worlds."""

from __future__ import annotations

import random
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from unittest import mock

from jingheng.contexts.org.models import Person
from jingheng.contexts.records.rules.drafting.draft import Draft as Content
from jingheng.contexts.records.rules.drafting.draft import Intermediary, Party
from tests.factories.contents import OUTSIDE_PARTY, content, naming
from tests.factories.random_offices import Drawn

_UNKNOWN = Party(
    name="不详",
    features="自称是本院领导的人，五十来岁",
    unit="不详",
    recorder_relation="不认识",
    managed_by="OWN_OFFICE",
)


@contextmanager
def fate(*what: object) -> Iterator[None]:
    """Chance itself is of the outside world: what it brings depends on `what` alone, in either world the same."""
    rng = random.Random("/".join(map(str, what)))
    with mock.patch.multiple(
        secrets,
        choice=rng.choice,
        token_bytes=lambda n=32: rng.randbytes(n),
        token_hex=lambda n=32: rng.randbytes(n).hex(),
        token_urlsafe=lambda n=32: urlsafe_b64encode(rng.randbytes(n)).rstrip(b"=").decode(),
    ):
        yield


@dataclass(frozen=True)
class Said:
    """What a record says, but for the moment: who is in it how, and its codes."""

    marker: str  # found in this record and nowhere else
    ways: tuple[tuple[str, str], ...]  # how → who: named, behalf, passed, same-name, unidentified, outsider
    codes: tuple[tuple[str, Any], ...]

    @property
    def involved(self) -> set[str]:
        return {key for how, key in self.ways if how in ("named", "behalf", "passed", "same-name")}

    def content(self, drawn: Drawn, filer: str, at: datetime) -> Content:
        home = drawn.people[filer].office_id
        parties = tuple(party(drawn, how, key, home) for how, key in self.ways)
        return content_of(at, self.marker, parties, dict(self.codes))


def content_of(at: datetime, marker: str, parties: tuple[Party, ...], codes: dict[str, Any]) -> Content:
    summary = (
        f"来人打听案件办到什么程度，希望早些有个结果，问能不能提前知道处理意见，事由编号{marker}，已经告知按程序办理。"
    )
    codes = {"effect_note": "开庭因此推迟。"} | codes if codes.get("effect") == "AFFECTED" else codes
    return content(at, parties=parties, summary=summary, **codes)


def party(drawn: Drawn, how: str, key: str, home: int) -> Party:
    if how == "outsider":
        return replace(OUTSIDE_PARTY, name=key)
    if how == "unidentified":
        return replace(_UNKNOWN, asker_types=frozenset({key}))
    person = drawn.people[key]
    if how == "named":
        return naming(person, asker_of(person, home))
    if how == "same-name":
        return replace(OUTSIDE_PARTY, name=person.name)
    link = Intermediary(name=person.name, unit="本院", relation="熟人", person_id=person.pk)
    origin = Intermediary(name="甘来源", unit="不详", relation="熟人")
    return replace(OUTSIDE_PARTY, on_behalf=True, via=(link, origin) if how == "passed" else (link,))


def asker_of(person: Person, home: int) -> str:
    return {"LEADER": "P21", "HEAD": "P22"}.get(person.identity, "P23") if person.office_id == home else "P24"


def draw_codes(rng: random.Random) -> tuple[tuple[str, Any], ...]:
    return (
        ("acts", frozenset({rng.choice(["N1", "N2", "B4", "A1"])})),
        ("channel", rng.choice(["PHONE", "SMS", "CHAT", "LETTER"])),
        ("effect", "AFFECTED" if rng.random() < 0.15 else "NONE"),
    )


def draw_marker(rng: random.Random) -> str:
    return "".join(rng.choices("BCDFGHJKLMNPQRSTVWXZ", k=10))

"""What the records of the bench say: contents in the words of the demonstration, from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jingheng.cli.demonstration.profiles import pick_profile
from jingheng.cli.demonstration.stories import write_record
from jingheng.contexts.records import safe
from jingheng.contexts.records.rules.drafting import Draft, draft_of, payload_of
from jingheng.contexts.records.usecases.filing import codes_of
from jingheng.kernel.period import SHANGHAI

SEED = 20260901
_MOMENT = datetime(2026, 1, 5, 9, 30, tzinfo=SHANGHAI)
_STAFF = frozenset({"P21", "P22", "P23", "P24", "P25"})


@dataclass(frozen=True, slots=True)
class Said:
    """One content with its codes, sealed around the moment at which it happened."""

    codes: dict[str, Any]
    before: str
    after: str

    def payload(self, happened_at: datetime) -> str:
        return f"{self.before}{happened_at.astimezone(SHANGHAI).isoformat(timespec='minutes')}{self.after}"


def pool(rng: random.Random, size: int, *, word: str = "") -> list[Said]:
    """Contents to choose from; `word` ends each summary, to be searched for."""
    return [_said(_ending(write(rng), word)) for _ in range(size)]


def write(rng: random.Random, happened_at: datetime = _MOMENT) -> Draft:
    """Somebody from outside asks: who of the house is meant decides about routes, which is the tables' matter here.

    Told as of a morning at work, at whatever hour the bench runs.
    """
    while True:
        profile = pick_profile(rng)
        if _STAFF.isdisjoint(profile.askers):
            break
    payload = write_record(
        rng, matter=profile.matter, acts=profile.acts, askers=profile.askers, channel=profile.channel,
        filer_title="四级高级检察官", office_name="第1市第1区人民检察院", happened_at=_MOMENT, at_work=profile.at_work,
        case_kind=profile.case_kind, case_stage=profile.case_stage,
    )  # fmt: skip
    return replace(draft_of(payload), happened_at=happened_at, ended_at=None)


def _ending(content: Draft, word: str) -> Draft:
    return replace(content, summary=f"{content.summary}{word}") if word else content


def _said(content: Draft) -> Said:
    sealed = safe.seal(payload_of(content))
    moment = _MOMENT.isoformat(timespec="minutes")
    before, _, after = sealed.partition(f'"happened_at":"{moment}"')
    return Said(codes_of(content), f'{before}"happened_at":"', f'"{after}')

"""What a draft sets running: the immediate report, and the clock of filing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jingheng.contexts.records.rules.drafting.draft import Draft
from jingheng.contexts.records.rules.taxonomy import (
    CONTACTS,
    DESIGN,
    HOUSE,
    INTERFERENCE,
    UNDERSTOOD,
    is_contact,
)
from jingheng.kernel.period import local_date
from jingheng.kernel.sources import RuleSource


@dataclass(frozen=True, slots=True)
class DraftNorms:
    """The norms that a draft is measured by. All 待核; the defaults are those of dossier §9."""

    late_days: int = 3
    contact_days: int = 3  # 接触规定第7条，条文未见
    summary_min: int = 30
    line_max: int = 100
    text_max: int = 5000
    parties_max: int = 20
    chain_max: int = 10


@dataclass(frozen=True, slots=True)
class UrgentReason:
    code: str
    sentence: str
    source: RuleSource


@dataclass(frozen=True, slots=True)
class Lateness:
    happened_on: date
    days: int
    allowed: int
    source: RuleSource

    @property
    def is_late(self) -> bool:
        return self.days > self.allowed

    @property
    def last_day(self) -> date:
        """The last day on which filing is in time."""
        return self.happened_on + timedelta(days=self.allowed)


_AFFECTED = UrgentReason(
    "AFFECTED", "已影响案件正常办理，应当立即报告。", RuleSource(HOUSE, "据某市落实23号办法第12条", DESIGN)
)
_THREAT = UrgentReason("THREAT", "含有威胁，应当立即报告。", RuleSource(HOUSE, "据安徽实施办法应当公开的情形", DESIGN))
_BRIBE = UrgentReason(
    "BRIBE", "含有请吃、送礼或者利诱，应当立即报告。", RuleSource(HOUSE, "据安徽实施办法应当公开的情形", DESIGN)
)
_UPPER = UrgentReason(
    "UPPER", "被记录人是上级党委管理的领导干部，应当立即报告。", RuleSource(INTERFERENCE, "第7条", UNDERSTOOD)
)
_CONTACT_SOURCE = RuleSource(CONTACTS, "第7条", UNDERSTOOD)
_HOUSE_SOURCE = RuleSource(HOUSE, "与接触报告期限对齐", DESIGN)


def urgent_reasons(draft: Draft) -> tuple[UrgentReason, ...]:
    """Why this goes up at once and does not wait for the month."""
    found = (
        (draft.effect == "AFFECTED", _AFFECTED),
        (draft.threat, _THREAT),
        (draft.bribe, _BRIBE),
        ("P12" in draft.askers, _UPPER),
    )
    return tuple(reason for stands, reason in found if stands)


def is_urgent(draft: Draft) -> bool:
    return bool(urgent_reasons(draft))


def lateness(draft: Draft, *, at: datetime, norms: DraftNorms) -> Lateness | None:
    """Calendar days from what happened to filing (whether working days are meant is 待核); None without a moment."""
    if draft.happened_at is None:
        return None
    happened_on = local_date(draft.happened_at)
    days = (local_date(at) - happened_on).days
    if is_contact(draft.acts):
        return Lateness(happened_on, days, norms.contact_days, _CONTACT_SOURCE)
    return Lateness(happened_on, days, norms.late_days, _HOUSE_SOURCE)

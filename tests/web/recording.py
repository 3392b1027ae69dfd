"""A filer at his pages: drafts, filed records, and a form as a browser posts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft, Record
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import payload_of
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.kernel.period import SHANGHAI
from tests.factories.cast import Cast
from tests.factories.contents import content

SignIn = Callable[[str], Client]


def now() -> datetime:
    return timezone.now().astimezone(SHANGHAI).replace(second=0, microsecond=0)


def draft_for(cast: Cast, said: Content | None = None, key: str = "prosecutor", **beside: Any) -> str:
    uid = new_uid()
    payload = payload_of(said or Content()) | beside
    save_draft(uid=uid, payload=payload, version=1, actor=cast.actor(key, now()), at=now())
    return uid


def filed(cast: Cast, said: Content | None = None) -> Record:
    uid = draft_for(cast, said or content(now()))
    return file_draft(uid=uid, actor=cast.actor("prosecutor", now()), at=now())


def typed(**changes: Any) -> dict[str, Any]:
    """A form as a browser posts it: a friend rings up."""
    form: dict[str, Any] = {
        "version": "1", "window": "w1", "parties-TOTAL": "1", "parties-0-name": "甘霖", "parties-0-unit": "城建集团",
        "parties-0-asker_types": ["P44"], "parties-0-via-TOTAL": "1", "parties-0-via-0-name": "",
        "matter": "M1", "handling": "OWN", "cause": "盗窃罪", "case_stage": "S5",
        "happened_at": f"{now() - timedelta(hours=2):%Y-%m-%dT%H:%M}", "channel": "PHONE", "place_kind": "WORKPLACE",
        "in_office_hours": "YES", "acts": ["N1"], "times": "1",
        "summary": "甘霖来电询问其朋友的盗窃案办到什么程度，希望尽快有个结果，并问能不能提前告诉他处理意见。",
        "responses": ["REFUSED"], "disclosed": "NO", "effect": "NONE", "evidence": ["ABSENT"],
        "no_evidence_reason": "ORAL",
    }  # fmt: skip
    return form | changes


def stored(uid: str) -> dict[str, Any]:
    return safe.unseal(Draft.objects.get(uid=uid).payload)  # type: ignore[no-any-return]

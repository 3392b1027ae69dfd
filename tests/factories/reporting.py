"""An office's reports, made by those whose part it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from jingheng.contexts.records.models import Report
from jingheng.contexts.records.usecases import reports
from jingheng.kernel.period import SHANGHAI, Month
from jingheng.kernel.refusal import Refused
from tests.factories.cast import Cast

NOVEMBER = Month(2026, 11)
#: After November, before its report is due.
DECEMBER = datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI)
#: What makes a record one that is reported at once.
URGENT: dict[str, Any] = {"effect": "AFFECTED", "effect_note": "当事人家属据此堵门，庭审被迫延期。"}


class Desk:
    """Everybody's part in a report, one word each."""

    def __init__(self, cast: Cast, at: datetime = DECEMBER) -> None:
        self.cast, self.at = cast, at

    def open(self, kind: str = "MONTH", first: Month = NOVEMBER, who: str = "head") -> Report:
        return reports.open_report(kind=kind, first=first, actor=self.cast.actor(who, self.at), at=self.at)

    def act(self, action: str, report: Report, who: str, shown: int | None = None, **more: Any) -> Report:
        function: Callable[..., Report] = getattr(reports, f"{action}_report")
        revision = Report.objects.get(pk=report.pk).revision if shown is None else shown
        actor = self.cast.actor(who, self.at)
        return function(uid=report.uid, shown_revision=revision, actor=actor, at=self.at, **more)

    def compile(self, report: Report, who: str = "head", words: str = "", shown: int | None = None) -> Report:
        return self.act("compile", report, who, shown, words=words)

    def signed(self, kind: str = "MONTH", first: Month = NOVEMBER) -> Report:
        report = self.compile(self.open(kind, first))
        return self.act("sign", report, "chief")

    def sent(self, kind: str = "MONTH", first: Month = NOVEMBER) -> Report:
        return self.act("send", self.signed(kind, first), "head")

    def accepted(self, kind: str = "MONTH", first: Month = NOVEMBER) -> Report:
        return self.act("accept", self.sent(kind, first), "city_inspector")


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code

"""A report on paper, once for each who gets it, all from the figures of one revision.

上级院 gets everything, 政法委 what its norms say, the meeting of 党组 what is read out to it.
"""

from __future__ import annotations

from collections.abc import Callable

from jingheng.contexts.records.papers.committee import committee_paper
from jingheng.contexts.records.papers.meeting import meeting_paper
from jingheng.contexts.records.papers.of_report import told_of
from jingheng.contexts.records.papers.superior import superior_paper
from jingheng.contexts.records.papers.told import Told
from jingheng.platform.documents.paper import Paper

__all__ = ["FORMS", "Told", "paper_for", "told_of"]

FORMS: dict[str, str] = {"SUPERIOR": "报上级院", "COMMITTEE": "报同级党委政法委", "MEETING": "党组会汇报稿"}
_WRITTEN: dict[str, Callable[[Told], Paper]] = {
    "SUPERIOR": superior_paper, "COMMITTEE": committee_paper, "MEETING": meeting_paper,
}  # fmt: skip


def paper_for(form: str, told: Told) -> Paper:
    return _WRITTEN[form](told)

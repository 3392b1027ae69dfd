"""The front door of the case registry."""

from __future__ import annotations

from jingheng.contexts.cases.importing import CASES, import_cases
from jingheng.contexts.cases.models import Case
from jingheng.contexts.cases.rules.kinds import CASE_TYPES

__all__ = ["CASES", "CASE_TYPES", "Case", "find_case", "import_cases"]


def find_case(number: str) -> Case | None:
    """The case of that number, wherever it is handled."""
    return Case.objects.filter(number=number.strip()).select_related("office").first()

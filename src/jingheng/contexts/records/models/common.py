"""What the tables are built with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

PERSON = "org.Person"
OFFICE = "org.Office"
DEPARTMENT = "org.Department"


def known(field: str, codes: object, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": sorted(codes)}), name=name)  # type: ignore[call-overload]


def pair(first: str, second: str, name: str) -> models.CheckConstraint:
    """Both or neither: a moment never stands without its person."""
    both, neither = (
        {f"{first}__isnull": False, f"{second}__isnull": False},
        {f"{first}__isnull": True, f"{second}__isnull": True},
    )
    return models.CheckConstraint(condition=Q(**both) | Q(**neither), name=name)

"""The case registry, as imported from the case-handling system."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jingheng.contexts.cases.rules.kinds import CASE_TYPES


class Case(models.Model):
    number = models.CharField(max_length=60, unique=True)
    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=12, choices=CASE_TYPES.choices)
    cause = models.CharField(max_length=100, blank=True)  # 案由
    accepted_on = models.DateField()
    closed_on = models.DateField(null=True)
    result = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("accepted_on")), name="cases_case_period"
            ),
            models.CheckConstraint(condition=Q(kind__in=CASE_TYPES.codes), name="cases_case_kind"),
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="cases_case_office"),
            models.Index(fields=["handler"], name="cases_case_handler"),
        ]

"""Local versions of norms. What is shipped stands in `data/norms.yaml`; a row here takes its place for an office."""

from __future__ import annotations

from django.db import models

from jingheng.contexts.ledger.api import Bound


class LocalNorm(Bound):
    """One office's own value of a norm, from a day on, with the decision it rests on."""

    key = models.CharField(max_length=64)
    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    value = models.JSONField()
    instrument = models.CharField(max_length=200)
    article = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # the first day on which it no longer holds
    checked_by = models.CharField(max_length=50, blank=True)
    checked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "office", "valid_from"], name="norms_local_one_per_start"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.F("valid_from")),
                name="norms_local_period",
            ),
        ]

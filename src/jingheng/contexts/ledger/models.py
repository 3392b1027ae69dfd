"""The ledger: one append-only entry per business event. The tamper-evident tree will replace its inside."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """What was done to which object of which office, when. Never what it said, never who recorded whom."""

    at = models.DateTimeField()
    office_id = models.BigIntegerField(null=True)  # the office whose log this is: the object's, not the actor's
    actor_id = models.BigIntegerField(null=True)  # a person; null for the system and for filings
    event = models.CharField(max_length=64)
    subject = models.CharField(max_length=96)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["office_id", "-id"], name="ledger_entry_office")]

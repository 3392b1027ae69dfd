"""Numbers and registers beside the records: the national system, numbering, sealed paper, names cleared."""

from __future__ import annotations

from django.db import models

from jingheng.contexts.ledger.api import Bound
from jingheng.contexts.records.models.common import OFFICE, PERSON, known, pair
from jingheng.contexts.records.models.filed import Record
from jingheng.contexts.records.rules.national import EXPLANATIONS


class NationalNumber(Bound):
    """The number of a record in the national 填报系统 (decisions §10)."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="national")
    number = models.CharField(max_length=40, unique=True)
    entered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()


class NationalMonth(Bound):
    """A month of an office as the national system lists it, and whether every difference has been explained."""

    office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()
    numbers = models.JSONField()
    entered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    closed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            pair("closed_at", "closed_by", "records_national_closed"),
            models.UniqueConstraint(fields=["office", "month"], name="records_national_once"),
        ]


class NationalDifference(Bound):
    """Why the two systems differ in one thing."""

    month = models.ForeignKey(NationalMonth, on_delete=models.PROTECT, related_name="differences")
    key = models.CharField(max_length=48)  # ours:UID or theirs:NUMBER
    reason = models.CharField(max_length=12)
    note = models.TextField(blank=True)  # sealed
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "key"], name="records_difference_once"),
            known("reason", EXPLANATIONS.codes, "records_difference_reason"),
        ]


class Series(Bound):
    """The last running number of an office and year. Gapless: it is locked and counted up at acceptance."""

    office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="records_series_once")]


class PaperCount(Bound):
    """涉密: what may not be entered here is written on paper; only how many there were is kept (decisions §11)."""

    office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "month"], name="records_paper_once")]


class Clearance(Bound):
    """更正: this person was named wrongly. Search and lists forget him; he stays shut out of the record."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="cleared_people")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()  # sealed
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="records_clearance_once")]

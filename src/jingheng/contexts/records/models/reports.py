"""What is reported: monthly statements and reminders, reports and their revisions, the papers that leave the office, closed months."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jingheng.contexts.ledger.api import Bound
from jingheng.contexts.records.models.common import DEPARTMENT, OFFICE, PERSON, known, pair
from jingheng.contexts.records.models.filed import Record
from jingheng.contexts.records.rules.lifecycles import REPORT_STATES
from jingheng.contexts.records.rules.outgoing import ADDRESSEES, OUTGOING_STATES


class Statement(Bound):
    """A person's signature under a month. "本月无" and "已填报" are the same row: nothing here tells them apart."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="statements")
    office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(DEPARTMENT, null=True, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()
    due_date = models.DateField()
    signed_at = models.DateTimeField()
    is_late = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="records_statement_once")]
        indexes = [models.Index(fields=["office", "month"], name="records_statement_office")]


class Reminder(Bound):
    """Somebody was reminded of a month. It says 未完成 and nothing more."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="reminders")
    month = models.IntegerField()
    sent_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()


class Report(Bound):
    """What an office sends upward: its month, quarter, year, or an urgent report. One life cycle for all of them."""

    uid = models.CharField(max_length=22, unique=True)
    office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(
        max_length=7, choices=[("MONTH", "月报"), ("QUARTER", "季报"), ("YEAR", "年报"), ("URGENT", "专报")]
    )
    first_month = models.IntegerField()
    last_month = models.IntegerField()
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="urgent_reports")
    state = models.CharField(max_length=10)
    due_date = models.DateField()
    revision = models.PositiveSmallIntegerField(default=0)  # of the compiled figures; an approval is bound to one
    figures = models.JSONField(default=dict)
    words = models.TextField(blank=True)  # sealed
    problems = models.TextField(blank=True)  # sealed; see rules.problems
    digest = models.CharField(max_length=64, blank=True)
    compiled_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    compiled_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_revision = models.PositiveSmallIntegerField(null=True)
    signed_as = models.CharField(max_length=8, blank=True)  # CHIEF, or ACTING for him
    is_paper_signed = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            known("state", REPORT_STATES, "records_report_state"),
            pair("compiled_at", "compiled_by", "records_report_compiled"),
            pair("signed_at", "signed_by", "records_report_signed"),
            pair("sent_at", "sent_by", "records_report_sent"),
            pair("accepted_at", "accepted_by", "records_report_accepted"),
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="records_report_period"),
            models.UniqueConstraint(
                fields=["office", "kind", "first_month"], condition=~Q(kind="URGENT"), name="records_report_once"
            ),
            models.UniqueConstraint(fields=["record"], condition=Q(kind="URGENT"), name="records_report_urgent_once"),
        ]


class ReportStep(Bound):
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=24)
    source = models.CharField(max_length=10)
    target = models.CharField(max_length=10)
    revision = models.PositiveSmallIntegerField()
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opinion = models.TextField(blank=True)


class ReportRevision(Bound):
    """The figures as they stood at each compilation: what was signed can always be shown."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    words = models.TextField()
    problems = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="records_report_revision_once")]


class OutgoingPaper(Bound):
    """One revision of a report on paper for one addressee: its heading, its delivery, its receipt with the scan."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="papers")
    addressee = models.CharField(max_length=10)
    revision = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    number = models.CharField(max_length=40, unique=True)  # 发文字号
    recipient = models.CharField(max_length=60)  # 主送
    secrecy = models.CharField(max_length=12, blank=True)
    urgency = models.CharField(max_length=8, blank=True)
    copies = models.PositiveSmallIntegerField(default=1)  # 份号 000001 to this
    numbered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    numbered_at = models.DateTimeField()
    channel = models.CharField(max_length=10, blank=True)
    docket = models.CharField(max_length=40, blank=True)  # 机要编号
    sent_on = models.DateField(null=True)
    sent_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    receiver = models.CharField(max_length=60, blank=True)  # 签收单位
    received_there_by = models.CharField(max_length=30, blank=True)  # 签收人
    receipt_number = models.CharField(max_length=40, blank=True)
    received_on = models.DateField(null=True)
    received_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")  # who entered it
    name = models.TextField(blank=True)  # sealed; of the scanned receipt
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            known("state", set(OUTGOING_STATES) - {"UNNUMBERED"}, "records_outgoing_state"),
            known("addressee", ADDRESSEES.codes, "records_outgoing_addressee"),
            pair("sent_on", "sent_by", "records_outgoing_sent"),
            pair("received_on", "received_by", "records_outgoing_received"),
            models.UniqueConstraint(fields=["report", "addressee", "revision"], name="records_outgoing_once"),
        ]


class MonthSeal(Bound):
    """A closed month's counts as they stood when it was accepted: what a circular adds up instead of the records."""

    office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()
    scope = models.CharField(max_length=4)  # all, case
    total = models.IntegerField()
    counts = models.JSONField()  # figure → code → count; by_month_happened → month number → count
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "month", "scope"], name="records_seal_once")]


class Adjustment(Bound):
    """A later change to a closed month, dated in the month it was decided. Recount = seal + adjustments."""

    office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()  # decided in
    for_month = models.IntegerField()  # the closed month it changes
    reason = models.CharField(max_length=12)  # EXCLUDED, CORRECTED, IMPORTED, SUPPLEMENTED, MOVED
    scope = models.CharField(max_length=4)
    count = models.IntegerField()  # 0 where only a classification moved
    changes = models.JSONField()  # figure → code → difference
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["office", "month"], name="records_adjustment_office")]

"""What is kept as a file: attachments and their blacked-out copies, scans of signatures, and how they are destroyed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jingheng.contexts.ledger.api import Bound
from jingheng.contexts.records.models.common import OFFICE, PERSON, known, pair
from jingheng.contexts.records.models.filed import Draft, Record
from jingheng.contexts.records.models.reports import Report
from jingheng.contexts.records.rules.retention import DESTRUCTION_STATES

#: Destroyed by the book, the file not yet known to be gone.
_UNSWEPT = Q(destroyed_at__isnull=False) & ~Q(path="")


class Attachment(Bound):
    """A file kept beside a draft, then beside the record it became."""

    uid = models.CharField(max_length=22, unique=True)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="attachments")
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="attachments")
    name = models.TextField()  # sealed
    kind = models.CharField(max_length=8)
    made_on = models.DateField(null=True)  # when the evidence came to be
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, blank=True)  # empty once the file is destroyed and gone
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)  # 销毁: the row stays

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=_UNSWEPT, name="records_attachment_unswept"),
        ]


class BlackedOut(Bound):
    """遮盖件: a copy of an attachment with parts of it black for good. A working paper; the attachment stays as it was."""

    uid = models.CharField(max_length=22, unique=True)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="blacked_out")
    purpose = models.TextField()  # sealed; for whom and why
    rectangles = models.JSONField()  # page → boxes: left, top, width, height in hundredths of a percent
    pages = models.PositiveSmallIntegerField()
    name = models.TextField()  # sealed
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class PaperSigning(Bound):
    """纸签: a signature by hand under one exact revision. One enters the scan, another confirms it (decisions §7)."""

    uid = models.CharField(max_length=22, unique=True)  # in addresses: a number would show its gaps
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="paper_signings")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="paper_signings")  # 代录
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="paper_signings")
    revision = models.PositiveSmallIntegerField(default=0)  # of a report
    digest = models.CharField(max_length=64, blank=True)  # of what a draft said
    signed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    name = models.TextField()  # sealed
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, blank=True)  # empty once the file is destroyed and gone
    entered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)  # 销毁: the row stays

    class Meta:
        constraints = [pair("confirmed_at", "confirmed_by", "records_paper_signing_confirmed")]
        indexes = [
            models.Index(fields=["report", "-id"], name="records_paper_signing_report"),
            models.Index(fields=["id"], condition=_UNSWEPT, name="records_signing_unswept"),
        ]


class Destruction(Bound):
    """销毁: one file past its years, proposed by one, decided by another. One row a file: a list would show its gaps."""

    uid = models.CharField(max_length=22, unique=True)
    office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+")
    attachment = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="destructions")
    signing = models.ForeignKey(PaperSigning, null=True, on_delete=models.PROTECT, related_name="destructions")
    reason = models.TextField()  # sealed
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=9, default="PROPOSED")
    decided_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # sealed; why it is to be kept

    class Meta:
        constraints = [
            known("state", DESTRUCTION_STATES, "records_destruction_state"),
            pair("decided_at", "decided_by", "records_destruction_decided"),
            models.CheckConstraint(
                condition=Q(attachment__isnull=False, signing__isnull=True)
                | Q(attachment__isnull=True, signing__isnull=False),
                name="records_destruction_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at__isnull=True)
                | ~Q(state="PROPOSED") & Q(decided_at__isnull=False),
                name="records_destruction_open",
            ),
            models.UniqueConstraint(
                fields=["attachment"], condition=~Q(state="KEPT"), name="records_destruction_attachment"
            ),
            models.UniqueConstraint(fields=["signing"], condition=~Q(state="KEPT"), name="records_destruction_signing"),
        ]
        indexes = [
            models.Index(fields=["office"], condition=Q(state="PROPOSED"), name="records_destruction_waiting"),
        ]

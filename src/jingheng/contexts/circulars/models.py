"""Circulars: figures of a period, put into words, signed, numbered and frozen."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jingheng.contexts.circulars.rules.lifecycle import CIRCULAR_STATES
from jingheng.contexts.ledger.api import Bound


class Circular(Bound):
    uid = models.CharField(max_length=22, unique=True)
    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="circulars")
    first_month = models.IntegerField()
    last_month = models.IntegerField()
    scope = models.CharField(max_length=4, default="all")
    digits = models.PositiveSmallIntegerField(default=2)
    rounding = models.CharField(max_length=6, default="absorb")
    base_first = models.IntegerField(null=True)
    base_last = models.IntegerField(null=True)
    state = models.CharField(max_length=10)
    revision = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120)
    problems = models.TextField(blank=True)  # 存在问题, in the author's words
    demands = models.TextField(blank=True)  # 下步要求
    figures = models.JSONField()  # the internal version's figures as compiled
    public_figures = models.JSONField()
    number = models.CharField(max_length=40, null=True, unique=True)  # 发文字号, from 办公室
    secrecy = models.CharField(max_length=10, default="内部")
    compiled_by = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    compiled_at = models.DateTimeField()
    submitted_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)  # the signer's words; they stay until the next revision is signed
    discarded_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    discarded_at = models.DateTimeField(null=True)
    numbered_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    numbered_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")  # 保密审查
    reviewed_at = models.DateTimeField(null=True)
    review_agreed = models.BooleanField(default=False)
    review_opinion = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=sorted(CIRCULAR_STATES)), name="circulars_circular_state"),
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="circulars_circular_period"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, numbered_at__isnull=True)
                | Q(number__isnull=False, numbered_at__isnull=False),
                name="circulars_circular_numbered",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="circulars_circular_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="DISCARDED") | Q(discarded_at__isnull=False, discarded_by__isnull=False),
                name="circulars_circular_discarded",
            ),
        ]
        indexes = [models.Index(fields=["office", "-id"], name="circulars_circular_office")]

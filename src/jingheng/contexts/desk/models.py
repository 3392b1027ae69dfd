"""Imports asked for in the browser: they run in the background, and their state can be watched."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

STATES = {
    "QUEUED": "排队中",
    "RUNNING": "正在导入",
    "DONE": "已完成",
    "CHECKED": "检查通过，没有写入",
    "REFUSED": "有问题，一行都没有导入",
    "FAILED": "系统出错，一行都没有导入",
}


class ImportJob(models.Model):
    uid = models.CharField(max_length=22, unique=True)
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=22, blank=True)  # of a list of cases: its uid; the file is the list's
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    report_path = models.CharField(max_length=100, blank=True)
    dry_run = models.BooleanField(default=False)
    asked_by = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="QUEUED")
    rows_done = models.IntegerField(default=0)
    fault_count = models.IntegerField(default=0)
    first_faults = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=sorted(STATES)), name="desk_import_state")]
        indexes = [models.Index(fields=["state", "id"], name="desk_import_state_id")]

    @property
    def word(self) -> str:
        return STATES[self.state]

    @property
    def is_over(self) -> bool:
        return self.state not in ("QUEUED", "RUNNING")

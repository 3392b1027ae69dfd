"""The case registry, as imported from the case-handling system, and the lists on their way into it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jingheng.contexts.cases.rules.intakes import INTAKE_STATES
from jingheng.contexts.cases.rules.kinds import CASE_TYPES
from jingheng.contexts.ledger.api import Bound


class Case(Bound):
    number = models.CharField(max_length=60, unique=True)  # 统一受案号
    department_number = models.CharField(max_length=60, null=True)  # 部门受案号
    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(
        "org.Person", null=True, on_delete=models.PROTECT, related_name="cases"
    )  # null: nobody whom we know
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
            models.UniqueConstraint(fields=["department_number", "office"], name="cases_case_department_number"),
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="cases_case_office"),
            models.Index(fields=["handler"], name="cases_case_handler"),
        ]


class CaseMapping(models.Model):
    """What an office has said once of a list: which column is what, what their words mean, who is meant by a name."""

    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    header_key = models.JSONField()  # the names of all columns, plain, sorted: by them the next list is known again
    columns = models.JSONField()  # field → header
    kind = models.CharField(max_length=12, blank=True)  # of every row, where there is no such column
    words = models.JSONField(default=dict)  # field → their word → our code, or ASIDE
    handlers = models.JSONField(default=list)  # {office, name, department, person, among}
    saved_by = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="cases_mapping_name"),
            models.CheckConstraint(condition=Q(kind__in=["", *CASE_TYPES.codes]), name="cases_mapping_kind"),
        ]


class CaseIntake(models.Model):
    """A list between its upload and the day its cases are in. Of the file only codes and questions stand here."""

    uid = models.CharField(max_length=22, unique=True)
    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    brought_by = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    file_name = models.CharField(max_length=100)
    has_file = models.BooleanField(default=True)
    state = models.CharField(max_length=9)
    version = models.IntegerField(default=1)  # a page that shows an older one is told
    sheet = models.CharField(max_length=100)
    header_row = models.IntegerField()
    columns = models.JSONField()  # the names of all columns, from left to right
    mapping = models.ForeignKey(CaseMapping, null=True, on_delete=models.PROTECT, related_name="+")
    decisions = models.JSONField(default=dict)  # key of a question → {"person": id or null} or {"aside": true}
    findings = models.JSONField(default=dict)  # what the last reading found: counts, questions, faults
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=sorted(INTAKE_STATES)), name="cases_intake_state")]
        indexes = [models.Index(fields=["office", "-id"], name="cases_intake_office")]

    @property
    def word(self) -> str:
        return INTAKE_STATES[self.state]

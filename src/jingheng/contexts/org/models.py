"""Offices in a tree, people, and what they were on a day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from jingheng.contexts.ledger.api import Bound, BoundQuerySet
from jingheng.contexts.org.rules.absences import REASONS
from jingheng.contexts.org.rules.duties import DUTIES
from jingheng.contexts.org.rules.identities import IDENTITIES, LEVELS

T = TypeVar("T", bound=models.Model)


class HeldQuerySet(BoundQuerySet[T]):
    """Rows that hold from `starts_on` until the day before `ends_on`."""

    def on(self, day: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class Held(Bound):
    """A table of such rows."""

    objects = HeldQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True


def _period(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name=name)


class Office(Bound):
    """A procuratorate. `path` names every office above it and itself (`/990200/990203/`): a subtree is a prefix."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=10, choices=LEVELS.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    starts_in = models.IntegerField(null=True)  # 启用月 as a month number: duty to report begins here

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=LEVELS.codes), name="org_office_level"),
        ]

    def __str__(self) -> str:
        return self.name


class Department(Bound):
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="org_department_name")]

    def __str__(self) -> str:
        return self.name


class Person(Bound):
    """Somebody on the staff. Office, title and identity here are what holds where no post covers the day."""

    number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=50)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="people")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="people")
    title = models.CharField(max_length=60, blank=True)
    identity = models.CharField(max_length=12, choices=IDENTITIES.choices)
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)  # the last day

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(identity__in=IDENTITIES.codes), name="org_person_identity"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="org_person_period",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "name"], name="org_person_office_name"),
            models.Index(fields=["name"], name="org_person_name"),  # whoever is named in a record is looked for
        ]

    def __str__(self) -> str:
        return self.name


class Post(Held):
    """What somebody was, where, from a day until the day before another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60, blank=True)
    identity = models.CharField(max_length=12, choices=IDENTITIES.choices)
    is_secondment = models.BooleanField(default=False)  # lent to this office: while it lasts he stands here alone
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(identity__in=IDENTITIES.codes), name="org_post_identity"),
            _period("org_post_period"),
        ]
        indexes = [models.Index(fields=["person", "starts_on"], name="org_post_person")]


class Absence(Held):
    """离岗: a time in which somebody on the staff does not serve. Never deleted: a mistaken entry is withdrawn."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")  # where he stood when it was entered
    reason = models.CharField(max_length=12)
    exempts = models.BooleanField()  # 免报, by the norm of its first day
    host = models.CharField(max_length=100, blank=True)  # of a secondment
    post = models.OneToOneField(Post, null=True, on_delete=models.PROTECT, related_name="+")  # there, if on this server
    basis = models.CharField(max_length=100)  # the decision it rests on
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # the first day back
    entered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=REASONS.codes), name="org_absence_reason"),
            _period("org_absence_period"),
        ]
        indexes = [models.Index(fields=["office", "-starts_on"], name="org_absence_office")]


class DutyHolding(Held):
    """A duty held by a person in an office, for one department where the duty is by department.

    One that was withdrawn before it was held ends on the day on which it begins: it holds on no day.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="duties")
    duty = models.CharField(max_length=20)
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="duties")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)  # when somebody ended it; null where it ends by itself

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(duty__in=sorted(DUTIES)), name="org_duty_known"),
            models.UniqueConstraint(
                fields=["person", "office", "duty", "department", "starts_on"], name="org_duty_once",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="org_duty_period"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["office", "duty"], name="org_duty_office")]


class Relative(Held):
    """A close relative that somebody has declared; a colleague where `relative` is known."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relatives")
    relative = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="relative_of")
    name = models.CharField(max_length=50)
    relation = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [_period("org_relative_period")]


class ReportingLine(Held):
    """Who reports to whom beyond what departments and duties already say."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="reporting_lines")
    subordinate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reports_to")
    superior = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reported_to_by")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _period("org_line_period"),
            models.CheckConstraint(condition=~Q(subordinate=F("superior")), name="org_line_two_people"),
        ]


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by use-cases; this only finds them for signing in."""

    def get_queryset(self) -> BoundQuerySet[Account]:
        return BoundQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser, Bound):
    """A way to sign in. One person, one account; what it may do follows from the person's duties on the day."""

    username = models.CharField(max_length=40, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()  # type: ignore[assignment]

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username

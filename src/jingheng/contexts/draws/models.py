"""Draws: a list and a plan settled first, secrets and a public value after, and the cases that follow from them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jingheng.contexts.draws.rules.lifecycle import DRAW_STATES
from jingheng.contexts.draws.rules.planning import KINDS
from jingheng.contexts.ledger.api import Bound


class Draw(Bound):
    uid = models.CharField(max_length=22, unique=True)
    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="draws")
    title = models.CharField(max_length=200)  # 抽取编号: its id in plan and log
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    plan = models.TextField(blank=True)  # plan.json; the shares come into it when it is committed
    plan_yaml = models.TextField(blank=True)  # the same for people, byte for byte as it is handed out
    commitment = models.CharField(max_length=64, blank=True)
    commitment_json = models.TextField(blank=True)
    made_by = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    committed_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # when a public value was first typed: no secret is revealed after it
    thrown_with = models.CharField(max_length=5, blank=True)  # DICE, BALLS
    thrown_by = models.CharField(max_length=40, blank=True)  # who threw: a 人民监督员, or somebody of 派驻组
    thrower_unit = models.CharField(max_length=80, blank=True)
    drawn_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="redraws")
    reason = models.CharField(max_length=500, blank=True)  # why it is drawn again
    abandoned_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    abandoned_at = models.DateTimeField(null=True)
    abandon_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=sorted(DRAW_STATES)), name="draws_draw_state"),
            models.CheckConstraint(condition=Q(kind__in=sorted(KINDS)), name="draws_draw_kind"),
            models.UniqueConstraint(
                fields=["office", "title"], condition=~Q(commitment=""), name="draws_draw_committed_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DRAFTED", "ABANDONED"]) | ~Q(commitment=""), name="draws_draw_committed"
            ),
            models.CheckConstraint(
                condition=~Q(state="DRAWN") | Q(drawn_at__isnull=False), name="draws_draw_drawn"
            ),
            models.CheckConstraint(
                condition=~Q(state="ABANDONED") | ~Q(abandon_reason=""), name="draws_draw_abandoned"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["office", "-id"], name="draws_draw_office")]


class Frame(Bound):
    """The list, byte for byte."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="frame")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    encoding = models.CharField(max_length=10)
    rows = models.PositiveIntegerField()


class Share(Bound):
    """A party's part: only the SHA-256 of its secret, until the secret is revealed."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="shares")
    party = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    settled_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    secret = models.CharField(max_length=200, blank=True)
    revealed_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "party"], name="draws_share_party")]


class PublicValue(Bound):
    """The public value as one person typed it: turn 1, and turn 2 by another."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="values")
    turn = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=200)
    typed_by = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "turn"], name="draws_value_turn"),
            models.UniqueConstraint(fields=["draw", "typed_by"], name="draws_value_person"),
        ]


class Result(Bound):
    """result.json as it follows from list, plan, secrets and public value."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="result")
    content = models.TextField()
    sha256 = models.CharField(max_length=64)


class Unfit(Bound):
    """A drawn case that cannot be looked at: the next in order takes its place."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="unfit")
    case = models.TextField()
    reason = models.CharField(max_length=500)
    noted_by = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "case"], name="draws_unfit_case")]


class Enlargement(Bound):
    """More cases from the same draw; those drawn before all stay."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="enlargements")
    size = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

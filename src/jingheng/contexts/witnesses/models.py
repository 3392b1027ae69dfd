"""Who countersigns our logs, and whose logs we countersign."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jingheng.contexts.ledger.api import Bound


class Witness(Bound):
    """Somebody outside who countersigns the checkpoints of this server's logs. One that is removed stays, with its day."""

    name = models.CharField(max_length=50)  # in the words of the office
    vkey = models.CharField(max_length=200)
    url = models.CharField(max_length=200, blank=True)  # empty: by exchanged files
    added_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vkey"], condition=Q(removed_at=None), name="witnesses_witness_once")
        ]

    def __str__(self) -> str:
        return self.name


class Asking(models.Model):
    """How far one witness has come with one log, and what went wrong last."""

    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="askings")
    log = models.ForeignKey("ledger.Log", on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField(default=0)  # that it holds, as far as we know
    cosigned_size = models.BigIntegerField(null=True)  # under which we have its line
    cosigned_at = models.DateTimeField(null=True)  # by its own clock
    asked_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=12, blank=True)  # rules.answers.FAILURES

    class Meta:
        constraints = [models.UniqueConstraint(fields=["witness", "log"], name="witnesses_asking_once")]


class Watched(Bound):
    """A log of another server that this server countersigns."""

    origin = models.CharField(max_length=100)
    vkey = models.CharField(max_length=200)
    name = models.CharField(max_length=50)  # whose it is, in the words of the office
    added_by = models.ForeignKey("org.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vkey"], condition=Q(removed_at=None), name="witnesses_watched_once")
        ]


class Kept(models.Model):
    """What we cosigned last of a log. Stays when the log is no longer watched: forgetting is signing a second history."""

    origin = models.CharField(max_length=100, unique=True)
    note = models.TextField(blank=True)  # empty: nothing yet
    vkey = models.CharField(max_length=200, blank=True)  # under which of our keys
    size = models.BigIntegerField(default=0)
    kept_at = models.DateTimeField(null=True)


class OtherStory(Bound):
    """A log signed something else for a size that we had cosigned: the request that shows it."""

    origin = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)  # of what the log signed
    request = models.BinaryField()
    size = models.BigIntegerField()
    seen_at = models.DateTimeField()

"""The ledger's tables: what happened in words that only its readers see, and the leaves that bind it."""

from __future__ import annotations

from django.db import models


class Log(models.Model):
    """One tree under one key: of an office and a year, or of what is left of the year after the key was changed.

    Its row is locked while leaves are appended: that makes it gapless.
    """

    office_id = models.BigIntegerField()  # 0: of the server, where no office is concerned
    year = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField(default=1)  # 2: the second key of the year
    origin = models.CharField(max_length=100, unique=True)  # its name in checkpoints
    algorithm = models.CharField(max_length=6)  # sha256, sm3: for good
    size = models.BigIntegerField(default=0)
    front = models.TextField(default="")  # compact range: roots of the full subtrees, in hexadecimal, largest first
    last_day = models.DateField()  # of the newest leaf; days never go back
    vkey = models.CharField(max_length=200, blank=True)  # whose signature it bears, from its first checkpoint on
    closed_at = models.DateTimeField(
        null=True
    )  # its key retired or lost: nothing is appended, nothing is signed any more

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office_id", "year", "part"], name="ledger_log_once")]


class Leaf(models.Model):
    """One business commit in one log. Never changed once it has a place (`number`)."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="leaves", db_index=False)
    number = models.BigIntegerField(null=True)  # null while it waits to be placed
    kind = models.CharField(max_length=24, blank=True)  # of an open leaf
    entry = models.BinaryField()  # the bytes that are hashed; their day may still move forward until they have a place

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "number"], name="ledger_leaf_place")]
        indexes = [models.Index(fields=["log", "id"], condition=models.Q(number=None), name="ledger_leaf_waiting")]


class Opening(models.Model):
    """How the facts of a leaf are shown: its secret, and which rows are bound in it. For verifiers alone."""

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, primary_key=True, related_name="opening")
    secret = models.BinaryField(max_length=32)
    facts = models.TextField()  # JSON, without the events: these stand in its entries


class Place(models.Model):
    """Where the present state of a bound row stands in the ledger, and the secret from which its salts follow.

    With the next state comes another secret: what the row said before can then not be guessed at any more.
    """

    table = models.CharField(max_length=40)
    key = models.BigIntegerField()
    leaf = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="+", db_index=False)
    secret = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="ledger_place_once")]


class Entry(models.Model):
    """What was done to which object of which office, when. Never what it said, never who recorded whom."""

    at = models.DateTimeField()
    office_id = models.BigIntegerField(null=True)  # the office whose log this is: the object's, not the actor's
    actor_id = models.BigIntegerField(null=True)  # a person; null for the system and for filings
    event = models.CharField(max_length=64)
    subject = models.CharField(max_length=96)
    details = models.JSONField(default=dict)
    leaf = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        indexes = [models.Index(fields=["office_id", "-id"], name="ledger_entry_office")]


class Tile(models.Model):
    """256 neighbouring hashes of one level, written once when the last of them is known."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="tiles", db_index=False)
    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "level", "number"], name="ledger_tile_once")]


class Checkpoint(models.Model):
    """What was said of a log at one size, signed; with the lines of its witnesses once they have come."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="checkpoints", db_index=False)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()  # signed by the log, then by witnesses
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="ledger_checkpoint_once")]

"""What is filed: the draft, the record, its revisions and steps, who must not know of it, who has read it, who was heard."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jingheng.contexts.ledger.api import Bound
from jingheng.contexts.records.models.common import DEPARTMENT, OFFICE, PERSON, known
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.lifecycles import RECORD_STATES
from jingheng.contexts.records.rules.routing import Because, Desk


class Draft(models.Model):
    """What somebody is still writing: his alone, saved as he types, never lost."""

    uid = models.CharField(max_length=22, unique=True)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="drafts")
    payload = models.TextField()  # sealed
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)  # a stale form is told apart by it
    is_memo = models.BooleanField(default=False)  # the aid said "not to be recorded": kept for oneself, never counted
    speaker = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")  # 代录: whose words
    typed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")  # and by whom
    handed_code = models.CharField(
        max_length=64, blank=True
    )  # what it said then: of what is written since he sees nothing

    class Meta:
        indexes = [models.Index(fields=["owner", "-saved_at"], name="records_draft_owner")]

    @property
    def is_being_typed(self) -> bool:
        """By a clerk, for somebody else, who has not got it yet."""
        return self.speaker_id is not None and self.speaker_id != self.owner_id


class Record(Bound):
    """Columns with an index that begins with them bring none of their own: every one is paid for at each filing."""

    uid = models.CharField(max_length=22, unique=True)  # in addresses: says nothing about order or number
    receipt_code = models.CharField(max_length=20, unique=True)
    number = models.CharField(
        max_length=40, null=True, unique=True
    )  # given at acceptance, in the accepting body's series

    filer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="records", db_index=False)
    home_office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(DEPARTMENT, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=6)
    identity = models.CharField(max_length=12)

    receiving_office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+", db_index=False)
    counting_office = models.ForeignKey(OFFICE, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    desk = models.CharField(max_length=10)
    assignee = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12)

    happened_at = models.DateTimeField()
    filed_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    filed_month = models.IntegerField()
    happened_month = models.IntegerField()

    matter = models.CharField(max_length=4)
    channel = models.CharField(max_length=8)
    bucket = models.CharField(max_length=8)
    subject = models.CharField(max_length=8)
    effect = models.CharField(max_length=8, default="NONE")
    triage = models.CharField(max_length=4, default="")
    outcome = models.CharField(max_length=20, default="")
    acts = models.CharField(max_length=120)  # codes of the latest revision, ";"-joined
    askers = models.CharField(max_length=120)
    responses = models.CharField(max_length=120, blank=True)
    case_kind = models.CharField(max_length=4, blank=True)
    case_stage = models.CharField(max_length=4, blank=True)
    sensitive_kinds = models.CharField(max_length=40, blank=True)
    passed_by = models.CharField(max_length=40, blank=True)  # bodies to which no paper may tell of it (REC-63)
    party_count = models.PositiveSmallIntegerField(default=1)
    is_counted = models.BooleanField(default=True)  # false once excluded as T0
    is_contact = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    is_supplementary = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    is_imported = models.BooleanField(default=False)
    is_cleared = models.BooleanField(default=False)  # 澄清 or 更正: gone from every list of signals
    typed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_paper_signed = models.BooleanField(default=False)  # confirmed by the filer's hand on paper
    has_moved_on = models.BooleanField(default=False)  # its one count stands in a closed month of an office it has left
    case_key = models.CharField(max_length=64, default="")  # keyed form of the case number, to link and never to read
    external_key = models.CharField(max_length=100, null=True)  # office code and 外部编号
    revision_count = models.PositiveSmallIntegerField(default=1)
    due_date = models.DateField(null=True)  # of the step that is waited for
    rested_at = models.DateTimeField(null=True)  # moved into its final state: years are counted from here
    names_gone_at = models.DateTimeField(null=True)  # looked through for private persons; a correction asks again

    class Meta:
        constraints = [
            known("state", RECORD_STATES, "records_record_state"),
            known("desk", [desk.value for desk in Desk], "records_record_desk"),
            known("matter", taxonomy.MATTERS.codes, "records_record_matter"),
            known("channel", taxonomy.CHANNELS.codes, "records_record_channel"),
            known("bucket", taxonomy.BUCKETS.codes, "records_record_bucket"),
            known("subject", taxonomy.SUBJECTS.codes, "records_record_subject"),
            known("position", taxonomy.POSITIONS.codes, "records_record_position"),
            known("triage", ["", *taxonomy.TRIAGE.codes], "records_record_triage"),
            models.CheckConstraint(condition=Q(happened_at__lte=F("filed_at")), name="records_record_order"),
            models.CheckConstraint(
                condition=Q(state__in=["RECORDED", "RETURNED"]) | Q(number__isnull=False),
                name="records_record_numbered",
            ),
            models.UniqueConstraint(fields=["external_key"], name="records_record_external"),
        ]
        indexes = [
            models.Index(fields=["filer", "-id"], name="records_by_filer"),
            models.Index(fields=["receiving_office", "desk", "-id"], name="records_by_desk"),
            models.Index(fields=["receiving_office", "desk", "state", "-id"], name="records_by_desk_state"),
            models.Index(fields=["assignee", "-id"], name="records_by_assignee"),
            models.Index(fields=["assignee", "state", "-id"], name="records_by_assignee_state"),
            models.Index(fields=["filer"], condition=Q(state="RETURNED"), name="records_returned"),
            models.Index(fields=["receiving_office", "-filed_at", "-id"], name="records_by_filing"),
            models.Index(fields=["assignee", "-filed_at", "-id"], name="records_by_assignee_filing"),
            models.Index(
                fields=["receiving_office", "desk", "filed_at"], condition=Q(is_urgent=True), name="records_urgent"
            ),
            models.Index(fields=["counting_office", "filed_month"], name="records_by_count"),
            models.Index(fields=["case_key"], name="records_by_case"),
            models.Index(
                fields=["receiving_office", "rested_at"],
                condition=Q(rested_at__isnull=False, names_gone_at__isnull=True), name="records_still_named",
            ),
        ]  # fmt: skip


class Revision(Bound):
    """What a record said from a moment on. Never overwritten, with one exception that is seen and proved.

    Years after the record came to rest private persons get pseudonyms (REC-62, ADR 11). `digest` then still says what was
    filed, `pseudonymised_digest` what stands here now; both are in the ledger.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveSmallIntegerField()
    payload = models.TextField()  # sealed
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical payload
    reason = models.TextField(blank=True)  # sealed; why it was corrected
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    pseudonymised_at = models.DateTimeField(null=True)
    pseudonymised_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="records_revision_number"),
            models.CheckConstraint(
                condition=Q(pseudonymised_at__isnull=True, pseudonymised_digest="")
                | Q(pseudonymised_at__isnull=False) & ~Q(pseudonymised_digest=""),
                name="records_revision_pseudonymised",
            ),
        ]

    @property
    def present_digest(self) -> str:
        """Of the text that stands here now."""
        return self.pseudonymised_digest or self.digest


class Exclusion(Bound):
    """Somebody to whom this record does not exist. Taking a name out opens nothing: rows are only ever added.

    The one exception: what a name shut out only because it equals a colleague's, once the filer has said who was meant.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", db_index=False)
    because = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "record"], name="records_exclusion_once"),
            known("because", [because.value for because in Because], "records_exclusion_because"),
        ]


class Copy(Bound):
    """Holders of a duty in an office who read a record that is worked on elsewhere."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="copies")
    office = models.ForeignKey(OFFICE, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "duty", "record"], name="records_copy_once")]


class IdentityQuestion(Bound):
    """A name that may be a colleague's, asked back to the filer. Until answered every candidate is shut out."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="identity_questions")
    party = models.PositiveSmallIntegerField()  # which of the persons asked about, in the revision that raised it
    name_key = models.CharField(max_length=64)  # keyed form of the name: a correction may move or drop the person
    candidates = models.JSONField()  # person ids
    answer = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)  # set without `answer`: none of them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "name_key"], name="records_question_once")]


class Step(Bound):
    """One move of a record, with the opinion that went with it: its history."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="steps", db_index=False)
    action = models.CharField(max_length=24)
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    code = models.CharField(max_length=24, blank=True)  # reason for return, triage, outcome
    opinion = models.TextField(blank=True)  # sealed
    due_date = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["record", "id"], name="records_step_record")]


class Reading(Bound):
    """Who opened a record, when; the filer sees it (readings by discipline appear later, decisions §15)."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="readings", db_index=False)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["record", "id"], name="records_reading_record")]


class Hearing(Bound):
    """陈述申辩: what was disclosed to somebody of our own, and his answer (公职人员政务处分法 第43条)."""

    uid = models.CharField(max_length=22, unique=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="hearings")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="hearings")
    disclosed = models.TextField()  # sealed; the facts, with the source masked
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_date = models.DateField()
    answer = models.TextField(blank=True)  # sealed
    answered_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, blank=True)
    result_text = models.TextField(blank=True)  # sealed; what the person is told
    told_at = models.DateTimeField(null=True)
    review_asked_at = models.DateTimeField(null=True)
    review_text = models.TextField(blank=True)  # sealed
    review_answer = models.TextField(blank=True)  # sealed
    review_answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="records_hearing_once")]
        indexes = [
            models.Index(fields=["record"], condition=Q(told_at=None), name="records_hearing_untold"),
            models.Index(
                fields=["record"], condition=Q(review_asked_at__isnull=False, review_answered_at=None),
                name="records_hearing_asked",
            ),
        ]  # fmt: skip

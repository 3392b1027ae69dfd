"""Tables of the record-and-report system.

`Record` holds codes only, for rights, deadlines and figures. What a record says stands in `Revision.payload`, sealed
through `safe`; whoever must not know stands in `Exclusion`. Drafts are their own table, so that every row of `Record`
has been filed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.lifecycles import RECORD_STATES, REPORT_STATES
from jingheng.contexts.records.rules.national import EXPLANATIONS
from jingheng.contexts.records.rules.outgoing import ADDRESSEES, OUTGOING_STATES
from jingheng.contexts.records.rules.retention import DESTRUCTION_STATES
from jingheng.contexts.records.rules.routing import Because, Desk

_PERSON = "org.Person"
_OFFICE = "org.Office"
_DEPARTMENT = "org.Department"


def _known(field: str, codes: object, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": sorted(codes)}), name=name)  # type: ignore[call-overload]


def _pair(first: str, second: str, name: str) -> models.CheckConstraint:
    """Both or neither: a moment never stands without its person."""
    both, neither = (
        {f"{first}__isnull": False, f"{second}__isnull": False},
        {f"{first}__isnull": True, f"{second}__isnull": True},
    )
    return models.CheckConstraint(condition=Q(**both) | Q(**neither), name=name)


#: Destroyed by the book, the file not yet known to be gone.
_UNSWEPT = Q(destroyed_at__isnull=False) & ~Q(path="")


class Draft(models.Model):
    """What somebody is still writing: his alone, saved as he types, never lost."""

    uid = models.CharField(max_length=22, unique=True)
    owner = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="drafts")
    payload = models.TextField()  # sealed
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)  # a stale form is told apart by it
    is_memo = models.BooleanField(default=False)  # the aid said "not to be recorded": kept for oneself, never counted
    speaker = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")  # 代录: whose words
    typed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")  # and by whom
    handed_code = models.CharField(
        max_length=64, blank=True
    )  # what it said then: of what is written since he sees nothing

    class Meta:
        indexes = [models.Index(fields=["owner", "-saved_at"], name="records_draft_owner")]

    @property
    def is_being_typed(self) -> bool:
        """By a clerk, for somebody else, who has not got it yet."""
        return self.speaker_id is not None and self.speaker_id != self.owner_id


class Record(models.Model):
    """Columns with an index that begins with them bring none of their own: every one is paid for at each filing."""

    uid = models.CharField(max_length=22, unique=True)  # in addresses: says nothing about order or number
    receipt_code = models.CharField(max_length=20, unique=True)
    number = models.CharField(
        max_length=40, null=True, unique=True
    )  # given at acceptance, in the accepting body's series

    filer = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="records", db_index=False)
    home_office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(_DEPARTMENT, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=6)
    identity = models.CharField(max_length=12)

    receiving_office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+", db_index=False)
    counting_office = models.ForeignKey(_OFFICE, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    desk = models.CharField(max_length=10)
    assignee = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
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
    typed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
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
            _known("state", RECORD_STATES, "records_record_state"),
            _known("desk", [desk.value for desk in Desk], "records_record_desk"),
            _known("matter", taxonomy.MATTERS.codes, "records_record_matter"),
            _known("channel", taxonomy.CHANNELS.codes, "records_record_channel"),
            _known("bucket", taxonomy.BUCKETS.codes, "records_record_bucket"),
            _known("subject", taxonomy.SUBJECTS.codes, "records_record_subject"),
            _known("position", taxonomy.POSITIONS.codes, "records_record_position"),
            _known("triage", ["", *taxonomy.TRIAGE.codes], "records_record_triage"),
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


class Revision(models.Model):
    """What a record said from a moment on. Never overwritten, with one exception that is seen and proved.

    Years after the record came to rest private persons get pseudonyms (REC-62, ADR 11). `digest` then still says what was
    filed, `pseudonymised_digest` what stands here now; both are in the ledger.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveSmallIntegerField()
    payload = models.TextField()  # sealed
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical payload
    reason = models.TextField(blank=True)  # sealed; why it was corrected
    made_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
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


class Exclusion(models.Model):
    """Somebody to whom this record does not exist. Taking a name out opens nothing: rows are only ever added.

    The one exception: what a name shut out only because it equals a colleague's, once the filer has said who was meant.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+", db_index=False)
    because = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "record"], name="records_exclusion_once"),
            _known("because", [because.value for because in Because], "records_exclusion_because"),
        ]


class Copy(models.Model):
    """Holders of a duty in an office who read a record that is worked on elsewhere."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="copies")
    office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "duty", "record"], name="records_copy_once")]


class IdentityQuestion(models.Model):
    """A name that may be a colleague's, asked back to the filer. Until answered every candidate is shut out."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="identity_questions")
    party = models.PositiveSmallIntegerField()  # which of the persons asked about, in the revision that raised it
    name_key = models.CharField(max_length=64)  # keyed form of the name: a correction may move or drop the person
    candidates = models.JSONField()  # person ids
    answer = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)  # set without `answer`: none of them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "name_key"], name="records_question_once")]


class Step(models.Model):
    """One move of a record, with the opinion that went with it: its history."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="steps", db_index=False)
    action = models.CharField(max_length=24)
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    code = models.CharField(max_length=24, blank=True)  # reason for return, triage, outcome
    opinion = models.TextField(blank=True)  # sealed
    due_date = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["record", "id"], name="records_step_record")]


class Reading(models.Model):
    """Who opened a record, when; the filer sees it (readings by discipline appear later, decisions §15)."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="readings", db_index=False)
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["record", "id"], name="records_reading_record")]


class Attachment(models.Model):
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
    added_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)  # 销毁: the row stays

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=_UNSWEPT, name="records_attachment_unswept"),
        ]


class BlackedOut(models.Model):
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
    made_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class Hearing(models.Model):
    """陈述申辩: what was disclosed to somebody of our own, and his answer (公职人员政务处分法 第43条)."""

    uid = models.CharField(max_length=22, unique=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="hearings")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="hearings")
    disclosed = models.TextField()  # sealed; the facts, with the source masked
    opened_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
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


class Statement(models.Model):
    """A person's signature under a month. "本月无" and "已填报" are the same row: nothing here tells them apart."""

    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="statements")
    office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(_DEPARTMENT, null=True, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()
    due_date = models.DateField()
    signed_at = models.DateTimeField()
    is_late = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="records_statement_once")]
        indexes = [models.Index(fields=["office", "month"], name="records_statement_office")]


class Reminder(models.Model):
    """Somebody was reminded of a month. It says 未完成 and nothing more."""

    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="reminders")
    month = models.IntegerField()
    sent_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()


class Report(models.Model):
    """What an office sends upward: its month, quarter, year, or an urgent report. One life cycle for all of them."""

    uid = models.CharField(max_length=22, unique=True)
    office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="reports")
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
    compiled_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    compiled_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_revision = models.PositiveSmallIntegerField(null=True)
    signed_as = models.CharField(max_length=8, blank=True)  # CHIEF, or ACTING for him
    is_paper_signed = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            _known("state", REPORT_STATES, "records_report_state"),
            _pair("compiled_at", "compiled_by", "records_report_compiled"),
            _pair("signed_at", "signed_by", "records_report_signed"),
            _pair("sent_at", "sent_by", "records_report_sent"),
            _pair("accepted_at", "accepted_by", "records_report_accepted"),
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="records_report_period"),
            models.UniqueConstraint(
                fields=["office", "kind", "first_month"], condition=~Q(kind="URGENT"), name="records_report_once"
            ),
            models.UniqueConstraint(fields=["record"], condition=Q(kind="URGENT"), name="records_report_urgent_once"),
        ]


class ReportStep(models.Model):
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=24)
    source = models.CharField(max_length=10)
    target = models.CharField(max_length=10)
    revision = models.PositiveSmallIntegerField()
    by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opinion = models.TextField(blank=True)


class ReportRevision(models.Model):
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


class OutgoingPaper(models.Model):
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
    numbered_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    numbered_at = models.DateTimeField()
    channel = models.CharField(max_length=10, blank=True)
    docket = models.CharField(max_length=40, blank=True)  # 机要编号
    sent_on = models.DateField(null=True)
    sent_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    receiver = models.CharField(max_length=60, blank=True)  # 签收单位
    received_there_by = models.CharField(max_length=30, blank=True)  # 签收人
    receipt_number = models.CharField(max_length=40, blank=True)
    received_on = models.DateField(null=True)
    received_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")  # who entered it
    name = models.TextField(blank=True)  # sealed; of the scanned receipt
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            _known("state", set(OUTGOING_STATES) - {"UNNUMBERED"}, "records_outgoing_state"),
            _known("addressee", ADDRESSEES.codes, "records_outgoing_addressee"),
            _pair("sent_on", "sent_by", "records_outgoing_sent"),
            _pair("received_on", "received_by", "records_outgoing_received"),
            models.UniqueConstraint(fields=["report", "addressee", "revision"], name="records_outgoing_once"),
        ]


class PaperSigning(models.Model):
    """纸签: a signature by hand under one exact revision. One enters the scan, another confirms it (decisions §7)."""

    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="paper_signings")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="paper_signings")  # 代录
    record = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="paper_signings")
    revision = models.PositiveSmallIntegerField(default=0)  # of a report
    digest = models.CharField(max_length=64, blank=True)  # of what a draft said
    signed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    name = models.TextField()  # sealed
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, blank=True)  # empty once the file is destroyed and gone
    entered_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)  # 销毁: the row stays

    class Meta:
        constraints = [_pair("confirmed_at", "confirmed_by", "records_paper_signing_confirmed")]
        indexes = [
            models.Index(fields=["report", "-id"], name="records_paper_signing_report"),
            models.Index(fields=["id"], condition=_UNSWEPT, name="records_signing_unswept"),
        ]


class Destruction(models.Model):
    """销毁: one file past its years, proposed by one, decided by another. One row a file: a list would show its gaps."""

    uid = models.CharField(max_length=22, unique=True)
    office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+")
    attachment = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="destructions")
    signing = models.ForeignKey(PaperSigning, null=True, on_delete=models.PROTECT, related_name="destructions")
    reason = models.TextField()  # sealed
    proposed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=9, default="PROPOSED")
    decided_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # sealed; why it is to be kept

    class Meta:
        constraints = [
            _known("state", DESTRUCTION_STATES, "records_destruction_state"),
            _pair("decided_at", "decided_by", "records_destruction_decided"),
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


class MonthSeal(models.Model):
    """A closed month's counts as they stood when it was accepted: what a circular adds up instead of the records."""

    office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()
    scope = models.CharField(max_length=4)  # all, case
    total = models.IntegerField()
    counts = models.JSONField()  # figure → code → count; by_month_happened → month number → count
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "month", "scope"], name="records_seal_once")]


class Adjustment(models.Model):
    """A later change to a closed month, dated in the month it was decided. Recount = seal + adjustments."""

    office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()  # decided in
    for_month = models.IntegerField()  # the closed month it changes
    reason = models.CharField(max_length=12)  # EXCLUDED, CORRECTED, IMPORTED, SUPPLEMENTED, MOVED
    scope = models.CharField(max_length=4)
    count = models.IntegerField()  # 0 where only a classification moved
    changes = models.JSONField()  # figure → code → difference
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["office", "month"], name="records_adjustment_office")]


class NationalNumber(models.Model):
    """The number of a record in the national 填报系统 (decisions §10)."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="national")
    number = models.CharField(max_length=40, unique=True)
    entered_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()


class NationalMonth(models.Model):
    """A month of an office as the national system lists it, and whether every difference has been explained."""

    office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()
    numbers = models.JSONField()
    entered_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    closed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _pair("closed_at", "closed_by", "records_national_closed"),
            models.UniqueConstraint(fields=["office", "month"], name="records_national_once"),
        ]


class NationalDifference(models.Model):
    """Why the two systems differ in one thing."""

    month = models.ForeignKey(NationalMonth, on_delete=models.PROTECT, related_name="differences")
    key = models.CharField(max_length=48)  # ours:UID or theirs:NUMBER
    reason = models.CharField(max_length=12)
    note = models.TextField(blank=True)  # sealed
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "key"], name="records_difference_once"),
            _known("reason", EXPLANATIONS.codes, "records_difference_reason"),
        ]


class Series(models.Model):
    """The last running number of an office and year. Gapless: it is locked and counted up at acceptance."""

    office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+")
    year = models.IntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="records_series_once")]


class PaperCount(models.Model):
    """涉密: what may not be entered here is written on paper; only how many there were is kept (decisions §11)."""

    office = models.ForeignKey(_OFFICE, on_delete=models.PROTECT, related_name="+")
    month = models.IntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "month"], name="records_paper_once")]


class Clearance(models.Model):
    """更正: this person was named wrongly. Search and lists forget him; he stays shut out of the record."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="cleared_people")
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()  # sealed
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="records_clearance_once")]

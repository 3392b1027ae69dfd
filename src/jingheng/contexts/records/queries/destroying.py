"""到期材料: files past their years, for whoever proposes to destroy them and whoever decides.

Head of inspection sees those of records that she may work on, and the scans of her office's own reports. The chief sees what has
been proposed in his office. A record that any chief of the office must not see is on neither list: nothing is proposed that
he would have to decide blindly, and nothing is missing from a list of his. Such files stay until he is chief no more; what is
worked on by the resident discipline group stays too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.norms.api import Norm, Norms, norms_on
from jingheng.contexts.org.api import holders
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, Destruction, Exclusion, PaperSigning, Record
from jingheng.contexts.records.queries.resting import cutoffs, rested_for
from jingheng.contexts.records.queries.visibility import workable
from jingheng.contexts.records.rules.lifecycles import CLOSED_STATES
from jingheng.contexts.records.rules.reporting import title
from jingheng.contexts.records.rules.retention import DESTRUCTION_STATES, KINDS, KeptKind
from jingheng.contexts.records.rules.routing import Desk
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal

NOT_FOUND = Refusal("not-found", "没有找到这份材料。")
_LED = (Desk.INSPECTION, Desk.LEADERSHIP)
_KEPT = ~Q(state="KEPT")


@dataclass(frozen=True, slots=True)
class File:
    """One file as both read it: no name of a file or of a person, nothing that a masked recorder could be known by."""

    key: str  # how the form names it: a- an attachment, s- a scan, then its uid; of a proposal its own
    what: str
    of: str  # the record or report
    url: str  # of that; to whoever decides only reports have one, whose record pages are mostly not his
    since: date  # the day from which its years run
    size: int
    sha256: str
    reason: str = ""
    proposed_by: str = ""
    proposed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """One line of the table 保存期限."""

    kind: KeptKind
    norm: Norm

    @property
    def words(self) -> str:
        return self.norm.written if self.norm.value else "永久"


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a proposal."""

    file: File
    word: str
    decided_by: str
    decided_at: datetime | None
    answer: str


def periods(norms: Norms) -> list[Period]:
    return [Period(kind, norms.norm(kind.norm)) for kind in KINDS]


def may_propose(actor: Actor) -> bool:
    return actor.may("retention.propose")


def may_decide(actor: Actor) -> bool:
    return actor.may("retention.decide")


def expired_attachments(actor: Actor, *, on: date) -> QuerySet[Attachment]:
    """What the actor may propose: of records at rest for the norm's years, not proposed yet."""
    if not may_propose(actor):
        return Attachment.objects.none()
    records = (
        workable(actor).filter(rested_for("retention.attachment_years", on=on)).filter(_shown_to_chiefs(actor, on))
    )
    open_ones = Destruction.objects.filter(_KEPT, attachment=OuterRef("pk"))
    return Attachment.objects.filter(
        ~Exists(open_ones), Exists(records.filter(pk=OuterRef("record"))), destroyed_at=None,
        record__receiving_office=actor.office_id,
    )  # fmt: skip  # from the files to their records: these are many


def expired_scans(actor: Actor, *, on: date) -> QuerySet[PaperSigning]:
    """The same for scans of signatures: under the office's own reports, and under transcripts that became records."""
    if not may_propose(actor):
        return PaperSigning.objects.none()
    old = Q(pk__in=[])
    for moment, offices in cutoffs("retention.scan_years", on=on):
        if actor.office_id in offices:
            old = Q(entered_at__lt=moment)
    records = workable(actor).filter(rested_at__isnull=False).filter(_shown_to_chiefs(actor, on))
    open_ones = Destruction.objects.filter(_KEPT, signing=OuterRef("pk"))
    of_record = Exists(records.filter(pk=OuterRef("record")))
    here = Q(report__office=actor.here, report__state__in=CLOSED_STATES) | Q(of_record)
    return PaperSigning.objects.filter(~Exists(open_ones), here, old, destroyed_at=None)


def proposals(actor: Actor) -> QuerySet[Destruction]:
    """What waits for the actor's decision: in his own office, and never about what he must not see or filed himself."""
    if not may_decide(actor):
        return Destruction.objects.none()
    return Destruction.objects.filter(_visible(actor), state="PROPOSED")


def _visible(actor: Actor) -> Q:
    """Of an attachment or a transcript's scan the record decides."""
    excluded = Exclusion.objects.filter(person=actor.person_id).values("record")
    own = Record.objects.filter(filer=actor.person_id).values("pk")
    scope = Q(office=actor.here)
    for column in ("attachment__record", "signing__record"):
        hidden = Q(**{f"{column}__in": excluded}) | Q(**{f"{column}__in": own})
        scope &= Q(**{f"{column}__isnull": True}) | ~hidden
    return scope


def _shown_to_chiefs(actor: Actor, on: date) -> Q:
    chiefs = [person.pk for person in holders(actor.here, "CHIEF", on=on)]
    shut_out = Exclusion.objects.filter(record=OuterRef("pk"), person__in=chiefs)
    return ~Exists(shut_out) & ~Q(filer__in=chiefs)


def expired_files(actor: Actor, *, on: date) -> list[File]:
    """The oldest first."""
    attachments = expired_attachments(actor, on=on).select_related("record").order_by("record__rested_at", "id")
    scans = expired_scans(actor, on=on).select_related("record", "report").order_by("entered_at", "id")
    return [*map(_attachment, attachments), *map(_scan, scans)]


def proposed_files(actor: Actor) -> list[File]:
    rows = proposals(actor).select_related(
        "attachment__record", "signing__record", "signing__report", "proposed_by"
    ).order_by("proposed_at", "id")  # fmt: skip
    return [_unlinked(_proposed(row)) for row in rows]


def decided_files(actor: Actor, *, newest: int = 50) -> list[Decided]:
    """What became of the proposals of the office, for those two: the latest first. Who proposes reads what she may still
    work on; a proposal that still waits is listed to her too.
    """
    rows = Destruction.objects.filter(_visible(actor))
    if may_propose(actor):
        mine = workable(actor).values("pk")
        rows = rows.filter(
            Q(attachment__record__in=mine) | Q(signing__record__in=mine) | Q(signing__report__isnull=False)
        )
    elif may_decide(actor):
        rows = rows.exclude(state="PROPOSED")
    else:
        rows = rows.none()
    rows = rows.select_related(
        "attachment__record", "signing__record", "signing__report", "proposed_by", "decided_by"
    ).order_by("-id")  # fmt: skip
    return [_decided(row, linked=may_propose(actor)) for row in rows[:newest]]


def _decided(row: Destruction, *, linked: bool) -> Decided:
    file = _proposed(row)
    return Decided(
        file=file if linked else _unlinked(file),
        word=DESTRUCTION_STATES[row.state],
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        answer=str(safe.unseal(row.answer) or ""),
    )


def destruction_todos(actor: Actor, *, at: datetime) -> Iterator[inbox.ToDo]:
    """One line for whoever decides, one for whoever proposes: how many files wait."""
    today = local_date(at)
    if (waiting := proposals(actor).count()) if may_decide(actor) else 0:
        yield _todo("destroy:decide", f"审批销毁到期材料 {waiting} 份", "去审批")
    if may_propose(actor):
        expired = expired_attachments(actor, on=today).count() + expired_scans(actor, on=today).count()
        if expired:
            yield _todo("destroy:propose", f"处理到期材料 {expired} 份", "去处理")


def _todo(key: str, what: str, button: str) -> inbox.ToDo:
    return inbox.ToDo(
        key=key, what=what, whose="", due=None, why="保存期限已满的附件、扫描件，经两人办理才销毁；期限见“到期材料”（待核）",
        url="/retention/", button=button, light=inbox.Light.GREEN,
    )  # fmt: skip


def _attachment(row: Attachment) -> File:
    assert row.record is not None  # attachments of drafts are nobody else's
    return _file(f"a-{row.uid}", "附件", row.record, row.size, row.sha256)


def _scan(row: PaperSigning) -> File:
    since, size, sha256 = local_date(row.entered_at), row.size, row.sha256
    if row.report is not None:
        of = title(row.report.kind, Month.from_number(row.report.first_month))
        return File(f"s-{row.uid}", "纸签扫描件", of, f"/reports/{row.report.uid}", since, size, sha256)
    assert row.record is not None  # of a draft that was filed
    return File(
        f"s-{row.uid}", "代录纸签扫描件", row.record.number or "", f"/inspection/{row.record.uid}", since, size, sha256
    )  # fmt: skip


def _file(key: str, what: str, record: Record, size: int, sha256: str) -> File:
    assert record.rested_at is not None  # it is at rest
    since = local_date(record.rested_at)
    return File(key, what, record.number or "", f"/inspection/{record.uid}", since, size, sha256)


def _proposed(row: Destruction) -> File:
    file = _attachment(row.attachment) if row.attachment else _scan(row.signing)  # type: ignore[arg-type]
    return File(
        row.uid, file.what, file.of, file.url, file.since, file.size, file.sha256,
        str(safe.unseal(row.reason)), row.proposed_by.name, row.proposed_at,
    )  # fmt: skip


def _unlinked(file: File) -> File:
    return file if file.url.startswith("/reports/") else replace(file, url="")


def norms_of(actor: Actor, *, on: date) -> Norms:
    return norms_on(on, office_path=actor.office_path)

"""Private persons lose their names in records that have long been at rest (REC-62, decisions §5, ADR 11).

No quiet change of what was filed: the ledger says of which record, which revision, under which digest it was filed and
under which it stands now; the revision's first digest is not touched. Nothing written down leads back to a name.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.db import models, transaction

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.api import Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import (
    Attachment,
    BlackedOut,
    Clearance,
    Hearing,
    IdentityQuestion,
    NationalDifference,
    PaperSigning,
    Record,
    Report,
    ReportRevision,
    ReportStep,
    Revision,
    Step,
)
from jingheng.contexts.records.queries.problems import problems_in
from jingheng.contexts.records.queries.resting import due_to_forget
from jingheng.contexts.records.queries.search_text import INDEX, searched_texts
from jingheng.contexts.records.rules.drafting.draft import Draft as Content
from jingheng.contexts.records.rules.drafting.payload import draft_of
from jingheng.contexts.records.rules.pseudonyms import Forgetting, forgetting, without_names, without_names_in
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.usecases.reports import digest_of
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import local_date
from jingheng.platform.db.overwriting import overwrite_freed
from jingheng.platform.search.models import squeeze

BATCH = 50
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}")
_HEARD = ("disclosed", "answer", "result_text", "review_text", "review_answer")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Passed:
    """One batch: where to go on, and how many records were changed, left as they were, or could not be read."""

    after: int
    changed: int = 0
    untouched: int = 0
    failed: int = 0

    @property
    def is_last(self) -> bool:
        return not (self.changed or self.untouched or self.failed)


def pseudonymise_next(*, at: datetime, after: int = 0, limit: int = BATCH) -> Passed:
    """The next records that are due, in one transaction. What is done is not due any more: stopped, it just goes on.

    A record that cannot be worked on is passed over, so that it does not keep the others waiting; it stays due, and
    `doctor` counts it.
    """
    overwrite_freed()
    due = due_to_forget(on=local_date(at)).filter(pk__gt=after).order_by("pk")
    if not due.exists():
        return Passed(after)
    changed = untouched = failed = 0
    with recording(actor=SYSTEM, at=at, may_be_nothing=True) as ledger:
        records = list(due.select_for_update(of=("self",)).select_related("filer")[:limit])
        for record in records:
            try:
                with transaction.atomic():
                    leaf = _forget(record, at)
            except Exception:
                log.exception("record %s keeps its private names", record.uid)
                failed += 1
                continue
            subject, office = f"record:{record.uid}", record.receiving_office_id
            if leaf is None:
                untouched += 1
                ledger("record.looked-through", subject=subject, office_id=office)
            else:
                changed += 1
                ledger("record.pseudonymised", subject=subject, office_id=office, **leaf)
    return Passed(records[-1].pk if records else after, changed, untouched, failed)


def squeeze_index(*, at: datetime, begin: bool) -> bool:
    """After a night in which names went, or one that was cut short: their tokens go from the index's own pages too."""
    if begin and not Record.objects.filter(names_gone_at__gt=at - timedelta(days=2)).exists():
        return False
    overwrite_freed()
    return squeeze(begin=begin)


def _forget(record: Record, at: datetime) -> dict[str, Any] | None:
    """What the ledger says of it; None where nobody private is in it."""
    revisions = list(record.revisions.order_by("number"))
    contents = [draft_of(safe.unseal(revision.payload)) for revision in revisions]
    gone = forgetting(contents, staff=_staff(record, contents), bystanders=_bystanders(record))
    record.names_gone_at = at
    record.save(update_fields=["names_gone_at"])
    if not gone.touches:
        return None
    changed = [
        _rewrite_revision(revision, content, gone, at) for revision, content in zip(revisions, contents, strict=True)
    ]
    _rewrite_texts(Step.objects.filter(record=record), ["opinion"], gone)
    _rewrite_texts(Hearing.objects.filter(record=record), _HEARD, gone)
    _rewrite_texts(BlackedOut.objects.filter(attachment__record=record), ["purpose"], gone)
    _rewrite_texts(Clearance.objects.filter(record=record), ["note"], gone)
    _rewrite_texts(NationalDifference.objects.filter(key=f"ours:{record.uid}"), ["note"], gone)
    reports = [line for report in _urgent(record) for line in _rewrite_report(report, gone)]
    _rename_files(Attachment.objects.filter(record=record), "附件")
    _rename_files(PaperSigning.objects.filter(record=record), "纸签")
    _unlink_questions(record, gone)
    INDEX.put_many(searched_texts([record.pk]).items())
    return {"revisions": changed, "reports": reports}


def _staff(record: Record, contents: Sequence[Content]) -> set[str]:
    """Names that the filer has said to be a colleague's."""
    ours = set(IdentityQuestion.objects.filter(record=record, answer__isnull=False).values_list("name_key", flat=True))
    return {name for name in _names(contents) if safe.keyed("name", name) in ours}


def _names(contents: Iterable[Content]) -> set[str]:
    parties = [party for content in contents for party in content.parties]
    links = [link for party in parties for link in party.via]
    return {name.strip() for name in (*(party.name for party in parties), *(link.name for link in links))} - {""}


def _bystanders(record: Record) -> set[str]:
    """Who filed, worked on, was heard about or was wrongly named in the record."""
    worked = Step.objects.filter(record=record).values("by")
    heard = Hearing.objects.filter(record=record).values("person")
    cleared = Clearance.objects.filter(record=record).values("person")
    concerned = models.Q(pk__in=worked) | models.Q(pk__in=heard) | models.Q(pk__in=cleared)
    return {record.filer.name, *Person.objects.filter(concerned).values_list("name", flat=True)}


def _rewrite_revision(revision: Revision, content: Content, gone: Forgetting, at: datetime) -> dict[str, Any]:
    """The first digest stays. Run again after a correction, an older revision keeps its first night too."""
    before = revision.present_digest
    revision.payload = safe.seal(without_names(safe.unseal(revision.payload), content, gone))
    revision.reason = _cut(revision.reason, gone)
    revision.pseudonymised_at = revision.pseudonymised_at or at
    revision.pseudonymised_digest = safe.digest_of_sealed(revision.payload)
    revision.save(update_fields=["payload", "reason", "pseudonymised_at", "pseudonymised_digest"])
    return {"number": revision.number, "before": before, "after": revision.pseudonymised_digest}


def _rewrite_texts(rows: models.QuerySet[Any], columns: Sequence[str], gone: Forgetting) -> None:
    for row in rows:
        for column in columns:
            setattr(row, column, _cut(getattr(row, column), gone))
        row.save(update_fields=columns)


def _urgent(record: Record) -> models.QuerySet[Report]:
    return Report.objects.filter(record=record, kind=URGENT)


def _rewrite_report(report: Report, gone: Forgetting) -> list[dict[str, Any]]:
    """Its digests stay too: they say what was sent."""
    _rewrite_texts(Report.objects.filter(pk=report.pk), ["words"], gone)
    _rewrite_texts(ReportStep.objects.filter(report=report), ["opinion"], gone)
    revisions = ReportRevision.objects.filter(report=report).order_by("number")
    _rewrite_texts(revisions, ["words"], gone)
    return [
        {
            "number": one.number,
            "before": one.digest,
            "after": digest_of(report.uid, one.number, one.figures, safe.unseal(one.words), problems_in(one)),
        }
        for one in revisions.all()
    ]


def _rename_files(rows: models.QuerySet[Any], word: str) -> None:
    """A file's name may tell as much as a text, in any form: none is kept."""
    for number, row in enumerate(rows.order_by("id"), 1):
        ending = PurePosixPath(str(safe.unseal(row.name))).suffix
        row.name = safe.seal(f"{word}{number}{ending if _ENDING.fullmatch(ending) else ''}")
        row.save(update_fields=["name"])


def _unlink_questions(record: Record, gone: Forgetting) -> None:
    """A keyed name is the same in every record: it would connect what pseudonyms have parted."""
    keys = {safe.keyed("name", name): f"{record.uid}/{pseudonym}" for name, pseudonym in gone.people.items()}
    for question in IdentityQuestion.objects.filter(record=record, name_key__in=keys):
        question.name_key = safe.keyed("name", keys[question.name_key])
        question.save(update_fields=["name_key"])


def _cut(sealed: str, gone: Forgetting) -> str:
    return safe.seal(without_names_in(str(safe.unseal(sealed)), gone)) if sealed else ""

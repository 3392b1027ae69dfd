"""Imports asked for in the browser: put in a queue, then done by the background worker."""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from jingheng.contexts.cases import api as cases
from jingheng.contexts.desk.importing import CASE_LIST, KINDS, import_case_list, import_file, permission_of
from jingheng.contexts.desk.models import ImportJob
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import values_on
from jingheng.contexts.org.api import Office, actor_for
from jingheng.kernel.actor import SYSTEM, Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.files.fault_workbook import write_fault_workbook
from jingheng.platform.files.kept_files import keep_file, readable_name

log = logging.getLogger(__name__)
_FAULTS_SHOWN = 50


def ask_import(
    *, kind: str, file: BinaryIO, file_name: str, size: int, dry_run: bool, actor: Actor, at: datetime
) -> ImportJob:
    """Keep the file and queue it. A full disk or a file too large leaves nothing behind."""
    wanted = KINDS.get(kind)
    if wanted is None or not actor.may(wanted.permission):
        raise Refused(Refusal("not-found", "没有这种导入。"))
    uid = secrets.token_urlsafe(16)
    name = keep_file(file, size, _folder() / uid, readable_name(file_name), limit=settings.MAX_UPLOAD_BYTES).name
    with recording(actor=actor, at=at) as record:
        job = ImportJob.objects.create(
            uid=uid, kind=kind, file_name=name, path=f"{uid}/{name}", dry_run=dry_run,
            asked_by_id=actor.me, office_id=actor.here, asked_at=at,
        )  # fmt: skip
        record("import.asked", subject=f"import:{uid}", kind=kind)
    return job


def ask_case_list(*, uid: str, version: int, actor: Actor, at: datetime) -> ImportJob:
    """Queue a list whose questions are all answered."""
    with recording(actor=actor, at=at) as record:
        intake = cases.start_import(uid=uid, version=version, actor=actor, at=at)
        job = ImportJob.objects.create(
            uid=secrets.token_urlsafe(16), kind=CASE_LIST, source=uid, file_name=intake.file_name, path="",
            asked_by_id=actor.me, office_id=actor.here, asked_at=at,
        )  # fmt: skip
        record("import.asked", subject=f"import:{job.uid}", kind="cases")
    return job


def import_next(*, now: Callable[[], datetime]) -> bool:
    """Do the oldest waiting import, as the person who asked for it. False when nothing waits."""
    with transaction.atomic():
        job = (
            ImportJob.objects.select_for_update()
            .filter(state="QUEUED")
            .order_by("id")
            .select_related("asked_by", "office")
            .first()
        )
        if job is None:
            return False
        job.state = "RUNNING"
        job.save(update_fields=["state"])
    started = now()
    actor = actor_for(job.asked_by, on=local_date(started), office=job.office)
    try:
        with (
            transaction.atomic()
        ):  # the rows and the word that they are in: both or neither, lest a restart import twice
            _run(job, actor, started)
            job.finished_at = now()
            job.save()
    except Exception:
        log.exception("import failed")
        job.state, job.rows_done, job.finished_at = "FAILED", 0, now()
        job.save()
    _progress_file(job).unlink(missing_ok=True)
    _let_go(job, job.finished_at or started)
    return True


def _let_go(job: ImportJob, at: datetime) -> None:
    """What was imported is in the tables: the file is not kept a second time. A list that is not in waits again."""
    if job.source:
        cases.release_intake(uid=job.source, at=at)
        cases.sweep_intakes(at=at)
    else:
        shutil.rmtree((_folder() / job.path).parent, ignore_errors=True)


def _run(job: ImportJob, actor: Actor, at: datetime) -> None:
    if not actor.may(permission_of(job.kind)):  # the duty has ended since he asked
        job.state, job.fault_count, job.first_faults = "REFUSED", 1, ["您已不再担任可以办理这项导入的职责。"]
        return
    path, progress = _folder() / job.path, _Progress(job)
    if job.source:
        outcome = import_case_list(job.source, actor=actor, at=at, progress=progress)
    else:
        outcome = import_file(job.kind, path, actor=actor, at=at, progress=progress, dry_run=job.dry_run)
    job.rows_done = outcome.rows
    job.state = "REFUSED" if outcome.refused else "CHECKED" if job.dry_run else "DONE"
    if outcome.refused:
        job.fault_count = outcome.report.total
        job.first_faults = [str(fault) for fault in outcome.report.faults[:_FAULTS_SHOWN]]
    if outcome.refused and not outcome.unreadable and not job.source:  # a list has its own workbook, and keeps it
        job.report_path = _report_path(job).name
        write_fault_workbook(path, outcome.report, _report_path(job))


def resume_imports() -> None:
    """When the server's one worker starts: what was running when it last stopped left nothing behind, and waits again."""
    ImportJob.objects.filter(state="RUNNING").update(state="QUEUED")


def remove_imports(*, at: datetime, limit: int = 100) -> int:
    """Imports that ended longer ago than the norm says go with their fault workbooks; the ledger keeps that they were."""
    today = local_date(at)
    offices = dict(Office.objects.values_list("id", "path"))
    days = values_on("retention.import_days", paths=set(offices.values()), days=[today])
    old = Q(pk__in=[])
    for kept in set(days.values()):
        here = [office for office, path in offices.items() if days[path, today] == kept]
        old |= Q(office__in=here, finished_at__lt=at - timedelta(days=kept))
    jobs = list(ImportJob.objects.filter(old).order_by("id")[:limit])
    if jobs:
        with recording(actor=SYSTEM, at=at) as record:
            ImportJob.objects.filter(pk__in=[job.pk for job in jobs]).delete()
            record("retention.imports-removed", subject="retention", rows=len(jobs))
    for job in jobs:  # their files after the rows: what is left if this is cut short has no name any more
        _report_path(job).unlink(missing_ok=True)
        shutil.rmtree((_folder() / job.path).parent, ignore_errors=True)
    return len(jobs)


def _report_path(job: ImportJob) -> Path:
    return _folder() / f"{job.uid}-report.xlsx"


class _Progress:
    """Rows done so far, in a small file: the import's own transaction lets nobody else read them in the tables."""

    def __init__(self, job: ImportJob) -> None:
        self._path, self._rows = _progress_file(job), 0

    def __call__(self, rows: int) -> None:
        self._rows += rows
        self._path.write_text(str(self._rows), encoding="ascii")


def rows_so_far(job: ImportJob) -> int:
    path = _progress_file(job)
    if job.is_over or not path.exists():
        return job.rows_done
    written = path.read_text(encoding="ascii")
    return int(written) if written.isdecimal() else 0


def _progress_file(job: ImportJob) -> Path:
    return _folder() / f"{job.uid}.rows"


def report_file(job: ImportJob) -> Path:
    return _folder() / job.report_path


def find_job(actor: Actor, uid: str) -> ImportJob:
    job = ImportJob.objects.filter(uid=uid, asked_by=actor.person_id).first()
    if job is None:
        raise Refused(Refusal("not-found", "没有找到这次导入。"))
    return job


def job_of_list(actor: Actor, uid: str) -> ImportJob | None:
    """The latest import of a list, for whoever asked for it."""
    return ImportJob.objects.filter(source=uid, asked_by=actor.person_id).order_by("-id").first()


def own_jobs(actor: Actor) -> list[ImportJob]:
    return list(ImportJob.objects.filter(asked_by=actor.person_id).order_by("-id")[:30])


def _folder() -> Path:
    folder: Path = settings.HOME / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

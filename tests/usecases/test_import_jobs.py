"""Imports asked for in the browser and done by the worker, as whoever asked."""

from __future__ import annotations

import errno
import io
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

from jingheng.contexts.desk.models import ImportJob
from jingheng.contexts.desk.usecases import (
    ask_import,
    find_job,
    import_next,
    job_of_list,
    own_jobs,
    report_file,
    resume_imports,
    rows_so_far,
)
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.records.models import Record
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.imports import Given, a_person, a_record, table


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)


def ask(
    actor: Actor, rows: list[Given], kind: str = "records", *, dry_run: bool = False, name: str = "十月.xlsx"
) -> ImportJob:
    path = table(Path(settings.HOME) / "upload.xlsx", rows)
    content = path.read_bytes()
    return ask_import(
        kind=kind, file=io.BytesIO(content), file_name=name, size=len(content), dry_run=dry_run, actor=actor, at=NOON
    )


def later() -> datetime:
    return NOON + timedelta(minutes=1)


def test_it_waits_and_is_done_as_whoever_asked(cast: Cast) -> None:
    job = ask(cast.actor("inspector"), [a_record(cast)])
    assert (job.state, Record.objects.count()) == ("QUEUED", 0)

    assert import_next(now=later)

    job.refresh_from_db()
    assert (job.state, job.rows_done, job.finished_at) == ("DONE", 1, later())
    assert Record.objects.get().is_imported
    events = list(Entry.objects.order_by("id").values_list("event", "actor_id"))
    assert events == [("import.asked", cast.inspector.pk), ("import.records", cast.inspector.pk)]
    assert rows_so_far(job) == 1


def test_nothing_of_the_file_is_kept_afterwards(cast: Cast, tmp_path: Path) -> None:
    ask(cast.actor("inspector"), [a_record(cast)])

    import_next(now=later)

    assert list((tmp_path / "imports").iterdir()) == []


def test_the_oldest_is_done_first_and_then_there_is_nothing(cast: Cast) -> None:
    first, second = (ask(cast.actor("inspector"), [a_record(cast, 外部编号=key)]) for key in "12")

    assert [import_next(now=later), import_next(now=later), import_next(now=later)] == [True, True, False]

    first.refresh_from_db()
    second.refresh_from_db()
    assert Record.objects.order_by("id").first().external_key == "990203:1"  # type: ignore[union-attr]


def test_only_checked_it_writes_nothing(cast: Cast) -> None:
    job = ask(cast.actor("inspector"), [a_record(cast)], dry_run=True)

    import_next(now=later)

    job.refresh_from_db()
    assert (job.state, job.rows_done) == ("CHECKED", 1)
    assert not Record.objects.exists()


def test_faults_come_back_as_a_workbook_that_marks_the_cells(cast: Cast) -> None:
    job = ask(cast.actor("inspector"), [a_record(cast), a_record(cast, 填报人编号="0")])

    import_next(now=later)

    job.refresh_from_db()
    assert (job.state, job.fault_count, job.rows_done) == ("REFUSED", 1, 0)
    sheet = openpyxl.load_workbook(report_file(job))["数据"]
    assert sheet["C3"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["C2"].fill.fgColor.rgb != "FFFFC7CE"


def test_an_unreadable_file_is_refused_and_the_next_one_done(cast: Cast) -> None:
    broken = ask_import(
        kind="records", file=io.BytesIO(b"PK\x03\x04 no workbook"), file_name="x.xlsx", size=18, dry_run=False,
        actor=cast.actor("inspector"), at=NOON,
    )  # fmt: skip
    ask(cast.actor("inspector"), [a_record(cast)])

    import_next(now=later)
    import_next(now=later)

    broken.refresh_from_db()
    assert (broken.state, broken.report_path) == ("REFUSED", "")
    assert Record.objects.count() == 1


def test_a_duty_that_has_ended_imports_nothing(cast: Cast) -> None:
    job = ask(cast.actor("inspector"), [a_record(cast)])
    cast.inspector.duties.update(ends_on=NOON.date())

    import_next(now=later)

    job.refresh_from_db()
    assert job.state == "REFUSED"
    assert not Record.objects.exists()


def test_a_bug_leaves_neither_rows_nor_a_job_that_runs_for_ever(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = ask(cast.actor("inspector"), [a_record(cast)])

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the ledger is broken")

    monkeypatch.setattr("jingheng.contexts.records.usecases.importing.note_import", broken)
    import_next(now=later)

    job.refresh_from_db()
    assert (job.state, job.rows_done) == ("FAILED", 0)
    assert not Record.objects.exists()


def test_what_a_stopped_worker_left_running_waits_again(cast: Cast) -> None:
    job = ask(cast.actor("inspector"), [a_record(cast)])
    ImportJob.objects.update(state="RUNNING")
    assert not import_next(now=later)

    resume_imports()

    assert import_next(now=later)
    job.refresh_from_db()
    assert job.state == "DONE"


@pytest.mark.parametrize(
    ("kind", "who"),
    [("records", "inspector"), ("people", "system_admin"), ("offices", "system_admin"), ("posts", "security_admin")],
)
def test_each_kind_belongs_to_a_duty(cast: Cast, kind: str, who: str) -> None:
    ask(cast.actor(who), [a_person()], kind)

    for other in {"prosecutor", "chief", "audit_admin", "system_admin", "security_admin", "inspector"} - {who}:
        with pytest.raises(Refused) as refused:
            ask(cast.actor(other), [a_person()], kind)
        assert refused.value.refusal.code == "not-found"


def test_a_file_too_large_leaves_nothing_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAX_UPLOAD_BYTES", 10)

    with pytest.raises(Refused) as refused:
        ask(cast.actor("inspector"), [a_record(cast)])

    assert refused.value.refusal.code == "too-large"
    assert not ImportJob.objects.exists()


def test_a_disk_that_takes_no_file_leaves_nothing_behind(cast: Cast, tmp_path: Path) -> None:
    class Torn(io.BytesIO):
        """An upload that breaks off after its first bytes."""

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().read(4)

    with pytest.raises(Refused) as refused:
        ask_import(
            kind="records", file=Torn(b"PK and more"), file_name="十月.xlsx", size=11, dry_run=False,
            actor=cast.actor("inspector"), at=NOON,
        )  # fmt: skip

    assert (refused.value.refusal.code, refused.value.refusal.field) == ("disk", "file")
    assert list((tmp_path / "imports").iterdir()) == []
    assert not ImportJob.objects.exists()


def test_while_it_runs_everybody_who_asks_is_told_how_far_it_is(cast: Cast) -> None:
    job = ask(cast.actor("inspector"), [a_record(cast), a_record(cast, 外部编号="2")])
    seen: list[int] = []

    def now() -> datetime:
        seen.append(rows_so_far(ImportJob.objects.get(pk=job.pk)))
        return later()

    import_next(now=now)

    assert seen == [0, 2]  # asked when it begins, and again when it ends


def test_nobody_finds_the_import_of_another(cast: Cast) -> None:
    job = ask(cast.actor("inspector"), [a_record(cast)])

    with pytest.raises(Refused):
        find_job(cast.actor("head"), job.uid)
    assert own_jobs(cast.actor("head")) == []
    assert find_job(cast.actor("inspector"), job.uid) == job


def test_a_file_name_cannot_leave_its_folder(cast: Cast, tmp_path: Path) -> None:
    job = ask(cast.actor("inspector"), [a_record(cast)], name="../../../etc/passwd")

    assert (tmp_path / "imports" / job.path).resolve().is_relative_to(tmp_path / "imports" / job.uid)


def test_the_latest_import_of_a_list_is_found_by_whoever_asked_for_it(cast: Cast) -> None:
    first, second = ask(cast.actor("inspector"), [a_record(cast)]), ask(cast.actor("inspector"), [a_record(cast)])
    ImportJob.objects.filter(pk__in=[first.pk, second.pk]).update(source="list-1")

    assert job_of_list(cast.actor("inspector"), "list-1") == second
    assert job_of_list(cast.actor("head"), "list-1") is None

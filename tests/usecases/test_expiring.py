"""What goes by itself, and the night in which it goes."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from jingheng.cli.doctor import names_forgotten
from jingheng.contexts.desk.models import ImportJob
from jingheng.contexts.desk.nightly import Night
from jingheng.contexts.desk.usecases import ask_import, import_next, remove_imports
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.records.models import Reading, Record, Reminder, Revision
from jingheng.contexts.records.queries.filer_todos import filer_todos
from jingheng.contexts.records.usecases.expiring import remove_readings, remove_reminders
from jingheng.contexts.records.usecases.filing import new_uid, save_draft
from tests.factories.cast import NOON, Cast
from tests.factories.imports import a_record, table
from tests.factories.reviewing import filed, triaged

DAY = timedelta(days=1)
DUE = NOON.replace(year=2029)


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)


def imported(cast: Cast, at: datetime = NOON) -> ImportJob:
    """Refused, so that there is a workbook of its faults."""
    path = table(Path(settings.HOME) / "upload.xlsx", [a_record(cast, 填报人编号="0")])
    content = path.read_bytes()
    path.unlink()
    job = ask_import(
        kind="records", file=io.BytesIO(content), file_name="十月.xlsx", size=len(content), dry_run=False,
        actor=cast.actor("inspector", at), at=at,
    )  # fmt: skip
    import_next(now=lambda: at)
    return job


def test_an_import_goes_with_its_workbook_when_its_days_are_over(cast: Cast, tmp_path: Path) -> None:
    imported(cast)
    assert len(list((tmp_path / "imports").iterdir())) == 1

    assert remove_imports(at=NOON + 30 * DAY) == 0
    assert remove_imports(at=NOON + 30 * DAY + timedelta(seconds=1)) == 1

    assert list((tmp_path / "imports").iterdir()) == []
    assert not ImportJob.objects.exists()
    assert Entry.objects.get(event="retention.imports-removed").details == {"rows": 1}


def test_an_import_that_waits_is_not_removed(cast: Cast) -> None:
    imported(cast)
    ImportJob.objects.update(state="QUEUED", finished_at=None)

    assert remove_imports(at=NOON + 400 * DAY) == 0
    assert ImportJob.objects.exists()


def test_reminders_go_after_their_years_in_batches(cast: Cast) -> None:
    for _ in range(3):
        Reminder.objects.create(person=cast.prosecutor, month=1, sent_by=None, sent_at=NOON)
    assert remove_reminders(at=NOON.replace(year=2028) - DAY) == 0

    assert remove_reminders(at=NOON.replace(year=2028), limit=2) == 2
    assert remove_reminders(at=NOON.replace(year=2028), limit=2) == 1

    assert not Reminder.objects.exists()
    assert Entry.objects.filter(event="retention.reminders-removed").count() == 2


def test_who_has_read_a_record_is_kept_for_ever_unless_the_office_has_set_years(cast: Cast) -> None:
    record = triaged(filed(cast), cast.actor("inspector"), "T3")
    Reading.objects.create(record=record, person=cast.head, duty="INSPECTION_HEAD", at=NOON)
    assert remove_readings(at=NOON.replace(year=2099)) == 0
    LocalNorm.objects.create(
        key="retention.reading_years", office=cast.county, value=6, instrument="院内规定", valid_from=NOON.date()
    )

    assert remove_readings(at=NOON.replace(year=2032) - DAY) == 0
    assert remove_readings(at=NOON.replace(year=2032)) == 1
    assert not Reading.objects.exists()


def test_a_draft_left_alone_asks_its_owner_and_is_never_deleted(cast: Cast) -> None:
    actor = cast.actor("prosecutor")
    save_draft(uid=new_uid(), payload={"summary": "写了一半"}, version=1, actor=actor, at=NOON)
    save_draft(uid=new_uid(), payload={"summary": "备忘"}, version=1, actor=actor, at=NOON, is_memo=True)

    before = [todo.what for todo in filer_todos(actor, NOON + 179 * DAY)]
    after = [todo.what for todo in filer_todos(actor, NOON + 180 * DAY)]

    assert before == ["提交写了一半的记录"]
    assert after == ["继续写或者删除放了很久的备忘", "继续写或者删除放了很久的草稿"]


def nightly(night: Night, at: datetime) -> int:
    batches = 0
    while night.work(at):
        batches += 1
    return batches


def test_a_night_does_everything_once_and_says_what(cast: Cast) -> None:
    record = triaged(filed(cast), cast.actor("inspector"), "T3")
    Reminder.objects.create(person=cast.prosecutor, month=1, sent_by=None, sent_at=NOON)
    imported(cast)
    said: list[str] = []
    night = Night(said.append)

    assert nightly(night, DUE) > 3

    assert Revision.objects.get(record=record).pseudonymised_at == DUE
    assert said == ["到期记录的第三人姓名已改为化名：今天累计 1 件", "清除到期的催办 1 条", "清除到期的导入 1 次"]
    assert nightly(night, DUE) == 0


def test_a_night_begins_at_two_and_a_missed_one_is_made_up_at_the_start(cast: Cast) -> None:
    night = Night()
    evening, one, two = (DUE.replace(hour=hour, minute=0) for hour in (22, 1, 2))
    assert nightly(night, evening) > 0

    assert nightly(night, one + DAY) == 0
    assert nightly(night, two + DAY) > 0
    assert nightly(Night(), evening) > 0


def test_what_fails_is_left_until_the_next_night_and_the_rest_is_done(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Reminder.objects.create(person=cast.prosecutor, month=1, sent_by=None, sent_at=NOON)

    def broken(**_: object) -> int:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("jingheng.contexts.desk.nightly.remove_readings", broken)
    night = Night()
    with pytest.raises(RuntimeError):
        nightly(night, DUE)

    nightly(night, DUE)

    assert not Reminder.objects.exists()


def test_a_record_that_cannot_be_read_is_said_in_the_night(cast: Cast) -> None:
    record = triaged(filed(cast), cast.actor("inspector"), "T3")
    Revision.objects.filter(record=record).update(payload="no JSON")
    said: list[str] = []

    nightly(Night(said.append), DUE)

    assert said == ["其中 1 件没有成功，明天再试；原因见日志"]


def test_doctor_says_how_far_it_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    triaged(filed(cast), cast.actor("inspector"), "T3")

    def grades(at: datetime) -> list[str]:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        return [finding.grade for finding in names_forgotten()]

    assert grades(DUE - DAY) == ["正常"]
    assert grades(DUE) == ["提示"]
    assert grades(DUE + 8 * DAY) == ["故障"]
    assert "逾期超过 7 日 1 件" in next(names_forgotten()).what
    Record.objects.get().identity_questions.create(party=0, name_key="k", candidates=[cast.colleague.pk])
    assert grades(DUE + 8 * DAY) == ["正常", "提示"]

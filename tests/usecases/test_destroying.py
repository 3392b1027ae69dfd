"""销毁: what is past its years, who proposes, who decides, and what the book keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.org.models import DutyHolding
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, Destruction, Exclusion, PaperSigning, Record, Report
from jingheng.contexts.records.queries.destroying import (
    decided_files,
    destruction_todos,
    expired_files,
    norms_of,
    periods,
    proposed_files,
)
from jingheng.contexts.records.queries.own_records import attachments_of
from jingheng.contexts.records.rules.drafting import payload_of
from jingheng.contexts.records.usecases.attachments import attach, open_attachment
from jingheng.contexts.records.usecases.destroying import (
    approve_destruction,
    keep_on,
    propose_destruction,
    sweep_destroyed,
)
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.contexts.records.usecases.signing import open_scan
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, START, Cast
from tests.factories.contents import content, naming
from tests.factories.reporting import Desk
from tests.factories.reviewing import triaged

DUE = NOON.replace(year=2036)
DAY = timedelta(days=1)
WHY = "已过保存期限，无继续利用价值。"


class Stubborn(FileSystemStorage):
    """A disk that deletes nothing."""

    def delete(self, name: str) -> None:
        raise OSError("read-only file system")


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    _use(settings, "django.core.files.storage.FileSystemStorage", tmp_path)
    yield tmp_path
    storages.__dict__.pop("backends", None)


def _use(settings: Any, backend: str, folder: Path) -> None:
    storages.__dict__.pop("backends", None)
    storages._storages.clear()  # type: ignore[attr-defined]  # made once a process otherwise
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": {"location": folder}}}


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no:
        act()
    return no.value.refusal.code


def kept(cast: Cast, by: str = "prosecutor", at: datetime = NOON, **said: Any) -> Attachment:
    """A file beside a record that was kept on file."""
    actor, uid = cast.actor(by, at), new_uid()
    save_draft(uid=uid, payload=payload_of(content(at, **said)), version=1, actor=actor, at=at)
    attach(draft_uid=uid, upload=SimpleUploadedFile("录音.m4a", b"what was said"), actor=actor, at=at)
    record = file_draft(uid=uid, actor=actor, at=at)
    if record.receiving_office_id == cast.county.pk:
        Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
        triaged(record, cast.actor("inspector" if record.desk == "INSPECTION" else "head", at), "T3", at)
    else:
        triaged(record, cast.actor("city_head", at), "T3", at)
    return Attachment.objects.get(record=record)


def scanned(cast: Cast, at: datetime = NOON) -> PaperSigning:
    """A scan under the county's closed report of a month."""
    report = Desk(cast).accepted()
    return PaperSigning.objects.create(
        uid=new_uid(), report=report, revision=1, signed_by=cast.chief, signed_on=at.date(), name=safe.seal("签批单.pdf"), size=9,
        sha256="a" * 64, path="signings/aa/none", entered_by=cast.head, entered_at=at,
    )  # fmt: skip


def transcribed(cast: Cast, record: Record, at: datetime = NOON) -> PaperSigning:
    return PaperSigning.objects.create(
        uid=new_uid(), record=record, signed_by=cast.prosecutor, signed_on=at.date(), name=safe.seal("代录.pdf"), size=9,
        sha256="b" * 64, path="signings/bb/none", entered_by=cast.head, entered_at=at,
    )  # fmt: skip


def expired(cast: Cast, who: str = "head", at: datetime = DUE) -> list[str]:
    return [file.key for file in expired_files(cast.actor(who, at), on=local_date(at))]


def propose(cast: Cast, *keys: str, who: str = "head", at: datetime = DUE, reason: str = WHY) -> list[Destruction]:
    return propose_destruction(keys=list(keys), reason=reason, actor=cast.actor(who, at), at=at)


def approve(cast: Cast, *proposals: Destruction, who: str = "chief", at: datetime = DUE) -> int:
    return approve_destruction(uids=[one.uid for one in proposals], actor=cast.actor(who, at), at=at)


def record_of(file: Attachment) -> Record:
    assert file.record is not None
    return file.record


def key(file: Attachment | PaperSigning) -> str:
    return f"{'a' if isinstance(file, Attachment) else 's'}-{file.uid}"


def test_a_file_appears_on_the_day_its_years_are_over(cast: Cast) -> None:
    file = kept(cast)

    assert expired(cast, at=DUE - DAY) == []
    assert expired(cast) == [key(file)]


@pytest.mark.parametrize(
    "who", ["chief", "inspector", "city_head", "sister_head", "discipline", "prosecutor", "political"]
)
def test_only_the_head_of_inspection_there_sees_and_proposes_it(cast: Cast, who: str) -> None:
    file = kept(cast)

    assert expired(cast, who) == []
    assert refused(lambda: propose(cast, key(file), who=who)) == "not-found"
    assert not Destruction.objects.exists()


def test_what_is_still_worked_on_or_has_no_years_never_appears(cast: Cast) -> None:
    file = kept(cast)
    Record.objects.update(state="VERIFYING")
    assert expired(cast) == []
    Record.objects.update(state="NOTED")
    LocalNorm.objects.create(
        key="retention.attachment_years", office=cast.county, value=0, instrument="院内规定", valid_from=NOON.date()
    )

    assert expired(cast) == []
    assert file.destroyed_at is None


def test_head_proposes_chief_approves_the_file_goes_the_row_stays(
    cast: Cast, disk: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = kept(cast)
    stored = disk / file.path
    (one,) = propose(cast, key(file))
    assert (expired(cast), stored.exists()) == ([], True)
    assert [(shown.of, shown.reason) for shown in proposed_files(cast.actor("chief", DUE))] == [
        (record_of(file).number, WHY)
    ]

    with django_capture_on_commit_callbacks(execute=True):
        assert approve(cast, one) == 1
        assert stored.exists()  # until it is certain

    file.refresh_from_db()
    assert (stored.exists(), file.destroyed_at, file.path) == (False, DUE, "")
    assert (safe.unseal(file.name), file.size) == ("录音.m4a", 13)
    events = list(Entry.objects.filter(event__startswith="file.").order_by("id").values_list("event", "details"))
    assert events == [
        ("file.destruction-proposed", {"sha256": file.sha256}),
        ("file.destroyed", {"sha256": file.sha256, "size": 13}),
    ]
    assert proposed_files(cast.actor("chief", DUE)) == []


def test_whoever_opens_it_afterwards_is_told_the_day(cast: Cast) -> None:
    file = kept(cast)
    approve(cast, *propose(cast, key(file)))

    for who in ("prosecutor", "head"):
        with pytest.raises(Refused) as gone:
            open_attachment(uid=file.uid, actor=cast.actor(who, DUE), at=DUE)
        assert gone.value.refusal.sentence == "已按保存期限销毁（2036-11-10）。"
    assert refused(lambda: open_attachment(uid=file.uid, actor=cast.actor("outsider", DUE), at=DUE)) == "not-found"
    assert [one.destroyed for one in attachments_of(record_of(file))] == ["已按保存期限销毁（2036-11-10）"]


def test_the_chief_may_want_it_kept_and_it_can_be_proposed_again(cast: Cast) -> None:
    file = kept(cast)
    (one,) = propose(cast, key(file))
    chief = cast.actor("chief", DUE)
    assert refused(lambda: keep_on(uids=[one.uid], reason=" ", actor=chief, at=DUE)) == "RET-2"
    assert Destruction.objects.get().state == "PROPOSED"

    assert keep_on(uids=[one.uid], reason="另案还要用", actor=chief, at=DUE) == 1

    assert expired(cast) == [key(file)]
    (said,) = decided_files(cast.actor("head", DUE))
    assert (said.word, said.decided_by, said.answer) == ("继续保存", cast.chief.name, "另案还要用")
    assert Entry.objects.filter(event="file.kept-on").count() == 1
    assert len(propose(cast, key(file))) == 1


def test_a_record_that_the_chief_must_not_see_is_on_nobodys_list(cast: Cast) -> None:
    file = kept(cast)
    Exclusion.objects.create(record=record_of(file), person=cast.chief, because="NAMED")

    assert expired(cast) == []
    assert refused(lambda: propose(cast, key(file))) == "not-found"
    assert list(destruction_todos(cast.actor("head", DUE), at=DUE)) == []


def test_what_he_is_shut_out_of_after_it_was_proposed_leaves_his_list(cast: Cast) -> None:
    file = kept(cast)
    scan = transcribed(cast, record_of(file))
    proposals = propose(cast, key(file), key(scan))
    chief = cast.actor("chief", DUE)
    assert len(proposed_files(chief)) == 2
    Exclusion.objects.create(record=record_of(file), person=cast.chief, because="NAMED")

    assert proposed_files(chief) == []
    assert decided_files(chief) == []
    assert list(destruction_todos(chief, at=DUE)) == []
    assert refused(lambda: approve(cast, *proposals)) == "not-found"
    assert refused(lambda: keep_on(uids=[proposals[0].uid], reason=WHY, actor=chief, at=DUE)) == "not-found"


def test_what_he_filed_himself_is_on_nobodys_list_either(cast: Cast) -> None:
    file = kept(cast, by="chief")

    assert file.destroyed_at is None
    assert expired(cast) == []


def test_what_went_past_the_office_is_the_higher_offices(cast: Cast) -> None:
    file = kept(cast, parties=(naming(cast.chief, "P21"),))

    assert expired(cast) == []
    assert expired(cast, "city_head") == [key(file)]
    (one,) = propose(cast, key(file), who="city_head")
    assert refused(lambda: approve(cast, one)) == "not-found"
    assert approve(cast, one, who="city_chief") == 1


@pytest.mark.parametrize(
    "who", ["head", "inspector", "deputy", "city_chief", "city_head", "sister_head", "audit_admin"]
)
def test_nobody_but_the_offices_chief_decides(cast: Cast, who: str) -> None:
    (one,) = propose(cast, key(kept(cast)))

    assert refused(lambda: approve(cast, one, who=who)) == "not-found"
    assert refused(lambda: keep_on(uids=[one.uid], reason=WHY, actor=cast.actor(who, DUE), at=DUE)) == "not-found"
    assert Destruction.objects.get().state == "PROPOSED"


def test_whoever_proposed_it_does_not_decide_it_as_a_chief_of_later_days(cast: Cast) -> None:
    (one,) = propose(cast, key(kept(cast)))
    DutyHolding.objects.filter(person=cast.head).delete()
    DutyHolding.objects.create(person=cast.head, office=cast.county, duty="CHIEF", starts_on=START)

    assert refused(lambda: approve(cast, one, who="head")) == "RET-3"


def test_a_proposal_names_files_and_a_reason_and_is_all_or_none(cast: Cast) -> None:
    file, other = kept(cast), kept(cast)

    assert refused(lambda: propose(cast)) == "RET-4"
    assert refused(lambda: propose(cast, key(file), reason="")) == "RET-2"
    for wrong in ("a-0", "a-x", "s-1", "zzz", "a-99999999999999999999999"):
        assert refused(lambda wrong=wrong: propose(cast, key(file), wrong)) == "not-found"  # type: ignore[misc]
    assert not Destruction.objects.exists()
    assert len(propose(cast, key(file), key(other), key(file))) == 2
    assert refused(lambda: propose(cast, key(file))) == "not-found"
    assert refused(lambda: approve(cast)) == "RET-4"


@pytest.mark.parametrize("reason", ["方小岚的录音已过期", "方 小 岚提交的，过期"])
def test_the_reason_does_not_tell_the_chief_who_filed_it(cast: Cast, reason: str) -> None:
    file = kept(cast)

    assert refused(lambda: propose(cast, key(file), reason=reason)) == "names-filer"
    assert not Destruction.objects.exists()


def test_decided_once(cast: Cast) -> None:
    (one,) = propose(cast, key(kept(cast)))
    approve(cast, one)

    assert refused(lambda: approve(cast, one)) == "not-found"


def test_a_scan_under_a_closed_report_goes_the_same_way(cast: Cast) -> None:
    scan = scanned(cast)
    assert expired(cast, at=DUE - DAY) == []
    assert expired(cast, "city_head") == []
    assert expired(cast) == [key(scan)]
    (one,) = propose(cast, key(scan))
    assert [shown.of for shown in proposed_files(cast.actor("chief", DUE))] == ["2026 年 11 月月报"]

    approve(cast, one)

    scan.refresh_from_db()
    assert scan.destroyed_at == DUE
    assert refused(lambda: open_scan(uid=scan.uid, actor=cast.actor("head", DUE))) == "RET-5"
    assert [said.word for said in decided_files(cast.actor("chief", DUE))] == ["已销毁"]


def test_a_scan_under_a_report_that_is_not_closed_stays(cast: Cast) -> None:
    scanned(cast)
    Report.objects.update(state="COMPILED", accepted_at=None, accepted_by=None)

    assert expired(cast) == []


def test_scans_are_kept_for_ever_where_the_office_says_so(cast: Cast) -> None:
    scanned(cast)
    LocalNorm.objects.create(
        key="retention.scan_years", office=cast.county, value=0, instrument="院内规定", valid_from=NOON.date()
    )

    assert expired(cast) == []


def test_a_transcripts_scan_follows_its_record(cast: Cast) -> None:
    file = kept(cast)
    scan = transcribed(cast, record_of(file))

    assert set(expired(cast)) == {key(file), key(scan)}
    assert len(propose(cast, key(scan))) == 1
    assert [said.file.what for said in decided_files(cast.actor("head", DUE))] == ["代录纸签扫描件"]


def test_each_is_told_how_many_wait_for_him(cast: Cast) -> None:
    file, other = kept(cast), kept(cast)
    head, chief = cast.actor("head", DUE), cast.actor("chief", DUE)
    assert [todo.what for todo in destruction_todos(head, at=DUE)] == ["处理到期材料 2 份"]
    assert list(destruction_todos(chief, at=DUE)) == []

    propose(cast, key(file), key(other))

    assert list(destruction_todos(head, at=DUE)) == []
    assert [todo.what for todo in destruction_todos(chief, at=DUE)] == ["审批销毁到期材料 2 份"]
    assert list(destruction_todos(cast.actor("inspector", DUE), at=DUE)) == []
    assert decided_files(cast.actor("inspector", DUE)) == []


def test_a_file_that_the_disk_would_not_give_up_is_tried_again_at_night(
    cast: Cast, settings: Any, disk: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file = kept(cast)
    stored = disk / file.path
    _use(settings, f"{__name__}.Stubborn", disk)
    with django_capture_on_commit_callbacks(execute=True):
        approve(cast, *propose(cast, key(file)))
    file.refresh_from_db()
    assert (file.destroyed_at, stored.exists(), file.path != "") == (DUE, True, True)
    assert sweep_destroyed() == 0

    _use(settings, "django.core.files.storage.FileSystemStorage", disk)

    assert sweep_destroyed() == 1
    assert (stored.exists(), sweep_destroyed()) == (False, 0)


def test_the_table_says_how_long_what_is_kept(cast: Cast) -> None:
    norms = norms_of(cast.actor("head"), on=NOON.date())

    said = {one.kind.norm: one.words for one in periods(norms)}

    assert said["retention.record_years"] == "永久"
    assert said["retention.attachment_years"] == "10 年"
    assert said["retention.import_days"] == "30 日"

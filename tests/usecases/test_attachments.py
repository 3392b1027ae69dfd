"""Evidence beside a draft: all of it or nothing, and only for whoever may read the record."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, Draft, Reading, Record
from jingheng.contexts.records.rules.drafting import payload_of
from jingheng.contexts.records.usecases.attachments import attach, detach, open_attachment
from jingheng.contexts.records.usecases.drafts import throw_away
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, naming

AUDIO = b"\x00\x01 what was said on the phone" * 100


class FullDisk(FileSystemStorage):
    """A disk that has room for the first bytes only."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(next(iter(content.chunks(16))))
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    yield tmp_path
    storages.__dict__.pop("backends", None)


@pytest.fixture
def full_disk(tmp_path: Path, settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": f"{__name__}.FullDisk", "OPTIONS": {"location": tmp_path}}
    }


def draft_of(cast: Cast, said: Any = None) -> str:
    uid = new_uid()
    save_draft(uid=uid, payload=payload_of(said or content()), version=1, actor=cast.actor("prosecutor"), at=NOON)
    return uid


def add(cast: Cast, draft_uid: str, name: str = "通话录音.m4a", data: bytes = AUDIO, kind: str = "AUDIO") -> Attachment:
    upload = SimpleUploadedFile(name, data)
    return attach(draft_uid=draft_uid, upload=upload, kind=kind, actor=cast.actor("prosecutor"), at=NOON)


def filed(cast: Cast, said: Any = None) -> tuple[Record, Attachment]:
    uid = draft_of(cast, said)
    attachment = add(cast, uid)
    return file_draft(uid=uid, actor=cast.actor("prosecutor"), at=NOON), attachment


def files(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file()]


def test_it_keeps_the_bytes_under_a_name_that_says_nothing(cast: Cast, disk: Path) -> None:
    attachment = add(cast, draft_of(cast))

    [kept] = files(disk)
    assert kept.read_bytes() == AUDIO
    assert attachment.sha256 == hashlib.sha256(AUDIO).hexdigest()
    assert "录音" not in str(kept)
    assert kept.suffix == ""
    assert safe.unseal(attachment.name) == "通话录音.m4a"


def test_a_full_disk_leaves_neither_file_nor_row(cast: Cast, disk: Path, full_disk: None) -> None:
    with pytest.raises(Refused) as refused:
        add(cast, draft_of(cast))

    assert refused.value.refusal.code == "disk-full"
    assert files(disk) == []
    assert not Attachment.objects.exists()
    assert Draft.objects.count() == 1


def test_a_row_that_cannot_be_written_leaves_no_file(cast: Cast, disk: Path) -> None:
    no_day: Any = "昨天"

    with pytest.raises(ValidationError):
        attach(
            draft_uid=draft_of(cast), upload=SimpleUploadedFile("a.txt", b"x"), made_on=no_day,
            actor=cast.actor("prosecutor"), at=NOON,
        )  # fmt: skip

    assert files(disk) == []


def test_it_refuses_what_is_larger_than_the_norm(cast: Cast, disk: Path) -> None:
    upload = SimpleUploadedFile("扫描件.pdf", b"x")
    upload.size = 20 * 2**20 + 1

    with pytest.raises(Refused) as refused:
        attach(draft_uid=draft_of(cast), upload=upload, actor=cast.actor("prosecutor"), at=NOON)

    assert "20 MB" in refused.value.refusal.sentence
    assert files(disk) == []


def test_it_refuses_an_empty_file(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        add(cast, draft_of(cast), data=b"")

    assert "空文件" in refused.value.refusal.sentence


def test_it_refuses_one_too_many(cast: Cast) -> None:
    uid = draft_of(cast)
    for _ in range(20):
        add(cast, uid, data=b"x")

    with pytest.raises(Refused) as refused:
        add(cast, uid, data=b"x")

    assert refused.value.refusal.code == "REC-37"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\录音.mp3", "录音.mp3"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("𠮷㛃\ue000.txt", "𠮷㛃\ue000.txt"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
    ],
)
def test_a_name_is_only_a_name(cast: Cast, given: str, kept: str) -> None:
    upload = SimpleUploadedFile("x", b"x")
    upload.__dict__["_name"] = given  # what a browser of ill will could send

    attachment = attach(draft_uid=draft_of(cast), upload=upload, actor=cast.actor("prosecutor"), at=NOON)

    assert safe.unseal(attachment.name) == kept


def test_nobody_attaches_to_the_draft_of_another(cast: Cast, disk: Path) -> None:
    with pytest.raises(Refused) as refused:
        attach(draft_uid=draft_of(cast), upload=SimpleUploadedFile("x", b"x"), actor=cast.actor("colleague"), at=NOON)

    assert refused.value.refusal.code == "not-found"
    assert files(disk) == []


def test_taking_it_away_removes_row_and_file(cast: Cast, disk: Path, django_capture_on_commit_callbacks: Any) -> None:
    uid = draft_of(cast)
    attachment = add(cast, uid)

    with django_capture_on_commit_callbacks(execute=True):
        detach(draft_uid=uid, uid=attachment.uid, actor=cast.actor("prosecutor"))

    assert files(disk) == []
    assert not Attachment.objects.exists()


def test_what_was_filed_is_not_taken_away(cast: Cast, disk: Path) -> None:
    record, attachment = filed(cast)

    detach(draft_uid=record.uid, uid=attachment.uid, actor=cast.actor("prosecutor"))

    assert record.attachments.count() == 1


def test_a_draft_thrown_away_takes_its_files_with_it(
    cast: Cast, disk: Path, django_capture_on_commit_callbacks: Any
) -> None:
    uid = draft_of(cast)
    add(cast, uid)

    with django_capture_on_commit_callbacks(execute=True):
        throw_away(uid=uid, actor=cast.actor("prosecutor"))

    assert files(disk) == []
    assert not Draft.objects.exists()


def test_the_inspector_to_whom_it_is_dealt_opens_it_and_that_is_a_reading(cast: Cast) -> None:
    record, attachment = filed(cast)
    holder = next(key for key, person in cast.people.items() if person.pk == record.assignee_id)

    name, file = open_attachment(uid=attachment.uid, actor=cast.actor(holder), at=NOON)

    with file:
        assert (name, file.read()) == ("通话录音.m4a", AUDIO)
    assert Reading.objects.get().person_id == record.assignee_id


def test_the_filer_opens_his_own_and_that_is_no_reading(cast: Cast) -> None:
    _, attachment = filed(cast)

    open_attachment(uid=attachment.uid, actor=cast.actor("prosecutor"), at=NOON)[1].close()

    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "key", ["chief", "head", "inspector", "department_head", "colleague", "system_admin", "sister_head"]
)
def test_whoever_may_not_read_the_record_finds_no_file(cast: Cast, key: str) -> None:
    _, attachment = filed(cast, content(parties=(naming(cast.chief, "P21"),)))

    with pytest.raises(Refused) as refused:
        open_attachment(uid=attachment.uid, actor=cast.actor(key), at=NOON)

    assert refused.value.refusal.code == "not-found"
    assert not Reading.objects.exists()


def test_nobody_opens_the_file_of_another_ones_draft(cast: Cast) -> None:
    attachment = add(cast, draft_of(cast))

    with pytest.raises(Refused) as refused:
        open_attachment(uid=attachment.uid, actor=cast.actor("head"), at=NOON)

    assert refused.value.refusal.code == "not-found"


def test_what_was_taken_away_is_not_found(cast: Cast) -> None:
    uid = draft_of(cast)
    attachment = add(cast, uid)
    detach(draft_uid=uid, uid=attachment.uid, actor=cast.actor("prosecutor"))

    with pytest.raises(Refused) as refused:
        open_attachment(uid=attachment.uid, actor=cast.actor("prosecutor"), at=NOON)

    assert refused.value.refusal.code == "not-found"


def test_a_file_that_the_disk_has_lost_is_said_to_be_lost(cast: Cast, disk: Path) -> None:
    _, attachment = filed(cast)
    for path in files(disk):
        path.unlink()

    with pytest.raises(Refused) as refused:
        open_attachment(uid=attachment.uid, actor=cast.actor("prosecutor"), at=NOON)

    assert refused.value.refusal.code == "file-missing"
    assert "备份" in refused.value.refusal.sentence


def test_the_writer_of_a_draft_opens_what_he_has_attached(cast: Cast) -> None:
    attachment = add(cast, draft_of(cast))

    _, file = open_attachment(uid=attachment.uid, actor=cast.actor("prosecutor"), at=NOON)

    with file:
        assert file.read() == AUDIO

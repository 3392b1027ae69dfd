"""遮盖件: made by whoever works on the record, of pixels alone, kept beside an attachment that stays as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage, storages

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, BlackedOut, Exclusion, Reading
from jingheng.contexts.records.queries.blacked_out import copies_of
from jingheng.contexts.records.rules.blackout import Box, Rectangle
from jingheng.contexts.records.usecases.blackout import (
    black_out,
    open_blacked_out,
    open_to_black_out,
    throw_blacked_out_away,
)
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, naming
from tests.factories.evidence import (
    OVER_TELEPHONE,
    TELEPHONE,
    filed_with,
    locked_pdf,
    opened,
    pdf,
    photograph,
    record_of,
    text_of,
)
from tests.factories.reporting import code_of

PURPOSE = "听取陈述申辩时向本人出示，遮去群众电话"
ONE = (Rectangle(1, Box(*OVER_TELEPHONE)),)


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    yield tmp_path
    storages.__dict__.pop("backends", None)


def made(
    cast: Cast, of: Attachment, who: str = "inspector", rectangles: Sequence[Rectangle] = ONE, **changes: Any
) -> BlackedOut:
    said = {"uid": record_of(of).uid, "attachment": of.uid, "purpose": PURPOSE} | changes
    return black_out(rectangles=rectangles, actor=cast.actor(who), at=NOON, **said)


def bytes_of(path: str) -> bytes:
    with default_storage.open(path) as file:
        data: bytes = file.read()
    return data


def test_a_copy_is_a_file_of_its_own_and_the_original_stays(cast: Cast) -> None:
    original = pdf(pages=2)
    attachment = filed_with(cast, original)

    copy = made(cast, attachment)

    data = bytes_of(copy.path)
    assert text_of(data) == ""
    assert TELEPHONE.encode() not in data
    assert (copy.sha256, copy.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (copy.pages, copy.made_by, copy.made_at) == (2, cast.inspector, NOON)
    assert safe.unseal(copy.purpose) == PURPOSE
    assert BlackedOut.objects.get().rectangles == {"1": [list(OVER_TELEPHONE)]}
    attachment.refresh_from_db()
    assert bytes_of(attachment.path) == original
    assert attachment.sha256 == hashlib.sha256(original).hexdigest()


def test_its_name_says_nothing_of_the_original(cast: Cast) -> None:
    name = safe.unseal(made(cast, filed_with(cast, photograph(), "甘霖的名片.pdf")).name)

    assert name.startswith("遮盖件-20261110-")
    assert name.endswith(".jpg")  # by content: the ending of the upload was wrong


def test_the_log_keeps_both_digests(cast: Cast) -> None:
    attachment = filed_with(cast, pdf())
    copy = made(cast, attachment)

    entry = Entry.objects.get(event="attachment.blacked-out")
    assert entry.details == {"original": attachment.sha256, "result": copy.sha256}
    assert (entry.actor_id, entry.office_id) == (cast.inspector.pk, cast.county.pk)


def test_to_look_at_the_pages_is_to_read_the_record(cast: Cast) -> None:
    attachment = filed_with(cast, pdf(pages=2))

    pages = open_to_black_out(
        uid=record_of(attachment).uid, attachment=attachment.uid, actor=cast.actor("inspector"), at=NOON
    )

    assert (pages.pages, pages.name) == (2, "甘霖的名片.pdf")
    assert Reading.objects.get().person == cast.inspector
    assert opened(pages.picture(2)).format == "PNG"
    for page in (0, 3):
        assert code_of(lambda page=page: pages.picture(page)) == "not-found"  # type: ignore[misc]


def test_opening_a_copy_is_a_reading(cast: Cast) -> None:
    attachment = filed_with(cast, pdf())
    copy = made(cast, attachment)

    name, file = open_blacked_out(uid=record_of(attachment).uid, copy=copy.uid, actor=cast.actor("head"), at=NOON)

    with file:
        assert hashlib.sha256(file.read()).hexdigest() == copy.sha256
    assert name == safe.unseal(copy.name)
    assert set(Reading.objects.values_list("person", flat=True)) == {cast.inspector.pk, cast.head.pk}


def test_thrown_away_row_and_file_are_gone_and_the_log_remembers(
    cast: Cast, disk: Path, django_capture_on_commit_callbacks: Any
) -> None:
    attachment = filed_with(cast, pdf())
    copy = made(cast, attachment)

    with django_capture_on_commit_callbacks(execute=True):
        throw_blacked_out_away(uid=record_of(attachment).uid, copy=copy.uid, actor=cast.actor("head"), at=NOON)

    assert not BlackedOut.objects.exists()
    assert [path for path in disk.rglob("*") if path.is_file()] == [disk / attachment.path]
    assert Entry.objects.get(event="attachment.blacked-out-dropped").details == {"result": copy.sha256}


def test_copies_are_listed_by_attachment(cast: Cast) -> None:
    attachment = filed_with(cast, pdf(pages=2))
    first = made(cast, attachment)
    made(cast, attachment, "head", [*ONE, Rectangle(2, Box(0, 0, 100, 100))], purpose="报上级院")

    found = copies_of(record_of(attachment))[attachment.uid]

    assert [(copy.purpose, copy.parts, copy.pages, copy.made_by) for copy in found] == [
        (PURPOSE, 1, 2, cast.inspector.name),
        ("报上级院", 2, 2, cast.head.name),
    ]
    assert found[0].uid == first.uid


# --- refused ----------------------------------------------------------------------------------------------------------
def left(disk: Path) -> int:
    return sum(1 for path in disk.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rectangles": ()}, "BLK-3"),
        ({"rectangles": (Rectangle(2, Box(*OVER_TELEPHONE)),)}, "BLK-3"),
        ({"purpose": " "}, "BLK-4"),
        ({"purpose": "长" * 101}, "BLK-4"),
        ({"attachment": "unknown"}, "not-found"),
    ],
)
def test_refused_it_leaves_nothing(cast: Cast, disk: Path, changes: dict[str, Any], code: str) -> None:
    attachment = filed_with(cast, pdf())

    assert code_of(lambda: made(cast, attachment, **changes)) == code
    assert not BlackedOut.objects.exists()
    assert not Entry.objects.filter(event="attachment.blacked-out").exists()
    assert left(disk) == 1


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04 a document", "不是图片或 PDF"),
        (b"\x00\x01 what was said on the telephone", "录音"),
        (locked_pdf(), "密码"),
        (pdf()[:60], "损坏"),
        (pdf(pages=51), "51 页"),
    ],
)
def test_what_cannot_be_blacked_out_here_says_what_to_do(cast: Cast, data: bytes, word: str) -> None:
    attachment = filed_with(cast, data)

    with pytest.raises(Refused) as refused:
        made(cast, attachment)

    assert word in refused.value.refusal.sentence
    assert "再扫描" in refused.value.refusal.sentence
    assert not BlackedOut.objects.exists()


def test_an_attachment_of_another_record_is_not_found(cast: Cast) -> None:
    mine, other = filed_with(cast, pdf()), filed_with(cast, pdf())
    copy = made(cast, other)

    assert code_of(lambda: made(cast, mine, attachment=other.uid)) == "not-found"
    uid, actor = record_of(mine).uid, cast.actor("inspector")
    assert code_of(lambda: open_blacked_out(uid=uid, copy=copy.uid, actor=actor, at=NOON)) == "not-found"
    assert code_of(lambda: throw_blacked_out_away(uid=uid, copy=copy.uid, actor=actor, at=NOON)) == "not-found"
    assert BlackedOut.objects.count() == 1


def test_a_file_that_the_disk_has_lost_is_said_to_be_lost(cast: Cast) -> None:
    attachment = filed_with(cast, pdf())
    default_storage.delete(attachment.path)

    assert code_of(lambda: made(cast, attachment)) == "file-missing"


# --- who ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "key",
    [
        "prosecutor",
        "chief",
        "second_inspector",
        "discipline",
        "department_head",
        "city_head",
        "sister_head",
        "audit_admin",
    ],
)
def test_whoever_does_not_work_on_the_record_finds_nothing(cast: Cast, disk: Path, key: str) -> None:
    """Not the filer either: a copy is a working paper."""
    attachment = filed_with(cast, pdf())
    copy, actor = made(cast, attachment), cast.actor(key)
    uid, readings, files = record_of(attachment).uid, Reading.objects.count(), left(disk)

    assert code_of(lambda: made(cast, attachment, key)) == "not-found"
    assert code_of(lambda: open_blacked_out(uid=uid, copy=copy.uid, actor=actor, at=NOON)) == "not-found"
    assert code_of(lambda: throw_blacked_out_away(uid=uid, copy=copy.uid, actor=actor, at=NOON)) == "not-found"
    assert (Reading.objects.count(), left(disk), BlackedOut.objects.count()) == (readings, files, 1)


def test_who_is_shut_out_finds_nothing_of_his_own_copy(cast: Cast) -> None:
    attachment = filed_with(cast, pdf())
    copy = made(cast, attachment)
    uid, actor = record_of(attachment).uid, cast.actor("inspector")
    Exclusion.objects.create(record=record_of(attachment), person=cast.inspector, because="NAMED")

    assert code_of(lambda: open_blacked_out(uid=uid, copy=copy.uid, actor=actor, at=NOON)) == "not-found"


def test_the_chief_decides_and_does_not_black_out(cast: Cast) -> None:
    attachment = filed_with(cast, pdf(), said=content(parties=(naming(cast.deputy, "P21"),)))

    assert made(cast, attachment, "head").pages == 1
    assert code_of(lambda: made(cast, attachment, "chief")) == "not-permitted"

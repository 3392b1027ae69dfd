"""遮盖件: a copy of an attachment in which names and numbers are black for good, to be shown to somebody (decisions §5).

The file is opened by a process of its own, and outside any transaction: it may take as long as the norm allows.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.core.files.base import File

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, BlackedOut, Record
from jingheng.contexts.records.queries.blacked_out import find_copy, find_inspected
from jingheng.contexts.records.rules.blackout import (
    Rectangle,
    by_page,
    refuse_many_pages,
    refuse_purpose,
    refuse_rectangles,
    refuse_unfit,
)
from jingheng.contexts.records.usecases.filing import new_uid
from jingheng.contexts.records.usecases.review import open_record
from jingheng.contexts.records.usecases.storing import drop, open_stored, stored
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure
from jingheng.platform.pictures import apart
from jingheng.platform.pictures.job import Box, Limits, Unreadable

_NO_ATTACHMENT = Refusal("not-found", "没有找到这个附件。")


@dataclass(frozen=True, slots=True)
class Opened:
    """An attachment on the desk of somebody who may black it out, with its bytes and the norms of the day."""

    record: Record
    attachment: Attachment
    norms: Norms
    data: bytes
    pages: int
    ending: str

    @property
    def name(self) -> str:
        return str(safe.unseal(self.attachment.name))

    def picture(self, page: int, boxes: Sequence[Box] = ()) -> bytes:
        """One page as PNG; with boxes, as it will be in the copy."""
        if not 1 <= page <= self.pages:
            raise Refused(_NO_ATTACHMENT)
        with _said_in_words(self.norms):
            return apart.picture_of(self.data, page, _limits(self.norms), boxes)

    def refusals(self, rectangles: Sequence[Rectangle]) -> tuple[Refusal, ...]:
        return refuse_rectangles(rectangles, pages=self.pages, most=self.norms["blackout.max_rectangles"])


def open_to_black_out(*, uid: str, attachment: str, actor: Actor, at: datetime) -> Opened:
    """To look at the pages is to read the record, and is kept as a reading."""
    record = find_inspected(actor, uid)
    found = Attachment.objects.filter(uid=attachment, record=record).first()
    if found is None:
        raise Refused(_NO_ATTACHMENT)
    open_record(uid=uid, actor=actor, at=at)
    norms = norms_on(local_date(at), office_path=actor.office_path)
    with open_stored(found.path) as file:
        data = file.read()
    with _said_in_words(norms):
        looked = apart.look(data, _limits(norms))
    ensure(refuse_many_pages(looked.pages, most=norms["blackout.max_pages"]))
    return Opened(record, found, norms, data, looked.pages, looked.ending)


def black_out(
    *, uid: str, attachment: str, rectangles: Sequence[Rectangle], purpose: str, actor: Actor, at: datetime
) -> BlackedOut:
    """Burn the rectangles into a copy made of pixels alone. The attachment is not touched."""
    opened = open_to_black_out(uid=uid, attachment=attachment, actor=actor, at=at)
    ensure(
        *opened.refusals(rectangles),
        refuse_purpose(purpose, longest=opened.norms["record.max_line_chars"]),
    )
    boxes = by_page(rectangles)
    with _burnt(opened, boxes) as result:
        upload = File(result, name=_neutral_name(opened, at))
        with stored(upload, "blacked-out") as kept, recording(actor=actor, at=at) as ledger:
            record = _locked(uid, actor)
            copy = BlackedOut.objects.create(
                uid=new_uid(), attachment=opened.attachment, purpose=safe.seal(purpose.strip()), rectangles=boxes,
                pages=opened.pages, made_by_id=actor.me, made_at=at, **kept._asdict(),
            )  # fmt: skip
            ledger(
                "attachment.blacked-out", subject=f"record:{uid}", office_id=record.receiving_office_id,
                original=opened.attachment.sha256, result=kept.sha256,
            )  # fmt: skip
    return copy


def open_blacked_out(*, uid: str, copy: str, actor: Actor, at: datetime) -> tuple[str, IO[bytes]]:
    """Name and bytes, for those who inspect the record. A reading like opening the attachment."""
    found = find_copy(find_inspected(actor, uid), copy)
    open_record(uid=uid, actor=actor, at=at)
    return safe.unseal(found.name), open_stored(found.path)


def throw_blacked_out_away(*, uid: str, copy: str, actor: Actor, at: datetime) -> None:
    """A working paper goes, row and file; the log keeps that there was one."""
    with recording(actor=actor, at=at) as ledger:
        record = _locked(uid, actor)
        found = find_copy(record, copy)
        drop([found])
        ledger(
            "attachment.blacked-out-dropped", subject=f"record:{uid}", office_id=record.receiving_office_id,
            result=found.sha256,
        )  # fmt: skip


def _locked(uid: str, actor: Actor) -> Record:
    """It may have been sent elsewhere while we waited."""
    record = Record.objects.select_for_update().get(pk=find_inspected(actor, uid).pk)
    find_inspected(actor, uid)
    return record


def _neutral_name(opened: Opened, at: datetime) -> str:
    """Not the attachment's: people's names may stand in that."""
    return f"遮盖件-{local_date(at):%Y%m%d}-{secrets.token_hex(3)}.{opened.ending}"


@contextmanager
def _burnt(opened: Opened, boxes: Mapping[int, Sequence[Box]]) -> Iterator[IO[bytes]]:
    with _said_in_words(opened.norms):
        result = apart.blacked_out(opened.data, boxes, _limits(opened.norms))
    with result:
        yield result


@contextmanager
def _said_in_words(norms: Norms) -> Iterator[None]:
    try:
        yield
    except Unreadable as unreadable:
        refusal = refuse_unfit(unreadable.fault.name, most_megapixels=norms["blackout.max_megapixels"])
        raise Refused(refusal) from unreadable


def _limits(norms: Norms) -> Limits:
    return Limits(
        pixels=norms["blackout.max_megapixels"] * 1_000_000,
        dpi=norms["blackout.dpi"],
        seconds=norms["blackout.max_seconds"],
    )

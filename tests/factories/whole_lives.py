"""The whole life of a record, with private people's names planted in every text that anybody writes on the way.

The names are made of signs that stand nowhere else, so that one sign of them found anywhere is a name that was not forgotten.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import (
    Hearing,
    IdentityQuestion,
    NationalDifference,
    NationalMonth,
    PaperSigning,
    Record,
)
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import Intermediary, Party, payload_of
from jingheng.contexts.records.usecases import hearings, review
from jingheng.contexts.records.usecases.attachments import attach
from jingheng.contexts.records.usecases.corrections import correct_record, supplement_record
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.contexts.records.usecases.indexing import index_waiting
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, naming
from tests.factories.reporting import URGENT, Desk

LEADER = Party(
    name="欧阳文若", unit="正平区人民政府", title="副区长", asker_types=frozenset({"P11"}), managed_by="OWN_PARTY",
    recorder_relation="工作关系",
)  # fmt: skip
LAWYER = Party(
    name="秦辩之", unit="某某律师事务所", title="律师", asker_types=frozenset({"P32"}), recorder_relation="不认识"
)
_PRIVATE = ["P31", "P33", "P41", "P42", "P43", "P44"]
_SIGNS = [chr(code) for code in range(0x3400, 0x4000)]


@dataclass
class Life:
    """A record at rest, and the signs that only its private people's names and descriptions have."""

    record: Record
    signs: set[str]
    people: list[str]
    texts: list[str] = field(default_factory=list)


class Planter:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.signs = self.rng.sample(_SIGNS, len(_SIGNS))
        self.used: set[str] = set()
        self.people: list[str] = []

    def word(self, length: int) -> str:
        made = "".join(self.signs.pop() for _ in range(length))
        self.used |= set(made)
        return made

    def person(self) -> str:
        self.people.append(self.word(self.rng.choice([2, 2, 3])))
        return self.people[-1]

    def says(self, what: str) -> str:
        """A sentence with some of the names, one of them spaced, and a telephone number."""
        names = self.rng.sample(self.people, min(3, len(self.people)))
        spaced = " ".join(self.rng.choice(self.people))
        return (
            f"{what}：{'和'.join(names)}，又有{spaced}，欧阳文若、秦辩之知情，电话13{self.rng.randrange(10**9):09d}。"
        )


def live(cast: Cast, seed: int, at: datetime = NOON, *, ends_at: datetime | None = None) -> Life:
    """Filed, reported at once, sent back, supplemented, corrected, verified, heard, rejected, concluded, reviewed, at rest."""
    planted = Planter(seed)
    filer, inspector, head = cast.actor("outsider", at), cast.actor("inspector", at), cast.actor("head", at)
    first = _content(cast, planted, at)
    record = _file(cast, planted, first, at)
    uid = record.uid

    desk = Desk(cast, at)
    report = report_urgently(record_uid=uid, words=planted.says("专报"), actor=head, at=at)
    desk.act("return", report, "city_head", opinion=planted.says("退回专报"))
    shown = type(report).objects.get(pk=report.pk).revision
    report = report_urgently(record_uid=uid, words=planted.says("再报"), shown_revision=shown, actor=head, at=at)
    desk.act("accept", report, "city_head")

    review.return_record(uid=uid, reason="R9", opinion=planted.says("请补正"), actor=inspector, at=at)
    second = _content(cast, planted, at, first)
    supplement_record(uid=uid, content=second, reason=planted.says("补正"), actor=filer, at=at)
    correct_record(
        uid=uid, content=_content(cast, planted, at, second), reason=planted.says("更正"), actor=filer, at=at
    )
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    review.accept_record(uid=uid, actor=inspector, at=at)
    review.triage_record(uid=uid, conclusion="T2", opinion=planted.says("甄别"), actor=inspector, at=at)
    review.open_verification(uid=uid, actor=inspector, at=at)
    heard = hearings.open_hearing(
        uid=uid, person=cast.colleague, disclosed=planted.says("告知"), actor=inspector, at=at
    )
    hearings.answer_hearing(uid=heard.uid, answer=planted.says("申辩"), actor=cast.actor("colleague", at), at=at)
    for last in (False, True):
        review.propose_outcome(uid=uid, outcome="TALK", opinion=planted.says("结论"), actor=inspector, at=at)
        if not last:
            review.reject_outcome(uid=uid, opinion=planted.says("重核"), actor=head, at=at)
    ended = ends_at or at
    review.conclude_record(uid=uid, opinion=planted.says("审定"), actor=head, at=ended)
    hearings.tell_result(uid=uid, person=cast.colleague, text=planted.says("决定"), actor=inspector, at=ended)
    hearings.ask_review(uid=heard.uid, text=planted.says("不服"), actor=cast.actor("colleague", at), at=ended)
    hearings.answer_review(uid=uid, person=cast.colleague, text=planted.says("复核"), actor=head, at=ended)
    hearings.correct_person(uid=uid, person=cast.colleague, note=planted.says("记错"), actor=inspector, at=ended)
    _beside(cast, planted, record, at)
    while index_waiting():
        pass
    record.refresh_from_db()
    return Life(record, planted.used, planted.people)


def _file(cast: Cast, planted: Planter, said: Content, at: datetime) -> Record:
    filer, uid = cast.actor("outsider", at), new_uid()
    save_draft(uid=uid, payload=payload_of(said), version=1, actor=filer, at=at)
    for ending in (".m4a", f".{planted.people[0]}", ".jpg"):
        name = f"{'和'.join(planted.people)}的录音{ending}"
        attach(draft_uid=uid, upload=SimpleUploadedFile(name, b"what was said"), actor=filer, at=at)
    record = file_draft(uid=uid, actor=filer, at=at)
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    return record


def _content(cast: Cast, planted: Planter, at: datetime, before: Content | None = None) -> Content:
    """Every text of the form says some names. A later revision keeps the people, drops one by chance, and brings a new one."""
    private = [_private(planted) for _ in range(planted.rng.randint(1, 3))]
    if before is not None:
        private += [one for one in before.parties if one.asker_types <= set(_PRIVATE)][planted.rng.randint(0, 1) :]
    colleague = naming(cast.colleague, "P23")
    planted.rng.shuffle(private)
    litigants = "、".join(planted.person() for _ in range(planted.rng.randint(1, 2)))
    long = planted.says("诉求是打听案件办到什么程度，希望尽快有个结果，并且问能不能提前告诉他处理意见")
    lines = {
        name: planted.says("记")[:90]
        for name in (
            "cause", "place", "present", "follow_up", "contact_note", "expenses", "gifts", "approver", "approval_number",
            "case_handler",
        )
    }  # fmt: skip
    more = {name: planted.says("另记") for name in ("verbatim", "response_note", "disclosed_note", "late_reason")}
    return content(
        at, parties=(*private, LEADER, LAWYER, colleague), summary=long, case_parties=litigants, disclosed=True,
        responses=frozenset({"SILENT"}), acts=frozenset({"N1", "C3"}), contact_reason="OTHER", approved=True, bribe=True,
        **(URGENT | {"effect_note": planted.says("影响")} | lines | more),
    )  # fmt: skip


def _private(planted: Planter) -> Party:
    rng = planted.rng
    described: dict[str, Any] = {
        key: planted.word(4) for key in ("unit", "title", "litigant_relation", "recorder_relation")
    }
    named = rng.random() < 0.85
    sent = rng.random() < 0.4
    return Party(
        name=planted.person() if named else "不详",
        features="" if named else planted.word(6),
        asker_types=frozenset(rng.sample(_PRIVATE, rng.choice([1, 1, 2]))),
        on_behalf=sent,
        via=(Intermediary(name=planted.person(), unit="", relation=planted.word(2)),) if sent else (),
        **described,
    )


def _beside(cast: Cast, planted: Planter, record: Record, at: datetime) -> None:
    month, _ = NationalMonth.objects.get_or_create(
        office=cast.county, month=record.filed_month,
        defaults={"numbers": [], "entered_by": cast.head, "entered_at": at},
    )  # fmt: skip
    NationalDifference.objects.create(
        month=month, key=f"ours:{record.uid}", reason="OTHER", note=safe.seal(planted.says("差异")), by=cast.head, at=at
    )
    PaperSigning.objects.create(
        uid=new_uid(), record=record, signed_by=cast.outsider, signed_on=at.date(), name=safe.seal(f"{planted.people[0]}.pdf"), size=1,
        sha256="0" * 64, path="signings/none", entered_by=cast.head, entered_at=at,
    )  # fmt: skip
    IdentityQuestion.objects.create(
        record=record, party=0, name_key=safe.keyed("name", planted.people[0]), candidates=[cast.political.pk],
        answered_at=at + timedelta(hours=1),
    )  # fmt: skip
    assert Hearing.objects.filter(record=record, review_answered_at__isnull=False).exists()


def dump() -> str:
    """Every row of every table as text, whatever the database."""
    lines = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += [f"{table}: {' | '.join(map(_text, row))}" for row in cursor.fetchall()]
    return "\n".join(lines)


def _text(value: object) -> str:
    said = bytes(value).decode("utf-8", "ignore") if isinstance(value, bytes | memoryview) else str(value)
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), said)

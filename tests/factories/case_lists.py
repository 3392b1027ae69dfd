"""Made-up lists as the case-handling system might export them, and working through them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jingheng.contexts.cases.api import HandlerChoice, decide, receive_list, save_mapping, start_import
from jingheng.contexts.cases.models import CaseIntake
from jingheng.contexts.desk.usecases import ask_case_list, import_next
from jingheng.contexts.org.models import DutyHolding
from jingheng.kernel.actor import Actor
from tests.factories.cast import NOON, START, Cast
from tests.factories.sheets import Plain, write_sheets

HEADERS = (
    "序号", "统一受案号", "部门受案号", "当事人姓名", "身份证号", "承办单位", "承办部门", "承办检察官", "案件类别", "涉嫌罪名",
    "受理日期", "审结日期", "审结结果",
)  # fmt: skip
COLUMNS = {
    "number": "统一受案号", "department_number": "部门受案号", "office": "承办单位", "department": "承办部门",
    "handler": "承办检察官", "kind": "案件类别", "cause": "涉嫌罪名", "accepted_on": "受理日期", "closed_on": "审结日期",
    "result": "审结结果",
}  # fmt: skip
TITLES: Sequence[Sequence[Plain]] = (("受理案件清单",), ("导出时间：2026-11-10",), ())


def exported(cast: Cast, **changes: Plain) -> dict[str, Plain]:
    row: dict[str, Plain] = dict.fromkeys(HEADERS, "")
    return row | {
        "序号": 1, "统一受案号": "99020320260000001", "部门受案号": "正检刑诉受〔2026〕7号", "当事人姓名": "甘霖",
        "身份证号": "990203198001010011", "承办单位": "正平区人民检察院", "承办部门": "第一检察部",
        "承办检察官": cast.prosecutor.name, "案件类别": "审查起诉", "涉嫌罪名": "盗窃罪", "受理日期": "2026-10-08",
    } | changes  # fmt: skip


def content_of(
    rows: Iterable[dict[str, Plain]], path: Path, *, above: Sequence[Sequence[Plain]] = TITLES,
    headers: Sequence[str] = HEADERS, below: Sequence[Sequence[Plain]] = (),
) -> bytes:  # fmt: skip
    lines = [*above, headers, *([row.get(header, "") for header in headers] for row in rows), *below]
    return write_sheets(path, {"清单": lines}).read_bytes()


def case_manager(cast: Cast, key: str = "outsider") -> Actor:
    person = cast.people[key]
    DutyHolding.objects.get_or_create(person=person, office=person.office, duty="CASE_MANAGEMENT", starts_on=START)
    return cast.actor(key)


class Clerk:
    """Whoever brings lists, with a folder for them; what he says stands on the intake he has last seen."""

    def __init__(self, cast: Cast, folder: Path, key: str = "outsider") -> None:
        self.cast, self.folder, self.actor = cast, folder, case_manager(cast, key)
        self.list: CaseIntake

    def brings(self, *rows: dict[str, Plain], name: str = "清单.xlsx", at: datetime = NOON, **how: Any) -> CaseIntake:
        content = content_of(rows or [exported(self.cast)], self.folder / "made-up.xlsx", **how)
        self.list = receive_list(
            file=io.BytesIO(content), file_name=name, size=len(content), actor=self.actor, at=at
        )  # fmt: skip
        return self.list

    def maps(self, columns: dict[str, str] | None = None, *, kind: str = "", name: str = "受理清单") -> CaseIntake:
        columns = COLUMNS if columns is None else columns
        self.list = save_mapping(
            uid=self.list.uid, name=name, columns=list(columns.items()), kind=kind, version=self.list.version,
            actor=self.actor, at=NOON,
        )  # fmt: skip
        return self.list

    def says(
        self, words: dict[tuple[str, str], str] | None = None, handlers: dict[str, HandlerChoice] | None = None
    ) -> CaseIntake:
        self.list = decide(
            uid=self.list.uid, words=words or {}, handlers=handlers or {}, version=self.list.version, actor=self.actor,
            at=NOON,
        )  # fmt: skip
        return self.list

    def answers(self, answer: str, *, number: str = "", for_later: bool = False) -> CaseIntake:
        """The same to every doubtful name."""
        choice = HandlerChoice(answer, number, for_later)
        return self.says(handlers={doubt["key"]: choice for doubt in self.list.findings["doubts"]})

    def imports(self) -> CaseIntake:
        ask_case_list(uid=self.list.uid, version=self.list.version, actor=self.actor, at=NOON)
        assert import_next(now=lambda: NOON)
        self.list.refresh_from_db()
        return self.list

    def starts(self) -> CaseIntake:
        self.list = start_import(uid=self.list.uid, version=self.list.version, actor=self.actor, at=NOON)
        return self.list

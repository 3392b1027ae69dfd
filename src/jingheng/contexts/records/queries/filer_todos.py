"""What a filer still has to do: drafts to complete, records sent back, names to make clear.

The lines name no person and tell no content: the home page is read over shoulders.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.records.models import IdentityQuestion, Record
from jingheng.contexts.records.queries.own_records import DraftLine, own_drafts
from jingheng.contexts.records.queries.visibility import own
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, local_date


def filer_todos(actor: Actor, at: datetime) -> list[inbox.ToDo]:
    today = local_date(at)
    norms = norms_on(today, office_path=actor.office_path)
    lines = own_drafts(actor)
    left = {line.uid for line in lines if _is_left(line, norms, today)}
    returned = own(actor).filter(state="RETURNED").order_by("due_date", "id")
    return [
        *(_draft(line, norms, today) for line in lines if line.kind != "备忘" and line.uid not in left),
        *(_left(line, norms) for line in lines if line.uid in left),
        *_returned(returned, norms, today),
        *_asked(actor, norms, today),
    ]


def _draft(line: DraftLine, norms: Norms, today: date) -> inbox.ToDo:
    norm = norms.norm("record.late_days")
    happened = (
        min(line.happened_at, line.saved_at) if line.happened_at else None
    )  # a slip in the date delays no reminder
    due = local_date(happened) + timedelta(days=norm.value) if happened and not line.changes else None
    words = {"更正中": "提交写了一半的更正", "待补全": "补全随手记", "草稿": "提交写了一半的记录"}
    words |= {"代录中": "写完代录并送本人确认", "待确认": "核对并确认代录的记录"}
    saved = (
        f"{local_date(line.happened_at)} 发生"
        if line.happened_at
        else f"{line.saved_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 保存"
    )
    return inbox.ToDo(
        key=f"draft:{line.uid}", what=words[line.kind], whose=saved, due=due,
        why=f"发生后 {norm.written}内填报（{norm.source}）" if due else "草稿不计数，提交后才算填报",
        url=f"/drafts/{line.uid}", button={"待补全": "去补全", "待确认": "去核对"}.get(line.kind, "继续填"),
        light=inbox.light(due, today=today, lead_days=norms["record.yellow_days"]),
    )  # fmt: skip


def _is_left(line: DraftLine, norms: Norms, today: date) -> bool:
    return local_date(line.saved_at) + timedelta(days=norms["retention.draft_days"]) <= today


def _left(line: DraftLine, norms: Norms) -> inbox.ToDo:
    """RET-6. What somebody is still writing is never deleted for him: after the norm's days he is asked what it is to
    become (own design, decisions §5).
    """
    norm = norms.norm("retention.draft_days")
    return inbox.ToDo(
        key=f"draft:{line.uid}", what=f"继续写或者删除放了很久的{'备忘' if line.kind == '备忘' else '草稿'}",
        whose=f"{local_date(line.saved_at)} 保存", due=None,
        why=f"{norm.written}没有改动（{norm.source}）；草稿、备忘里写着别人的情况，不用的请自己删除，系统不会代删",
        url=f"/drafts/{line.uid}", button="去看看", light=inbox.Light.YELLOW,
    )  # fmt: skip


def _returned(records: QuerySet[Record], norms: Norms, today: date) -> Iterator[inbox.ToDo]:
    norm = norms.norm("record.supplement_working_days")
    calendar = inbox.working_calendar()
    for record in records:
        yield inbox.ToDo(
            key=f"returned:{record.uid}", what="补正被退回的记录", whose=f"回执码 {record.receipt_code}",
            due=record.due_date, why=f"退回之日起 {norm.written}内补正（{norm.source}）",
            url=f"/records/{record.uid}", button="去补正",
            light=inbox.light(record.due_date, today=today, lead_days=norms["record.yellow_days"]),
            provisional=record.due_date is not None and calendar.is_provisional(record.due_date),
        )  # fmt: skip


def _asked(actor: Actor, norms: Norms, today: date) -> Iterator[inbox.ToDo]:
    norm = norms.norm("identity.answer_days")
    questions = IdentityQuestion.objects.filter(answered_at__isnull=True)
    for record in own(actor).filter(pk__in=questions.values("record")).order_by("id"):
        due = local_date(record.filed_at) + timedelta(days=norm.value)
        yield inbox.ToDo(
            key=f"identity:{record.uid}", what="确认被记录人是不是本院同事", whose=f"回执码 {record.receipt_code}",
            due=due, why=f"确认前按最严的范围回避，核查不能开始（{norm.source}）",
            url=f"/records/{record.uid}#identity", button="去确认",
            light=inbox.light(due, today=today, lead_days=norms["record.yellow_days"]),
        )  # fmt: skip

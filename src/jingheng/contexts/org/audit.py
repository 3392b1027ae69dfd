"""The log of the audit administrator: which entries of the ledger he reads, and how they read in words.

It stands here and not in the ledger because the ledger knows numbers only: names of offices, people and accounts are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet

from jingheng.contexts.ledger.api import SERVER, Entry
from jingheng.contexts.org.models import Account, Office, Person
from jingheng.contexts.org.rules.duties import DUTIES
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, Month

WORDS = {
    "account.opened": "开立账号",
    "account.password-changed": "修改密码",
    "account.password-reset": "重置密码",
    "account.enabled": "启用账号",
    "account.disabled": "停用账号",
    "sign-in.failed": "登录失败",
    "sign-in.locked": "登录锁定",
    "duty.granted": "授予职责",
    "duty.ended": "终止职责",
    "absence.entered": "登记离岗",
    "absence.ended": "登记返岗",
    "absence.withdrawn": "撤销离岗登记",
    "office.founded": "建立机构",
    "import.asked": "提交导入",
    "import.offices": "导入机构",
    "import.people": "导入人员",
    "import.posts": "导入任职",
    "import.cases": "导入案件",
    "import.records": "导入记录",
    "retention.imports-removed": "清除到期的导入文件",
    "retention.reminders-removed": "清除到期的催办",
    "log.exported": "导出操作日志",
    "key.rotated": "更换账本密钥",
    "key.lost": "登记账本密钥丢失",
    "witness.added": "添加见证人",
    "witness.removed": "移除见证人",
    "witness.watching": "开始为他院账本见证",
    "witness.unwatched": "不再为他院账本见证",
    "witness.key-renewed": "更换见证密钥",
    "witness.other-story": "见证时发现一本账本有两种说法",
    "demonstration.built": "建立演示数据",
}


def audited(actor: Actor, *, month: Month | None = None, event: str = "") -> QuerySet[Entry]:
    """Administration of his office and those below it, and by its people anywhere; what the system did. No business."""
    below = Office.objects.filter(path__startswith=actor.office_path).values("id")
    people = Person.objects.filter(office=actor.here).values("id")
    entries = Entry.objects.filter(
        Q(office_id__in=below) | Q(actor_id__in=people) | Q(office_id=None) | Q(office_id=SERVER),
        event__in=[event] if event in WORDS else sorted(WORDS),
    )
    if month is None:
        return entries
    return entries.filter(at__gte=_beginning(month), at__lt=_beginning(month.next()))


def _beginning(month: Month) -> datetime:
    return datetime.combine(month.first_day, time(), SHANGHAI)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words."""

    at: datetime
    event: str
    who: str
    subject: str
    note: str  # which duty, how many rows
    office: str


def lines(entries: Iterable[Entry]) -> list[Line]:
    """The entries in words. Three queries, however many they are."""
    entries = list(entries)
    accounts = Account.objects.select_related("person").in_bulk(_numbers(entries, "account"))
    people = Person.objects.in_bulk(_numbers(entries, "person") | {e.actor_id for e in entries if e.actor_id})
    offices = Office.objects.in_bulk(_numbers(entries, "office") | {e.office_id for e in entries if e.office_id})
    return [
        Line(
            at=entry.at,
            event=WORDS[entry.event],
            who=_who(entry, people),
            subject=_subject(entry, accounts, people, offices),
            note=_note(entry),
            office=offices[entry.office_id].name if entry.office_id in offices else "",
        )
        for entry in entries
    ]


def _numbers(entries: Iterable[Entry], kind: str) -> set[int]:
    found = (entry.subject.partition(":") for entry in entries)
    return {int(number) for word, _, number in found if word == kind and number.isdecimal()}


def _who(entry: Entry, people: dict[int, Person]) -> str:
    if entry.event.startswith("sign-in."):
        return "未登录"
    return _person(people.get(entry.actor_id)) if entry.actor_id else "系统"


def _person(person: Person | None) -> str:
    return f"{person.name}（{person.number}）" if person else "已不在册"


def _subject(
    entry: Entry, accounts: dict[int, Account], people: dict[int, Person], offices: dict[int, Office]
) -> str:  # fmt: skip
    kind, _, number = entry.subject.partition(":")
    if kind == "account":
        account = accounts.get(int(number)) if number else None
        return f"账号 {account.username}（{account.person.name}）" if account else "没有这个用户名的账号"
    if kind == "person":
        return f"人员 {_person(people.get(int(number)))}"
    if kind == "office":
        return f"单位 {offices[int(number)].name}"
    if kind == "import":
        return WORDS[f"import.{entry.details.get('kind') or entry.event.partition('.')[2]}"].removeprefix("导入")
    return f"账本 {number}" if kind == "log" else "本系统"


def _note(entry: Entry) -> str:
    if duty := entry.details.get("duty"):
        return DUTIES[duty].name
    if name := entry.details.get("name"):
        return str(name)
    return f"{entry.details['rows']} 行" if "rows" in entry.details else ""

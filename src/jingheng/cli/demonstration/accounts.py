"""Accounts of the demonstration: one for each role, under one password that is printed. For trying out only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.hashers import make_password
from pypinyin import lazy_pinyin

from jingheng.cli.demonstration.establishment import CITY_CODE, MINGDE, QINGYUAN, SHOUZHENG, ZHENGPING
from jingheng.cli.demonstration.scenes import heard, recorder
from jingheng.cli.demonstration.staff import Member
from jingheng.cli.demonstration.stage import Stage
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.models import Account, DutyHolding
from jingheng.contexts.org.rules.duties import DUTIES
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import local_date

#: Known to everybody who reads this: the demonstration holds nobody's data.
ENTRY_WORD = "yanshi-jingheng-2026"
NOTICE = f"所有演示账号的密码都是 {ENTRY_WORD}，首次登录不要求修改。只供演示：正式使用请另用空的数据目录运行 jingheng setup。"

_EVERYWHERE = ("CHIEF", "INSPECTION_HEAD", "INSPECTOR")
_IN_FULL = (
    "CHIEF", "INSPECTION_DEPUTY", "INSPECTION_HEAD", "INSPECTOR", "DISCIPLINE", "DEPUTY", "HEAD", "CLERK", "POLITICAL",
    "CASE_MANAGEMENT", "GENERAL_OFFICE", "PUBLISHER", "SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDIT_ADMIN",
)  # fmt: skip
_DUTIES_SHOWN = {
    ZHENGPING: _IN_FULL,
    CITY_CODE: _IN_FULL,
    QINGYUAN: (*_EVERYWHERE, "CASE_MANAGEMENT"),
    MINGDE: _EVERYWHERE,
    SHOUZHENG: (*_EVERYWHERE, "LIAISON"),
}
_SURNAMES = {"曾": "zeng"}  # read otherwise than the character by itself
_ALL_OF_THEM = frozenset({"INSPECTOR", "DISCIPLINE"})  # each has his own share


def open_accounts(stage: Stage, *, at: datetime) -> None:
    """One hash for all: it is one password."""
    encoded = make_password(ENTRY_WORD)
    accounts = [
        Account(username=username, person=member.person, password=encoded, must_change_password=False, created_at=at)
        for username, member in _usernames(_people(stage))
    ]
    Account.objects.bulk_create(accounts)
    with recording(actor=SYSTEM, at=at) as ledger:
        for account in accounts:
            ledger("account.opened", subject=f"account:{account.pk}", office_id=account.person.office_id)


def lines() -> list[str]:
    """For whoever starts the demonstration: role, office, name, username, password."""
    duties: dict[int, list[str]] = {}
    for person, duty in DutyHolding.objects.filter(ends_on=None).order_by("id").values_list("person", "duty"):
        if DUTIES[duty].name not in duties.setdefault(person, []):
            duties[person].append(DUTIES[duty].name)
    accounts = Account.objects.select_related("person__office").order_by("id")
    return [NOTICE, *(_line(account, duties.get(account.person_id, [])) for account in accounts)]


def _line(account: Account, duties: list[str]) -> str:
    person = account.person
    role = "、".join(duties) or f"填报人（{person.title}）"
    return f"{role}  {person.office.name}  {person.name}  用户名 {account.username}  密码 {ENTRY_WORD}"


def _people(stage: Stage) -> list[Member]:
    """The recorder first: everything begins with him."""
    day = local_date(stage.at)
    found = {recorder(stage).person.pk: recorder(stage)}
    for office, duty in ((office, duty) for office, duties in _DUTIES_SHOWN.items() for duty in duties):
        holding = stage.roster.holding(duty, office, day)
        for member in holding if duty in _ALL_OF_THEM else holding[:1]:
            found[member.person.pk] = member
    found[heard(stage).person.pk] = heard(stage)
    return list(found.values())


def _usernames(members: list[Member]) -> Iterator[tuple[str, Member]]:
    """The name in pinyin; the second of one spelling gets his number in the register."""
    taken: set[str] = set()
    for member in members:
        spelled = _SURNAMES.get(member.person.name[0], "") + "".join(
            lazy_pinyin(member.person.name[member.person.name[0] in _SURNAMES :])
        )
        username = f"{spelled}{member.person.number[-4:]}" if spelled in taken else spelled
        taken.add(username)
        yield username, member

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
from jingheng.contexts.desk.api import todos
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.api import actor_for
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
#: Of accounts that nothing waits for.
_TO_SEE = {
    "CHIEF": "本院情况、报告和通报", "INSPECTION_HEAD": "受理台、完成情况和报告", "INSPECTOR": "完成情况和报告",
    "INSPECTION_DEPUTY": "完成情况和报告", "DEPUTY": "分管部门的完成情况", "HEAD": "本部门的完成情况",
    "CLERK": "本部门的完成情况，试试代录", "LIAISON": "完成情况，试试登记离岗和代录", "POLITICAL": "报告，试试登记离岗",
    "CASE_MANAGEMENT": "案件，试试导入", "DISCIPLINE": "移送来的记录（现在没有）",
    "GENERAL_OFFICE": "报告，审签后由这里编号、送出、登记回执", "PUBLISHER": "通报的公开版", "SYSTEM_ADMIN": "账号、机构和人员",
    "SECURITY_ADMIN": "职责和规则参数", "AUDIT_ADMIN": "操作日志",
}  # fmt: skip
_NAMED = 3
_SURNAMES = {"曾": "zeng"}  # read otherwise than the character by itself
_ALL_OF_THEM = frozenset({"INSPECTOR", "DISCIPLINE"})  # each has his own share


def open_accounts(stage: Stage, *, at: datetime) -> None:
    """One hash for all: it is one password."""
    encoded = make_password(ENTRY_WORD)
    accounts = [
        Account(username=username, person=member.person, password=encoded, must_change_password=False, created_at=at)
        for username, member in _usernames(_people(stage))
    ]
    with recording(actor=SYSTEM, at=at) as ledger:
        Account.objects.bulk_create(accounts)
        for account in accounts:
            ledger("account.opened", subject=f"account:{account.pk}", office_id=account.person.office_id)


def lines(*, at: datetime) -> list[str]:
    """For whoever starts the demonstration: role, office, name, username, password, and what waits on the desk."""
    duties: dict[int, list[str]] = {}
    for person, duty in DutyHolding.objects.filter(ends_on=None).order_by("id").values_list("person", "duty"):
        if duty not in duties.setdefault(person, []):
            duties[person].append(duty)
    accounts = Account.objects.select_related("person__office").order_by("id")
    return [NOTICE, *(_line(account, duties.get(account.person_id, []), at) for account in accounts)]


def _line(account: Account, duties: list[str], at: datetime) -> str:
    person = account.person
    role = "、".join(DUTIES[duty].name for duty in duties) or f"填报人（{person.title}）"
    waiting = _waiting([one.what for one in todos(actor_for(person, on=local_date(at)), at=at)], duties)
    return f"{role}  {person.office.name}  {person.name}  用户名 {account.username}  密码 {ENTRY_WORD}  {waiting}"


def _waiting(found: list[str], duties: list[str]) -> str:
    if not found:
        return f"没有待办，可以看{next((_TO_SEE[duty] for duty in duties if duty in _TO_SEE), '本人的记录和签署')}"
    named = list(dict.fromkeys(_short(what) for what in found))
    return f"待办 {len(found)} 项：{'、'.join(named[:_NAMED])}{'等' if len(named) > _NAMED else ''}"


def _short(what: str) -> str:
    """A circular's title is longer than what is to be done about it."""
    deed, named, _ = what.partition("：")
    return f"{deed}通报" if named else what


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

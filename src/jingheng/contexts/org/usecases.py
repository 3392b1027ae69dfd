"""What is done to offices, people, posts and accounts."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from axes.utils import reset as unlock

from jingheng.contexts.ledger.api import SERVER, log_of, recording
from jingheng.contexts.org.models import Account, Department, DutyHolding, Office, Person
from jingheng.contexts.org.rules.accounts import refuse_own, refuse_username
from jingheng.contexts.org.rules.duties import DUTIES, refuse_days, refuse_doubled, refuse_ending, refuse_incompatible
from jingheng.kernel.actor import SYSTEM, Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, ensure

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # read from a screen and typed from paper: nothing that looks alike


def _one_time_password() -> str:
    """Sixteen letters in four groups, 78 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def change_password(*, account: Account, password: str, actor: Actor, at: datetime) -> None:
    with recording(actor=actor, at=at) as record:
        account.set_password(password)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
        record("account.password-changed", subject=f"account:{account.pk}")


def open_account(
    *, person: Person, username: str, actor: Actor, at: datetime, password: str = ""
) -> tuple[Account, str]:
    """An account with a one-time password, which the person must change at the first sign-in."""
    once = password or _one_time_password()
    with recording(actor=actor, at=at) as record:
        ensure(refuse_username(username))
        taken = Account.objects.filter(username=username).exists() or Account.objects.filter(person=person).exists()
        ensure(
            Refusal("account-taken", f"用户名“{username}”已被使用，或者 {person.name} 已有账号。", "username")
            if taken
            else None
        )
        account = Account(username=username, person=person, created_at=at)
        account.set_password(once)
        account.save()
        record("account.opened", subject=f"account:{account.pk}", office_id=person.office_id)
    return account, once


def reset_password(*, account: Account, actor: Actor, at: datetime) -> str:
    """A new one-time password; the old one stops working at once, and whoever was locked out may try again."""
    once = _one_time_password()
    with recording(actor=actor, at=at) as record:
        ensure(refuse_own(account.person_id, actor=actor.person_id))
        account.set_password(once)
        account.must_change_password = True
        account.save(update_fields=["password", "must_change_password"])
        unlock(username=account.username)
        record("account.password-reset", subject=f"account:{account.pk}", office_id=account.person.office_id)
    return once


def set_account_active(*, account: Account, active: bool, actor: Actor, at: datetime) -> None:
    with recording(actor=actor, at=at) as record:
        ensure(refuse_own(account.person_id, actor=actor.person_id))
        account.is_active = active
        account.save(update_fields=["is_active"])
        event = "account.enabled" if active else "account.disabled"
        record(event, subject=f"account:{account.pk}", office_id=account.person.office_id)


def note_failed_sign_in(*, username: str, locked: bool, at: datetime) -> None:
    """A failed sign-in, or the one that locks. An unknown name is not kept: it may be a password in the wrong field."""
    account = Account.objects.filter(username=username).select_related("person").first()
    with recording(actor=SYSTEM, at=at) as record:
        record(
            "sign-in.locked" if locked else "sign-in.failed",
            subject=f"account:{account.pk if account else ''}",
            office_id=account.person.office_id if account else None,
        )


def note_log_export(*, rows: int, actor: Actor, at: datetime) -> None:
    """Whoever takes the log away leaves a line in it."""
    with recording(actor=actor, at=at) as record:
        record("log.exported", subject=f"office:{actor.here}", rows=rows)


def grant_duty(
    *, person: Person, office: Office, duty: str, starts_on: date, ends_on: date | None, department: Department | None,
    actor: Actor, at: datetime,
) -> DutyHolding:  # fmt: skip
    """A duty for a period; refused with the way out where it is incompatible with one that is held then."""
    with recording(actor=actor, at=at) as record:
        person = Person.objects.select_for_update().get(pk=person.pk)
        ensure(*refuse_days(
            starts_on, ends_on, joined_on=person.joined_on, left_on=person.left_on, today=local_date(at)
        ))  # fmt: skip
        held = [
            holding
            for holding in DutyHolding.objects.filter(person=person)
            if (holding.ends_on is None or holding.ends_on > starts_on)
            and (ends_on is None or holding.starts_on < ends_on)
        ]
        wanted = (office.pk, duty, department.pk if department else None)
        same = [(h.starts_on, h.ends_on) for h in held if (h.office_id, h.duty, h.department_id) == wanted]
        ensure(
            refuse_incompatible({holding.duty for holding in held}, duty),
            refuse_doubled(duty, same),
            _refuse_department(duty, department),
        )
        holding = DutyHolding.objects.create(
            person=person, office=office, duty=duty, department=department, starts_on=starts_on, ends_on=ends_on
        )
        record("duty.granted", subject=f"person:{person.pk}", office_id=office.pk, duty=duty)
    return holding


def _refuse_department(duty: str, department: Department | None) -> Refusal | None:
    name, by_department = DUTIES[duty].name, DUTIES[duty].by_department
    if by_department and department is None:
        return Refusal("needs-department", f"“{name}”要指明负责哪个部门。", "department")
    if department is not None and not by_department:
        return Refusal("no-department", f"“{name}”不按部门授予，请选“（不按部门）”。", "department")
    return None


def end_duty(*, holding: DutyHolding, ends_on: date, actor: Actor, at: datetime) -> None:
    with recording(actor=actor, at=at) as record:
        holding = DutyHolding.objects.select_for_update().get(pk=holding.pk)
        ensure(refuse_ending(holding.starts_on, holding.ends_on, wanted=ends_on, today=local_date(at)))
        holding.ends_on, holding.ended_at = ends_on, at
        holding.save(update_fields=["ends_on", "ended_at"])
        record("duty.ended", subject=f"person:{holding.person_id}", office_id=holding.office_id, duty=holding.duty)


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """What is handed over once and never shown again."""

    duty: str
    name: str
    username: str
    password: str


def found_office(
    *,
    code: str,
    name: str,
    level: str,
    starts_in: Month,
    administrators: Sequence[str],
    at: datetime,
    algorithm: str = "sha256",
) -> list[OneTimePassword]:
    """First use: the office and its three administrators, three persons who see no business data (三员分立).

    `algorithm` is that of every log on this server, for good.
    """
    ensure(
        Refusal("three-persons", "系统、安全、审计管理员应是三个人，姓名不能相同。")
        if len(set(administrators)) != 3
        else None
    )
    handed = []
    with recording(actor=SYSTEM, at=at) as record:
        office = Office.objects.create(code=code, name=name, level=level, path=f"/{code}/", starts_in=starts_in.number)
        log_of(SERVER, on=local_date(at), algorithm=algorithm)
        record("office.founded", subject=f"office:{office.pk}", office_id=office.pk)
        duties = ("SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDIT_ADMIN")
        for number, (duty, person_name) in enumerate(zip(duties, administrators, strict=True), 1):
            person = Person.objects.create(
                number=f"{code}-admin{number}", name=person_name, office=office, identity="ADMIN"
            )
            grant_duty(
                person=person, office=office, duty=duty, starts_on=local_date(at), ends_on=None, department=None,
                actor=SYSTEM, at=at,
            )  # fmt: skip
            account, password = open_account(person=person, username=f"admin{number}", actor=SYSTEM, at=at)
            handed.append(OneTimePassword(DUTIES[duty].name, person_name, account.username, password))
    return handed

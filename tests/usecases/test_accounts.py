"""Accounts: opened with a password that serves once, reset, and closed to whoever may no longer come in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Account
from jingheng.contexts.org.usecases import (
    change_password,
    note_failed_sign_in,
    note_log_export,
    open_account,
    reset_password,
    set_account_active,
)
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast

LATER = NOON + timedelta(hours=1)


def opened(cast: Cast, who: str = "prosecutor", username: str = "fangxl", password: str = "") -> tuple[Account, str]:
    return open_account(
        person=cast.people[who], username=username, password=password, actor=cast.actor("system_admin"), at=NOON
    )


def kept(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def test_it_opens_with_a_password_that_must_be_changed(cast: Cast) -> None:
    account, once = opened(cast)

    assert kept(account).check_password(once)
    assert kept(account).must_change_password
    assert once not in kept(account).password
    entry = Entry.objects.get()
    assert (entry.event, entry.actor_id, entry.office_id) == ("account.opened", cast.system_admin.pk, cast.county.pk)
    assert once not in f"{entry.subject}{entry.details}"


def test_no_two_accounts_get_the_same_password(cast: Cast) -> None:
    _, first = opened(cast)
    _, second = opened(cast, "colleague", "zhouyz")

    assert first != second
    for password in (first, second):
        assert re.fullmatch(r"([2-9A-HJKMNP-TV-Z]{4}-){3}[2-9A-HJKMNP-TV-Z]{4}", password)


def test_a_password_that_was_chosen_beforehand_is_the_one_handed_over(cast: Cast) -> None:
    account, once = opened(cast, password="第一次登录 2026")

    assert once == "第一次登录 2026"
    assert kept(account).check_password(once)


@pytest.mark.parametrize(("who", "username"), [("colleague", "fangxl"), ("prosecutor", "another")])
def test_a_name_is_one_persons_and_a_person_has_one_account(cast: Cast, who: str, username: str) -> None:
    opened(cast)

    with pytest.raises(Refused) as refused:
        opened(cast, who, username)

    assert (refused.value.refusal.code, refused.value.refusal.field) == ("account-taken", "username")
    assert Account.objects.count() == Entry.objects.count() == 1


@pytest.mark.parametrize("username", ["方小岚", "fang xl", "x" * 41])
def test_a_name_that_not_every_keyboard_types_is_refused(cast: Cast, username: str) -> None:
    with pytest.raises(Refused) as refused:
        opened(cast, username=username)

    assert refused.value.refusal.field == "username"
    assert not Account.objects.exists()


def test_nobody_resets_or_closes_his_own(cast: Cast) -> None:
    account, once = opened(cast, "system_admin", "yuli")

    with pytest.raises(Refused):
        reset_password(account=account, actor=cast.actor("system_admin"), at=LATER)
    with pytest.raises(Refused):
        set_account_active(account=account, active=False, actor=cast.actor("system_admin"), at=LATER)

    assert kept(account).is_active
    assert kept(account).check_password(once)


def test_a_changed_password_is_his_own_from_then_on(cast: Cast) -> None:
    account, once = opened(cast)

    change_password(account=account, password="只有我知道 42", actor=cast.actor("prosecutor"), at=LATER)

    assert kept(account).check_password("只有我知道 42")
    assert not kept(account).check_password(once)
    assert not kept(account).must_change_password
    last = Entry.objects.latest("id")
    assert (last.event, last.actor_id, last.details) == ("account.password-changed", cast.prosecutor.pk, {})


def test_a_reset_password_replaces_the_old_one_at_once_and_must_be_changed(cast: Cast) -> None:
    account, _ = opened(cast)
    change_password(account=account, password="只有我知道 42", actor=cast.actor("prosecutor"), at=LATER)

    once = reset_password(account=account, actor=cast.actor("system_admin"), at=LATER)

    assert kept(account).check_password(once)
    assert not kept(account).check_password("只有我知道 42")
    assert kept(account).must_change_password
    assert Entry.objects.latest("id").event == "account.password-reset"


def test_an_account_is_closed_and_opened_again_and_both_are_recorded(cast: Cast) -> None:
    account, _ = opened(cast)

    set_account_active(account=account, active=False, actor=cast.actor("system_admin"), at=LATER)
    assert not kept(account).is_active
    set_account_active(account=account, active=True, actor=cast.actor("system_admin"), at=LATER)

    assert kept(account).is_active
    assert list(Entry.objects.order_by("id").values_list("event", "office_id"))[1:] == [
        ("account.disabled", cast.county.pk),
        ("account.enabled", cast.county.pk),
    ]


def test_a_failed_sign_in_is_kept_without_the_name_that_was_typed(cast: Cast) -> None:
    account, _ = opened(cast)

    note_failed_sign_in(username="fangxl", locked=False, at=LATER)
    note_failed_sign_in(username="fangxl", locked=True, at=LATER)
    note_failed_sign_in(username="只有我知道 42", locked=False, at=LATER)

    failed, locked, unknown = Entry.objects.order_by("id")[1:]
    assert (failed.event, failed.subject, failed.office_id) == (
        "sign-in.failed",
        f"account:{account.pk}",
        cast.county.pk,
    )
    assert (locked.event, locked.subject) == ("sign-in.locked", f"account:{account.pk}")
    assert (unknown.event, unknown.subject, unknown.office_id) == ("sign-in.failed", "account:", None)
    assert "只有我知道 42" not in f"{unknown.subject}{unknown.details}"


def test_whoever_takes_the_log_away_leaves_a_line_in_it(cast: Cast) -> None:
    note_log_export(rows=7, actor=cast.actor("audit_admin"), at=LATER)

    line = Entry.objects.get()
    assert (line.event, line.actor_id, line.details) == ("log.exported", cast.people["audit_admin"].pk, {"rows": 7})

"""Signing in, failing to, and choosing a password: in Chinese, and seen by the audit administrator."""

from __future__ import annotations

import pytest
from django.test import Client

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Account
from jingheng.contexts.org.usecases import open_account, reset_password
from tests.factories.cast import NOON, Cast
from tests.web.walking import client_of

RIGHT = "第一次登录 2026"


@pytest.fixture
def account(cast: Cast) -> Account:
    opened, _ = open_account(
        person=cast.prosecutor, username="fangxl", password=RIGHT, actor=cast.actor("system_admin"), at=NOON
    )
    return opened


def attempt(password: str, username: str = "fangxl") -> int:
    return Client().post("/login", {"username": username, "password": password}).status_code


def events() -> list[str]:
    """Since the account was opened."""
    said = Entry.objects.exclude(event="account.opened").order_by("id")
    return list(said.values_list("event", flat=True))


def test_the_form_asks_in_chinese(db: None) -> None:
    page = Client().get("/login").content.decode()

    assert "用户名" in page
    assert "Username" not in page


def test_asked_for_its_head_alone_the_form_is_there(db: None) -> None:
    assert Client().head("/login").status_code == 200


def test_a_failed_sign_in_is_an_entry_of_the_persons_office_without_the_password(cast: Cast, account: Account) -> None:
    attempt("猜的密码 1234")

    entry = Entry.objects.exclude(event="account.opened").get()
    assert (entry.event, entry.office_id, entry.actor_id) == ("sign-in.failed", cast.county.pk, None)
    assert (entry.subject, entry.details) == (f"account:{account.pk}", {})


def test_what_was_typed_as_an_unknown_name_is_not_kept(cast: Cast) -> None:
    """It may be a password that got into the wrong field."""
    attempt("any", username="my-secret-password")

    assert [entry.subject for entry in Entry.objects.all()] == ["account:"]


def test_an_empty_form_is_no_attempt(account: Account) -> None:
    attempt("")

    assert events() == []


def test_a_lock_is_one_entry_however_often_it_is_tried_again(account: Account) -> None:
    for _ in range(8):
        attempt("猜的密码 1234")

    assert events() == [*["sign-in.failed"] * 4, "sign-in.locked"]
    assert attempt(RIGHT) == 422


def test_a_reset_password_opens_a_lock(cast: Cast, account: Account) -> None:
    for _ in range(6):
        attempt("猜的密码 1234")

    once = reset_password(account=account, actor=cast.actor("system_admin"), at=NOON)

    assert attempt(once) == 302


def test_the_sentence_of_a_failure_names_a_way_that_exists(account: Account) -> None:
    page = Client().post("/login", {"username": "fangxl", "password": "wrong"}).content.decode()

    assert "停 15 分钟后再试" in page
    assert "重置后锁定同时解除" in page


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("短的", "短的", "密码太短，至少要有 10 个字符。"),
        ("1234567890", "1234567890", "这是常见密码"),
        ("prosecutor1", "prosecutor1", "密码与用户名太像"),
        ("只有我知道的 42", "只有我知道的 43", "两次输入的密码不一样"),
    ],
)
def test_a_password_is_refused_in_chinese_words(cast: Cast, password: str, again: str, sentence: str) -> None:
    client = client_of(cast, "prosecutor")

    page = client.post("/password", {"new_password1": password, "new_password2": again}).content.decode()

    assert sentence in page
    assert "This password" not in page
    assert "你" not in page


@pytest.mark.django_db
def test_an_old_browser_is_told_at_the_door(client: Client) -> None:
    old = "Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.198 Safari/537.36"

    assert "Chromium 86" in client.get("/login", headers={"user-agent": old}).content.decode()
    assert "Chromium" not in client.get("/login").content.decode()

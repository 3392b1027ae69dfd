"""The page of one person: granting and ending duties, and an account whose password is shown once."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Account, Department
from jingheng.contexts.org.usecases import open_account
from jingheng.kernel.period import local_date
from tests.factories.cast import Cast
from tests.web.recording import SignIn

_PASSWORD = re.compile(r'<b class="j-code">([^<]+)</b>')


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in("system_admin")


def page_of(cast: Cast, who: str = "outsider") -> str:
    return f"/org/people/{cast.people[who].number}"


def opened(cast: Cast) -> Account:
    account, _ = open_account(
        person=cast.outsider, username="zoujh", actor=cast.actor("system_admin"), at=timezone.now()
    )
    return account


# --- duties -----------------------------------------------------------------------------------------------------------
def test_an_end_before_its_start_is_a_sentence_beside_the_field(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("security_admin").post(
        f"{page_of(cast)}/duties", {"duty": "INSPECTOR", "starts_on": "2026-11-10", "ends_on": "2026-11-10"}
    )

    assert response.status_code == 422
    assert "应晚于“起”" in response.content.decode()
    assert response.context["form"].errors.keys() == {"ends_on"}


def test_departments_are_offered_in_the_order_of_the_office(cast: Cast, sign_in: SignIn) -> None:
    Department.objects.create(office=cast.county, name="第三检察部")

    page = sign_in("security_admin").get(page_of(cast)).content.decode()

    places = [page.index(f">{name}</option>") for name in ("院领导", "第一检察部", "第二检察部", "第三检察部")]
    assert places == sorted(places)


def test_a_duty_with_a_later_end_can_be_ended_and_one_that_is_over_cannot(cast: Cast, sign_in: SignIn) -> None:
    holding, today = cast.inspector.duties.get(), local_date(timezone.now())
    client, address = sign_in("security_admin"), f"/org/duties/{holding.pk}/end"
    cast.inspector.duties.update(ends_on="2099-01-01")
    assert address in client.get(page_of(cast, "inspector")).content.decode()

    assert client.post(address, {"ends_on": today.isoformat()}).status_code == 302

    assert cast.inspector.duties.get().ends_on == today
    assert address not in client.get(page_of(cast, "inspector")).content.decode()


def test_without_a_date_no_duty_is_ended(cast: Cast, sign_in: SignIn) -> None:
    holding = cast.inspector.duties.get()

    response = sign_in("security_admin").post(f"/org/duties/{holding.pk}/end")

    assert response.status_code == 422
    assert cast.inspector.duties.get().ends_on is None


# --- accounts ---------------------------------------------------------------------------------------------------------
def test_the_one_time_password_is_shown_on_one_page_once(cast: Cast, admin: Client) -> None:
    response = admin.post(f"{page_of(cast)}/account", {"username": "zoujh"})
    assert response["Location"] == page_of(cast)

    shown = _PASSWORD.findall(admin.get(page_of(cast)).content.decode())

    assert len(shown) == 1
    assert Account.objects.get(username="zoujh").check_password(shown[0])
    assert not _PASSWORD.search(admin.get(page_of(cast)).content.decode())
    assert shown[0] not in str(dict(admin.session))


def test_it_is_not_shown_on_the_page_of_another(cast: Cast, admin: Client) -> None:
    admin.post(f"{page_of(cast)}/account", {"username": "zoujh"})

    assert not _PASSWORD.search(admin.get(page_of(cast, "colleague")).content.decode())


def test_opening_twice_changes_nothing_the_second_time(cast: Cast, admin: Client) -> None:
    """A reload of the answer used to close the account that had just been opened."""
    for _ in range(2):
        admin.post(f"{page_of(cast)}/account", {"username": "zoujh"})

    assert Account.objects.get(username="zoujh").is_active
    assert list(Entry.objects.values_list("event", flat=True)) == ["account.opened"]


@pytest.mark.parametrize("username", ["邹静好", "zou jh", "z" * 41, ""])
def test_a_user_name_is_refused_beside_its_field_and_kept(cast: Cast, admin: Client, username: str) -> None:
    response = admin.post(f"{page_of(cast)}/account", {"username": username})

    assert response.status_code == 422
    assert response.context["opening"].errors.keys() == {"username"}
    assert f'value="{username}"' in response.content.decode() or not username
    assert not Account.objects.filter(person=cast.outsider).exists()


@pytest.mark.parametrize("action", ["reset", "disable", "enable"])
def test_every_deed_is_asked_before_it_is_done(cast: Cast, admin: Client, action: str) -> None:
    before = opened(cast)

    response = admin.get(f"{page_of(cast)}/account/{action}")

    assert response.status_code == 200
    assert f'action="{page_of(cast)}/account/{action}"' in response.content.decode()
    after = Account.objects.get(pk=before.pk)
    assert (after.password, after.is_active) == (before.password, True)


def test_a_reset_password_is_shown_once_and_an_account_is_closed_when_said_so(cast: Cast, admin: Client) -> None:
    account = opened(cast)

    admin.post(f"{page_of(cast)}/account/reset")
    shown = _PASSWORD.findall(admin.get(page_of(cast)).content.decode())
    admin.post(f"{page_of(cast)}/account/disable")

    account.refresh_from_db()
    assert account.check_password(shown[0])
    assert not account.is_active


def test_an_unknown_deed_is_not_found_and_does_nothing(cast: Cast, admin: Client) -> None:
    account = opened(cast)

    assert admin.post(f"{page_of(cast)}/account/close").status_code == 404
    assert admin.post(f"{page_of(cast)}/account").status_code == 302

    account.refresh_from_db()
    assert account.is_active


def test_ones_own_account_is_refused_in_a_sentence(cast: Cast, admin: Client) -> None:
    response = admin.post(f"{page_of(cast, 'system_admin')}/account/disable")

    assert response.status_code == 422
    assert "这是您自己的账号" in response.content.decode()
    assert Account.objects.get(person=cast.system_admin).is_active


def test_the_page_of_ones_own_account_leads_to_a_new_password_instead(cast: Cast, admin: Client) -> None:
    page = admin.get(page_of(cast, "system_admin")).content.decode()

    assert 'href="/password"' in page
    assert "/account/disable" not in page


def test_whoever_grants_duties_keeps_no_accounts(cast: Cast, sign_in: SignIn) -> None:
    opened(cast)

    assert sign_in("security_admin").post(f"{page_of(cast)}/account/disable").status_code == 404

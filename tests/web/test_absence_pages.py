"""离岗与免报 as a page: entered in one form, told in one list, and nobody else learns the reason."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from jingheng.contexts.org.models import Absence
from jingheng.kernel.period import Month, local_date
from tests.factories.cast import Cast
from tests.web.recording import SignIn


def enter(client: Client, cast: Cast, who: str = "colleague", **changes: str) -> object:
    typed = {
        "person": str(cast.people[who].pk), "reason": "SICK", "host": "", "host_name": "",
        "starts_on": (local_date(timezone.now()) - timedelta(days=60)).isoformat(), "last_day": "", "basis": "正检政〔2026〕8号",
    }  # fmt: skip
    return client.post("/absences/", typed | changes)


def test_it_is_entered_and_stands_in_the_list_with_its_consequence(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("political")

    assert enter(client, cast).status_code == 302  # type: ignore[attr-defined]

    page = client.get("/absences/").content.decode()
    assert "周亦舟" in page
    assert "长病假" in page
    assert "免报" in page


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    response = enter(sign_in("political"), cast, host_name="区委政法委")

    assert response.status_code == 422  # type: ignore[attr-defined]
    page = response.content.decode()  # type: ignore[attr-defined]
    assert "只有借调才填借入单位" in page
    assert 'value="区委政法委"' in page
    assert not Absence.objects.exists()


def test_watchers_learn_that_somebody_is_exempt_and_not_why(cast: Cast, sign_in: SignIn) -> None:
    enter(sign_in("political"), cast)

    for who in ("department_head", "inspection_deputy"):
        page = sign_in(who).get("/months/").content.decode()
        assert "长病假" not in page
        assert "免报" in page


def test_he_himself_reads_why_he_need_not_sign(cast: Cast, sign_in: SignIn) -> None:
    enter(sign_in("political"), cast)

    assert "免报（长病假）" in sign_in("colleague").get("/statements/").content.decode()


def test_coming_back_is_entered_in_the_line(cast: Cast, sign_in: SignIn) -> None:
    client, today = sign_in("political"), local_date(timezone.now())
    enter(client, cast)
    absence = Absence.objects.get()

    assert client.post(f"/absences/{absence.pk}/back", {"back_on": "明天"}).status_code == 422
    early = f"{absence.starts_on - timedelta(days=1)}"
    refused = client.post(f"/absences/{absence.pk}/back", {"back_on": early})
    assert refused.status_code == 422
    assert f'value="{early}"' in refused.content.decode(), "what was typed stays in its line"
    assert client.post("/absences/0/back", {"back_on": early}).status_code == 404
    assert client.post(f"/absences/{absence.pk}/back", {"back_on": f"{today + timedelta(days=1)}"}).status_code == 302

    assert Absence.objects.get().ends_on == today + timedelta(days=1)


def test_once_he_is_back_the_line_says_which_month_he_signs_again(cast: Cast, sign_in: SignIn) -> None:
    client, today = sign_in("political"), local_date(timezone.now())
    enter(client, cast)
    absence, back = Absence.objects.get(), Month.of(today)

    client.post(f"/absences/{absence.pk}/back", {"back_on": f"{today}"})

    page = client.get("/absences/").content.decode()
    assert f"免报 {Month.of(absence.starts_on)}" in page
    assert f"{back} 起须签署" in page
    assert f"/absences/{absence.pk}/withdraw" in page
    enter(client, cast, starts_on=f"{today}")
    assert "起须签署" not in client.get("/absences/").content.decode()


def test_what_can_no_longer_be_withdrawn_says_why(cast: Cast, sign_in: SignIn) -> None:
    client, today = sign_in("political"), local_date(timezone.now())
    enter(client, cast)
    Absence.objects.update(starts_on=today - timedelta(days=90))

    page = client.get("/absences/").content.decode()

    assert "月报已上报，不能撤销" in page
    assert "/withdraw" not in page
    refused = client.post(f"/absences/{Absence.objects.get().pk}/withdraw")
    assert refused.status_code == 422
    assert "返岗日期可以改" in refused.content.decode()
    Absence.objects.update(ends_on=today - timedelta(days=80))
    assert "相关月报已上报，不再改" in client.get("/absences/").content.decode()


def test_a_mistake_is_withdrawn_and_stays_to_be_seen(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("political")
    enter(client, cast)
    address = f"/absences/{Absence.objects.get().pk}/withdraw"

    asked = client.get(address).content.decode()
    assert f"确定撤销{cast.people['colleague'].name}" in asked
    assert sign_in("chief").get(address).status_code == 404
    assert client.post(address).status_code == 302

    page = client.get("/absences/").content.decode()
    assert "已撤销" in page
    assert "照常签署" in page
    assert client.get(address).status_code == 404


def test_whoever_keeps_no_absences_finds_no_page(cast: Cast, sign_in: SignIn) -> None:
    enter(sign_in("political"), cast)
    absence = Absence.objects.get()

    for who in ("inspector", "department_head", "chief", "system_admin", "sister_head"):
        client = sign_in(who)
        assert client.get("/absences/").status_code == (200 if who == "sister_head" else 404), who
        assert client.post(f"/absences/{absence.pk}/withdraw").status_code == 404, who
    assert Absence.objects.get().withdrawn_at is None

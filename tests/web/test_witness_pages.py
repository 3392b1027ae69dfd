"""账本与见证, and the address that other servers call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from jingheng.contexts.ledger.checkpointing import make_due_checkpoints
from jingheng.contexts.ledger.models import Log
from jingheng.contexts.org.models import Account
from jingheng.contexts.witnesses.models import Asking, Kept, OtherStory, Watched, Witness
from jingheng.contexts.witnesses.usecases.asking import push
from jingheng.contexts.witnesses.usecases.countersigning import MOST_BYTES
from jingheng.verify import notes
from tests.factories.audited import bound_cast
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file
from tests.factories.witnessing import home_admin, named, watched
from tests.verify.logs import CITY, ENTRIES, LOG, OTHER_LOG, checkpoint, request
from tests.web.walking import client_of, clock

ADDRESS = "/witness/add-checkpoint"
PASSWORD = "a password of eight words"


@pytest.fixture
def office(db: None, tmp_path: Path, settings: Any) -> Cast:
    settings.HOME = tmp_path
    cast = bound_cast()
    home_admin(cast)
    return cast


@pytest.fixture
def admin(office: Cast) -> Iterator[Client]:
    client = client_of(office, "city_publisher")
    account = Account.objects.get(username="city_publisher")
    account.set_password(PASSWORD)
    account.save()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    with clock(NOON):
        yield client


def sent(data: bytes, **more: Any) -> Any:
    with clock(NOON):
        return Client(enforce_csrf_checks=True).post(ADDRESS, data, content_type="text/plain", **more)


# --- machines ---------------------------------------------------------------------------------------------------------
def test_a_machine_without_a_name_is_answered_by_what_it_brings(office: Cast) -> None:
    assert sent(bytes(request(0))).status_code == 404
    watched(LOG.verifier)
    answer = sent(bytes(request(0, ENTRIES[:10])))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    (line,) = notes.parse_lines(answer.content)
    assert line.name == "jc.990200/witness"
    assert notes.open_note(
        notes.signed(checkpoint(ENTRIES[:10]).text, [line]), [notes.parse_key(Kept.objects.get().vkey)]
    )
    conflict = sent(bytes(request(0)))
    assert (conflict.status_code, conflict["Content-Type"], conflict.content) == (409, "text/x.tlog.size", b"10\n")
    assert sent(bytes(request(0, key=OTHER_LOG))).status_code == 403
    assert sent(b"nonsense").status_code == 400
    assert not answer.cookies


def test_it_takes_posts_of_a_size_that_it_knows(office: Cast) -> None:
    assert Client().get(ADDRESS).status_code == 405
    assert sent(b"x" * (MOST_BYTES + 1)).status_code == 413
    assert sent(b"", CONTENT_LENGTH="").status_code == 411
    assert sent(b"x" * MOST_BYTES).status_code in (400, 404)


def test_another_story_is_refused_and_written_into_the_log_of_the_program(
    office: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    watched(LOG.verifier)
    sent(bytes(request(0)))
    assert sent(bytes(request(300, [b"other", *ENTRIES[1:]]))).status_code == 409
    assert any("两种说法" in one.getMessage() for one in caplog.records)
    assert OtherStory.objects.count() == 1


def test_a_state_that_cannot_be_read_is_nobodys_business_but_ours(office: Cast, tmp_path: Path) -> None:
    watched(LOG.verifier)
    sent(bytes(request(0)))
    (tmp_path / "keys" / "witness.key").unlink()
    answer = sent(bytes(request(300)))
    assert (answer.status_code, answer.content.decode()) == (500, "见证人状态有误\n")


@pytest.mark.django_db(transaction=True)
def test_two_servers_over_real_HTTP(live_server: Any, tmp_path: Path, settings: Any) -> None:
    """Our logs are shown to a witness that is this very program, under another key: as between two offices."""
    settings.HOME = tmp_path
    cast = bound_cast()
    file(cast.actor("prosecutor"))
    make_due_checkpoints(at=NOON)
    for vkey in Log.objects.values_list("vkey", flat=True):
        watched(notes.parse_key(vkey))
    key = notes.generate("jc.990200/witness", notes.COSIGNATURE, b"k" * 32)
    (tmp_path / "keys" / "witness.key").write_text(f"{key}\n")
    witness = named(f"{live_server.url}/witness", key=key)

    assert {(one.failure) for one in push(at=NOON)} == {""}
    later = NOON + timedelta(hours=1)
    file(cast.actor("colleague"), content(later), at=later)
    made = make_due_checkpoints(at=later)
    assert made > 0
    outcomes = push(at=later)
    assert [one.failure for one in outcomes] == [""] * made
    assert Asking.objects.filter(witness=witness).count() == Kept.objects.count() == Log.objects.count()


# --- people -----------------------------------------------------------------------------------------------------------
def test_without_a_witness_the_page_says_what_to_do_and_what_the_ledger_cannot_do(admin: Client) -> None:
    page = admin.get("/ledger/").content.decode()

    assert "还没有见证人" in page
    for step in ("找人", "换公钥", "添加"):
        assert step in page
    for limit in (
        "没有见证的这一段可以被改",
        "能发现，不能阻止",
        "没有填过的，它不知道",
        "见证人全体串通",
        "服务器看得见",
    ):
        assert limit in page
    assert "/ledger/witnesses/new" in page


def test_a_witness_is_added_and_removed_with_the_password(admin: Client) -> None:
    given = {"name": "省院", "vkey": str(CITY.verifier), "url": "https://10.0.0.8:8900", "password": "wrong"}
    refused = admin.post("/ledger/witnesses/new", given)
    assert refused.status_code == 422
    assert "密码不正确，什么都没有改动" in refused.content.decode()
    assert (
        str(CITY.verifier).replace("+", "&#x2B;") in refused.content.decode()
        or str(CITY.verifier) in refused.content.decode()
    )
    assert not Witness.objects.exists()
    refused = admin.post("/ledger/witnesses/new", given | {"vkey": str(LOG.verifier), "password": PASSWORD})
    assert refused.status_code == 422
    assert "这是账本的公钥" in refused.content.decode()

    done = admin.post("/ledger/witnesses/new", given | {"password": PASSWORD}, follow=True)
    witness = Witness.objects.get()
    assert "已添加见证人省院" in done.content.decode()
    assert f"/ledger/witnesses/{witness.pk}/remove" in done.content.decode()
    assert admin.get(f"/ledger/witnesses/{witness.pk}/remove").status_code == 200
    assert admin.post(f"/ledger/witnesses/{witness.pk}/remove", {"password": "wrong"}).status_code == 422
    done = admin.post(f"/ledger/witnesses/{witness.pk}/remove", {"password": PASSWORD}, follow=True)
    assert "还没有见证人" in done.content.decode()
    assert admin.get(f"/ledger/witnesses/{witness.pk}/remove").status_code == 404


def test_logs_of_others_are_watched_and_left_with_the_password(admin: Client) -> None:
    given = {"name": "明德区院", "vkeys": f"{LOG.verifier}\nnonsense", "password": PASSWORD}
    assert admin.get("/ledger/watched/new").status_code == 200
    refused = admin.post("/ledger/watched/new", given)
    assert refused.status_code == 422
    assert "nonsense" in refused.content.decode()

    done = admin.post("/ledger/watched/new", given | {"vkeys": str(LOG.verifier)}, follow=True).content.decode()
    assert "jc.990200/witness" in done
    assert LOG.name in done
    row = Watched.objects.get()
    assert admin.get(f"/ledger/watched/{row.pk}/remove").status_code == 200
    admin.post(f"/ledger/watched/{row.pk}/remove", {"password": PASSWORD})
    assert Watched.objects.get().removed_at is not None


def test_a_witness_that_found_us_changed_stands_first_on_the_page(office: Cast, admin: Client) -> None:
    make_due_checkpoints(at=NOON)
    witness = named("https://10.0.0.8")
    Asking.objects.create(
        witness=witness, log=Log.objects.get(office_id=office.city.pk), failure="REWRITTEN", asked_at=NOON
    )
    watched(LOG.verifier)
    Kept.objects.create(origin=LOG.name, note="x", size=9, kept_at=NOON)
    OtherStory.objects.create(origin=LOG.name, digest="d", request=b"r", size=9, seen_at=NOON)

    page = admin.get("/ledger/").content.decode()
    assert "以前的内容被改过" in page
    assert "的账本有两种说法" in page


def test_the_public_keys_are_a_file_to_hand_out(office: Cast, admin: Client) -> None:
    make_due_checkpoints(at=NOON)
    found = notes.parse_keys(admin.get("/ledger/keys.txt").content)
    assert {str(key) for key in found} == set(Log.objects.values_list("vkey", flat=True))


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "audit_admin", "head", "city_head"])
def test_others_who_may_see_change_nothing(office: Cast, who: str) -> None:
    row, other = named(), watched(LOG.verifier)
    client = client_of(office, who)
    with clock(NOON):
        page = client.get("/ledger/")
        assert page.status_code == 200
        assert "/ledger/witnesses/new" not in page.content.decode()
        assert client.get("/ledger/keys.txt").status_code == 200
        for address in (
            "/ledger/witnesses/new",
            "/ledger/watched/new",
            f"/ledger/witnesses/{row.pk}/remove",
            f"/ledger/watched/{other.pk}/remove",
        ):
            assert client.get(address).status_code == 404
            assert client.post(address, {"password": PASSWORD}).status_code == 404


@pytest.mark.parametrize("who", ["chief", "inspector", "prosecutor", "discipline", "political"])
def test_for_everybody_else_the_page_is_not_there(office: Cast, who: str) -> None:
    client = client_of(office, who)
    with clock(NOON):
        assert client.get("/ledger/").status_code == 404
        assert client.get("/ledger/keys.txt").status_code == 404


def test_a_county_sees_its_own_log_and_not_the_servers(office: Cast) -> None:
    named()
    make_due_checkpoints(at=NOON)
    with clock(NOON):
        page = client_of(office, "head").get("/ledger/").content.decode()
        whole = client_of(office, "city_head").get("/ledger/").content.decode()
    assert "jc.990203/ledger/2026/sha256" in page
    assert "jc.990200/" not in page.replace("jc.990200/witness", "")
    assert "jc.990200/server/2026/sha256" in whole
    assert "为他院见证" not in page

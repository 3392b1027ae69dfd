"""Draw pages: set up, shown to observers, taken home; and who finds them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import jingheng.verify
from jingheng.contexts.draws.models import Draw
from jingheng.contexts.draws.usecases.drafting import abandon
from jingheng.contexts.org.models import DutyHolding
from jingheng.verify.draw_check import examine
from tests.factories.cast import NOON, START, Cast
from tests.factories.drawing import PUBLIC, THROWN, TITLE, committed, drafted, drawn, planned, revealed, settled, typed
from tests.verify.draws import SECRETS, digest, frame
from tests.web.walking import client_of, clock

PLAN = {
    "id": "案号", "strata": "承办人", "percent": "5", "least": "2", "mandatory": "必查", "weight": "风险分", "size": "6",
    "parties": "案管\n检务督察\n",
}  # fmt: skip


def get(client: Client, address: str, status: int = 200) -> str:
    with clock(NOON):
        response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def post(client: Client, address: str, given: dict[str, Any] | None = None, status: int = 302) -> str:
    with clock(NOON):
        response = client.post(address, given or {})
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def listed_file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("名单.csv", content)


@pytest.fixture
def head(cast: Cast) -> Client:
    return client_of(cast, "head")


@pytest.fixture
def inspector(cast: Cast) -> Client:
    return client_of(cast, "inspector")


def test_the_browser_computes_with_the_verifiers_own_script() -> None:
    served = finders.find("draws/recompute.js")

    assert served is not None
    assert Path(served).read_bytes() == Path(jingheng.verify.__file__).with_name("recompute.js").read_bytes()


def test_a_draw_from_the_list_to_the_bundle(cast: Cast, head: Client, inspector: Client) -> None:
    assert "设置抽查" in get(head, "/draws/")
    assert "设置抽查" not in get(inspector, "/draws/")
    post(head, "/draws/new", {"title": TITLE, "kind": "CASES", "frame": listed_file(frame())})
    at = f"/draws/{Draw.objects.get().uid}"
    page = get(head, f"{at}/plan")
    assert re.search(r'<option value="承办人" selected', page)
    assert "〔2026〕1号" in page
    post(head, f"{at}/plan", PLAN)
    page = get(head, at)
    assert "每人抽两件说明不了什么" in page
    assert "还没有定口令" in page

    for share in Draw.objects.get().shares.all():
        assert "由系统生成" in get(inspector, f"{at}/shares/{share.pk}")
        post(inspector, f"{at}/shares/{share.pk}", {"sha256": digest(SECRETS[share.party]).upper()})
    assert "这样抽，查得出多少" in get(head, f"{at}/commit")
    post(head, f"{at}/commit")
    draw = Draw.objects.get()
    assert "<svg" in get(inspector, f"{at}/observe")
    for share in draw.shares.all():
        get(inspector, f"{at}/reveal/{share.pk}")
        post(inspector, f"{at}/reveal/{share.pk}", {"secret": SECRETS[share.party]})
    post(head, f"{at}/value", THROWN | {"value": PUBLIC})
    assert PUBLIC not in get(inspector, at) + get(inspector, f"{at}/observe") + get(inspector, f"{at}/confirm")
    post(inspector, f"{at}/confirm", {"value": PUBLIC})

    page = get(client_of(cast, "chief"), f"{at}/observe")
    assert "抽中 19 件" in page
    assert PUBLIC in page
    with clock(NOON):
        bundle, commitment = head.get(f"{at}/bundle.zip"), head.get(f"{at}/commitment")
    findings = examine(bundle.content, commitment.content)
    assert findings.evidence == ()
    with zipfile.ZipFile(io.BytesIO(bundle.content)) as archive:
        assert archive.read("frame.csv") == frame()
    assert "观察员签到" in get(head, f"{at}/sheet")
    assert "已抽取" in get(head, "/draws/")
    assert get(head, at).count("两次输入一致") == 0


def test_a_secret_is_shown_once(cast: Cast, head: Client) -> None:
    draw = planned(cast)
    share = draw.shares.get(party="案管")
    with clock(NOON):
        response = head.post(f"/draws/{draw.uid}/shares/{share.pk}", {"generate": "1"})
    page = response.content.decode()
    secret = re.search(r's-secret">([^<]+)<', page)

    assert secret is not None
    share.refresh_from_db()
    assert share.sha256 == digest(secret[1])
    assert "no-store" in response["Cache-Control"]
    assert secret[1] not in get(head, f"/draws/{draw.uid}") + get(head, f"/draws/{draw.uid}/shares/{share.pk}")
    assert "原来的口令作废" in get(head, f"/draws/{draw.uid}/shares/{share.pk}")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(cast: Cast, head: Client) -> None:
    given = {"title": TITLE, "kind": "OTHER", "frame": listed_file("案号,承办人\n1号\n".encode())}
    page = post(head, "/draws/new", given, 422)
    assert "第 2 行有 1 格，第 1 行有 2 列" in page
    assert TITLE in page

    draw = drafted(cast)
    page = post(head, f"/draws/{draw.uid}/plan", PLAN | {"percent": "百分之五", "parties": "案管"}, 422)
    assert "至少写 2 个参与方" in page
    assert "百分之五" in page
    page = post(head, f"/draws/{draw.uid}/plan", PLAN | {"percent": "百分之五"}, 422)
    assert "每层抽取比例应是 0 到 100 的数" in page
    post(head, f"/draws/{draw.uid}/commit", status=422)
    assert get(head, f"/draws/{draw.uid}/commit", 302) == ""

    draw = committed(cast, title="另一次")
    share = draw.shares.get(party="案管")
    assert "口令不对" in post(head, f"/draws/{draw.uid}/reveal/{share.pk}", {"secret": "不对"}, 422)
    page = post(head, f"/draws/{draw.uid}/value", THROWN | {"value": "7 0"}, 422)
    assert "公开值至少 12 位数字" in page
    assert "田静" in page


def test_a_value_taken_back_is_typed_again(cast: Cast, head: Client, inspector: Client) -> None:
    draw = committed(cast)
    revealed(cast, draw, "案管")
    at = f"/draws/{draw.uid}"
    assert "检务督察还没有公开口令" in get(head, f"{at}/value")
    typed(cast, draw)
    assert "与第一人输入的不一致" in post(inspector, f"{at}/confirm", {"value": "1" * 12}, 422)
    assert "请另一人用自己的账号再输入一遍" in get(head, at)
    post(head, f"{at}/withdraw")
    assert "已撤回，请重新输入" in get(inspector, at)
    assert "没有公开" in get(inspector, f"{at}/observe")


def test_given_up_and_drawn_again(cast: Cast, head: Client) -> None:
    draw = committed(cast)
    post(head, f"/draws/{draw.uid}/abandon", {"reason": "观察员没有到"})
    assert "观察员没有到" in get(head, f"/draws/{draw.uid}/observe") + get(head, f"/draws/{draw.uid}/sheet")
    at = f"/draws/{draw.uid}/again"
    assert "前一次是" in get(head, at)
    post(head, at, {"title": "第二次", "reason": ""}, 422)
    post(head, at, {"title": "第二次", "reason": "观察员到了"})
    later = Draw.objects.get(title="第二次")
    assert re.search(r'name="size"[^>]*value="6"', get(head, f"/draws/{later.uid}/plan"))
    assert "观察员到了" in get(head, f"/draws/{draw.uid}")
    assert draw.title in get(head, "/draws/")
    with clock(NOON):
        assert head.get(f"/draws/{draw.uid}/bundle.zip").status_code == 404


def test_replaced_and_enlarged(cast: Cast, head: Client) -> None:
    draw = drawn(cast)
    case = Draw.objects.get().result.content.split('"weighted":["')[1].split('"')[0]
    post(head, f"/draws/{draw.uid}/replace", {"case": case, "reason": "卷宗在上级院"})
    page = get(head, f"/draws/{draw.uid}")
    assert f"<s>{case}</s>" in page
    assert "替补" in page
    post(head, f"/draws/{draw.uid}/enlarge", {"size": "6", "reason": "问题较多"}, 422)
    post(head, f"/draws/{draw.uid}/enlarge", {"size": "9", "reason": "问题较多"})
    assert "抽中 22 件" in get(head, f"/draws/{draw.uid}/observe")


def test_whose_duty_it_is_not_finds_nothing(cast: Cast) -> None:
    DutyHolding.objects.create(person=cast.outsider, office=cast.county, duty="CASE_MANAGEMENT", starts_on=START)
    draw = drawn(cast)
    draft = settled(cast, title="另一次")
    share = draft.shares.first()
    assert share is not None
    readers = {"head", "inspector", "second_inspector", "chief", "outsider"}
    attending = readers - {"chief"}
    may = {
        **{f"/draws/{draw.uid}{page}": readers for page in ("", "/observe", "/sheet", "/bundle.zip", "/commitment")},
        f"/draws/{draw.uid}/replace": {"head"},
        f"/draws/{draw.uid}/enlarge": {"head"},
        f"/draws/{draw.uid}/again": {"head"},
        f"/draws/{draft.uid}/plan": {"head"},
        f"/draws/{draft.uid}/commit": {"head"},
        f"/draws/{draft.uid}/abandon": {"head"},
        f"/draws/{draft.uid}/shares/{share.pk}": attending,
        f"/draws/{draft.uid}/reveal/{share.pk}": attending,
        f"/draws/{draft.uid}/value": attending,
        f"/draws/{draft.uid}/confirm": attending,
        f"/draws/{draft.uid}/withdraw": attending,
        **{f"/draws/{draft.uid}{page}": set() for page in ("/observe", "/sheet", "/bundle.zip", "/commitment")},
        f"/draws/{draw.uid}/shares/{share.pk}": set(),
    }
    for key in cast.people:
        client = client_of(cast, key)
        for address, who in may.items():
            with clock(NOON):
                status = client.get(address).status_code
            assert status == (200 if key in who else 404), (key, address)
    abandon(uid=draft.uid, reason="不做了", actor=cast.actor("head"), at=NOON)
    assert "不做了" in get(client_of(cast, "chief"), f"/draws/{draft.uid}")

"""遮盖 as a page: rectangles typed into a table, one page at a time, kept through every step until they are saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from jingheng.contexts.records.models import Attachment, BlackedOut, Reading
from tests.factories.cast import Cast
from tests.factories.contents import content, naming
from tests.factories.evidence import TELEPHONE, filed_with, opened, pdf, record_of, text_of
from tests.web.recording import SignIn, now

PURPOSE = "报上级院，遮去群众电话"
WRONG = 422


@pytest.fixture
def attachment(cast: Cast) -> Attachment:
    return filed_with(cast, pdf(pages=3), at=now())


@pytest.fixture
def head(sign_in: SignIn) -> Client:
    return sign_in("head")


def address(attachment: Attachment, rest: str = "blackout") -> str:
    return f"/inspection/{record_of(attachment).uid}/files/{attachment.uid}/{rest}"


def rows(*given: str, page: int = 1, **pressed: Any) -> dict[str, Any]:
    """What a browser posts: of each row page, left, top, width, height."""
    columns = zip(*(row.split() for row in given), strict=True) if given else [[]] * 5
    names = ("page", "left", "top", "width", "height")
    typed = {name: [cell.replace("-", "") for cell in column] for name, column in zip(names, columns, strict=True)}
    return typed | {"at_page": str(page), "purpose": PURPOSE} | pressed


def test_drawn_named_and_saved_it_stands_below_the_attachment(cast: Cast, head: Client, attachment: Attachment) -> None:
    response = head.post(address(attachment), rows("1 15 10 50 10", "3 １５ 10% 50.00 10", save="1"))

    assert response.status_code == 303
    copy = BlackedOut.objects.get()
    assert copy.rectangles == {"1": [[1500, 1000, 5000, 1000]], "3": [[1500, 1000, 5000, 1000]]}
    page = head.get(response["Location"]).content.decode()
    for said in ("遮盖件已保存", PURPOSE, "3 页，遮盖 2 处", cast.head.name):
        assert said in page
    downloaded = head.get(f"/inspection/{record_of(attachment).uid}/blacked-out/{copy.uid}")
    assert "attachment" in downloaded["Content-Disposition"]
    data = b"".join(downloaded)
    assert (text_of(data), TELEPHONE.encode() in data) == ("", False)


def test_a_page_is_a_picture_and_a_reading(cast: Cast, head: Client, attachment: Attachment) -> None:
    response = head.get(address(attachment, "pages/2.png"))

    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "no-store"
    assert opened(response.content).size == (1240, 1755)
    assert Reading.objects.get().person == cast.head
    assert head.get(address(attachment, "pages/4.png")).status_code == 404


def test_another_page_keeps_what_was_typed(head: Client, attachment: Attachment) -> None:
    page = head.post(address(attachment), rows("1 15 10 50 10", "2 20 - - -", show="2")).content.decode()

    assert "pages/2.png" in page
    assert 'name="at_page" value="2"' in page
    assert 'id="left-0" name="left" value="15"' in page
    assert 'id="left-1" name="left" value="20"' in page
    assert PURPOSE in page
    assert "<rect data-row" not in page  # the first row's stands on another page, the second is not finished
    back = head.post(address(attachment), rows("1 15 10 50 10", show="1")).content.decode()
    assert '<rect data-row="0" x="15" y="10" width="50" height="10">' in back


def test_a_row_more_and_a_row_less(head: Client, attachment: Attachment) -> None:
    more = head.post(address(attachment), {**rows("1 15 10 50 10", page=2), "add-row": "rows"}).content.decode()
    assert 'id="page-1" name="page" value="2"' in more

    less = head.post(address(attachment), rows("1 15 10 50 10", "2 7 7 7 7", remove="0")).content.decode()
    assert 'id="left-0" name="left" value="7"' in less
    assert "left-1" not in less
    assert not BlackedOut.objects.exists()


def test_the_preview_shows_what_will_be_and_saves_nothing(head: Client, attachment: Attachment) -> None:
    response = head.post(address(attachment), rows("1 0 0 100 100", preview="1", purpose=""))

    page = response.content.decode()
    assert response.status_code == 200
    assert "现在还没有保存" in page
    assert "data:image/png;base64," in page
    assert not BlackedOut.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said", "wrong"),
    [
        (rows("1 abc 10 50 10"), "第 1 处：左要写 0 到 100 的数", "left-0"),
        (rows("1 15 nan 50 10"), "第 1 处：上要写", "top-0"),
        (rows("x 15 10 50 10"), "第 1 处：页要写数字", "page-0"),
        (rows("1 - - - -", "9 15 10 50 10"), "没有第 9 页，本件共 3 页", "page-1"),
        (rows("1 60 10 50 10"), "左边界加宽不能超过 100%", "left-0"),
        (rows("1 -- -- -- --"), "还没有画要遮盖的地方", "left-0"),
        (rows(), "还没有画要遮盖的地方", ""),
    ],
)
@pytest.mark.parametrize("button", ["save", "preview"])
def test_what_does_not_fit_is_said_where_it_stands(
    head: Client, attachment: Attachment, typed: dict[str, Any], said: str, wrong: str, button: str
) -> None:
    response = head.post(address(attachment), typed | {button: "1"})

    page = response.content.decode()
    assert response.status_code == WRONG
    assert said in page
    assert PURPOSE in page
    if wrong:
        assert f'id="{wrong}"' in page
        assert 'aria-invalid="true"' in page
    assert not BlackedOut.objects.exists()


@pytest.mark.parametrize(("purpose", "said"), [("", "请填写给谁看、为什么遮盖"), ("长" * 101, "最多 100 个")])
def test_without_a_purpose_nothing_is_saved(head: Client, attachment: Attachment, purpose: str, said: str) -> None:
    response = head.post(address(attachment), rows("1 15 10 50 10", save="1", purpose=purpose))

    assert response.status_code == WRONG
    assert said in response.content.decode()
    assert 'value="15"' in response.content.decode()
    assert not BlackedOut.objects.exists()


def test_what_cannot_be_blacked_out_says_what_to_do_instead(cast: Cast, head: Client) -> None:
    attachment = filed_with(cast, b"PK\x03\x04 a document", "说明.pdf", at=now())

    response = head.get(address(attachment))

    assert response.status_code == WRONG
    assert "打印出来遮盖后再扫描" in response.content.decode()


def test_an_earlier_copy_lends_its_rectangles(head: Client, attachment: Attachment) -> None:
    head.post(address(attachment), rows("2 15 10 50 10", "1 1.25 2 3 4", save="1"))
    copy = BlackedOut.objects.get()

    page = head.get(f"/inspection/{record_of(attachment).uid}/blacked-out/{copy.uid}/again?show=open").content.decode()

    assert f'action="{address(attachment)}?show=open"' in page
    for cell in ('id="page-0" name="page" value="1"', 'id="left-0" name="left" value="1.25"', 'value="15"'):
        assert cell in page
    assert PURPOSE not in page  # it is for somebody else


def test_it_is_thrown_away_after_asking(
    head: Client, attachment: Attachment, django_capture_on_commit_callbacks: Any
) -> None:
    head.post(address(attachment), rows("1 15 10 50 10", save="1"))
    copy = BlackedOut.objects.get()
    drop = f"/inspection/{record_of(attachment).uid}/blacked-out/{copy.uid}/drop"
    assert "不能恢复" in head.get(drop).content.decode()
    assert BlackedOut.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        assert head.post(drop).status_code == 303

    assert not BlackedOut.objects.exists()
    assert not default_storage.exists(copy.path)
    assert default_storage.exists(attachment.path)


def test_the_filer_and_the_chief_see_no_sign_of_it(cast: Cast, head: Client, sign_in: SignIn) -> None:
    """He reads his record, the chief a leader's record; neither is offered the tool or shown a copy."""
    attachment = filed_with(cast, pdf(), said=content(now(), parties=(naming(cast.deputy, "P21"),)), at=now())
    head.post(address(attachment), rows("1 15 10 50 10", save="1"))
    uid = record_of(attachment).uid
    assert BlackedOut.objects.count() == 1

    for who, where in (("prosecutor", f"/records/{uid}"), ("chief", f"/inspection/{uid}")):
        response = sign_in(who).get(where)
        assert response.status_code == 200
        assert "甘霖的名片.pdf" in response.content.decode()
        assert "遮盖" not in response.content.decode()

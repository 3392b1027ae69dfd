"""本页帮助: of the page one comes from, and for nobody else's."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from jingheng.contexts.desk.web.help_words import PAGES, help_for
from tests.web.recording import SignIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "title"),
    [("/", "待办"), ("/records/quick", "先记一笔"), ("/statements/2026-11", "月度报告"),
     ("/months/2026-11/ledger", "月度台账"), ("/months/2026-11", "完成情况"), ("/inspection/urgent", "受理台"),
     ("/inspection/x", "办理一份记录"), ("/circulars/new", "通报"), ("/norms/", "规则参数"),
     ("/draws/new", "抽查")],
)  # fmt: skip
def test_help_is_of_the_page_one_comes_from(sign_in: SignIn, address: str, title: str) -> None:
    page = sign_in("prosecutor").get("/help", {"page": address}).content.decode()

    assert f"帮助：{title}" in page
    assert all(sentence in page for sentence in next(help for help in PAGES.values() if help.title == title).sentences)


@pytest.mark.parametrize("address", ["", "/nothing/here", "https://elsewhere/", "?", "x" * 9000])
def test_of_an_unknown_address_there_is_the_general_help(sign_in: SignIn, address: str) -> None:
    response = sign_in("prosecutor").get("/help", {"page": address})

    assert response.status_code == 200
    assert "帮助：" not in response.content.decode()


def test_every_help_belongs_to_a_page() -> None:
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str)]

    for beginning, words in PAGES.items():
        assert any(help_for(name) is words for name in names), beginning

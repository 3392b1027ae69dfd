"""月度台账 as a page, as a sheet to print and as a workbook: the same lines."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from jingheng.contexts.records.models import Reading
from jingheng.contexts.records.web.months import ledger
from tests.factories.cast import MONTH_END, Cast
from tests.factories.contents import content, file, naming
from tests.web.walking import client_of, clock

ADDRESS = "/months/2026-11/ledger"


@pytest.fixture
def head(cast: Cast) -> Client:
    return client_of(cast, "head", at=MONTH_END)


def read(client: Client, address: str = ADDRESS) -> str:
    with clock(MONTH_END):
        response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def cells(client: Client, query: str = "") -> list[tuple[Any, ...]]:
    with clock(MONTH_END):
        answer = client.get(f"/months/2026-11/ledger.xlsx{query}")
    return list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)  # type: ignore[union-attr]


def filed(cast: Cast, many: int = 1, who: str = "prosecutor") -> list[str]:
    actor = cast.actor(who, MONTH_END)
    return [file(actor, content(MONTH_END), at=MONTH_END).uid for _ in range(many)]


def test_the_page_lists_each_record_with_who_filed_it(cast: Cast, head: Client) -> None:
    (uid,) = filed(cast)

    page = read(head)

    assert "2026-11 月度台账" in page
    assert f'<a href="/inspection/{uid}">1</a>' in page
    for words in ("方小岚", "第一检察部", "甘霖（澄明市城建集团 部门经理）", "盗窃罪", "2026-11-30 17:50", "已填报"):
        assert words in page, words
    assert Reading.objects.filter(person=cast.head).count() == 1


def test_a_long_month_goes_on_counting_from_page_to_page(
    cast: Cast, head: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "SIZE", 2)
    uids = filed(cast, 3)

    first = read(head)
    following = re.search(r'href="(\?cursor=[^"]+)"[^>]*rel="next"|rel="next"[^>]*href="(\?cursor=[^"]+)"', first)
    assert following is not None
    assert Reading.objects.count() == 2  # what was shown, and no more
    second = read(head, ADDRESS + (following[1] or following[2]))

    assert [f'{uid}">' in first for uid in uids] == [True, True, False]
    assert f'<a href="/inspection/{uids[2]}">3</a>' in second
    assert second.count("<tr data-row") == 1


def test_the_sheet_has_the_whole_month_the_mark_and_room_to_sign(
    cast: Cast, head: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "SIZE", 2)
    filed(cast, 3)

    page = read(head, f"{ADDRESS}/sheet")

    assert page.count('<th scope="row">') == 3
    assert '<tr class="l-mark"><td colspan="13">工作秘密' in page
    assert page.index("<thead>") < page.index("l-mark") < page.index("</thead>")
    for words in ("正平区人民检察院", "2026 年 11 月记录报告台账", "填表人：", "审核人：", "日期："):
        assert words in page, words


def test_the_workbook_is_what_one_sees(cast: Cast, head: Client) -> None:
    filed(cast, 2)

    every, some = cells(head), cells(head, "?column=-&column=acts")

    assert every[0][0] == "正平区人民检察院 2026 年 11 月记录报告台账（工作秘密）"
    assert every[1] == tuple(column.label for column in ledger.COLUMNS)
    assert [row[0] for row in every[2:4]] == [1, 2]
    assert every[2][2] == "方小岚 第一检察部"
    assert set(every[1]) - set(some[1]) == {"发生时间", "方式", "处理"}
    assert cast.head.name in str(every[4:])


def test_nothing_is_added_up(cast: Cast, head: Client) -> None:
    """Decisions §1: a sum could be held against another sum."""
    filed(cast, 2)

    told = read(head) + read(head, f"{ADDRESS}/sheet") + str(cells(head))

    assert not re.search(r"合计|总计|共\s*\d+\s*件|<tfoot", told)


def test_an_empty_month_says_so(cast: Cast, head: Client) -> None:
    assert "本月没有可以列出的记录" in read(head, "/months/2026-10/ledger")
    assert "本月没有可以列出的记录" in read(head, "/months/2026-10/ledger/sheet")


def test_records_that_are_not_for_everybody_are_marked(cast: Cast, head: Client) -> None:
    about = content(MONTH_END, parties=(naming(cast.deputy, "P21"),))
    file(cast.actor("prosecutor", MONTH_END), about, at=MONTH_END)

    assert "限阅" in read(head)
    assert "交他人审核前" in read(head, f"{ADDRESS}/sheet")


@pytest.mark.parametrize(("who", "linked"), [("head", True), ("chief", False), ("inspector", False)])
def test_the_months_page_leads_there_whoever_may_go(cast: Cast, who: str, linked: bool) -> None:
    page = read(client_of(cast, who, at=MONTH_END), "/months/2026-11")

    assert (f'href="{ADDRESS}"' in page) is linked

"""The pages of circulars, as people in different offices get them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from jingheng.contexts.circulars.api import Asked
from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.usecases.compiling import compile_circular, edit_words, submit
from jingheng.contexts.circulars.usecases.issuing import give_number, sign
from jingheng.contexts.org.models import Account
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from tests.factories.cast import NOON, Cast
from tests.factories.counted import counted, save_all

PASSWORD = "a password for tests"
QUARTER = MonthRange(Month(2026, 7), Month(2026, 9))
As = Callable[[str], Client]


@pytest.fixture
def signed_in(cast: Cast) -> As:
    def as_whom(key: str) -> Client:
        account = Account(username=key, person=cast.people[key], must_change_password=False, created_at=NOON)
        account.set_password(PASSWORD)
        account.save()
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_whom


@pytest.fixture
def circular(cast: Cast) -> Circular:
    save_all(
        counted(cast.prosecutor, cast.county, Month(2026, 8), position=position)
        for position in ["LEADER"] * 2 + ["OTHER"] * 20
    )
    made = compile_circular(asked=Asked(QUARTER), actor=cast.actor("city_head"), at=NOON)
    return edit_words(
        uid=made.uid,
        shown_revision=1,
        title=made.title,
        problems="要素不全的有三件。",
        demands="逐件补正。",
        actor=cast.actor("city_head"),
        at=NOON,
    )


def submitted(cast: Cast, circular: Circular) -> Circular:
    return submit(uid=circular.uid, shown_revision=2, actor=cast.actor("city_head"), at=NOON)


def signed(cast: Cast, circular: Circular) -> Circular:
    submitted(cast, circular)
    return sign(uid=circular.uid, shown_revision=2, actor=cast.actor("city_chief"), at=NOON)


def issue(cast: Cast, circular: Circular) -> None:
    signed(cast, circular)
    give_number(uid=circular.uid, number="澄检发〔2026〕12号", actor=cast.actor("city_office"), at=NOON)


def test_it_is_made_from_the_form(cast: Cast, signed_in: As) -> None:
    given = {"first": "2026-07", "last": "2026-09", "scope": "all", "digits": "1", "rounding": "absorb"}

    answer = signed_in("city_head").post("/circulars/new", given)

    made = Circular.objects.get()
    assert answer.headers["Location"] == f"/circulars/{made.uid}"
    assert (made.office, made.digits) == (cast.city, 1)


def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(signed_in: As) -> None:
    given = {"first": "2026-09", "last": "2026-07", "scope": "all", "digits": "2", "rounding": "absorb"}

    answer = signed_in("city_head").post("/circulars/new", given)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "止月早于起月" in page
    assert 'value="2026-09"' in page


def test_the_page_reads_like_the_paper(circular: Circular, signed_in: As) -> None:
    page = signed_in("city_head").get(f"/circulars/{circular.uid}").content.decode()

    assert "2026年第三季度，澄明市检察机关共记录报告".replace(",", "\uff0c") in page
    assert "按填报人职务" in page
    assert "data-chart" in page
    assert "要素不全的有三件。" in page
    assert "本期没有事项计入的有" in page
    assert "依据" in page


def test_of_a_single_month_there_is_a_table_and_no_line(cast: Cast, circular: Circular, signed_in: As) -> None:
    client = signed_in("city_head")
    asked = Asked(MonthRange(Month(2026, 8), Month(2026, 8)))
    one = compile_circular(asked=asked, actor=cast.actor("city_head"), at=NOON)
    lines = 'data-chart="chart-by_month"'

    assert lines in client.get(f"/circulars/{circular.uid}").content.decode()
    page = client.get(f"/circulars/{one.uid}").content.decode()
    paper = client.get(f"/circulars/{one.uid}/as/html").content.decode()
    assert lines not in page
    assert 'data-chart="chart-by_channel"' in page
    assert '<th scope="row">2026-08' in page
    by_month = paper.partition("<h3>按填报月份</h3>")[2].partition("</section>")[0]
    assert "2026-08" in by_month
    assert "<svg" not in by_month


def test_the_public_version_says_what_it_hides(circular: Circular, signed_in: As) -> None:
    page = signed_in("city_head").get(f"/circulars/{circular.uid}?version=public").content.decode()

    assert "公开版不显示" in page
    assert "按填报人职务中的“班子成员”" in page
    assert "要素不全的有三件。" not in page
    assert "本期没有事项计入的有" not in page


@pytest.mark.parametrize("who", ["prosecutor", "chief", "city_publisher"])
def test_a_draft_does_not_exist_for_others(circular: Circular, signed_in: As, who: str) -> None:
    client = signed_in(who)

    assert client.get(f"/circulars/{circular.uid}").status_code == 404
    assert client.get(f"/circulars/{circular.uid}/as/json").status_code == 404
    assert circular.title not in client.get("/circulars/").content.decode()


def test_a_numbered_one_is_read_below(cast: Cast, circular: Circular, signed_in: As) -> None:
    issue(cast, circular)
    client = signed_in("prosecutor")

    assert circular.title in client.get("/circulars/").content.decode()
    page = client.get(f"/circulars/{circular.uid}").content.decode()
    assert "澄检发〔2026〕12号" in page
    assert "/inspection/" not in page.partition('class="j-paper')[2]


def test_only_the_head_of_the_desk_drills_down_and_only_into_his_own_office(
    cast: Cast, circular: Circular, signed_in: As
) -> None:
    save_all([counted(cast.prosecutor, cast.city, Month(2026, 8))])
    made = compile_circular(asked=Asked(QUARTER), actor=cast.actor("city_head"), at=NOON)

    article = signed_in("city_head").get(f"/circulars/{made.uid}").content.decode().partition('class="j-paper')[2]
    for_inspector = (
        signed_in("city_inspector").get(f"/circulars/{made.uid}").content.decode().partition('class="j-paper')[2]
    )

    assert article.count("/inspection/all?month=2026-08") == 1
    assert "/inspection/" not in for_inspector


def test_handing_it_in_says_what_is_not_written(cast: Cast, circular: Circular, signed_in: As) -> None:
    Circular.objects.update(demands="")
    client, page = signed_in("city_inspector"), f"/circulars/{circular.uid}/submit"

    assert "下步要求还没有写，通报里不列这一部分" in client.get(page).content.decode()
    assert client.post(page, {"revision": "1"}).status_code == 422
    assert Circular.objects.get().state == "COMPILED"
    client.post(page, {"revision": "2"})

    assert (Circular.objects.get().state, Circular.objects.get().submitted_by) == ("SUBMITTED", cast.city_inspector)


def test_signing_asks_for_the_password(cast: Cast, circular: Circular, signed_in: As) -> None:
    submitted(cast, circular)
    client = signed_in("city_chief")
    page = f"/circulars/{circular.uid}/sign"

    wrong = client.post(page, {"revision": "2", "password": "something else"})
    assert wrong.status_code == 422
    assert Circular.objects.get().state == "SUBMITTED"

    client.post(page, {"revision": "2", "password": PASSWORD})
    assert Circular.objects.get().state == "SIGNED"


def test_a_signature_under_an_old_revision_is_refused(cast: Cast, circular: Circular, signed_in: As) -> None:
    submitted(cast, circular)
    answer = signed_in("city_chief").post(f"/circulars/{circular.uid}/sign", {"revision": "1", "password": PASSWORD})

    assert answer.status_code == 422
    assert "请重新阅读后再办" in answer.content.decode()
    assert Circular.objects.get().state == "SUBMITTED"


def test_numbering_and_publishing(cast: Cast, circular: Circular, signed_in: As) -> None:
    signed(cast, circular)

    client, number = signed_in("city_office"), f"澄检发〔{datetime.now(SHANGHAI).year}〕12号"
    first = client.post(f"/circulars/{circular.uid}/number", {"number": number})
    assert Circular.objects.get().state == "SIGNED"
    assert f"确定用“{number}”印发？" in first.content.decode()
    client.post(f"/circulars/{circular.uid}/number", {"number": number, "confirmed": "True"})
    assert Circular.objects.get().number == number

    publisher = signed_in("city_publisher")
    unreviewed = publisher.post(f"/circulars/{circular.uid}/publish", {})
    wordless = client.post(f"/circulars/{circular.uid}/review", {"opinion": ""})
    client.post(f"/circulars/{circular.uid}/review", {"agreed": "YES", "opinion": "公开版不涉密，同意公布。"})
    publisher.post(f"/circulars/{circular.uid}/publish", {})

    assert (unreviewed.status_code, wordless.status_code) == (422, 422)
    assert "须经保密审查" in unreviewed.content.decode()
    assert Circular.objects.get().state == "PUBLISHED"


@pytest.mark.parametrize("confirmed", ["", "True"])
def test_a_number_of_no_form_is_refused_at_either_step(
    cast: Cast, circular: Circular, signed_in: As, confirmed: str
) -> None:
    signed(cast, circular)

    answer = signed_in("city_office").post(
        f"/circulars/{circular.uid}/number", {"number": "abc<b>", "confirmed": confirmed}
    )

    assert answer.status_code == 422
    assert "发文字号应由机关代字、年份、顺序号组成" in answer.content.decode()
    assert Circular.objects.get().number is None


def test_the_next_number_stands_in_the_form(cast: Cast, circular: Circular, signed_in: As) -> None:
    issue(cast, circular)
    asked = Asked(QUARTER)
    second = compile_circular(asked=asked, actor=cast.actor("city_head"), at=NOON)

    page = signed_in("city_office").get(f"/circulars/{second.uid}/number").content.decode()

    year = datetime.now(SHANGHAI).year
    assert f'value="澄检发〔{year}〕{13 if year == NOON.year else 1}号"' in page
    assert "上一份通报是“澄检发〔2026〕12号”，已推为下一个号。" in page


def test_returning_shows_the_reason_to_its_maker(cast: Cast, circular: Circular, signed_in: As) -> None:
    submitted(cast, circular)
    page = f"/circulars/{circular.uid}/return"
    chief = signed_in("city_chief")

    unreasoned = chief.post(page, {"revision": "2", "reason": ""})
    chief.post(page, {"revision": "2", "reason": "附表缺一院。"})

    assert unreasoned.status_code == 422
    shown = signed_in("city_head").get(f"/circulars/{circular.uid}").content.decode()
    assert "商怀远退回：</strong>附表缺一院。" in shown


def test_a_discarded_draft_is_listed_only_where_asked_for(circular: Circular, signed_in: As) -> None:
    client = signed_in("city_head")

    client.post(f"/circulars/{circular.uid}/discard", {"revision": "2"})

    assert circular.title not in client.get("/circulars/").content.decode()
    assert circular.title in client.get("/circulars/?show=discarded").content.decode()


def test_whoever_only_publishes_finds_the_public_version_and_no_other(
    cast: Cast, circular: Circular, signed_in: As
) -> None:
    issue(cast, circular)
    client, page = signed_in("city_publisher"), f"/circulars/{circular.uid}"

    for shown in (client.get(page).content.decode(), client.get(f"{page}/as/html").content.decode()):
        assert "公开版" in shown
        assert "?version=internal" not in shown
        assert "要素不全的有三件。" not in shown
    assert client.get(f"{page}?version=internal").status_code == 404
    assert client.get(f"{page}/as/docx?version=internal").status_code == 404


def test_months_that_are_not_closed_are_told_on_the_page_and_on_paper(
    cast: Cast, circular: Circular, signed_in: As
) -> None:
    client, page = signed_in("city_head"), f"/circulars/{circular.uid}"
    said = "截至汇总时，各院本期各月的月报均未上报并接收"

    assert said in client.get(page).content.decode()
    assert said in client.get(f"{page}/as/html").content.decode()
    assert said in client.get(f"{page}?version=public").content.decode()
    assert said in client.get(f"{page}/submit").content.decode()
    submitted(cast, circular)
    signing = signed_in("city_chief").get(f"{page}/sign").content.decode()
    assert signing.index("j-notice-warning") < signing.index(said) < signing.index('class="j-form"')


def test_months_that_are_not_closed_are_told_before_and_after_it_is_compiled(signed_in: As) -> None:
    client, said = signed_in("city_head"), "截至汇总时，各院本期各月的月报均未上报并接收"
    given = {"first": "2026-07", "last": "2026-09", "scope": "all", "digits": "1", "rounding": "absorb"}

    asked = client.get("/circulars/new?first=2026-07&last=2026-09").content.decode()
    assert "现在汇总2026年第三季度：" in asked
    assert said in asked
    assert "现在汇总" not in client.get("/circulars/new?first=2026-09&last=2026-07").content.decode()
    made = client.post("/circulars/new", given, follow=True).content.decode()

    assert made.count(said) == 2  # as a message, and in the paper
    notice = made.partition("j-notice-warning")[2].partition("</div></div>")[0]
    assert "<strong>" not in notice  # the page's own heading is not the message's


def test_returning_what_is_signed_says_that_the_signature_falls(cast: Cast, circular: Circular, signed_in: As) -> None:
    submitted(cast, circular)
    client, page = signed_in("city_chief"), f"/circulars/{circular.uid}/return"
    assert "签名随之失效" not in client.get(page).content.decode()

    sign(uid=circular.uid, shown_revision=2, actor=cast.actor("city_chief"), at=NOON)

    assert "审签第 2 稿；退回后签名随之失效，要重新送审签。" in client.get(page).content.decode()
    assert "保存后签名随之失效" in signed_in("city_head").get(f"/circulars/{circular.uid}/edit").content.decode()


def test_its_words_begin_with_those_of_the_issue_before(cast: Cast, circular: Circular, signed_in: As) -> None:
    asked = Asked(MonthRange(Month(2026, 10), Month(2026, 10)))
    made = compile_circular(asked=asked, actor=cast.actor("city_head"), at=NOON)
    client, page = signed_in("city_head"), f"/circulars/{made.uid}/edit"
    shown = client.get(page).content.decode()
    assert "数字和第一段由系统按记录生成，不能在这里改" in shown
    assert "填入上一期的文字（2026年第三季度）" in shown
    assert "上一期" not in client.get(f"/circulars/{circular.uid}/edit").content.decode()

    typed = {
        "revision": "1",
        "title": "另一个标题",
        "problems": "本期新写的。",
        "demands": "逐件补正。",
        "fill": "before",
    }
    answer = client.post(page, typed)

    assert answer.status_code == 200
    filled = answer.content.decode()
    assert 'value="另一个标题"' in filled
    assert "本期新写的。\n要素不全的有三件。" in filled
    assert filled.count("逐件补正。") == 1
    assert "已填入上一期的文字，还没有保存。" in filled
    again = client.post(page, typed | {"problems": "要素不全的有三件。"}).content.decode()
    assert "上一期的文字已经在里面了。" in again
    assert Circular.objects.get(pk=made.pk).revision == 1


def test_filling_in_where_there_is_no_issue_before_loses_nothing(circular: Circular, signed_in: As) -> None:
    typed = {"revision": "2", "title": "另一个标题", "problems": "新写的。", "demands": "", "fill": "before"}

    filled = signed_in("city_head").post(f"/circulars/{circular.uid}/edit", typed).content.decode()

    assert "新写的。" in filled
    assert Circular.objects.get().revision == 2


def test_the_public_version_leads_to_its_examination(cast: Cast, circular: Circular, signed_in: As) -> None:
    issue(cast, circular)
    client, page = signed_in("city_office"), f"/circulars/{circular.uid}"
    link = f'<a href="{page}/review">保密审查…</a>登记意见'

    assert link in client.get(f"{page}?version=public").content.decode()
    assert link not in client.get(page).content.decode()
    assert link not in signed_in("city_head").get(f"{page}?version=public").content.decode()
    asked = client.get(f"{page}/review").content.decode()
    assert f'href="{page}?version=public"' in asked
    assert re.search(r"<button[^>]*>登记审查意见</button>", asked)


def test_the_first_number_has_an_example_of_its_own_office(cast: Cast, circular: Circular, signed_in: As) -> None:
    signed(cast, circular)

    page = signed_in("city_office").get(f"/circulars/{circular.uid}/number").content.decode()

    assert f"例如“澄检发〔{datetime.now(SHANGHAI).year}〕1号”，代字照本院的写。" in page


@pytest.mark.parametrize("deed", ["submit", "sign", "return", "discard", "number", "publish", "edit"])
def test_a_deed_that_is_not_his_does_not_exist_for_him(circular: Circular, signed_in: As, deed: str) -> None:
    assert signed_in("outsider").post(f"/circulars/{circular.uid}/{deed}", {}).status_code == 404


def test_recompiling_is_one_press(circular: Circular, signed_in: As) -> None:
    signed_in("city_inspector").post(f"/circulars/{circular.uid}/recompile")

    assert Circular.objects.get().revision == 3


def test_the_files_carry_the_figures_that_were_kept(cast: Cast, circular: Circular, signed_in: As) -> None:
    save_all([counted(cast.prosecutor, cast.county, Month(2026, 9))])
    client = signed_in("city_head")

    answer = client.get(f"/circulars/{circular.uid}/as/json")

    assert json.loads(answer.content) == circular.figures["figures"] | {"extended": circular.figures["extended"]}
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_public_file_carries_no_internal_words(circular: Circular, signed_in: As) -> None:
    client = signed_in("city_head")

    internal = client.get(f"/circulars/{circular.uid}/as/html").content.decode()
    public = client.get(f"/circulars/{circular.uid}/as/html?version=public").content.decode()

    assert "要素不全的有三件" in internal
    assert "要素不全的有三件" not in public


def test_an_unknown_format_does_not_exist(circular: Circular, signed_in: As) -> None:
    assert signed_in("city_head").get(f"/circulars/{circular.uid}/as/exe").status_code == 404


# --- the figures that are asked for (decisions §1: for those alone who may know of a record about a leader) -----------
def test_head_and_chief_of_its_office_read_the_extended_figures(cast: Cast, circular: Circular, signed_in: As) -> None:
    issue(cast, circular)

    for who in ("city_head", "city_chief"):
        client = signed_in(who)
        assert "延伸数字" in client.get(f"/circulars/{circular.uid}").content.decode()
        exported = json.loads(client.get(f"/circulars/{circular.uid}/as/json").content)
        assert exported["extended"] == circular.figures["extended"]


@pytest.mark.parametrize("who", ["city_inspector", "city_office", "head", "chief", "prosecutor", "city_publisher"])
def test_nobody_else_gets_them_in_any_format(cast: Cast, circular: Circular, signed_in: As, who: str) -> None:
    issue(cast, circular)
    client = signed_in(who)

    assert "延伸数字" not in client.get(f"/circulars/{circular.uid}").content.decode()
    assert "extended" not in json.loads(client.get(f"/circulars/{circular.uid}/as/json").content)


def test_the_public_version_has_none_for_anybody(circular: Circular, signed_in: As) -> None:
    client = signed_in("city_head")

    assert "延伸数字" not in client.get(f"/circulars/{circular.uid}?version=public").content.decode()
    assert "extended" not in json.loads(client.get(f"/circulars/{circular.uid}/as/json?version=public").content)

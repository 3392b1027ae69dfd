"""The components as the gallery shows them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.http import HttpResponse, QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import include, path

from jingheng.platform.web import formsets
from jingheng.platform.web.gallery import views
from jingheng.platform.web.gallery.forms import PersonRows, SampleForm
from jingheng.platform.web.parts import Light
from jingheng.platform.web.tables import Cell, Column, Row, Table
from jingheng.platform.web.views import density

pytestmark = pytest.mark.urls(__name__)
urlpatterns = [
    path("", include("jingheng.platform.web.urls")),
    path("", include("jingheng.platform.web.gallery.urls")),
]


def shown(rf: RequestFactory, part: str) -> HttpResponse:
    return views.page(rf.get(f"/gallery/{part}"), part)


def render(template: str, **context: object) -> str:
    return Template("{% load shell %}" + template).render(Context(context))


def table(query: str = "", rows: int = 1) -> Table:
    return Table(
        caption="清单",
        columns=(Column("name", "姓名", sortable=True), Column("pages", "页数", "number", optional=True)),
        rows=[Row([Cell("甲"), Cell(3)])] * rows,
        params=QueryDict(query),
    )


class Ids(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.asked: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"aria-describedby", "aria-labelledby", "for", "form"}:
                self.asked.update((value or "").split())


@pytest.mark.parametrize("part", [*views.PARTS, "login"])
def test_every_id_of_a_page_is_there_once_and_none_is_missing(rf: RequestFactory, part: str) -> None:
    found = Ids(shown(rf, part).content.decode())

    assert len(found.ids) == len(set(found.ids))
    assert found.asked <= set(found.ids)


@pytest.mark.parametrize("part", views.PARTS)
def test_office_secrecy_and_watermark_are_on_every_page(rf: RequestFactory, part: str) -> None:
    text = shown(rf, part).content.decode()

    assert "澄明市人民检察院" in text
    assert "工作秘密" in text
    assert "沈知远 990217 2026-11-22 17:50" in text


def test_a_light_says_its_word_beside_its_colour() -> None:
    assert "逾期" in render("{% light value %}", value=Light.LATE)


def test_a_refused_form_puts_the_focus_on_its_first_fault_only() -> None:
    text = render("{% for one in form %}{% field one %}{% endfor %}", form=SampleForm({"visitor": "来访人"}))

    assert text.count("autofocus") == 1
    assert re.search(r'id="id_visited_on"[^>]*autofocus|autofocus[^>]*id="id_visited_on"', text)


def test_a_fault_stands_beside_its_field_and_in_the_summary() -> None:
    form = SampleForm({})

    assert 'href="#id_visitor"' in render("{% error_summary form %}", form=form)
    assert 'aria-describedby="id_visitor_helptext id_visitor_error"' in render("{% field form.visitor %}", form=form)


def test_asking_for_one_more_row_keeps_what_was_typed_and_blames_nobody() -> None:
    data = QueryDict("people-TOTAL_FORMS=1&people-INITIAL_FORMS=0&people-0-post=科员&add-row=people")

    rows = PersonRows(formsets.one_more(data, formsets.wants_another(data)), prefix="people")
    text = render('{% include "web/_formset.html" with formset=rows %}', rows=rows, quiet=True)

    assert text.count('class="j-row"') == 2
    assert 'value="科员"' in text
    assert "j-wrong" not in text


def test_a_block_that_holds_a_fault_stands_open() -> None:
    template = '{% fold "甲" open=False %}{% field form.visitor %}{% endfold %}'

    assert '<details class="j-fold" open>' in render(template, form=SampleForm({}))
    assert '<details class="j-fold">' in render(template, form=SampleForm())


def test_sorting_keeps_the_filters_and_leaves_the_page() -> None:
    heads = list(table("q=电话&cursor=abc").heads)

    assert heads[0].sort_url == "?q=%E7%94%B5%E8%AF%9D&sort=-name"
    assert heads[1].sort_url == ""


def test_a_column_the_reader_did_not_choose_is_gone_from_head_and_rows() -> None:
    chosen = table("column=-")

    assert [head.column.key for head in chosen.heads] == ["name"]
    assert [len(cells) for _, cells in chosen.body] == [1]


def test_a_row_with_too_few_cells_is_a_bug() -> None:
    with pytest.raises(ValueError, match="cells for 2 columns"):
        Table("清单", (Column("a", "甲"), Column("b", "乙")), [Row([Cell("1")])], QueryDict())


def test_what_was_typed_is_never_taken_for_markup() -> None:
    class Nasty(forms.Form):
        name = forms.CharField(label="<b>姓名</b>", help_text="<i>")

    text = render(
        "{% field form.name %}{% panel title %}{{ title }}{% endpanel %}"
        '{% fold title %}{{ title }}{% endfold %}{% text_diff "" title %}',
        form=Nasty({"name": '"><script>'}),
        title="<script>",
    )

    assert "<script>" not in text
    assert "<b>" not in text


def test_density_leads_back_to_our_own_pages_only(rf: RequestFactory) -> None:
    response = density(rf.post("/preferences/density", {"density": "roomy", "next": "//elsewhere.example/"}))

    assert response["Location"] == "/"
    assert response.cookies["density"].value == "roomy"

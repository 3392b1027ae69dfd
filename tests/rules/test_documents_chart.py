"""Charts: what they say in words, what they draw, and that no page's security policy stops them."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element, fromstring

import pytest

from jingheng.platform.documents.chart import Chart, Series, Svg, bar_svg, horizontal_bar_svg, line_svg

MONTHS = Chart("各月件数", ("1月", "2月", "3月"), (Series("填报", (5, 0, 10)),), unit="件")
TWO = Chart("对比", ("1月", "2月", "3月"), (Series("本期", (5, None, 10)), Series("上期", (1, 2, 3))), unit="件")
SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize("draw", [bar_svg, line_svg, horizontal_bar_svg])
Draw = Callable[[Chart], Svg]


def all_of(root: Element, tag: str) -> list[Element]:
    return list(root.iter(SVG + tag))


def bars(root: Element) -> list[Element]:
    found = (group.find(SVG + "rect") for group in all_of(root, "g"))
    return [rect for rect in found if rect is not None]


@EVERY
def test_a_chart_has_a_title_and_says_its_extremes(draw: Draw) -> None:
    root = fromstring(draw(MONTHS))
    title, desc = root.find(SVG + "title"), root.find(SVG + "desc")

    assert root.get("role") == "img"
    assert title is not None
    assert desc is not None
    assert title.text == "各月件数"
    assert desc.text == "填报：3 项，最多 3月 10件，最少 2月 0件。"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"


@EVERY
def test_nothing_needs_a_style_attribute_or_a_script(draw: Draw) -> None:
    drawn = draw(TWO)

    assert "style=" not in drawn
    assert "<script" not in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


@EVERY
def test_words_cannot_become_markup(draw: Draw) -> None:
    drawn = draw(Chart("<b>&", ("<i>",), (Series('"', (1,)),)))

    assert "<b>" not in drawn
    assert "<i>" not in drawn


@EVERY
def test_nought_has_a_shape_of_its_own(draw: Draw) -> None:
    marked = [node for node in fromstring(draw(MONTHS)).iter() if node.get("class") == "chart-zero"]

    assert len(marked) == 1


@EVERY
def test_what_is_not_known_is_not_drawn_as_nought(draw: Draw) -> None:
    marked = [node for node in fromstring(draw(TWO)).iter() if node.get("class") == "chart-zero"]
    drawn = all_of(fromstring(draw(TWO)), "g")

    assert marked == []
    assert len(drawn) == 5


@EVERY
def test_several_series_are_named_and_differ_without_colour(draw: Draw) -> None:
    root = fromstring(draw(TWO))
    names = [node.text for node in all_of(root, "text")]

    assert {"本期", "上期"} <= set(names)
    dashes = {node.get("stroke-dasharray") for node in all_of(root, "polyline")}
    assert len(dashes) == 2 or any("url(#" in (bar.get("fill") or "") for bar in bars(root))


@EVERY
def test_the_same_chart_comes_out_the_same_and_another_takes_other_names(draw: Draw) -> None:
    assert draw(MONTHS) == draw(MONTHS)
    assert fromstring(draw(MONTHS)).get("aria-labelledby") != fromstring(draw(TWO)).get("aria-labelledby")


@EVERY
def test_nothing_to_draw_is_drawn_as_an_empty_frame(draw: Draw) -> None:
    assert fromstring(draw(Chart("空", (), (Series("无", ()),)))).get("role") == "img"


def test_standing_bars_are_as_high_as_their_values() -> None:
    heights = [float(bar.get("height") or 0) for bar in bars(fromstring(bar_svg(MONTHS)))]

    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)


def test_lying_bars_are_as_long_as_their_values() -> None:
    widths = [float(bar.get("width") or 0) for bar in bars(fromstring(horizontal_bar_svg(MONTHS)))]

    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)


def test_a_line_is_broken_where_a_figure_is_missing() -> None:
    def lines(chart: Chart) -> int:
        return len(all_of(fromstring(line_svg(chart)), "polyline"))

    known = Chart("甲", ("1", "2", "3"), (Series("乙", (1, 2, 3)),))
    missing = Chart("甲", ("1", "2", "3"), (Series("乙", (1, None, 3)),))

    assert (lines(known), lines(missing)) == (1, 2)


@pytest.mark.parametrize("highest", [1, 3, 7, 10, 39, 99, 417, 12_345])
def test_the_axis_reaches_the_highest_figure_in_whole_steps(highest: int) -> None:
    root = fromstring(bar_svg(Chart("甲", ("乙",), (Series("丙", (highest,)),))))
    ticks = [
        int((node.text or "").replace(",", "")) for node in all_of(root, "text") if node.get("text-anchor") == "end"
    ]

    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert 2 <= len(ticks) <= 7


def test_series_of_another_length_or_below_nought_are_mistakes_at_once() -> None:
    with pytest.raises(ValueError, match="横轴有 2 项"):
        Chart("甲", ("1", "2"), (Series("乙", (1,)),))
    with pytest.raises(ValueError, match="小于零"):
        Chart("甲", ("1",), (Series("乙", (-1,)),))


def test_templates_take_the_markup_as_finished() -> None:
    drawn = bar_svg(MONTHS)

    assert drawn.__html__() == drawn

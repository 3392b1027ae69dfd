"""Charts as SVG, drawn on the server: they need no JavaScript, print in grey and are described in words.

Series differ by pattern, dash and marker, not by colour alone. Nothing here uses style attributes, which the content
security policy forbids; a style sheet may take hold of the classes. The table of the figures belongs beside the chart.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

from jingheng.platform.documents.typography import width

Number = int | float | Fraction | Decimal

_WIDE, _PLOT_HIGH = 720.0, 220.0
_LEFT, _RIGHT, _ABOVE, _BELOW, _LEGEND = 56.0, 16.0, 26.0, 28.0, 22.0
_SIZE = 12.0
_LYING = 26.0  # height of one lying bar with its gap
_COLOURS = ("#1d5fa8", "#8a5a00", "#3d7a3d", "#6b3d8f")
_DASHES = ("", "7 4", "2 3", "9 3 2 3")


class Svg(str):
    """Finished markup, known as such to Django's templates without this package knowing Django."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: tuple[Number | None, ...]  # None: no figure; it is not drawn as nought


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    desc: str = ""  # for who cannot see it; by default the extremes in words

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= len(_COLOURS):
            raise ValueError(f"一张图画 1 至 {len(_COLOURS)} 组数，这里有 {len(self.series)} 组")
        for one in self.series:
            if len(one.values) != len(self.labels):
                raise ValueError(f"“{one.name}”有 {len(one.values)} 个数，横轴有 {len(self.labels)} 项")
            if any(value is not None and value < 0 for value in one.values):
                raise ValueError(f"“{one.name}”里有小于零的数，这种图只画不小于零的数")


def bar_svg(chart: Chart) -> Svg:
    """Standing bars, one group for every label."""
    plot = _Plot(chart)
    wide = plot.slot * 0.7 / len(chart.series)
    for number, at, value in _figures(chart):
        x = plot.x(at) - plot.slot * 0.35 + number * wide
        group = _described(plot.root, chart, number, at, value)
        if value == 0:
            _zero(group, x + wide / 2, plot.base)
        else:
            y = plot.y(value)
            _bar(group, chart, number, (x, y, wide * 0.92, plot.base - y))
        if len(chart.series) == 1 and plot.slot >= 7 * len(_written(value)):
            _text(group, x + wide / 2, (plot.base - 7 if value == 0 else plot.y(value)) - 4, _written(value))
    return plot.finished()


def line_svg(chart: Chart) -> Svg:
    """A marker at every figure, hollow at nought; where there is no figure the line is broken."""
    plot = _Plot(chart, lines=True)
    for number, one in enumerate(chart.series):
        numbered = list(enumerate(one.values))
        for known, run in groupby(numbered, key=lambda pair: pair[1] is not None):
            points = " ".join(f"{plot.x(at):.1f},{plot.y(value):.1f}" for at, value in run if value is not None)
            if known:
                _stroke(plot.root, points, number)
    for number, at, value in _figures(chart):
        _marker(_described(plot.root, chart, number, at, value), number, plot.x(at), plot.y(value), hollow=value == 0)
    return plot.finished()


def horizontal_bar_svg(chart: Chart) -> Svg:
    """Lying bars under each other, for names that are long; the figure stands at the bar's end."""
    many = len(chart.series)
    left = min(max((width(label) for label in chart.labels), default=0) * _SIZE + 12, _WIDE / 2.5)
    room = _WIDE - left - 84
    root, top = _root(chart, len(chart.labels) * _LYING * max(1.0, many * 0.7) + 8)
    slot = _LYING * max(1.0, many * 0.7)
    highest = _highest(chart)
    base = _add(root, "line", x1=left, x2=left, y1=top, y2=top + slot * len(chart.labels), stroke="currentColor")
    base.set("class", "chart-axis")
    for at, label in enumerate(chart.labels):
        _text(root, left - 6, top + (at + 0.5) * slot + 4, label, anchor="end")
    for number, at, value in _figures(chart):
        high = slot * 0.76 / many
        y = top + at * slot + slot * 0.12 + number * high
        long = room * float(value) / highest
        group = _described(root, chart, number, at, value)
        if value == 0:
            _zero(group, left + 5, y + high / 2 + 5)
        else:
            _bar(group, chart, number, (left, y, long, high * 0.92))
        beside = left + (14 if value == 0 else long + 5)
        _text(group, beside, y + high / 2 + 4, _written(value) + chart.unit, anchor="start")
    return _finished(root)


class _Plot:
    """Axis, grid and scale that standing bars and lines share."""

    def __init__(self, chart: Chart, *, lines: bool = False) -> None:
        self.root, top = _root(chart, _PLOT_HIGH + _BELOW + _ABOVE, lines=lines)
        top += _ABOVE
        self.base = top + _PLOT_HIGH
        self.slot = (_WIDE - _LEFT - _RIGHT) / max(len(chart.labels), 1)
        ticks = _ticks(_highest(chart))
        self._scale = _PLOT_HIGH / ticks[-1]
        for tick in ticks:
            y = self.base - tick * self._scale
            grid = _add(self.root, "line", x1=_LEFT, x2=_WIDE - _RIGHT, y1=y, y2=y, stroke="currentColor")
            grid.set("stroke-opacity", "0.15" if tick else "1")
            grid.set("class", "chart-grid" if tick else "chart-axis")
            _text(self.root, _LEFT - 6, y + 4, _written(tick), anchor="end")
        if chart.unit:
            _text(self.root, _LEFT - 6, top - 10, chart.unit, anchor="end")
        widest = max((width(label) for label in chart.labels), default=0) * _SIZE + 8
        every = max(1, math.ceil(widest / self.slot))
        for at, label in enumerate(chart.labels):
            if at % every == 0:
                _text(self.root, self.x(at), self.base + 18, label)

    def x(self, at: int) -> float:
        return _LEFT + (at + 0.5) * self.slot

    def y(self, value: Number) -> float:
        return self.base - float(value) * self._scale

    def finished(self) -> Svg:
        return _finished(self.root)


def _figures(chart: Chart) -> Iterator[tuple[int, int, Number]]:
    """Series, place and value of every figure there is."""
    for number, one in enumerate(chart.series):
        for at, value in enumerate(one.values):
            if value is not None:
                yield number, at, value


def _highest(chart: Chart) -> float:
    return max((float(value) for _, _, value in _figures(chart)), default=0) or 1.0


def _ticks(highest: float) -> list[float]:
    """From nought to at least `highest`, in steps of 1, 2 or 5 times a power of ten."""
    rough = max(highest / 5, 0.2 if highest < 1 else 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough - 1e-9)
    return [step * number for number in range(math.ceil(highest / step - 1e-9) + 1)]


def _written(value: Number) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{float(value):,.2f}".rstrip("0")


def _root(chart: Chart, high: float, *, lines: bool = False) -> tuple[Element, float]:
    """The picture with its words and patterns, and where drawing may begin below the legend."""
    legend = _LEGEND if len(chart.series) > 1 else 0.0
    key = _key(chart)
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img"})
    root.set("viewBox", f"0 0 {_WIDE:g} {high + legend:g}")
    root.set("aria-labelledby", f"{key}-title {key}-desc")
    root.set("font-size", f"{_SIZE:g}")
    SubElement(root, "title", id=f"{key}-title").text = chart.title
    SubElement(root, "desc", id=f"{key}-desc").text = chart.desc or _in_words(chart)
    definitions = SubElement(root, "defs")
    for number in range(1, len(chart.series)):
        _pattern(definitions, f"{key}-{number}", number)
    x = _LEFT
    for number, one in enumerate(chart.series if legend else ()):
        if lines:
            _stroke(root, f"{x:g},11.5 {x + 20:g},11.5", number)
            _marker(root, number, x + 10, 11.5, hollow=False)
        else:
            _bar(root, chart, number, (x, 6, 20, 11))
        _text(root, x + 26, 16, one.name, anchor="start")
        x += 46 + width(one.name) * _SIZE
    return root, legend


def _key(chart: Chart) -> str:
    """Several charts stand on one page, and the same chart must come out the same: names come from what is drawn."""
    return "chart-" + hashlib.sha256(repr(chart).encode()).hexdigest()[:10]


def _in_words(chart: Chart) -> str:
    sentences = []
    for one in chart.series:
        known = [(value, label) for value, label in zip(one.values, chart.labels, strict=True) if value is not None]
        if not known:
            sentences.append(f"{one.name}：没有数据。")
            continue
        most, least = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
        sentences.append(
            f"{one.name}：{len(known)} 项，最多 {most[1]} {_written(most[0])}{chart.unit}，"
            f"最少 {least[1]} {_written(least[0])}{chart.unit}。"
        )
    return "".join(sentences)


def _fill(chart: Chart, number: int) -> str:
    return _COLOURS[0] if number == 0 else f"url(#{_key(chart)}-{number})"


def _bar(parent: Element, chart: Chart, number: int, box: tuple[float, float, float, float]) -> None:
    x, y, wide, high = box
    _add(parent, "rect", x=x, y=y, width=wide, height=high, fill=_fill(chart, number), stroke=_COLOURS[number])


def _pattern(definitions: Element, name: str, number: int) -> None:
    colour = _COLOURS[number]
    pattern = SubElement(definitions, "pattern", id=name, width="6", height="6", patternUnits="userSpaceOnUse")
    SubElement(pattern, "rect", width="6", height="6", fill="#ffffff")
    shape = ("M0 6L6 0M-1 1L1 -1M5 7L7 5", "M0 3H6", "M0 0L6 6M6 0L0 6")[number - 1]
    SubElement(pattern, "path", {"d": shape, "stroke": colour, "stroke-width": "2"})


def _described(parent: Element, chart: Chart, number: int, at: int, value: Number) -> Element:
    """A group that shows its figure when pointed at, without any script."""
    group = SubElement(parent, "g", {"class": f"chart-series-{number + 1}"})
    name = f"{chart.series[number].name} " if len(chart.series) > 1 else ""
    SubElement(group, "title").text = f"{name}{chart.labels[at]}：{_written(value)}{chart.unit}"
    return group


def _zero(parent: Element, x: float, y: float) -> None:
    """Nought is seen as nought, not as a gap: a hollow ring on the axis."""
    ring = _add(parent, "circle", cx=x, cy=y - 5, r=4, fill="none", stroke="currentColor")
    ring.set("class", "chart-zero")
    ring.set("stroke-width", "1.5")


def _stroke(parent: Element, points: str, number: int) -> None:
    line = _add(parent, "polyline", points=points, fill="none", stroke=_COLOURS[number])
    line.set("stroke-width", "2")
    line.set("stroke-dasharray", _DASHES[number] or "none")


def _marker(parent: Element, number: int, x: float, y: float, *, hollow: bool) -> None:
    size = 4.5
    shapes = (
        f"M{x - size:.1f} {y:.1f}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0 {-2 * size} 0z",
        f"M{x - size:.1f} {y - size:.1f}h{2 * size}v{2 * size}h{-2 * size}z",
        f"M{x:.1f} {y - size:.1f}L{x + size:.1f} {y + size:.1f}H{x - size:.1f}z",
        f"M{x:.1f} {y - size:.1f}l{size} {size}l{-size} {size}l{-size} {-size}z",
    )
    colour = _COLOURS[number]
    mark = SubElement(parent, "path", {"d": shapes[number], "stroke": colour, "stroke-width": "1.5"})
    mark.set("fill", "#ffffff" if hollow else colour)
    if hollow:
        mark.set("class", "chart-zero")


def _add(parent: Element, tag: str, **attributes: float | str) -> Element:
    return SubElement(
        parent, tag, {name: value if isinstance(value, str) else f"{value:.1f}" for name, value in attributes.items()}
    )


def _text(parent: Element, x: float, y: float, text: str, *, anchor: str = "middle") -> None:
    element = _add(parent, "text", x=x, y=y, fill="currentColor")
    element.set("text-anchor", anchor)
    element.text = text


def _finished(root: Element) -> Svg:
    return Svg(tostring(root, encoding="unicode"))

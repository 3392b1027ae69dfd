"""From loaded YAML or JSON to tallies. Unknown keys and kinds are passed over; what is known must be readable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from jingheng.contexts.circulars.rules.tally_words import (
    Number,
    Printed,
    TallyUnreadable,
    read_direction,
    read_number,
    read_printed,
    shown,
)

_KNOWN = ("total", "breakdowns", "growth")
_GROWTH_KINDS = ("同比", "环比", "倍")  # 百分点 would need both shares, which no tally states


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    count: Fraction | None
    percent: Printed | None
    base: Fraction | None  # its own, where it is not the group's
    approx: bool
    subset_of: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    name: str
    whole: bool
    base: Fraction | None  # `None` where it is not stated exactly
    base_name: str
    approx: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """`value` and `base` are `None` where they are not stated exactly."""

    name: str
    kind: str
    printed: Printed | None
    direction: str
    value: Fraction | None
    base: Fraction | None


@dataclass(frozen=True, slots=True)
class Tally:
    id: str
    approx: bool
    breakdowns: tuple[Breakdown, ...]
    growth: tuple[Growth, ...]


def read_tallies(document: object) -> list[Tally]:
    """A list of tallies, or one alone."""
    if isinstance(document, Mapping):
        document = [document]
    if not isinstance(document, list) or not document:
        raise TallyUnreadable(f"应是一份或若干份通报（键值，或键值的列表），收到的是{shown(document)}")
    return [_tally(each, f"第{number}份") for number, each in enumerate(document, 1)]


def _tally(raw: object, place: str) -> Tally:
    given = _mapping(raw, place)
    identity = given.get("id")
    name = str(identity) if isinstance(identity, (str, int)) and identity != "" else place
    if not any(key in given for key in _KNOWN):
        raise TallyUnreadable(f"{name}：不像通报，没有 {'、'.join(_KNOWN)} 中的任何一项")
    total = read_number(given.get("total"), f"{name} total")
    if total and given.get("total_is_floor"):
        total = Number(total.value, exact=False)
    breakdowns = _mapping(given.get("breakdowns") or {}, f"{name} breakdowns")
    growth = _list(given.get("growth"), f"{name} growth")
    return Tally(
        id=name,
        approx=bool(given.get("approx")),
        breakdowns=tuple(_breakdown(str(key), raw, total, name) for key, raw in breakdowns.items() if raw is not None),
        growth=tuple(_growths(growth, total, name)),
    )


def _breakdown(key: str, raw: object, total: Number | None, tally: str) -> Breakdown:
    place = f"{tally} {key}"
    given = _mapping(raw, place)
    stated = read_number(given.get("of"), f"{place} of")
    base = stated or total
    items = enumerate(_list(given.get("items"), f"{place} items"), 1)
    return Breakdown(
        name=key,
        whole=bool(given.get("whole")),
        base=base.value if base and base.exact else None,
        base_name="基数" if stated else "总数",
        approx=bool(given.get("approx")),
        items=tuple(_item(item, f"{place} 第{number}项", f"第{number}项") for number, item in items),
    )


def _item(raw: object, place: str, unnamed: str) -> Item:
    given = _mapping(raw, place)
    name = str(given.get("name") or unnamed)
    count = read_number(given.get("count"), f"{place} count")
    percent = read_printed(given.get("pct_printed"), f"{place} pct_printed")
    if percent and percent.unit not in ("%", ""):
        raise TallyUnreadable(f"{place} pct_printed：应是百分数，例如 34.29%，收到的是{shown(percent.text)}")
    own = read_number(given.get("of"), f"{place} of")
    return Item(
        name=name,
        count=count.value if count else None,
        percent=percent if own is None or own.exact else None,
        base=own.value if own else None,
        approx=bool(given.get("approx")) or (count is not None and not count.exact),
        subset_of=str(given.get("subset_of") or ""),
    )


def _growths(growth: list[object], total: Number | None, tally: str) -> Iterator[Growth]:
    for number, raw in enumerate(growth, 1):
        place = f"{tally} growth 第{number}项"
        given = _mapping(raw, place)
        kind = given.get("kind")
        if kind in _GROWTH_KINDS and not given.get("approx"):
            value = read_number(given.get("value"), f"{place} value") or total
            base = read_number(given.get("base_value"), f"{place} base_value")
            yield Growth(
                name=f"growth 第{number}项 {kind}",
                kind=str(kind),
                printed=read_printed(given.get("printed"), f"{place} printed"),
                direction=read_direction(given.get("direction")),
                value=value.value if value and value.exact else None,
                base=base.value if base and base.exact else None,
            )


def _mapping(raw: object, place: str) -> Mapping[object, object]:
    if not isinstance(raw, Mapping):
        raise TallyUnreadable(f"{place}：应是一组键值，收到的是{shown(raw)}")
    return raw


def _list(raw: object, place: str) -> list[object]:
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise TallyUnreadable(f"{place}：应是一个列表，收到的是{shown(raw)}")
    return raw

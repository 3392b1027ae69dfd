"""A dense table: columns, rows, filters, sorting, paging. Its state lives in the address, so that it can be sent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.forms import BaseForm, BoundField
from django.http import QueryDict

from jingheng.platform.web.keyset import Page
from jingheng.platform.web.parts import Light, Link

Kind = Literal["text", "code", "number", "date", "light"]
PAGING = "cursor"
SORT = "sort"
SHOWN = "column"


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    kind: Kind = "text"
    sortable: bool = False
    unit: str = ""
    hint: str = ""
    optional: bool = False  # may be taken away by the reader
    spare: bool = False  # optional, and left out until the reader asks for it

    def is_shown(self, asked: Collection[str]) -> bool:
        if not (self.optional or self.spare):
            return True
        return self.key in asked if asked else not self.spare


@dataclass(frozen=True, slots=True)
class Cell:
    text: object = ""
    url: str = ""
    note: str = ""
    light: Light | None = None
    mark: str = ""  # a word in a small frame, such as 补报
    mark_tone: Literal["", "late", "soon", "urgent"] = ""


@dataclass(frozen=True, slots=True)
class Row:
    cells: Sequence[Cell]  # as many as there are columns, in their order; the first names the row
    url: str = ""
    key: str = ""  # what a bulk action is told
    tone: Literal["", "late", "muted"] = ""


@dataclass(frozen=True, slots=True)
class Bulk:
    action: str
    label: str


@dataclass(frozen=True, slots=True)
class Head:
    column: Column
    sort_url: str
    direction: Literal["", "ascending", "descending"]
    filter: BoundField | None


@dataclass(frozen=True, slots=True)
class Table:
    """`params` is `request.GET`; every address made here keeps the rest of it."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    params: QueryDict
    key: str = "table"
    filters: BaseForm | None = None  # a field named like a column stands in its head, the others above
    totals: Sequence[Cell] = ()
    total_count: int | None = None
    page: Page[Any] | None = None
    export_url: str = ""
    empty: str = "没有符合条件的内容。"
    empty_next: str = ""
    saved: Sequence[Link] = ()
    save_url: str = ""  # takes POST `name` and `query`
    bulk: Sequence[Bulk] = ()
    bulk_url: str = ""  # takes POST `marked` (several) and `action`
    _shown: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        for row in (*self.rows, *([Row(self.totals)] if self.totals else [])):
            if len(row.cells) != len(self.columns):
                raise ValueError(f"{self.caption}: {len(row.cells)} cells for {len(self.columns)} columns")
        asked = set(self.params.getlist(SHOWN))
        shown = {column.key for column in self.columns if column.is_shown(asked)}
        object.__setattr__(self, "_shown", frozenset(shown))

    @property
    def heads(self) -> Iterator[Head]:
        sort = self.params.get(SORT, "")
        for column in self.columns:
            if column.key not in self._shown:
                continue
            down = sort == f"-{column.key}"
            up = sort == column.key
            yield Head(
                column=column,
                sort_url=self._address(**{SORT: column.key if down else f"-{column.key}"}) if column.sortable else "",
                direction="descending" if down else "ascending" if up else "",
                filter=self._filter(column.key),
            )

    @property
    def body(self) -> Iterator[tuple[Row, list[tuple[Column, Cell]]]]:
        for row in self.rows:
            yield row, self._paired(row.cells)

    @property
    def foot(self) -> list[tuple[Column, Cell]]:
        return self._paired(self.totals) if self.totals else []

    @property
    def has_filter_row(self) -> bool:
        return any(self._filter(column.key) for column in self.columns)

    @property
    def other_filters(self) -> list[BoundField]:
        if self.filters is None:
            return []
        keys = {column.key for column in self.columns}
        return [bound for bound in self.filters if bound.name not in keys]

    @property
    def filtered(self) -> bool:
        return self.filters is not None and any(self.params.get(name) for name in self.filters.fields)

    @property
    def faults(self) -> list[str]:
        """What of the filter was not understood. Whoever makes the rows then makes none."""
        if self.filters is None:
            return []
        return [f"{self.filters[name].label}：{' '.join(map(str, said))}" for name, said in self.filters.errors.items()]

    @property
    def unfiltered_url(self) -> str:
        return self._address(**dict.fromkeys(self.filters.fields if self.filters else (), ""))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form must carry along: everything but its own fields and the place in the pages."""
        own = {PAGING, *(self.filters.fields if self.filters else ())}
        return [(name, value) for name, values in self.params.lists() if name not in own for value in values]

    @property
    def kept_beside_columns(self) -> list[tuple[str, str]]:
        return [(name, value) for name, values in self.params.lists() if name != SHOWN for value in values]

    @property
    def optional_columns(self) -> list[tuple[Column, bool]]:
        return [(column, column.key in self._shown) for column in self.columns if column.optional or column.spare]

    @property
    def query(self) -> str:
        return self._address().removeprefix("?")

    @property
    def export_address(self) -> str:
        """Exports exactly what one sees: the same filters, the same order, the same columns."""
        return self.export_url + self._address()

    @property
    def previous_url(self) -> str:
        return self._address(**{PAGING: self.page.previous}) if self.page and self.page.previous else ""

    @property
    def next_url(self) -> str:
        return self._address(**{PAGING: self.page.next}) if self.page and self.page.next else ""

    @property
    def width(self) -> int:
        return len(self._shown) + bool(self.bulk)

    def _filter(self, key: str) -> BoundField | None:
        return self.filters[key] if self.filters is not None and key in self.filters.fields else None

    def _paired(self, cells: Sequence[Cell]) -> list[tuple[Column, Cell]]:
        return [pair for pair in zip(self.columns, cells, strict=True) if pair[0].key in self._shown]

    def _address(self, **changes: str) -> str:
        params = self.params.copy()
        params.pop(PAGING, None)
        for name, value in changes.items():
            if value:
                params[name] = value
            else:
                params.pop(name, None)
        return f"?{params.urlencode()}" if params else "?"

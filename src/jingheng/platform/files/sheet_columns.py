"""What a table must look like to be taken in: its columns, and what a row of it holds once read.

Codes travel with their names: whoever fills in a table may write either, whoever reads it gets the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeVar

from jingheng.kernel.period import SHANGHAI, Month

Kind = Literal["text", "code", "month", "date", "moment", "choices"]
Value = str | date | datetime | Month | tuple[str, ...] | None
T = TypeVar("T", bound="str | date | Month")

SEPARATORS = ";；"
COMMAS = ",，、"  # part choices too, as far as no name is cut by them


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: str

    @property
    def label(self) -> str:
        """What a drop-down offers; it is accepted as an answer too."""
        return self.name if self.code == self.name else f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class Column:
    header: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    several: bool = False  # several choices in one cell, parted by ; or ；
    max_length: int = 0  # in characters; 0 means no limit
    note: str = ""

    def __post_init__(self) -> None:
        if (self.kind == "choices") != bool(self.choices) or (self.several and self.kind != "choices"):
            raise ValueError(f"column {self.header}: choices, and several of them, belong to the kind 'choices' only")
        if self.several and any(mark in choice.label for choice in self.choices for mark in SEPARATORS):
            raise ValueError(f"column {self.header}: a choice contains the separator")

    @property
    def empty(self) -> Value:
        """What stands for an empty cell."""
        if self.several:
            return ()
        return None if self.kind in ("month", "date", "moment") else ""


@dataclass(frozen=True, slots=True)
class SheetFormat:
    kind: str  # the word on the command line
    title: str
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        if len({column.header for column in self.columns}) != len(self.columns):
            raise ValueError(f"format {self.kind}: a header stands twice")

    def column(self, header: str) -> Column:
        return next(column for column in self.columns if column.header == header)


@dataclass(frozen=True, slots=True)
class Row:
    """One row, read. Every column of the format has its key; what was left empty is "", () or None."""

    sheet: str
    number: int  # as the spreadsheet program counts, so that whoever is told finds it
    values: Mapping[str, Value]

    def text(self, header: str) -> str:
        """A text, a code or a single choice."""
        value = self.values[header]
        return value if isinstance(value, str) else self.given(header, str)

    def codes(self, header: str) -> tuple[str, ...]:
        """The codes of a column of several choices."""
        value = self.values[header]
        if not isinstance(value, tuple):
            raise TypeError(f"column {header} does not hold several choices")
        return value

    def given(self, header: str, kind: type[T]) -> T:
        """A value that is there because the column is required."""
        value = self.maybe(header, kind)
        if value is None:
            raise TypeError(f"column {header} is empty: ask with maybe()")
        return value

    def maybe(self, header: str, kind: type[T]) -> T | None:
        value = self.values[header]
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"column {header} holds {type(value).__name__}, not {kind.__name__}")
        return value

    def written(self, header: str) -> str:
        """The value as somebody would have typed it: for telling him what is wrong with it."""
        value = self.values[header]
        if isinstance(value, tuple):
            return ";".join(value)
        if isinstance(value, datetime):
            return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        return "" if value is None else str(value)

"""The archive around the sheets of a workbook: which sheets there are, their shared texts, which styles mean dates.

Own code, because what the libraries offer is unsafe or slow with other people's files: python-calamine reserves memory
for the whole rectangle between two cells (a workbook of 6 kB with something in XFD1048576 ends the process), openpyxl
takes twice as long and more. Here every part is inflated piece by piece and looked at once.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from xml.parsers import expat

from .file_guards import Limits, damaged_workbook

_CHUNK = 1 << 17
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BUILT_IN_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))  # ECMA-376-1
_LITERALS = re.compile(r'"[^"]*"|[\\_*].|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)  # what a number format merely prints


def _ignore(_what: str) -> None:
    """For the parts of which only the opening tags matter."""


class Package:
    """One workbook. Nothing is kept open between two readings."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self.limits = limits
        self.sheets: list[tuple[str, str]] = []  # name and part of each visible sheet, in the order of the tabs
        self.strings: list[str] = []
        self.date_styles: set[str] = set()
        self.epoch = datetime(1899, 12, 30)
        workbook = next((target for kind, target in self._related("").values() if kind == "officeDocument"), None)
        if workbook is None:
            raise damaged_workbook("没有工作簿部件")
        related = self._related(workbook)
        self._read_workbook(workbook, {key: target for key, (kind, target) in related.items() if kind == "worksheet"})
        for kind, target in related.values():
            if kind == "sharedStrings":
                self._read_strings(target)
            elif kind == "styles":
                self._read_styles(target)

    def parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = _ignore,
        text: Callable[[str], None] = _ignore,
    ) -> Iterator[None]:
        """Feed a part to the handlers piece by piece; the caller can hand on what has come so far."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = _CHUNK

        def first(element: str, attributes: dict[str, str]) -> None:
            """The prefix of the root is the prefix of all: some programs write <x:c> for <c>."""
            prefix = element[: element.find(":") + 1]
            parser.StartElementHandler = start
            if prefix:
                parser.StartElementHandler = lambda element, attributes: start(element.removeprefix(prefix), attributes)
                parser.EndElementHandler = lambda element: end(element.removeprefix(prefix))
            start(element.removeprefix(prefix), attributes)

        parser.StartElementHandler = first
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_entities
        try:
            with zipfile.ZipFile(self._path) as archive, archive.open(part) as file:
                while chunk := file.read(_CHUNK):
                    parser.Parse(chunk)
                    yield
                parser.Parse(b"", True)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, expat.ExpatError) as error:
            raise damaged_workbook(part) from error

    def _read(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = _ignore,
        text: Callable[[str], None] = _ignore,
    ) -> None:
        deque(self.parse(part, start, end, text), maxlen=0)

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part: id → (kind, target)."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))[1:]
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target)

        self._read(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def _read_workbook(self, part: str, worksheets: dict[str, str]) -> None:
        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "sheet" and attributes.get("state", "visible") == "visible":
                relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                if relation in worksheets:
                    self.sheets.append((attributes.get("name", ""), worksheets[relation]))
            elif element == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = datetime(1904, 1, 1)

        self._read(part, start)

    def _read_strings(self, part: str) -> None:
        pieces: list[str] = []
        within = False
        phonetic = False  # a reading aid above the characters, not part of the text

        def start(element: str, _attributes: dict[str, str]) -> None:
            nonlocal within, phonetic
            if element == "t":
                within = not phonetic
            elif element == "rPh":
                phonetic = True

        def end(element: str) -> None:
            nonlocal within, phonetic
            if element == "t":
                within = False
            elif element == "si":
                self.strings.append(unescaped("".join(pieces)))
                pieces.clear()
            elif element == "rPh":
                phonetic = False

        def text(data: str) -> None:
            if within:
                pieces.append(data)

        self._read(part, start, end, text)

    def _read_styles(self, part: str) -> None:
        formats: dict[str, str] = {}
        cells: list[str] = []
        in_cell_formats = False

        def start(element: str, attributes: dict[str, str]) -> None:
            nonlocal in_cell_formats
            if element == "numFmt":
                formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif element == "cellXfs":
                in_cell_formats = True
            elif element == "xf" and in_cell_formats:
                cells.append(attributes.get("numFmtId", "0"))

        def end(element: str) -> None:
            nonlocal in_cell_formats
            if element == "cellXfs":
                in_cell_formats = False

        self._read(part, start, end)
        dates = _BUILT_IN_DATES - formats.keys() | {number for number, code in formats.items() if _means_date(code)}
        self.date_styles = {str(index) for index, number in enumerate(cells) if number in dates}


def unescaped(text: str) -> str:
    """Undo `_x000D_`, the spelling in these files of what XML cannot carry."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")  # two halves make a whole


def _means_date(number_format: str) -> bool:
    first = _LITERALS.sub("", number_format).partition(";")[0]
    return first.lower() != "general" and re.search("[ymdhs]", first, re.IGNORECASE) is not None


def _refuse_entities(*_declaration: object) -> None:
    """No program that writes workbooks declares a document type; it would only serve to smuggle in entities."""
    raise damaged_workbook("含有不允许的 DOCTYPE 声明")

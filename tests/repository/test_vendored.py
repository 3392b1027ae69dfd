"""What we carry from others is whole and licensed; our own pages ask no other host and need no inline script."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import django_htmx
import pytest

from jingheng.config.shell import PLACES

SOURCE = Path(__file__).parents[2] / "src" / "jingheng"
STATIC = SOURCE / "platform" / "web" / "static"
VENDOR = STATIC / "vendor"
ENTRIES = json.loads((VENDOR / "VENDORED.json").read_text(encoding="utf-8"))

TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
OWN_STATIC = sorted(
    path
    for path in SOURCE.rglob("static/**/*")
    if path.suffix in {".css", ".js", ".svg"} and VENDOR not in path.parents
)
SCRIPTS = [path for path in OWN_STATIC if path.suffix == ".js"]
# Files that somebody takes away and opens without us: they carry their own style, and still no script.
TAKEN_AWAY = {"circulars/standing.html"}
NAMESPACE = "http://www.w3.org/2000/svg"


def named(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=[str(path.relative_to(SOURCE)) for path in paths])


vendored = pytest.mark.parametrize("entry", ENTRIES, ids=[entry["folder"] for entry in ENTRIES])


class Markup(HTMLParser):
    """A template as a browser's parser sees it, template tags taken out."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []
        self.inline: list[str] = []
        text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", template, flags=re.S)
        self.feed(re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.S))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.inline.append(tag)


@vendored
def test_a_vendored_folder_holds_exactly_what_is_listed(entry: dict[str, Any]) -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (VENDOR / entry["folder"]).iterdir()}

    assert found == entry["files"]


def test_every_vendored_folder_is_listed() -> None:
    assert {path.name for path in VENDOR.iterdir() if path.is_dir()} == {entry["folder"] for entry in ENTRIES}


@vendored
def test_a_vendored_folder_says_name_version_licence_and_origin(entry: dict[str, Any]) -> None:
    assert entry["folder"].endswith(entry["version"])
    assert entry["from"] == f"npm package {entry['name']}"
    assert entry["licence"]


@vendored
def test_a_vendored_folder_brings_its_licence(entry: dict[str, Any]) -> None:
    text = (VENDOR / entry["folder"] / "LICENSE.txt").read_text(encoding="utf-8")

    assert "opyright" in text
    assert "MIT" in text or "Apache License" in text


@vendored
def test_nothing_vendored_points_to_a_source_map(entry: dict[str, Any]) -> None:
    for name in entry["files"]:
        assert "sourceMappingURL" not in (VENDOR / entry["folder"] / name).read_text(encoding="utf-8")


@named(TEMPLATES + OWN_STATIC)
def test_no_page_names_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(NAMESPACE, "")

    assert re.findall(r"(?:https?|wss?):?//[^\s\"')]*|[\"'(]//[a-z][^\s\"')]*", text) == []


@named(TEMPLATES)
def test_no_template_needs_inline_script_or_style(path: Path) -> None:
    markup = Markup(path.read_text(encoding="utf-8"))

    allowed = {"style"} if "/".join(path.parts[-2:]) in TAKEN_AWAY else set()
    assert set(markup.inline) <= allowed
    assert [
        (tag, name) for tag, name, _ in markup.attributes if name == "style" or name.startswith(("on", "hx-on"))
    ] == []
    assert [
        (tag, name) for tag, name, value in markup.attributes if "javascript:" in value.lower().replace(" ", "")
    ] == []


@named(SCRIPTS)
def test_no_script_of_ours_runs_text_or_writes_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"\beval\(|new Function|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write", text) == []
    assert re.findall(r"localStorage|sessionStorage|indexedDB", text) == []  # computers are shared


@named(TEMPLATES)
def test_every_static_file_a_template_names_exists(path: Path) -> None:
    folders = [STATIC, Path(django_htmx.__file__).parent / "static", *SOURCE.glob("contexts/*/static")]
    names = re.findall(r"{%\s*static\s+[\"']([^\"']+)[\"']", path.read_text(encoding="utf-8"))

    assert [name for name in names if not any((folder / name).is_file() for folder in folders)] == []


def icons() -> set[str]:
    (folder,) = VENDOR.glob("tabler-icons-*")
    return set(re.findall(r'<symbol id="([^"]+)"', (folder / "sprite.svg").read_text(encoding="utf-8")))


def test_every_icon_of_the_navigation_is_in_the_sprite() -> None:
    assert {icon for _, _, icon, _, _ in PLACES} <= icons()


@named(TEMPLATES)
def test_every_icon_a_template_names_is_in_the_sprite(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    asked = re.findall(r"{%\s*icon\s+[\"']([^\"']+)[\"']|icon_name(?:=|\|default:)[\"']([^\"']+)[\"']", text)

    assert [name for pair in asked for name in pair if name and name not in icons()] == []

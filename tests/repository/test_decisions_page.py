"""docs/decisions.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`(test_\w+)(?:::(test_\w+))?`")


def test_every_test_that_is_named_is_there() -> None:
    page = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    named = _NAMED.findall(page)
    assert len(named) > 40
    lost = []
    for module, function in named:
        files = list((ROOT / "tests").rglob(f"{module}.py"))
        if not files or (function and not any(f"def {function}(" in file.read_text("utf-8") for file in files)):
            lost.append(f"{module}::{function}")
    assert lost == []

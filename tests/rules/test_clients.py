"""Which browsers are told that they are old."""

from __future__ import annotations

import pytest

from jingheng.contexts.org.rules.clients import old_chromium

DOMESTIC = (
    "Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36 Browser/1"
)


@pytest.mark.parametrize(
    ("agent", "version"),
    [(DOMESTIC.format(86), 86), (DOMESTIC.format(110), 110), (DOMESTIC.format(111), None), (DOMESTIC.format(140), None),
     ("Mozilla/5.0 Firefox/115.0", None), ("", None)],
)  # fmt: skip
def test_only_an_older_chromium_is_told(agent: str, version: int | None) -> None:
    assert old_chromium(agent, oldest=111) == version

"""A stage for whole stories: one browser, the product served from a thread of this process, and a clock to turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.factories.cast import NOON, make_cast
from tests.journeys.stage import Stage

CHROMIUM = Path("/usr/bin/chromium")
#: Chromium in a container, as root, and without calling home.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without the browser these stories cannot be told; everything else still is."""
    if not CHROMIUM.exists():
        for item in items:
            if item.get_closest_marker("journey"):
                item.add_marker(pytest.mark.skip(reason=f"needs a browser at {CHROMIUM}"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django would take for asynchronous code
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture
def stage(browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Stage:
    set_up = Stage(browser=browser, url=live_server.url, cast=make_cast(), now=NOON)
    monkeypatch.setattr("django.utils.timezone.now", lambda: set_up.now)
    return set_up

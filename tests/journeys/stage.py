"""Who sits down at which screen, at what hour; and what a browser saw that nobody should see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, ViewportSize, expect

from jingheng.contexts.org.models import Account
from tests.factories.cast import Cast
from tests.web.walking import client_of

PASSWORD = "一个够长的登录口令"
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 375, "height": 812}
#: For a page full of words: pictures are to stay small.
LOW: ViewportSize = {"width": 1280, "height": 520}
#: What Chromium writes when a page is answered with 4xx; whether that was right, the test says.
_ANSWERED = "Failed to load resource: the server responded with a status of 4"
#: And what htmx writes when an answer is no longer wanted: one typed on, or went to another page.
_GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")


@dataclass(frozen=True, slots=True)
class View:
    """One page as one person sees it. The name is that of its picture."""

    name: str
    who: str
    address: str
    heading: str
    screen: ViewportSize = field(default_factory=lambda: DESK)


@dataclass
class Stage:
    browser: Browser
    url: str
    cast: Cast
    now: datetime
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def sits(self, key: str, *, screen: ViewportSize = DESK, script: bool = True, axe: bool = False) -> Iterator[Page]:
        """The page of this person, signed in. Leaving it fails if anything went wrong behind the scenes."""
        context = self.browser.new_context(
            base_url=self.url, viewport=screen, java_script_enabled=script, bypass_csp=axe, locale="zh-CN",
            timezone_id="Asia/Shanghai", has_touch=screen == PHONE,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": "sessionid", "value": self._session(key), "url": self.url}])
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("response", self._response)
        page = context.new_page()
        try:
            yield page
        finally:
            context.close()
        assert self.faults == []

    def _session(self, key: str) -> str:
        account, created = Account.objects.get_or_create(
            person=self.cast.people[key],
            defaults={"username": key, "created_at": self.now, "must_change_password": False},
        )
        if created:
            account.set_password(PASSWORD)
            account.save()
        return client_of(self.cast, key, at=self.now).cookies["sessionid"].value

    def _console(self, message: ConsoleMessage) -> None:
        """Also a breach of the content security policy is told here."""
        if message.type == "error" and not message.text.startswith((_ANSWERED, *_GIVEN_UP)):
            self.faults.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        lost = response.status == 404 and "/static/" in response.url
        if response.status >= 500 or lost:
            self.faults.append(f"{response.status} {response.url}")


def reveal(target: Locator) -> Locator:
    """Open the folds it lies in, from the outside in."""
    folds = target.locator("xpath=ancestor::details[not(@open)]")
    while folds.count():
        folds.first.locator("> summary").click()
    return target


def write(page: Page, answers: Mapping[str, str | tuple[str, ...]]) -> None:
    """Fill the form as it stands: text, a choice of a menu, or boxes to tick, by the name of the field."""
    for name, answer in answers.items():
        field = page.locator(f'[name="{name}"]')
        for value in (answer,) if isinstance(answer, str) else answer:
            boxes = page.locator(f'[name="{name}"][value="{value}"]:is([type=radio], [type=checkbox])')
            if boxes.count():
                reveal(boxes).check()
            elif field.first.evaluate("element => element.tagName") == "SELECT":
                reveal(field).select_option(value)
            else:
                reveal(field).fill(value)


def sees(page: Page, words: str) -> None:
    """Somewhere on the page, without turning anything over."""
    expect(page.get_by_text(words).first).to_be_visible(timeout=20_000)


def presses(page: Page, key: str) -> None:
    """Once the page has its scripts: words are seen a moment before keys are heard."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def by_person(views: Iterable[View]) -> dict[tuple[str, int], list[View]]:
    """One sitting for all pages of a person on the same screen: signing in is what costs."""
    sittings: dict[tuple[str, int], list[View]] = {}
    for view in views:
        sittings.setdefault((view.who, view.screen["width"]), []).append(view)
    return sittings


def settle(page: Page) -> None:
    """Until everything asked for has been answered."""
    page.wait_for_load_state("networkidle")

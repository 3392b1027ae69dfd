"""Creates over HTTP, eight clients at a time: the product's form against the admin's add view on the same model."""

from __future__ import annotations

import argparse
import http.client
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import django

CLIENTS = 8
_TOKEN = "b" * 32  # a browser sends the cookie's token in the form as well; any will do
Post = tuple[str, str, str]  # session, address, body


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("product", "admin"))
    parser.add_argument("port", type=int)
    parser.add_argument("--number", type=int, default=120)
    given = parser.parse_args()
    django.setup()

    from bench.place import tell
    from jingheng.contexts.records.models import Record

    prepare = _product_posts if given.what == "product" else _admin_posts
    posts = prepare(given.port, given.number + CLIENTS * 2)
    warm, timed = posts[: CLIENTS * 2], posts[CLIENTS * 2 :]
    _send(given.port, warm)
    before = Record.objects.count()
    seconds = _send(given.port, timed)
    if (created := Record.objects.count() - before) != len(timed):
        raise SystemExit(f"{created} records for {len(timed)} forms")
    tell({"per_second": len(timed) / seconds})


def _send(port: int, posts: list[Post]) -> float:
    """Seconds until all are answered; every client keeps its connection, as a browser does."""
    faults: list[str] = []

    def client(own: list[Post]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for session, address, body in own:
            headers = _headers(session) | {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", address, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status not in (http.HTTPStatus.FOUND, http.HTTPStatus.SEE_OTHER):
                faults.append(f"{address} answers {answer.status}")
        connection.close()

    threads = [threading.Thread(target=client, args=[posts[number::CLIENTS]]) for number in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    if faults:
        raise SystemExit(faults[0])
    return seconds


def _headers(session: str) -> dict[str, str]:
    return {"Cookie": f"sessionid={session}; csrftoken={_TOKEN}"}


def _sessions() -> list[tuple[str, Any]]:
    """A client each for eight people of the busy office: their sessions and who they are."""
    from django.test import Client

    from bench.staff import BUSY
    from jingheng.contexts.org.models import Account

    found = []
    for account in Account.objects.filter(person__office__code=BUSY, person__duties=None).order_by("id")[:CLIENTS]:
        client = Client()
        client.force_login(account, "django.contrib.auth.backends.ModelBackend")
        found.append((client.cookies["sessionid"].value, account.person))
    return found


def _product_posts(port: int, number: int) -> list[Post]:
    """Forms that somebody has filled in and saved, as the page gives them, with the button that files them."""
    import random

    from django.utils import timezone

    from bench.writing import SEED, write
    from jingheng.contexts.org.api import actor_for
    from jingheng.contexts.records.rules.drafting import payload_of
    from jingheng.contexts.records.usecases.filing import new_uid, save_draft
    from jingheng.kernel.period import local_date

    rng, at = random.Random(SEED + 1), timezone.now()
    people = [(session, actor_for(person, on=local_date(at))) for session, person in _sessions()]
    posts = []
    for index in range(number):
        session, actor = people[index % CLIENTS]
        uid, content = new_uid(), write(rng, at - timedelta(hours=2))
        save_draft(uid=uid, payload=payload_of(content), version=1, actor=actor, at=at)
        fields = [*_form(port, session, f"/drafts/{uid}"), ("do", "submit")]
        posts.append((session, f"/drafts/{uid}", urlencode(fields)))
    return posts


def _admin_posts(port: int, number: int) -> list[Post]:
    from jingheng.contexts.records.usecases.filing import new_receipt_code, new_uid

    sessions = _sessions()
    now = datetime.now().replace(microsecond=0)
    day, hour = f"{now:%Y-%m-%d}", f"{now - timedelta(minutes=1):%H:%M:%S}"
    posts = []
    for index in range(number):
        session, person = sessions[index % CLIENTS]
        office = person.office_id
        uid = new_uid()
        fields = {  # the admin asks for every column that the table does not leave blank
            "uid": uid, "receipt_code": new_receipt_code(), "number": uid, "filer": person.pk, "home_office": office,
            "department": person.department_id, "position": "OTHER", "identity": "CLERK", "receiving_office": office,
            "counting_office": office, "desk": "INSPECTION", "assignee": person.pk, "state": "RECORDED",
            "filed_month": 24_000, "happened_month": 24_000, "matter": "M1", "channel": "PHONE", "bucket": "NORMAL",
            "subject": "EXTERNAL", "effect": "NONE", "triage": "T3", "outcome": "NONE", "acts": "N1", "askers": "P44",
            "is_counted": "on", "case_key": "0" * 64, "external_key": uid, "revision_count": 1, "due_date": day,
            "typed_by": person.pk, "party_count": 1,
            "csrfmiddlewaretoken": _TOKEN, "_save": "",
        }  # fmt: skip
        for moment in _moments():
            fields |= {f"{moment}_0": day, f"{moment}_1": hour}
        posts.append((session, "/admin/records/record/add/", urlencode(fields)))
    return posts


def _moments() -> list[str]:
    from django.db.models import DateTimeField

    from jingheng.contexts.records.models import Record

    return [field.name for field in Record._meta.concrete_fields if isinstance(field, DateTimeField)]


def _form(port: int, session: str, address: str) -> list[tuple[str, str]]:
    """The fields of the page's form with what stands in them, as a browser would send them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", address, headers=_headers(session))
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise SystemExit(f"{address} answers {answer.status}")
    reader = _Form()
    reader.feed(page)
    kept = [(name, value) for name, value in reader.fields if name not in ("csrfmiddlewaretoken", "do")]
    return [*kept, ("csrfmiddlewaretoken", _TOKEN)]


class _Form(HTMLParser):
    """The successful controls of the form with a textarea: boxes that are ticked, options chosen, texts."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._tags: dict[str, Callable[[dict[str, str]], None]] = {
            "input": self._input, "option": self._option, "select": self._select, "textarea": self._textarea,
        }  # fmt: skip
        self._name = self._text = ""
        self._in_text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._tags:
            self._tags[tag]({name: value or "" for name, value in attrs})

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("submit", "button", "file") or "disabled" in given or not given.get("name"):
            return
        if kind not in ("checkbox", "radio"):
            self.fields.append((given["name"], given.get("value", "")))
        elif "checked" in given:
            self.fields.append((given["name"], given.get("value", "on")))

    def _select(self, given: dict[str, str]) -> None:
        self._name = given.get("name", "")

    def _option(self, given: dict[str, str]) -> None:
        if "selected" in given and self._name:
            self.fields.append((self._name, given.get("value", "")))

    def _textarea(self, given: dict[str, str]) -> None:
        self._name, self._text, self._in_text = given.get("name", ""), "", True

    def handle_data(self, data: str) -> None:
        if self._in_text:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.fields.append((self._name, self._text.removeprefix("\n")))
            self._in_text = False


if __name__ == "__main__":
    main()

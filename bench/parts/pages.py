"""Pages as their readers open them, through every middleware, with the number of queries of each."""

from __future__ import annotations

import argparse
from typing import Any

import django

_PRODUCT = {
    "list of the desk, head": ("INSPECTION_HEAD", "/inspection/"),
    "list of what is done, head": ("INSPECTION_HEAD", "/inspection/concluded"),
    "list, an inspector's share": ("INSPECTOR", "/inspection/"),
    "list of one's own records": ("", "/records/"),
    "to-dos, head": ("INSPECTION_HEAD", "/"),
    "to-dos, filer": ("", "/"),
    "search, 1,000 hits": ("INSPECTION_HEAD", "/search?q=雁荡山庄"),
    "search, 30 hits": ("INSPECTION_HEAD", "/search?q=白鹭茶舍"),
}
_STATES = {"open": "RECORDED,ACCEPTED,TRIAGED,VERIFYING,HEARING,PROPOSED,RETURNED", "done": "NOTED,CONCLUDED,EXCLUDED"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--admin", action="store_true")
    given = parser.parse_args()
    django.setup()
    from bench.clock import fastest_of
    from bench.place import tell

    pages = _admin_pages() if given.admin else _product_pages()
    seconds = fastest_of({name: page for name, (page, _) in pages.items()}, rounds=given.rounds, first=2)
    queries = {name: _queries(page) for name, (page, _) in pages.items()}
    tell(
        {
            name: {"seconds": seconds[name], "queries": queries[name], "rows": rows()}
            for name, (_, rows) in pages.items()
        }
    )


def _product_pages() -> dict[str, Any]:
    return {name: _opened(duty, address) for name, (duty, address) in _PRODUCT.items()}


def _admin_pages() -> dict[str, Any]:
    """The change lists of the same rows as the product's pages."""
    from bench.staff import BUSY
    from jingheng.contexts.org.models import Office

    office = Office.objects.get(code=BUSY).pk
    desk = f"/admin/records/record/?receiving_office__id__exact={office}&desk__exact=INSPECTION&state__in="
    filer, inspector = _person("").pk, _person("INSPECTOR").pk
    addresses = {
        "list of the desk, head": desk + _STATES["open"],
        "list of what is done, head": desk + _STATES["done"],
        "list, an inspector's share": f"{desk}{_STATES['open']}&assignee__id__exact={inspector}",
        "list of one's own records": f"/admin/records/record/?filer__id__exact={filer}",
        "to-dos, head": desk + _STATES["open"],
        "to-dos, filer": f"/admin/records/record/?filer__id__exact={filer}&state__in=RETURNED",
        "search, 1,000 hits": f"/admin/records/revision/?record__receiving_office__id__exact={office}&q=雁荡山庄",
        "search, 30 hits": f"/admin/records/revision/?record__receiving_office__id__exact={office}&q=白鹭茶舍",
    }
    return {name: _opened("INSPECTION_HEAD", address) for name, address in addresses.items()}


def _opened(duty: str, address: str) -> Any:
    """A way to open the page, and one to count the rows that it shows."""
    from django.test import Client

    from jingheng.contexts.org.models import Account

    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(person=_person(duty)), "django.contrib.auth.backends.ModelBackend")

    def page() -> Any:
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}")
        return response

    return page, lambda: page().content.count(b"<tr") + page().content.count(b"<article") + page().content.count(b"<li")


def _person(duty: str) -> Any:
    """Of the busy office: who holds the duty; without one, whoever has filed most there."""
    from django.db.models import Count

    from bench.staff import BUSY
    from jingheng.contexts.org.models import Person

    people = Person.objects.filter(office__code=BUSY).order_by("id")
    if duty:
        return people.filter(duties__duty=duty)[0]
    return people.filter(duties=None).annotate(many=Count("records")).order_by("-many", "id")[0]


def _queries(page: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        page()
    return len(captured)


if __name__ == "__main__":
    main()

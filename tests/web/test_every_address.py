"""Every address × everybody × own, other, named-in and higher objects: nobody gets further than his duties carry him.

The addresses come from the resolver, so a new one is walked without being listed; an argument nobody here knows fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from jingheng.contexts.cases.models import CaseMapping
from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.records.models import Draft, Hearing, Record
from jingheng.contexts.records.rules.blackout import Box, Rectangle
from jingheng.contexts.records.usecases.blackout import black_out
from jingheng.contexts.records.usecases.filing import new_uid, save_draft
from tests.factories.case_lists import Clerk, case_manager, exported
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.factories.evidence import OVER_TELEPHONE, filed_with, pdf, record_of
from tests.web.walking import client_of, clock, patterns

OPEN_WITHOUT_SIGNING_IN = {"healthz", "readyz", "login", "logout", "witness/add-checkpoint"}
#: Where only some duties lead. Everybody else gets "not found", as if the address did not exist.
FOR_DUTIES = {
    "org/": {"system_admin", "security_admin"},
    "log/": {"audit_admin"},
    "ledger/": {"system_admin", "security_admin", "audit_admin", "head", "city_head", "sister_head"},
    "ledger/keys.txt": {"system_admin", "security_admin", "audit_admin", "head", "city_head", "sister_head"},
    "ledger/witnesses/new": set(),  # theirs who administer the office that has the server: test_witness_pages
    "ledger/watched/new": set(),
    "retention/": {"head", "city_head", "sister_head", "chief", "city_chief"},
    "draws/": {
        "head",
        "inspector",
        "second_inspector",
        "chief",
        "city_head",
        "city_inspector",
        "city_chief",
        "sister_head",
    },
    "draws/new": {"head", "city_head", "sister_head"},
    "imports/": {
        "system_admin",
        "security_admin",
        "head",
        "inspector",
        "second_inspector",
        "city_head",
        "city_inspector",
        "sister_head",
    },
}


@pytest.fixture
def objects(cast: Cast) -> dict[str, object]:
    """One of each kind of thing, filed by the prosecutor."""
    ordinary = file(cast.actor("prosecutor"))
    Record.objects.filter(pk=ordinary.pk).update(assignee=cast.inspector)
    about_chief = file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))
    about_colleague = file(cast.actor("prosecutor"), content(parties=(naming(cast.colleague, "P23"),)))
    Record.objects.filter(pk=about_colleague.pk).update(assignee=cast.inspector)
    draft = save_draft(uid=new_uid(), payload={"summary": "草稿"}, version=1, actor=cast.actor("prosecutor"), at=NOON)
    return {"ordinary": ordinary, "about_chief": about_chief, "about_colleague": about_colleague, "draft": draft}


def _status(client: Client, address: str) -> int:
    with clock(NOON):
        return client.get(address).status_code


def test_nothing_but_the_front_door_opens_without_signing_in(cast: Cast) -> None:
    client = Client()
    walked = 0
    for route, _pattern in patterns():
        if "static" in route or "gallery" in route:
            continue
        address = "/" + re.sub(r"<int:\w+>", "1", route)
        address = re.sub(r"<\w+:?\w*>", "2026-11", address)
        response = client.get(address)
        walked += 1
        if route in OPEN_WITHOUT_SIGNING_IN:
            assert response.status_code in (200, 405), address
        else:
            assert response.status_code == 302, address
            assert response["Location"].startswith("/login"), address
    assert walked > 60


def _record_addresses(uid: str) -> Iterator[str]:
    for route, _pattern in patterns():
        if route.startswith(("records/<str:uid>", "inspection/<str:uid>")) and route.count("<") == 1:
            yield "/" + route.replace("<str:uid>", uid)


@pytest.mark.parametrize(
    ("thing", "official"),
    [
        ("ordinary", {"head", "inspector"}),
        ("about_chief", {"city_head", "city_inspector"}),
        ("about_colleague", {"head", "inspector"}),
    ],
)
def test_a_record_answers_its_filer_and_its_readers_and_nobody_else(
    cast: Cast, objects: dict[str, object], thing: str, official: set[str]
) -> None:
    record = objects[thing]
    assert isinstance(record, Record)
    for key in cast.people:
        client = client_of(cast, key)
        for address in _record_addresses(record.uid):
            status = _status(client, address)
            entitled = key in official if address.startswith("/inspection/") else key == "prosecutor"
            if entitled:
                assert status < 500, (key, address)
            else:
                assert status in (404, 405), (key, address, status)
    assert _status(client_of(cast, "prosecutor"), f"/records/{record.uid}") == 200
    readers = {key for key in official if _status(client_of(cast, key), f"/inspection/{record.uid}") == 200}
    assert readers
    if thing == "about_chief":
        assert "chief" not in readers


def test_evidence_and_its_blacked_out_copies_answer_those_who_work_on_the_record(cast: Cast) -> None:
    attachment = filed_with(cast, pdf())
    uid, box = record_of(attachment).uid, Box(*OVER_TELEPHONE)
    copy = black_out(
        uid=uid, attachment=attachment.uid, rectangles=[Rectangle(1, box)], purpose="报上级院",
        actor=cast.actor("inspector"), at=NOON,
    )  # fmt: skip
    known = {"<str:uid>": uid, "<str:attachment>": attachment.uid, "<str:copy>": copy.uid, "<int:page>": "1"}
    addresses = []
    for route, _pattern in patterns():
        if route.startswith(("inspection/<str:uid>/files/", "inspection/<str:uid>/blacked-out/")):
            for argument, value in known.items():
                route = route.replace(argument, value)  # noqa: PLW2901
            addresses.append("/" + route)
    assert len(addresses) == 6
    for key in cast.people:
        client = client_of(cast, key)
        for address in addresses:
            with clock(NOON):
                response = client.get(address)
            assert response.status_code == (200 if key in ("head", "inspector") else 404), (key, address)
            assert b"".join(response)  # a file is closed once it has been read


def test_a_draft_answers_its_owner_alone(cast: Cast, objects: dict[str, object]) -> None:
    draft = objects["draft"]
    assert isinstance(draft, Draft)

    answering = {key for key in cast.people if _status(client_of(cast, key), f"/drafts/{draft.uid}") == 200}

    assert answering == {"prosecutor"}


@pytest.mark.parametrize("prefix", sorted(FOR_DUTIES))
def test_administration_answers_its_administrators_alone(cast: Cast, prefix: str) -> None:
    answering = {key for key in cast.people if _status(client_of(cast, key), f"/{prefix}") == 200}

    assert answering == FOR_DUTIES[prefix]


@pytest.mark.parametrize("address", ["ledger", "ledger/sheet", "ledger.xlsx"])
def test_the_ledger_of_a_month_answers_heads_of_inspection_alone(
    cast: Cast, objects: dict[str, object], address: str
) -> None:
    answering = {key for key in cast.people if _status(client_of(cast, key), f"/months/2026-11/{address}") == 200}

    assert answering == {"head", "city_head", "sister_head"}
    assert {
        _status(client_of(cast, "head"), f"/months/{month}/{address}") for month in ("2026-12", "x", "2026-13")
    } == {404}


def test_a_list_of_cases_answers_the_case_importers_of_its_office_alone(cast: Cast, tmp_path: Path) -> None:
    with override_settings(HOME=tmp_path):
        clerk = Clerk(cast, tmp_path)
        clerk.brings(exported(cast, 承办检察官="不知谁"))
        clerk.maps()
        case_manager(cast, "sister_prosecutor")
        mapping = CaseMapping.objects.get()
        addresses = [f"/imports/intakes/{clerk.list.uid}", f"/imports/mappings/{mapping.pk}"]
        for key in cast.people:
            client = client_of(cast, key)
            statuses = [_status(client, address) for address in (*addresses, f"{addresses[0]}/drop")]
            assert statuses == [200 if key == "outsider" else 404] * 3, key


def test_administrators_see_no_business(cast: Cast, objects: dict[str, object]) -> None:
    for key in ("system_admin", "security_admin", "audit_admin"):
        client = client_of(cast, key)
        for address in ("/inspection/", "/months/", "/reports/"):
            assert _status(client, address) == 404, (key, address)


def test_no_list_breaks_for_anybody(cast: Cast, objects: dict[str, object]) -> None:
    """Every address without an argument answers everybody with a page, "not found" or a redirect, never with a fault."""
    plain_routes = [route for route, _ in patterns() if "<" not in route and "static" not in route]
    for key in cast.people:
        client = client_of(cast, key)
        for route in plain_routes:
            assert _status(client, f"/{route}") in (200, 302, 404, 405, 422), (key, route)


def test_what_is_not_there_looks_like_what_is_hidden(cast: Cast, objects: dict[str, object]) -> None:
    """No circular and no hearing exists: the same answer as for one that is another's."""
    assert not Circular.objects.exists()
    assert not Hearing.objects.exists()
    client = client_of(cast, "outsider")
    for address in (
        "/circulars/unknown",
        "/hearings/unknown",
        "/records/unknown",
        "/drafts/unknown",
        "/inspection/unknown",
        "/draws/unknown",
    ):
        assert _status(client, address) == 404, address

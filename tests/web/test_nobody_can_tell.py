"""From all that an office sees nobody can tell whether a record about its leaders exists (decisions §1).

Two worlds are compared page by page: one with the record, one with an everyday record (or none) in its place.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from jingheng.contexts.records.models import Record
from jingheng.contexts.records.usecases.review import accept_record
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import Month
from tests.factories.cast import MONTH_END, NOON, Cast
from tests.factories.contents import content, file, naming
from tests.web.walking import client_of, clock, plain

#: What everybody may try to look at, lists and counts above all.
PAGES = (
    "/",
    "/records/",
    "/inspection/",
    "/months/",
    "/months/2026-11/ledger",
    "/months/2026-11/ledger/sheet",
    "/statements/",
    "/reports/",
    "/circulars/",
    "/search?q=检",
    "/log/",
    "/hearings/",
)
COUNTY = (
    "chief", "deputy", "inspection_deputy", "head", "inspector", "second_inspector", "department_head", "prosecutor",
    "colleague", "outsider", "discipline", "political", "system_admin", "security_admin", "audit_admin",
)  # fmt: skip


#: (who, page) → (status, what the page said)
Seen = dict[tuple[str, str], tuple[int, str]]


class Undone(Exception):
    """Takes a world back."""


def seen(cast: Cast, people: tuple[str, ...], at: datetime) -> Seen:
    """Every page as everybody sees it at `at`."""
    found = {}
    with clock(at):
        for key in people:
            client = client_of(cast, key, at=at)
            for page in PAGES:
                response = client.get(page)
                found[key, page] = (response.status_code, plain(response.content.decode(errors="replace")))
    return found


def world(cast: Cast, people: tuple[str, ...], at: datetime, *deeds: object) -> Seen:
    """What everybody sees after `deeds`, in a world that is taken back."""
    found: Seen = {}
    try:
        with transaction.atomic():
            for deed in deeds:
                deed()  # type: ignore[operator]
            found = seen(cast, people, at)
            raise Undone
    except Undone:
        return found


def explained(one: Seen, other: Seen) -> list[str]:
    """The first lines that differ, for whoever reads a failure."""
    return [
        f"{key}: {a!r} / {b!r}"
        for key in sorted(differing(one, other))
        for a, b in zip(one[key][1].splitlines(), other[key][1].splitlines(), strict=False)
        if a != b
    ][:5]


def differing(one: Seen, other: Seen) -> set[tuple[str, str]]:
    return {key for key in one if one[key] != other[key]}


@pytest.mark.parametrize("at", [NOON, MONTH_END + timedelta(days=1)], ids=["mid-month", "after the month"])
def test_a_record_about_the_chief_leaves_no_trace_in_his_office(cast: Cast, at: datetime) -> None:
    everybody = tuple(key for key in COUNTY if key != "prosecutor")

    def secret() -> None:
        file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))

    assert explained(world(cast, everybody, at), world(cast, everybody, at, secret)) == []


def test_a_record_about_the_chief_looks_like_a_signature_in_the_window(cast: Cast) -> None:
    everybody = tuple(key for key in COUNTY if key != "prosecutor")
    actor = cast.actor("prosecutor", MONTH_END)

    def secret() -> None:
        file(actor, content(MONTH_END, parties=(naming(cast.chief, "P21"),)), at=MONTH_END)

    def nothing_to_report() -> None:
        sign_statement(month=Month(2026, 11), actor=actor, at=MONTH_END)

    later = MONTH_END + timedelta(hours=1)
    assert explained(world(cast, everybody, later, nothing_to_report), world(cast, everybody, later, secret)) == []


def test_a_record_about_a_deputy_looks_like_any_other_to_all_but_its_readers(cast: Cast) -> None:
    outsiders = tuple(key for key in COUNTY if key not in ("prosecutor", "head", "chief"))

    def about_deputy() -> None:
        record = file(cast.actor("prosecutor"), content(parties=(naming(cast.deputy, "P21"),)))
        accept_record(uid=record.uid, actor=cast.actor("head"), at=NOON)

    def everyday() -> None:
        record = file(cast.actor("prosecutor"))
        Record.objects.filter(pk=record.pk).update(assignee=cast.head)
        accept_record(uid=record.uid, actor=cast.actor("head"), at=NOON)

    at = NOON + timedelta(hours=1)
    assert explained(world(cast, outsiders, at, everyday), world(cast, outsiders, at, about_deputy)) == []


def test_the_comparison_would_notice(cast: Cast) -> None:
    """An everyday record does change what its inspector sees: the comparison is not blind."""

    def everyday() -> None:
        record = file(cast.actor("prosecutor"))
        Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)

    changed = differing(world(cast, COUNTY, NOON), world(cast, COUNTY, NOON, everyday))

    assert ("inspector", "/inspection/") in changed
    assert ("head", "/inspection/") in changed
    assert ("head", "/months/2026-11/ledger") in changed


@pytest.mark.parametrize("seed", range(3))
def test_nobody_who_is_shut_out_reaches_a_record_anywhere(cast: Cast, seed: int) -> None:
    """Random records about random colleagues: the shut-out see the same pages as before they were filed."""
    rng = random.Random(seed)
    filer = rng.choice(["prosecutor", "colleague", "outsider", "department_head", "inspector"])
    named = rng.choice([key for key in COUNTY if key != filer])
    asker = {"LEADER": "P21", "HEAD": "P22"}.get(cast.people[named].identity, "P23")

    def secret() -> None:
        file(cast.actor(filer), content(parties=(naming(cast.people[named], asker),)))

    with transaction.atomic():
        secret()
        record = Record.objects.get()
        shut_out = set(record.exclusions.values_list("person_id", flat=True))
        transaction.set_rollback(True)
    hidden_from = tuple(key for key in COUNTY if cast.people[key].pk in shut_out and key != filer)

    assert named in hidden_from
    assert explained(world(cast, hidden_from, NOON), world(cast, hidden_from, NOON, secret)) == []

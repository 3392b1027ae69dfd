"""From all that an office sees in twelve months nobody in it, but the filer and the readers whom the route names, can
tell whether a record about its leaders exists (decisions §1). Organisations, lives and records are drawn by chance.

The same twelve months are lived twice. In one world there are records about the leaders of an office; in the other
their filers merely sign, and where such a record is counted stands an everyday one (`tests.factories.random_secrets`).
What everybody else sees, month after month and at the end, must be the same, byte for byte.

Nothing is smoothed over but the masked cursors of long lists (`walking.plain`), which are different each time a page is
read, and the moment inside a workbook that says when it was written. Addresses, receipt codes, whom a record is dealt
to, form tokens and the numbers of requests are drawn by chance from the name of the event alone, so they are compared
like anything else.

`TWELVE_MONTHS=40` lives through forty organisations, looks at everything, and takes its time; `TWELVE_MONTHS=7-12` through
those six.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings

from jingheng.contexts.ledger.models import Leaf
from jingheng.contexts.records.models import Record
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from jingheng.verify.leaves import Leaf as Decoded
from tests.factories.random_events import Event, World, in_order, live
from tests.factories.random_life import draw_life
from tests.factories.random_offices import FIRST_MONTH, LAST_MONTH, Drawn, draw_offices
from tests.factories.random_records import fate
from tests.factories.random_secrets import Secret, draw_secrets, events_of
from tests.web.walking import client_of, clock, patterns, plain

MONTHS = list(MonthRange(FIRST_MONTH, LAST_MONTH))
_ASKED = os.environ.get("TWELVE_MONTHS", "")
_FIRST, _, _LAST = _ASKED.partition("-")
_LONG = range(int(_FIRST), int(_LAST) + 1) if _LAST else range(int(_ASKED or 0))
DRAWN = _LONG or range(8)
#: In both everything of `KINDS` is done. In 22 secrets are filed at home, filed while months are signed, and typed by a clerk;
#: in 31 one is sent up from a table, and one by a correction while months are signed.
LIVED = _LONG or (22, 31)
#: looks each month, people who look, pages of each at the end
MONTHLY, PEOPLE, PAGES = (12, 10, 30) if _ASKED else (3, 6, 10)

#: Every page of the product that has no argument.
LISTS = tuple(
    f"/{route}"
    for route, _ in patterns()
    if "<" not in route
    and route not in ("healthz", "readyz", "login", "logout")
    and not re.search("static|gallery", route)
)
#: Those that count people or records: opened before any other.
TELLING = ("/reports/duty", "/months/", "/reports/", "/records/", "/inspection/")
#: What is done at least once in each life, by the last words of its events.
KINDS = (
    "accepted", "numbered", "posted", " away", "compared", "delegated",
    " heard", "answered", " told", "review asked", "review answered", "rejected", "cleared",
    "reported at once", "urgent accepted", "corrected", "imported", "confirmed", "confirmed on paper",
    "sent back", "handed in again", "blacked out", "duty granted", "duty ended",
)  # fmt: skip
_LINK = re.compile(r'href="(/[^"#]*)"')
_DEAD = re.compile(r"^/(static|logout|help)|/as/pdf|[?&](sort|density|cursor)=")

#: in a blank form to fill in: when the library wrote it, by the wall clock
_DATED = ("</dcterms:created", "</dcterms:modified")
_SEARCHING = "searching"
#: when, who, address → what came: status, headers, lines
Seen = dict[tuple[str, str, str], tuple[str, ...]]


def of_secret(secret: Secret) -> Iterator[str]:
    """Where a record about leaders would be, if one knew its address, its receipt code or its words."""
    uid, receipt = (secret.way.uid, secret.way.receipt_code) if secret.way else ("none", "none")
    for route, _ in patterns():
        if re.match(r"(records|inspection)/<str:uid>|reports/urgent/", route):
            address = re.sub(r"<str:(record_)?uid>", uid, route).replace("<str:action>", "accept")
            yield "/" + re.sub(r"<\w+:\w+>", "unknown", address)
    month = f"/months/{Month.of(secret.at)}"
    yield from (month, f"{month}/ledger", f"{month}/ledger/sheet", f"{month}/ledger.xlsx")
    for words in (secret.said.marker, receipt):
        yield f"/search?q={words}"
        yield f"/inspection/?number={words}"


@dataclass
class Looking:
    """What the lookers see of one world. Which pages they open depends on chance and on what they have seen."""

    drawn: Drawn
    seed: int
    people: list[str]
    addresses: list[str]
    seen: Seen = field(default_factory=dict)
    searched: Seen = field(default_factory=dict)
    log: list[tuple[int, date, str, int]] = field(default_factory=list)

    def monthly(self, month: Month) -> None:
        rng = random.Random(f"{self.seed} {month}")
        at = datetime.combine(month.last_day, time(20), tzinfo=SHANGHAI)
        for _ in range(MONTHLY):
            key = rng.choice(self.people)
            address = rng.choice([rng.choice(TELLING), rng.choice([*LISTS, *self.addresses])])
            self.look(str(month), key, address, self.signed_in(key, at), at)

    def finally_(self, at: datetime) -> None:
        """From the lists along every link."""
        for key in self.people:
            client, rng = self.signed_in(key, at), random.Random(f"{self.seed} {key}")
            to_see, known = [*LISTS, *rng.sample(self.addresses, min(PAGES, len(self.addresses)))], set(LISTS)
            rng.shuffle(to_see)
            to_see = [*TELLING, *(address for address in to_see if address not in TELLING)]
            for number in range(min(PAGES, len(to_see))):
                address = to_see.pop(0 if number < len(TELLING) else rng.randrange(len(to_see)))
                page = self.look("at the end", key, address, client, at)
                links = [link for line in page for link in _LINK.findall(line) if not _DEAD.search(link)]
                to_see += [link for link in dict.fromkeys(links) if link not in known]
                known.update(links)

    def signed_in(self, key: str, at: datetime) -> Client:
        with fate("signs in", key, at):
            return client_of(self.drawn, key, at=at)

    def look(self, when: str, key: str, address: str, client: Client, at: datetime) -> tuple[str, ...]:
        posts = bool(re.search(r"/(accept|act|change|remind)$", address))
        with fate("looks", when, key, address), clock(at):
            response = client.post(address) if posts else client.get(address)
            lines = _lines(response)
        # the length says the same as the lines do, and what these leave out
        headers = [f"{name}: {value}" for name, value in sorted(response.items()) if name != "Content-Length"]
        found = (str(response.status_code), *headers, *lines)
        self.seen[when, key, address] = found
        return found


def _lines(response: HttpResponseBase) -> list[str]:
    """The lines of a page; of a workbook or a paper those of its parts."""
    content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if not content.startswith(b"PK"):
        try:
            return plain(content.decode()).splitlines()
        except UnicodeDecodeError:  # a photograph or a scan
            return [hashlib.sha256(content).hexdigest()]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name).decode(errors="replace").split(">")) for name in archive.namelist()]
    return [line for name, lines in parts for line in (name, *lines) if not line.endswith(_DATED)]


class _Undone(Exception):
    """Takes a world back."""


@contextmanager
def _a_disk() -> Iterator[None]:
    """Of each world its own: a file that is there already would have the next one named otherwise."""
    with TemporaryDirectory() as folder:
        files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
        with override_settings(STORAGES=settings.STORAGES | {"default": files}):
            yield


@dataclass
class Story:
    """One organisation, its life, the records about its leaders, and who looks on."""

    seed: int
    drawn: Drawn
    events: list[Event]
    secrets: list[Secret]
    people: list[str]

    @classmethod
    def drawn_by(cls, seed: int) -> Story:
        rng = random.Random(seed)
        drawn = draw_offices(rng)
        secrets = draw_secrets(rng, drawn, seed, MONTHS)
        by_filing = {name for one in secrets for name in one.signatures}
        life = [event for event in draw_life(rng, drawn, MONTHS) if event.name not in by_filing]
        events = in_order([*life, *(event for one in secrets for event in events_of(rng, drawn, one))])
        asked = sorted(drawn.people.keys() - {key for one in secrets for key in one.not_asked})
        involved = {key for one in secrets for key in one.said.involved}
        rng.shuffle(asked)
        home = drawn.home.pk
        asked.sort(key=lambda key: (drawn.people[key].office_id != home, key not in involved, not drawn.duties[key]))
        return cls(seed, drawn, events, secrets, asked[:PEOPLE])

    def lived(self, *, with_secrets: bool) -> tuple[World, Looking, dict[str, set[str]]]:
        """The twelve months in one world, which is then taken back; and by whom each record was to be found nowhere."""
        world = World(self.drawn, self.seed, with_secrets)
        looking = Looking(
            self.drawn, self.seed, self.people, [address for one in self.secrets for address in of_secret(one)]
        )
        end = datetime.combine(LAST_MONTH.next().last_day, time(20), tzinfo=SHANGHAI)
        traces: dict[str, set[str]] = {}
        try:
            with _a_disk(), transaction.atomic():
                events = self.events
                for month in MONTHS:
                    events = live(events, world, datetime.combine(month.last_day, time(19), tzinfo=SHANGHAI))
                    looking.monthly(month)
                live(events, world, end)
                looking.finally_(end)
                traces = {name: _traces(world, name) for name in world.said}
                looking.searched = self.searches(world, end)
                looking.log = self.log()
                raise _Undone
        except _Undone:
            return world, looking, traces

    def log(self) -> list[tuple[int, date, str, int]]:
        """The home office's logs as they are handed out: of every leaf its place, day, kind and length."""
        rows = Leaf.objects.filter(log__office_id=self.drawn.home.pk).order_by("log__year", "number")
        read = [(row.number, Decoded.decoded(bytes(row.entry)), len(row.entry)) for row in rows]
        return [(number or 0, leaf.day, leaf.kind, length) for number, leaf, length in read]

    @property
    def is_covered(self) -> bool:
        """Whether to each of its records a cover goes the same way, and leaves as many leaves."""
        return all(one.way is None or (one.cover is not None and one.is_worked_on) for one in self.secrets)

    def searches(self, world: World, at: datetime) -> Seen:
        """Whoever is shut out of a record searches for the very words in it; whom a correction shut out opens it too."""
        looking = Looking(self.drawn, self.seed, self.people, [])
        for name, (_, said) in world.said.items():
            out = shut_out(world, name, _SEARCHING)
            brought_in = {key for _, people in world.involved[name][1:] for key in people} & out
            for key in [*sorted(out & set(self.people))[: PEOPLE // 3], *sorted(brought_in)]:
                looking.look(_SEARCHING, key, f"/search?q={said.marker}", looking.signed_in(key, at), at)
            for key in sorted(brought_in):
                looking.look(_SEARCHING, key, f"/inspection/{world.uids[name]}", looking.signed_in(key, at), at)
        return looking.seen


def shut_out(world: World, name: str, when: str) -> set[str]:
    """Who must find no trace of a record, by how its people were drawn and not by what the product has written down.

    Who is brought into it by a correction has found traces before.
    """
    filer, _ = world.said[name]
    drawn = world.drawn
    is_late = not when[0].isdigit()
    involved = {key for since, people in world.involved[name] if is_late or str(since) <= when for key in people}
    named_by_the_table = {key for key in drawn.people if drawn.duties[key] & {"CHIEF", "DISCIPLINE"}}
    named_by_the_table -= drawn.meant(involved)
    return drawn.entangled(involved) - {filer} - named_by_the_table


def _traces(world: World, name: str) -> set[str]:
    record = Record.objects.get(uid=world.uids[name])
    return {record.uid, record.receipt_code, world.said[name][1].marker, record.number or record.uid}


def explained(one: Seen, other: Seen) -> list[str]:
    """The first lines that differ, for whoever reads a failure."""
    found = [f"{key} only once" for key in sorted(one.keys() ^ other.keys())]
    for key in sorted(one.keys() & other.keys()):
        if one[key] != other[key]:
            lines = [(a, b) for a, b in zip(one[key], other[key], strict=False) if a != b]
            found += [f"{key}: {a!r} / {b!r}" for a, b in lines[:3]] or [f"{key}: one is longer"]
    return found[:12]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", DRAWN)
def test_every_record_about_leaders_might_be_an_everyday_one(seed: int) -> None:
    """Whoever at home would read every such everyday record, and may not read this one, sees that there is one less."""
    story = Story.drawn_by(seed)
    here = set(story.drawn.staff(story.drawn.home))

    found = [
        f"{key} would read what {one.filer} filed about {one.said.ways} and is counted here"
        for one in story.secrets
        if one.cover is not None
        for key in sorted((one.cover.readers & here) - one.knowing)
    ]

    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("seed", DRAWN)
def test_nobody_in_a_record_nor_his_relatives_are_among_its_readers(seed: int) -> None:
    story = Story.drawn_by(seed)

    found = [
        (one.said.ways, sorted(one.way.readers & story.drawn.meant(one.said.involved)))
        for one in story.secrets
        if one.way is not None
    ]

    assert [who for _, who in found if who] == []


@pytest.mark.django_db
@pytest.mark.parametrize("seed", LIVED)
def test_in_twelve_months_nobody_can_tell(seed: int) -> None:
    story = Story.drawn_by(seed)
    without, looking_without, _ = story.lived(with_secrets=False)
    world, looking, traces = story.lived(with_secrets=True)

    assert explained(looking.seen, looking_without.seen) == []
    assert (world.done, world.refused) == (without.done, without.refused)
    assert not story.is_covered or looking.log == looking_without.log
    assert _LONG or [kind for kind in KINDS if not any(name.endswith(kind) for name in world.done)] == []
    assert found_anywhere(world, traces, looking.seen | looking.searched) == []


def found_anywhere(world: World, traces: dict[str, set[str]], seen: Seen) -> list[str]:
    """Where somebody came upon a record that must not exist for him."""
    return [
        f"{key} finds {name} at {address}"
        for name, theirs in traces.items()
        for (when, key, address), lines in seen.items()
        if key in shut_out(world, name, when)
        for trace in theirs
        if trace not in address and any(trace in line for line in lines)
    ]

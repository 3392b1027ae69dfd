"""This server as a witness: it keeps before it answers, in the database, and never signs two stories."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from jingheng.contexts.ledger.models import Entry, Leaf
from jingheng.contexts.witnesses.models import Kept, OtherStory, Watched
from jingheng.contexts.witnesses.queries import own_key, watching
from jingheng.contexts.witnesses.usecases import countersigning
from jingheng.contexts.witnesses.usecases.countersigning import countersign, countersign_file, renew_key
from jingheng.kernel.actor import SYSTEM
from jingheng.verify import notes, witnessing
from jingheng.verify.checkpoints import parse
from jingheng.verify.witness_state import BEHIND, SIZE_TYPE, BrokenState
from jingheng.verify.witnessing import (
    BAD_REQUEST,
    CONFLICT,
    FORBIDDEN,
    NOT_FOUND,
    OK,
    UNPROCESSABLE,
    Request,
)
from tests.factories.audited import Auditor, bound_cast, refusing_unrecorded
from tests.factories.cast import NOON, Cast
from tests.factories.witnessing import watched
from tests.verify.logs import ENTRIES, LOG, ORIGIN, OTHER_LOG, checkpoint, request, signed

OTHER_STORY = [*ENTRIES[:10], b"other", *ENTRIES[11:]]


@pytest.fixture
def office(db: None, tmp_path: Path, settings: Any) -> Cast:
    settings.HOME = tmp_path
    with refusing_unrecorded():
        cast = bound_cast()
        watched(LOG.verifier)
    return cast


def ask(one: Request, at: datetime = NOON) -> Any:
    return countersign(bytes(one), at=at)


def test_it_keeps_what_it_cosigns_and_goes_on_from_there(office: Cast) -> None:
    leaves = Leaf.objects.count()
    answer = ask(request(0, ENTRIES[:10]))

    key = own_key()
    assert key
    assert (answer.status, answer.body.decode()) == (
        OK,
        key.sign(checkpoint(ENTRIES[:10]).text, int(NOON.timestamp())).line,
    )
    kept = Kept.objects.get()
    assert (kept.origin, kept.size, kept.vkey) == (ORIGIN, 10, str(key.verifier))
    assert kept.kept_at == NOON
    assert ask(request(10)).status == OK
    assert Kept.objects.get().size == 300
    assert Leaf.objects.count() == leaves, "two servers that witness each other would never come to rest"


def test_its_decisions_are_those_of_every_witness(office: Cast) -> None:
    ask(request(0, ENTRIES[:10]))
    for one, status in (
        (request(0), CONFLICT),
        (Request(10, (b"x" * 32,), signed(checkpoint(), LOG)), UNPROCESSABLE),
        (request(0, key=OTHER_LOG), FORBIDDEN),
        (Request(400, (), signed(checkpoint(), LOG)), BAD_REQUEST),
    ):
        assert ask(one).status == status
    assert (ask(request(0)).body, ask(request(0)).content_type) == (b"10\n", SIZE_TYPE)
    assert countersign(b"nonsense", at=NOON).status == BAD_REQUEST
    assert Kept.objects.get().size == 10


def test_a_log_that_it_does_not_watch_is_not_found_and_leaves_nothing(office: Cast) -> None:
    with refusing_unrecorded():
        Kept.objects.all().delete()
    other = notes.generate("nobody.example/log", notes.ED25519, b"n" * 32)
    assert ask(request(0, key=other)).status == NOT_FOUND
    assert not Kept.objects.exists()
    Watched.objects.update(removed_at=NOON)
    assert ask(request(0)).status == NOT_FOUND


def test_after_a_pause_it_goes_on_where_it_was(office: Cast) -> None:
    ask(request(0, ENTRIES[:10]))
    Watched.objects.update(removed_at=NOON)
    watched(LOG.verifier)
    assert ask(request(0)).status == CONFLICT
    assert ask(request(10)).status == OK


def test_another_story_is_kept_once_and_told(office: Cast, tmp_path: Path) -> None:
    ask(request(0))
    for _ in range(2):
        answer = ask(request(300, OTHER_STORY))
        assert (answer.status, answer.decision.is_evidence) == (CONFLICT, True)

    story = OtherStory.objects.get()
    assert parse(notes.parse(witnessing.parse(bytes(story.request)).note).text) == checkpoint(OTHER_STORY)
    assert Entry.objects.latest("id").event == "witness.other-story"
    assert [one.stories for one in watching()] == [1]
    auditor = Auditor(tmp_path)
    assert auditor.rows(auditor.take()).code == 0


def test_more_stories_than_prove_anything_are_not_kept(office: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(countersigning, "_MOST_STORIES", 2)
    ask(request(0))
    for number in range(4):
        ask(request(300, [b"%d" % number, *ENTRIES[1:]]))
    assert OtherStory.objects.count() == 2


def test_a_clock_that_is_behind_signs_nothing(office: Cast) -> None:
    ask(request(0))
    assert ask(request(300), at=NOON.replace(year=2020)).status == BEHIND


def test_a_kept_note_that_is_spoilt_stops_its_log(office: Cast) -> None:
    ask(request(0))
    Kept.objects.update(note=Kept.objects.get().note.replace("300", "200"))
    with pytest.raises(BrokenState):
        ask(request(300))
    key = own_key()
    assert key
    text = checkpoint(origin="another").text
    Kept.objects.update(note=notes.signed(text, [key.sign(text, 5)]).decode())
    with pytest.raises(BrokenState, match="另一本"):
        ask(request(300))


def test_with_a_new_key_it_still_knows_what_it_signed(office: Cast) -> None:
    ask(request(0, ENTRIES[:10]))
    renew_key(actor=SYSTEM, at=NOON)
    assert ask(request(0)).status == CONFLICT
    assert ask(request(10)).status == OK


def test_requests_in_a_file(office: Cast) -> None:
    watched(notes.generate("second.example/log", notes.ED25519, b"s" * 32).verifier)
    second = notes.generate("second.example/log", notes.ED25519, b"s" * 32)
    both = witnessing.joined([request(0, ENTRIES[:10]), request(0, ENTRIES[:5], second)])
    found = countersign_file(both, at=NOON)

    assert [one.status for one in found.answers] == [OK, OK]
    assert [text.split("\n")[0] for text, _ in witnessing.answered(found.file)] == [ORIGIN, "second.example/log"]
    mixed = witnessing.joined([request(0, ENTRIES[:10]), request(5, ENTRIES[:9], second), request(0, key=OTHER_LOG)])
    found = countersign_file(mixed, at=NOON)
    assert [one.status for one in found.answers] == [CONFLICT, OK, FORBIDDEN]
    assert [text.split("\n")[1] for text, _ in witnessing.answered(found.file)] == ["10", "9"]


@pytest.mark.django_db(transaction=True)
def test_of_two_stories_at_once_one_is_signed(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    bound_cast()
    watched(LOG.verifier)
    own_key(makes=True)
    answers: Queue[int] = Queue()

    def asks(entries: list[bytes]) -> None:
        try:
            answers.put(ask(request(0, entries)).status)
        finally:
            connection.close()

    threads = [Thread(target=asks, args=(entries,)) for entries in (ENTRIES, OTHER_STORY) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers.get() for _ in threads) == [OK] + [CONFLICT] * 7
    assert Kept.objects.get().size == 300

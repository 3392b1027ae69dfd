"""What a witness decides: never two stories of one log."""

from __future__ import annotations

import random
import sys

import pytest

from jingheng.verify import notes, witnessing
from jingheng.verify.checkpoints import Checkpoint
from jingheng.verify.notes import OWN
from jingheng.verify.witnessing import (
    BAD_REQUEST,
    CONFLICT,
    FORBIDDEN,
    NOT_FOUND,
    OK,
    UNPROCESSABLE,
    MalformedRequest,
    Request,
    cosigned,
    decide,
    origin_of,
    parse,
)
from tests.verify.logs import CITY, ENTRIES, LOG, NOON, ORIGIN, OTHER_LOG, checkpoint, request, signed

LOGS = [LOG.verifier]
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""


def test_the_example_of_the_specification() -> None:
    read = parse(EXAMPLE.encode())
    assert (read.old, len(read.path), origin_of(read)) == (20852014, 4, "example.com/behind-the-sofa")
    assert bytes(read) == EXAMPLE.encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"old 0\n", b"old 00\n\nx", b"old -1\n\nx", b"new 0\n\nx", b"old\n\nx", b"old 0\nAAAA\n\nx", "old 0\n一\n\nx".encode(),
        b"old 0\n" + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + b"\nx", b"old 0\n\n" + b"x" * 1_000_000,
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedRequest):
        parse(data)


@pytest.mark.parametrize("note", [b"", b"text", "text\n\n— a AAAAAAA=\n".encode()])
def test_a_request_without_a_checkpoint_has_no_origin(note: bytes) -> None:
    with pytest.raises(MalformedRequest):
        origin_of(Request(0, (), note))


def test_the_first_checkpoint_and_every_one_that_goes_on() -> None:
    last = None
    for size in (0, 0, 1, 2, 2, 64, 255, 300):
        decision = decide(request(last.size if last else 0, ENTRIES[:size]), LOGS, last)
        assert (decision.status, decision.checkpoint) == (OK, checkpoint(ENTRIES[:size]))
        last = decision.checkpoint


def test_who_is_unknown_or_did_not_sign() -> None:
    other = notes.generate("jingheng.example/other", 1, bytes([9]) * 32)
    assert decide(request(0, key=other), LOGS, None).status == NOT_FOUND
    assert decide(request(0, key=OTHER_LOG), LOGS, None).status == FORBIDDEN
    spoilt = Request(0, (), signed(checkpoint(), LOG).replace(b"\n300\n", b"\n301\n"))
    assert decide(spoilt, LOGS, None).status == FORBIDDEN


def test_an_SM2_line_that_cannot_be_checked_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    key = notes.generate(f"{ORIGIN}/sm3", OWN, bytes([7]) * 32)
    asked, logs = request(0, ENTRIES[:2], key), [key.verifier]
    assert decide(asked, logs, None).status == OK
    monkeypatch.setitem(sys.modules, "gmssl.sm2", None)
    assert decide(asked, logs, None).status == FORBIDDEN


def test_another_beginning_than_the_last() -> None:
    last = checkpoint(ENTRIES[:10])
    for old in (0, 9, 11, 300):
        decision = decide(request(old), LOGS, last)
        assert (decision.status, decision.is_evidence) == (CONFLICT, False)
    assert decide(request(301), LOGS, last).status == BAD_REQUEST
    assert decide(request(1), LOGS, None).status == CONFLICT
    assert decide(request(10, ENTRIES[:9]), LOGS, last).status == BAD_REQUEST


def test_another_root_at_the_same_size_is_evidence() -> None:
    decision = decide(request(10, ENTRIES[10:20]), LOGS, checkpoint(ENTRIES[:10]))
    assert (decision.status, decision.is_evidence) == (CONFLICT, True)


def test_a_rewritten_log_cannot_prove_that_it_goes_on() -> None:
    last = checkpoint(ENTRIES[:10])
    rewritten = [b"other", *ENTRIES[1:]]
    assert decide(request(10, rewritten), LOGS, last).status == UNPROCESSABLE
    assert decide(Request(10, (), request(10).note), LOGS, last).status == UNPROCESSABLE
    assert decide(Request(0, (bytes(32),), request(0).note), LOGS, None).status == UNPROCESSABLE
    same = request(10, ENTRIES[:10])
    assert decide(Request(10, (bytes(32),), same.note), LOGS, last).status == UNPROCESSABLE
    empty = Checkpoint(ORIGIN, 0, bytes(32))
    assert decide(Request(0, (), signed(empty)), LOGS, None).status == CONFLICT


def test_random_stories_are_cosigned_only_where_they_are_one_story() -> None:
    """Whatever the log asks in whatever order: every pair of cosigned checkpoints is one tree growing."""
    chance = random.Random(4)
    stories = [ENTRIES[:40], [*ENTRIES[:20], *ENTRIES[100:120]], [*ENTRIES[:7], *ENTRIES[200:233]]]
    for _ in range(40):
        last, seen = None, []
        for _ in range(25):
            story = chance.choice(stories)
            asked = request(
                chance.choice([last.size if last else 0, chance.randrange(40)]), story[: chance.randrange(41)]
            )
            decision = decide(asked, LOGS, last)
            if decision.status == OK and decision.checkpoint:
                last = decision.checkpoint
                seen.append(last)
        assert any(all(checkpoint(story[: one.size]) == one for one in seen) for story in stories)
        assert [one.size for one in seen] == sorted(one.size for one in seen)


def test_what_is_kept_has_the_lines_of_the_log_and_ours_alone() -> None:
    stranger = notes.generate("somebody.else", 1, bytes([8]) * 32)
    text = checkpoint().text
    lines = [LOG.sign(text), stranger.sign(text), CITY.sign(text, NOON - 9), LOG.sign(text)]
    note, line = cosigned(Request(0, (), notes.signed(text, lines)), LOGS, CITY, NOON)
    assert note == signed(checkpoint(), LOG, CITY)
    assert note.endswith(line.encode())
    assert line == CITY.sign(text, NOON).line
    assert witnessing.kept_name("a") != witnessing.kept_name("b")

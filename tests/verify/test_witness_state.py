"""The folder of a witness: kept before answered, one at a time, and whole after every crash."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Queue

import pytest

from jingheng.verify import notes
from jingheng.verify.checkpoints import parse
from jingheng.verify.notes import open_note
from jingheng.verify.witness_state import BEHIND, SIZE_TYPE, Answer, BrokenState, Witness
from jingheng.verify.witnessing import (
    BAD_REQUEST,
    CONFLICT,
    FORBIDDEN,
    NOT_FOUND,
    OK,
    UNPROCESSABLE,
    Request,
    kept_name,
)
from tests.verify.logs import CITY, ENTRIES, LOG, NOON, ORIGIN, OTHER_LOG, PROVINCE, checkpoint, request, signed

OTHER_STORY = [*ENTRIES[:10], b"other", *ENTRIES[11:]]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return a_witness(tmp_path)


def a_witness(folder: Path, at: Callable[[], float] = lambda: NOON) -> Witness:
    (folder / "logs").write_text(f"{LOG.verifier}\n")
    return Witness(folder, CITY, at)


def test_it_keeps_what_it_cosigns_and_goes_on_from_there(witness: Witness) -> None:
    assert witness.last(ORIGIN) is None
    answer = witness.add_checkpoint(bytes(request(0, ENTRIES[:10])))
    assert (answer.status, answer.body.decode()) == (OK, CITY.sign(checkpoint(ENTRIES[:10]).text, NOON).line)
    kept = witness.last(ORIGIN)
    assert kept
    assert (kept.checkpoint, kept.at) == (checkpoint(ENTRIES[:10]), NOON)
    assert kept.note == signed(checkpoint(ENTRIES[:10]), LOG, CITY)
    assert witness.add_checkpoint(bytes(request(10))).status == OK
    assert witness.add_checkpoint(bytes(request(300))).status == OK  # the same again, a newer time


def test_a_conflict_tells_the_size_that_was_cosigned(witness: Witness) -> None:
    answer = witness.add_checkpoint(bytes(request(5)))
    assert (answer.status, answer.content_type, answer.body) == (CONFLICT, SIZE_TYPE, b"0\n")
    witness.add_checkpoint(bytes(request(0, ENTRIES[:10])))
    answer = witness.add_checkpoint(bytes(request(0)))
    assert (answer.status, answer.content_type, answer.body) == (CONFLICT, "text/x.tlog.size", b"10\n")


def test_the_other_answers(witness: Witness) -> None:
    assert witness.add_checkpoint(b"nonsense").status == BAD_REQUEST
    assert witness.add_checkpoint(bytes(request(301))).status == BAD_REQUEST
    assert witness.add_checkpoint(b"old 0\n\nno note").status == BAD_REQUEST
    stranger = notes.generate("jingheng.example/other", 1, bytes([9]) * 32)
    assert witness.add_checkpoint(bytes(request(0, key=stranger))).status == NOT_FOUND
    assert witness.add_checkpoint(bytes(request(0, key=OTHER_LOG))).status == FORBIDDEN
    assert witness.add_checkpoint(bytes(Request(0, (bytes(32),), signed(checkpoint())))).status == UNPROCESSABLE
    assert witness.last(ORIGIN) is None


def test_a_stranger_leaves_no_file(witness: Witness) -> None:
    stranger = notes.generate("jingheng.example/other", 1, bytes([9]) * 32)
    witness.add_checkpoint(bytes(request(0, key=stranger)))
    assert [path.name for path in witness.folder.iterdir()] == ["logs"]


def test_two_stories_are_kept_as_evidence_and_not_cosigned(witness: Witness) -> None:
    witness.add_checkpoint(bytes(request(0)))
    asked = bytes(request(300, OTHER_STORY))
    answer = witness.add_checkpoint(asked)
    assert (answer.status, answer.body, answer.decision.is_evidence) == (CONFLICT, b"300\n", True)
    witness.add_checkpoint(asked)
    assert [path.read_bytes() for path in (witness.folder / "evidence").iterdir()] == [asked]
    kept = witness.last(ORIGIN)
    assert kept
    assert kept.checkpoint == checkpoint()


def test_a_clock_behind_the_last_time_stops_it(tmp_path: Path) -> None:
    a_witness(tmp_path).add_checkpoint(bytes(request(0, ENTRIES[:10])))
    assert a_witness(tmp_path, lambda: NOON - 1).add_checkpoint(bytes(request(10))).status == BEHIND
    assert a_witness(tmp_path, lambda: NOON + 0.9).add_checkpoint(bytes(request(10))).status == OK


def test_a_list_that_cannot_be_read_stops_it(witness: Witness) -> None:
    (witness.folder / "logs").write_text("nonsense\n")
    with pytest.raises(BrokenState, match="第 1 行"):
        witness.add_checkpoint(bytes(request(0)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: b"",
        lambda note: note[:-20],
        lambda note: note.replace(b"\n300\n", b"\n200\n"),
        lambda note: signed(checkpoint(), LOG, PROVINCE),
    ],
)
def test_a_note_that_is_spoilt_stops_its_log(witness: Witness, spoil: Callable[[bytes], bytes]) -> None:
    witness.add_checkpoint(bytes(request(0)))
    path = witness.folder / kept_name(ORIGIN)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BrokenState, match="读不出"):
        witness.add_checkpoint(bytes(request(300)))


def test_the_note_of_another_log_stops_it(witness: Witness) -> None:
    other = checkpoint(ENTRIES[:3], "jingheng.example/other")
    (witness.folder / kept_name(ORIGIN)).write_bytes(signed(other, CITY))
    with pytest.raises(BrokenState, match="另一本日志"):
        witness.add_checkpoint(bytes(request(3)))


def ask(folder: Path, data: bytes, start: threading.Barrier, answers: Queue[Answer]) -> None:
    start.wait()
    answers.put(answer_of(folder, data))


def test_of_two_stories_at_once_one_is_cosigned_in_threads(tmp_path: Path) -> None:
    asked = [bytes(request(0, story[:size])) for story in (ENTRIES, OTHER_STORY) for size in (20, 21)]
    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        a_witness(folder)
        answers: Queue[Answer] = Queue()
        start = threading.Barrier(len(asked))
        threads = [threading.Thread(target=ask, args=(folder, data, start, answers)) for data in asked]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        given = [answers.get(timeout=20) for _ in threads]
        assert sorted(answer.status for answer in given) == [OK, CONFLICT, CONFLICT, CONFLICT]
        assert_answered_is_kept(folder, given)


def test_of_two_stories_at_once_one_is_cosigned_in_processes(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    a_witness(tmp_path).add_checkpoint(bytes(request(0, ENTRIES[:5])))
    asked = [bytes(request(5, story[:size])) for story in (ENTRIES, OTHER_STORY) for size in (20, 21, 22, 23)]
    with processes.Pool(4) as pool:
        given = pool.starmap(answer_of, [(tmp_path, data) for data in asked])
    assert sorted(answer.status for answer in given) == [OK] + [CONFLICT] * 7
    assert_answered_is_kept(tmp_path, given)


def answer_of(folder: Path, data: bytes) -> Answer:
    return Witness(folder, CITY, lambda: NOON).add_checkpoint(data)


def assert_answered_is_kept(folder: Path, given: list[Answer]) -> None:
    kept = Witness(folder, CITY, lambda: NOON).last(ORIGIN)
    assert kept
    assert [answer.body in kept.note for answer in given if answer.status == OK] == [True]


STEPS = ["os.fsync", "Path.replace", "os.open"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_step_leaves_the_old_note_or_the_new(tmp_path: Path, step: str, when: str) -> None:
    """A process that dies at that step; nobody was answered, and the next request is decided as if by a witness that lived."""
    witness = a_witness(tmp_path)
    witness.add_checkpoint(bytes(request(0, ENTRIES[:10])))
    program = textwrap.dedent(f"""
        import os, sys
        from pathlib import Path
        from tests.verify.test_witness_state import CITY, ENTRIES, NOON, Witness, request

        whole = {step}

        def dying(*args, **keywords):
            if {when == "after"}:
                whole(*args, **keywords)
            os._exit(9)

        asked = bytes(request(10, ENTRIES[:20]))
        {step} = dying
        Witness(Path(sys.argv[1]), CITY, lambda: NOON).add_checkpoint(asked)
        print("answered")
    """)
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (ended.returncode, ended.stdout) == (9, ""), ended.stderr
    kept = witness.last(ORIGIN)
    assert kept
    is_new = step == "os.open" or (step, when) == ("Path.replace", "after")
    assert kept.checkpoint == checkpoint(ENTRIES[: 20 if is_new else 10])
    other = witness.add_checkpoint(bytes(request(kept.checkpoint.size, OTHER_STORY[:20])))
    again = witness.add_checkpoint(bytes(request(kept.checkpoint.size, ENTRIES[:20])))
    assert sorted({other.status, again.status}) == [OK, CONFLICT]
    last = witness.last(ORIGIN)
    assert last
    assert parse(open_note(last.note, [CITY.verifier]).text) == last.checkpoint

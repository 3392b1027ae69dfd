"""`jingheng-witness`: its key, its files, its HTTP."""

from __future__ import annotations

import http.client
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jingheng.verify import notes
from jingheng.verify.notes import ED25519, open_note, parse_key, parse_lines
from jingheng.verify.witness_program import main, make_server
from jingheng.verify.witness_state import Witness
from jingheng.verify.witnessing import kept_name
from tests.verify.logs import CITY, ENTRIES, LOG, NOON, ORIGIN, checkpoint, request


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A witness that is set up and knows the log; `tmp_path/vkey` is its public key."""
    assert main(["init", "--name", "witness.example/w1", *where(tmp_path)]) == 0
    (tmp_path / "vkey").write_text(capsys.readouterr().out)
    (tmp_path / "state" / "logs").write_text(f"# 名单\n{LOG.verifier}\n")
    return tmp_path


def where(folder: Path) -> list[str]:
    return ["--state", str(folder / "state"), "--key", str(folder / "key")]


def sign(place: Path, data: bytes) -> int:
    (place / "request").write_bytes(data)
    return main(["sign", str(place / "request"), "--out", str(place / "answer"), *where(place)])


def test_the_key_is_for_its_owner_and_never_overwritten(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place / "key"
    key = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(notes.parse_signing_key(key.strip()).verifier) == (place / "vkey").read_text().strip()
    assert main(["init", "--name", "witness.example/w1", *where(place)]) == 3
    assert "已存在" in capsys.readouterr().err
    assert path.read_text() == key
    assert str(LOG.verifier) in (place / "state" / "logs").read_text()


def test_a_request_in_a_file_is_answered_in_a_file(place: Path) -> None:
    assert sign(place, bytes(request(0, ENTRIES[:10]))) == 0
    (line,) = parse_lines((place / "answer").read_bytes())
    key = parse_key((place / "vkey").read_text().strip())
    seen = open_note(notes.signed(checkpoint(ENTRIES[:10]).text, [line]), [key]).verified[0]
    assert seen.at
    assert abs(seen.at - time.time()) < 60
    assert sign(place, bytes(request(10))) == 0


def test_on_a_conflict_the_answer_is_what_was_cosigned_last(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sign(place, bytes(request(0, ENTRIES[:10])))
    last = (place / "state" / kept_name(ORIGIN)).read_bytes()
    assert sign(place, bytes(request(0))) == 3
    assert "上次见证的规模是 10" in capsys.readouterr().err
    assert (place / "answer").read_bytes() == last
    assert sign(place, bytes(request(10, ENTRIES[10:20]))) == 2
    assert "两种说法" in capsys.readouterr().err
    assert sign(place, bytes(request(10, [b"other", *ENTRIES[1:]]))) == 2
    assert "被改写" in capsys.readouterr().err


def test_without_anything_cosigned_there_is_no_answer(place: Path) -> None:
    assert sign(place, bytes(request(5))) == 3
    assert sign(place, b"nonsense") == 3
    assert not (place / "answer").exists()


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("key", "", "私钥"),
        ("key", f"{LOG}\n", "不是见证人"),
        ("state/logs", "# none\n", "还没有"),
        ("state/logs", "nonsense", "第 1 行"),
    ],
)
def test_a_witness_that_is_not_set_up_says_what_is_missing(
    place: Path, capsys: pytest.CaptureFixture[str], file: str, text: str, why: str
) -> None:
    (place / file).write_text(text)
    assert sign(place, bytes(request(0))) == 3
    assert why in capsys.readouterr().err


def test_wrong_arguments_and_missing_files(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["sign"])
    assert left.value.code == 3
    assert main(["sign", "missing", "--out", "answer", *where(place)]) == 3
    for listen in ("8900", "127.0.0.1:", ":80"):
        assert main(["serve", "--listen", listen, *where(place)]) == 3
    assert "--listen" in capsys.readouterr().err


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "logs").write_text(f"{LOG.verifier}\n")
    server = make_server(Witness(tmp_path, CITY, lambda: NOON), "127.0.0.1:0")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def post(connection: http.client.HTTPConnection, data: bytes, path: str = "/add-checkpoint") -> tuple[int, str, bytes]:
    connection.request("POST", path, data)
    answer = connection.getresponse()
    return answer.status, answer.headers["Content-Type"], answer.read()


def test_it_answers_as_the_specification_says(port: int, tmp_path: Path) -> None:
    text = "text/plain; charset=utf-8"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)  # kept alive throughout
    line = CITY.sign(checkpoint(ENTRIES[:10]).text, NOON).line.encode()
    assert post(connection, bytes(request(0, ENTRIES[:10]))) == (200, text, line)
    assert post(connection, bytes(request(0))) == (409, "text/x.tlog.size", b"10\n")
    assert post(connection, bytes(request(10, [b"other", *ENTRIES[1:]])))[0] == 422
    assert post(connection, bytes(request(301)))[0] == 400
    assert post(connection, bytes(request(0, key=notes.generate(ORIGIN, ED25519, bytes(32)))))[0] == 403
    assert post(connection, bytes(request(0, key=notes.generate("other", ED25519, bytes(32)))))[0] == 404
    assert post(connection, b"", "/elsewhere")[0] == 404
    (tmp_path / kept_name(ORIGIN)).write_bytes(b"spoilt")
    assert post(connection, bytes(request(10)))[0] == 500
    connection.close()


@pytest.mark.parametrize(("length", "status"), [("1000001", 413), (None, 411), ("-1", 411)])
def test_a_body_without_a_length_or_too_long_is_not_read(port: int, length: str | None, status: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", "/add-checkpoint")
    if length:
        connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == status
    connection.close()


def test_it_serves_until_interrupted(place: Path) -> None:
    program = "import sys; from jingheng.verify.witness_program import main; sys.exit(main())"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    arguments = [sys.executable, "-c", program, "serve", "--listen", "127.0.0.1:0", *where(place)]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stderr
        assert "等候" in running.stderr.readline()
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0


def test_the_server_ends_quietly_on_an_interrupt(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("http.server.ThreadingHTTPServer.serve_forever", interrupted)
    assert main(["serve", "--listen", "127.0.0.1:0", *where(place)]) == 0

"""The commands as they are typed: each in a process of its own, over a data folder of its own, with nothing prepared."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import socket
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import HTTPRedirectHandler

import pytest

from jingheng.cli.tally import EXAMPLE

DONE, FINDINGS, WRONG_USE = 0, 2, 3
_SECONDS = 180  # how long a command may take where much else is going on
FOUNDING = (
    "setup", "--code", "990300", "--name", "明德区人民检察院", "--level", "基层院", "--admin1", "甲某", "--admin2", "乙某",
    "--admin3", "丙某",
)  # fmt: skip


def _given(home: Path) -> dict[str, str]:
    """What an administrator's shell would have, and nothing of the tests' own settings."""
    ours = ("DJANGO_SETTINGS_MODULE", "SECRET_KEY", "HTTPS", "DATABASE_URL", "JINGHENG_HOME")
    return {name: value for name, value in os.environ.items() if name not in ours} | {"JINGHENG_HOME": str(home)}


def jingheng(home: Path, *typed: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jingheng.cli", *typed]
    return subprocess.run(command, check=False, env=_given(home), capture_output=True, text=True, timeout=_SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Stay(HTTPRedirectHandler):
    """A redirect is an answer to look at."""

    def redirect_request(self, *args: object) -> None:
        return None


def asked(port: int, path: str) -> tuple[int, str]:
    """Status, and where to. Over plain HTTP, as a browser on the same machine does."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
    try:
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers.get("Location", "")


@contextmanager
def running(home: Path, *typed: str, port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "jingheng.cli", *typed, "--port", str(port)]
    server = subprocess.Popen(command, env=_given(home), stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _SECONDS
        while True:
            try:
                asked(port, "/healthz")
            except OSError:
                assert server.poll() is None
                assert time.monotonic() < until
                time.sleep(0.3)
            else:
                break
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_an_office_is_founded_served_saved_and_restored(tmp_path: Path) -> None:
    home, elsewhere, saved = tmp_path / "home", tmp_path / "elsewhere", tmp_path / "saved.tar.gz"
    founded = jingheng(home, *FOUNDING)
    assert founded.returncode == DONE, founded.stderr
    assert len(re.findall(r"一次性密码 \S+", founded.stdout)) == 3
    again = jingheng(home, *FOUNDING)
    assert (again.returncode, "不能再次首次设置" in again.stderr) == (WRONG_USE, True)

    port = free_port()
    with running(home, "serve", port=port):
        assert asked(port, "/login") == (200, "")
        assert asked(port, "/")[1].startswith("/login")

    assert jingheng(home, "backup", str(saved)).returncode == DONE
    restored = jingheng(elsewhere, "restore", str(saved))
    assert restored.returncode == DONE, restored.stderr
    assert "已恢复" in restored.stdout
    examined = jingheng(elsewhere, "doctor")
    assert "Traceback" not in examined.stderr
    assert "明德区人民检察院" in examined.stdout


def test_the_demonstration_opens_in_a_browser_on_the_same_machine(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, "demo", port=port):
        assert asked(port, "/login") == (200, "")
    again = jingheng(tmp_path, "demo")
    assert (again.returncode, "jingheng serve" in again.stderr) == (WRONG_USE, True)


@pytest.mark.parametrize(
    "typed",
    [
        ("doctor",), ("backup", "saved.tar.gz"),
        ("circular", "--office", "1", "--from", "2026-01", "--to", "2026-01", "--format", "json", "--out", "made.json"),
    ],
)  # fmt: skip
def test_in_the_wrong_folder_nothing_is_left_behind(tmp_path: Path, typed: tuple[str, ...]) -> None:
    asked_for = jingheng(tmp_path / "nowhere", *typed)

    assert asked_for.returncode == WRONG_USE
    assert "没有镜衡的数据" in asked_for.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_example_in_the_help_of_check_tally_is_sound_and_can_be_wrong(tmp_path: Path) -> None:
    file = tmp_path / "tally.yaml"
    for written, code, said in (
        (EXAMPLE, DONE, "没有发现算术问题"),
        (EXAMPLE.replace("143", "144"), FINDINGS, "填报人"),
    ):
        file.write_text(written.partition("：")[2], encoding="utf-8")
        checked = jingheng(tmp_path, "check-tally", str(file))
        assert (checked.returncode, said in checked.stdout) == (code, True), checked
    assert EXAMPLE.splitlines()[5] in jingheng(tmp_path, "check-tally", "--help").stdout


def test_a_backup_that_would_write_outside_its_folder_is_refused(tmp_path: Path) -> None:
    evil, made = b"evil", tmp_path / "made.tar.gz"
    manifest = {"version": "0", "taken_at": "2026-11-01T00:00:00+08:00", "engine": "sqlite", "sha256": {}}
    manifest["sha256"] = {"../evil": hashlib.sha256(evil).hexdigest()}
    with tarfile.open(made, "w:gz") as tar:
        for name, content in (("manifest.json", json.dumps(manifest).encode()), ("../evil", evil)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))

    restored = jingheng(tmp_path / "home", "restore", str(made))

    assert (restored.returncode, "不是完整的镜衡备份" in restored.stderr) == (WRONG_USE, True), restored.stderr
    assert not (tmp_path / "evil").exists()

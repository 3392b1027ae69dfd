"""The two programs as one file each: the same bytes every time, and they run without this project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.build_verifier import PROGRAMS, build, main
from tests.verify.logs import CITY, LOG, POLICY, PROVINCE, receipt


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "PYTHONIOENCODING": "utf-8"
    }
    return subprocess.run(
        [sys.executable, "-S", "-c", START, *arguments],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


# Python without this project's own folders, with the one library that the programs need.
START = f"""
import runpy, sys
sys.path.append({str(Path(sys.modules["cryptography"].__file__ or "").parents[1])!r})
sys.modules["django"] = None
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_the_same_sources_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in PROGRAMS:
        first = build(name, tmp_path).read_bytes()
        monkeypatch.setattr("time.localtime", lambda *at: (2030, 1, 1, 0, 0, 0, 0, 1, 0))
        assert build(name, tmp_path).read_bytes() == first
    monkeypatch.setattr(sys, "argv", ["build", str(tmp_path)])
    main()
    assert [line[64:] for line in capsys.readouterr().out.splitlines()] == [
        "  jingheng-verify.pyz",
        "  jingheng-witness.pyz",
    ]


def test_they_run_alone(tmp_path: Path) -> None:
    verifier, witness = (build(name, tmp_path) for name in PROGRAMS)
    (tmp_path / "policy").write_text(f"{POLICY}quorum both\n")
    (tmp_path / "receipt").write_bytes(bytes(receipt(3, LOG, CITY, PROVINCE)))
    ended = run(tmp_path, verifier.name, "receipt", "receipt", "--policy", "policy")
    assert (ended.returncode, ended.stdout[:4]) == (0, "核验通过"), ended.stderr
    ended = run(tmp_path, witness.name, "init", "--name", "w", "--state", "state", "--key", "key")
    assert (ended.returncode, ended.stdout[:2]) == (0, "w+"), ended.stderr

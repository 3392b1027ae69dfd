"""Two offices, two data folders: one witnesses the other in files; keys change and go. The network is in test_witness_pages."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands.test_first_use import DONE, FINDINGS, FOUNDING, WRONG_USE, jingheng


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    ours, theirs = tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("theirs")
    assert jingheng(ours, *FOUNDING).returncode == DONE
    assert jingheng(theirs, *(word.replace("990300", "990100") for word in FOUNDING)).returncode == DONE
    return ours, theirs


def ledger(home: Path, *typed: object) -> subprocess.CompletedProcess[str]:
    return jingheng(home, "ledger", *map(str, typed))


def said(home: Path, *typed: object) -> str:
    done = ledger(home, *typed)
    assert done.returncode == DONE, done.stderr
    return done.stdout


def verify(*typed: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import sys; from jingheng.verify.cli import main; sys.exit(main())"]
    return subprocess.run([*command, *map(str, typed)], check=False, capture_output=True, text=True)


def vkeys(home: Path, folder: Path) -> Path:
    said(home, "checkpoint")
    path = folder / "vkeys"
    path.write_text("\n".join(re.findall(r"^  (jc\.\S+\+\S+)$", said(home, "keys", "list"), re.MULTILINE)) + "\n")
    return path


def test_in_files_then_with_other_keys(homes: tuple[Path, Path], tmp_path: Path) -> None:
    ours, theirs = homes
    out, back = tmp_path / "out", tmp_path / "back"
    doctor = jingheng(ours, "doctor")
    assert "账本没有见证人" in doctor.stdout

    # in files
    assert "已开始为明德区院的" in said(theirs, "witness", "watch", "明德区院", vkeys(ours, tmp_path))
    key = said(theirs, "witness", "key").strip()
    assert said(theirs, "witness", "key").strip() == key
    assert "用文件交换" in said(ours, "witness", "add", "省院", key)
    assert ledger(ours, "witness", "add", "省院", key).returncode == FINDINGS
    said(ours, "checkpoint")  # over what was just added
    assert "已导出" in said(ours, "witness", "out", out)
    assert "没有签 0 个" in said(theirs, "witness", "sign", out, back)
    assert "已见证" in said(ours, "witness", "in", back)
    assert "没有要导出的" in said(ours, "witness", "out", out)

    # what the verifier makes of it, with the policy alone
    policy, exported = tmp_path / "policy", tmp_path / "exported"
    said(ours, "policy", "--out", policy)
    said(ours, "export", exported, "--rows")
    checked = verify("rows", exported, "--policy", policy)
    assert checked.returncode == 0, checked.stdout
    assert "w1 于 北京时间" in checked.stdout

    # another key, and one that is gone
    origin = "jc.990300/ledger/" + time.strftime("%Y") + "/sha256"
    rotated = said(ours, "keys", "rotate", origin)
    assert ".02/sha256+" in rotated
    assert ledger(ours, "keys", "rotate", origin).returncode == FINDINGS
    assert ledger(ours, "keys", "lost", origin.replace("/sha256", ".02/sha256")).returncode == FINDINGS
    for path in (ours / "keys").glob("jc.990300-ledger*.02*"):
        path.unlink()
    lost = ledger(ours, "keys", "list")
    assert lost.returncode == FINDINGS
    assert "密钥不在原处" in lost.stdout
    doctor = jingheng(ours, "doctor")
    assert doctor.returncode == FINDINGS
    assert "jingheng ledger keys lost" in doctor.stdout
    said(ours, "keys", "lost", origin.replace("/sha256", ".02/sha256"))
    said(ours, "export", tmp_path / "after", "--rows")
    checked = verify("rows", tmp_path / "after", "--policy", _whole(policy, ours))
    assert checked.returncode == 3, checked.stdout  # nobody has witnessed the newest states
    assert "证据:" not in checked.stdout
    assert "密钥已经丢失" in checked.stdout


def _whole(policy: Path, home: Path) -> Path:
    said(home, "policy", "--out", policy)
    return policy


def test_wrong_use_is_said(homes: tuple[Path, Path], tmp_path: Path) -> None:
    home = homes[1]
    for typed, code in (
        (("witness", "remove", "谁"), WRONG_USE),
        (("witness", "out", tmp_path / "out"), WRONG_USE),
        (("policy", "--quorum", "0"), WRONG_USE),
        (("keys", "rotate", "nothing"), FINDINGS),
    ):
        done = ledger(home, *typed)
        assert done.returncode == code, (typed, done.stderr)
        assert done.stderr.strip()
    assert "没有要送的" in said(home, "witness", "push")

"""`jingheng-verify sample`: 0 sound, 2 evidence, 3 cannot be judged; in Chinese and for machines."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from jingheng.verify.bundle import pack
from jingheng.verify.sample import main
from tests.verify.draws import PLAN, members, rows
from tests.verify.test_rigging import leaf, logged


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "BUNDLE.zip"
    path.write_bytes(pack(members()))
    return path


@pytest.fixture
def commitment(tmp_path: Path) -> Path:
    path = tmp_path / "COMMITMENT"
    path.write_bytes(members()["commitment.json"])
    return path


def test_sound(bundle: Path, commitment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bundle)]) == 0
    assert "可复算,但不能证明名单先定" in capsys.readouterr().out
    assert main([str(bundle), "--commitment", str(commitment)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("核验通过:抽取“2026年11月评查”,名单 100 行,抽中")
    assert "不能证明" not in said


def test_evidence(bundle: Path, commitment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle.write_bytes(pack(members(rows()[:-1])))

    assert main([str(bundle), "--commitment", str(commitment), "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["code"] == 2
    assert "名单行数" in said["evidence"][0]
    assert said["facts"]["rows"] == 99


def test_evidence_in_what_cannot_be_computed_again(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle.write_bytes(pack(members() | {"plan.json": b"{}"}))

    assert main([str(bundle)]) == 2
    assert capsys.readouterr().out.startswith("发现篡改证据:抽取包\n  证据:plan.json 不是先定的那一份")


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "不是 zip 文件"), (pack({}), "缺 commitment.json"), (None, "读不到")]
)
def test_broken_input(content: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "b.zip"
    if content is not None:
        path.write_bytes(content)

    assert main([str(path)]) == 3
    assert said in capsys.readouterr().out


def test_with_a_log(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leaves = [leaf("draw.committed"), logged()]

    assert main([str(bundle), "--log", str(tmp_path)], lambda folder: leaves) == 0
    assert main([str(bundle), "--log", str(tmp_path)], lambda folder: [*leaves, logged()]) == 2
    assert "抽了 2 次" in capsys.readouterr().out
    other = members(plan=replace(PLAN, draw="另一次"))
    assert main([str(bundle), "--log", str(tmp_path)], lambda folder: [logged(other)]) == 2
    assert main([str(bundle), "--log", str(tmp_path)]) == 3


def test_it_runs_alone_without_what_the_product_needs(bundle: Path) -> None:
    """Its own modules and the standard library, nothing installed."""
    source = Path(__file__).parents[2] / "src"
    alone = "import sys; sys.path.insert(0, sys.argv.pop(1)); from jingheng.verify.sample import main; sys.exit(main())"
    command = [sys.executable, "-I", "-S", "-c", alone, str(source), str(bundle)]

    done = subprocess.run(command, check=False, capture_output=True, env={"PYTHONIOENCODING": "utf-8"}, timeout=60)

    assert (done.returncode, done.stderr) == (0, b"")

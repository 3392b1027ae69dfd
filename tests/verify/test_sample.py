"""`jingheng-verify sample`: 0 sound, 2 evidence, 3 cannot be judged; in Chinese and for machines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jingheng.verify.bundle import pack
from jingheng.verify.canonical import encode
from jingheng.verify.cli import main
from tests.verify.draws import members, rows
from tests.verify.logs import CITY, ENTRIES, LOG, POLICY, PROVINCE, export
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


def sample(*given: object) -> int:
    return main(["sample", *map(str, given)])


def test_sound(bundle: Path, commitment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sample(bundle) == 0
    assert "可复算,但不能证明名单先定" in capsys.readouterr().out
    assert sample(bundle, "--commitment", commitment) == 0
    said = capsys.readouterr().out
    assert said.startswith("核验通过:抽取“2026年11月评查”,名单 100 行,抽中")
    assert "不能证明" not in said


def test_evidence(bundle: Path, commitment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle.write_bytes(pack(members(rows()[:-1])))

    assert sample(bundle, "--commitment", commitment, "--json") == 2
    said = json.loads(capsys.readouterr().out)
    assert said["code"] == 2
    assert "名单行数" in said["evidence"][0]
    assert said["facts"]["rows"] == 99


def test_evidence_in_what_cannot_be_computed_again(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle.write_bytes(pack(members() | {"plan.json": b"{}"}))

    assert sample(bundle) == 2
    assert capsys.readouterr().out.startswith("发现篡改证据:抽取包\n  证据:plan.json 不是先定的那一份")


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "不是 zip 文件"), (pack({}), "缺 commitment.json"), (None, "读不到")]
)
def test_broken_input(content: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "b.zip"
    if content is not None:
        path.write_bytes(content)

    assert sample(path) == 3
    assert said in capsys.readouterr().out


def test_with_a_log(bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    once = [*ENTRIES, encode(leaf("draw.committed")), encode(logged())]  # type: ignore[arg-type]
    twice = [*once, encode(logged())]  # type: ignore[arg-type]

    assert sample(bundle, "--log", export(tmp_path / "once", once, LOG)) == 0
    assert "没有给 --policy" in capsys.readouterr().out
    assert sample(bundle, "--log", export(tmp_path / "twice", twice, LOG)) == 2
    assert "同一抽取编号在日志里抽了 2 次:第 301 条、第 302 条" in capsys.readouterr().out
    assert sample(bundle, "--log", export(tmp_path / "none", ENTRIES, LOG)) == 2
    assert "日志里没有这次抽取" in capsys.readouterr().out


def test_a_log_that_hides_the_second_draw_does_not_fit_its_checkpoint(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    once = [*ENTRIES, encode(leaf("draw.committed")), encode(logged())]  # type: ignore[arg-type]
    twice = [*once, encode(logged())]  # type: ignore[arg-type]
    hidden = export(tmp_path / "hidden", [*once, b'{"n":7}'], LOG)
    (hidden / "checkpoint").write_bytes((export(tmp_path / "twice", twice, LOG) / "checkpoint").read_bytes())

    assert sample(bundle, "--log", hidden) == 2
    assert "导出的条目算不出导出自己的检查点" in capsys.readouterr().out


def test_a_log_without_its_witnesses_does_not_settle_it(bundle: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.write_text(f"{POLICY}quorum both\n")
    once = [*ENTRIES, encode(leaf("draw.committed")), encode(logged())]  # type: ignore[arg-type]

    assert sample(bundle, "--log", export(tmp_path / "alone", once, LOG), "--policy", policy) == 3
    assert sample(bundle, "--log", export(tmp_path / "seen", once, LOG, CITY, PROVINCE), "--policy", policy) == 0


def test_it_needs_nothing_of_the_product(bundle: Path) -> None:
    """Its own modules, the standard library, and the one library of the verifier."""
    source = Path(__file__).parents[2] / "src"
    alone = """import sys
sys.path[:0] = [sys.argv.pop(1)]
sys.modules.update(dict.fromkeys(("django", "yaml", "gmssl")))
from jingheng.verify.cli import main
sys.exit(main())"""
    command = [sys.executable, "-I", "-c", alone, str(source), "sample", str(bundle)]

    done = subprocess.run(command, check=False, capture_output=True, env={"PYTHONIOENCODING": "utf-8"}, timeout=60)

    assert (done.returncode, done.stderr) == (0, b"")

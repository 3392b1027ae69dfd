"""`jingheng draw`: from a list and a plan to a commitment and a bundle, without any database."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jingheng.cli import plan_file
from jingheng.cli.main import main
from jingheng.cli.plan_file import read_plan
from jingheng.verify.draw_check import examine
from jingheng.verify.plans import BadPlan
from tests.commands.test_first_use import jingheng

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "draw"
SECRETS = {"案管": "菊花 石榴 三更", "检务督察": "北窗 竹影 廿四"}
DONE, FINDINGS, WRONG_USE = 0, 2, 3


class Desk:
    """A folder with the example's list and plan, where commands are typed."""

    def __init__(self, folder: Path) -> None:
        self.frame, self.plan = folder / "CASES.csv", folder / "PLAN.yaml"
        self.commitment, self.bundle = folder / "COMMITMENT", folder / "BUNDLE.zip"
        for path in (self.frame, self.plan):
            path.write_bytes((EXAMPLE / path.name).read_bytes())

    def commit(self, *more: str) -> int:
        return main(["draw", "commit", *self._given(), "--out", str(self.commitment), *more])

    def draw(self, *more: str, public: str = "7 0 3 9") -> int:
        return main(["draw", *self._given(), "--public", public, "--out", str(self.bundle), *more])

    def _given(self) -> list[str]:
        return ["--frame", str(self.frame), "--plan", str(self.plan)]

    def result(self) -> Any:
        with zipfile.ZipFile(self.bundle) as archive:
            return json.loads(archive.read("result.json"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def shares(*parties: str) -> list[str]:
    return [word for party in parties for word in ("--share", f"{party}={SECRETS[party]}")]


def test_committed_drawn_and_sound(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.commit() == DONE
    assert "请在公开值产生之前交给各方" in capsys.readouterr().out
    assert desk.draw(*shares("案管", "检务督察"), "--commitment", str(desk.commitment)) == DONE
    said = capsys.readouterr()
    assert said.out.startswith("名单 60 行，抽中 16 件：必抽 3，定额 8，加权 5。")
    assert said.err == ""

    assert examine(desk.bundle.read_bytes(), desk.commitment.read_bytes()).evidence == ()
    with zipfile.ZipFile(desk.bundle) as archive:
        assert archive.read("frame.csv") == desk.frame.read_bytes()
        assert archive.read("plan.yaml") == desk.plan.read_bytes()
        assert archive.read("commitment.json") == desk.commitment.read_bytes()


def test_typed_in_a_shell_where_nothing_is_set_up(tmp_path: Path) -> None:
    out = tmp_path / "COMMITMENT"
    given = ("--frame", str(EXAMPLE / "CASES.csv"), "--plan", str(EXAMPLE / "PLAN.yaml"), "--out", str(out))

    done = jingheng(tmp_path / "nowhere", "draw", "commit", *given)

    assert (done.returncode, done.stderr) == (DONE, "")
    assert list(tmp_path.iterdir()) == [out]


def test_who_keeps_silent_and_what_is_missing_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.plan.write_text(desk.plan.read_text(encoding="utf-8").replace("size: 5", "size: 500"), encoding="utf-8")

    assert desk.draw() == DONE
    said = capsys.readouterr().err
    for part in ("参与方“案管”没有公开口令", "加权少抽", "没有给 --commitment：可复算,但不能证明名单先定"):
        assert part in said
    assert desk.result()["silent"] == ["案管", "检务督察"]


def test_a_larger_sample_contains_the_smaller(desk: Desk) -> None:
    desk.draw()
    smaller = desk.result()["weighted"]
    desk.plan.write_text(desk.plan.read_text(encoding="utf-8").replace("size: 5", "size: 9"), encoding="utf-8")
    desk.draw()

    assert desk.result()["weighted"][:5] == smaller


def test_rows_in_another_order_or_encoding(desk: Desk) -> None:
    desk.commit()
    desk.draw()
    drawn = desk.result()
    head, *lines = desk.frame.read_text(encoding="utf-8-sig").splitlines()
    desk.frame.write_text("\n".join([head, *reversed(lines)]), encoding="utf-8-sig")

    assert desk.draw("--commitment", str(desk.commitment)) == DONE
    assert desk.result() == drawn
    desk.frame.write_text("\n".join([head, *lines]), encoding="gb18030")
    assert desk.draw() == DONE
    assert examine(desk.bundle.read_bytes()).evidence == ()


def test_a_list_or_plan_that_does_not_fit_the_commitment_is_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.commit()
    desk.frame.write_bytes(desk.frame.read_bytes().rstrip().rpartition(b"\n")[0])

    assert desk.draw("--commitment", str(desk.commitment)) == FINDINGS
    assert "(先定 60 行,现在 59 行)。没有抽取。" in capsys.readouterr().err
    assert not desk.bundle.exists()
    desk.commitment.write_bytes(b"nothing")
    assert desk.draw("--commitment", str(desk.commitment)) == WRONG_USE


def test_a_share_that_does_not_match_is_refused(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.draw("--share", "案管=菊花") == FINDINGS
    assert "参与方“案管”公开的口令,其 SHA-256 与方案里先定的不符" in capsys.readouterr().err
    assert desk.draw("--share", "外人=菊花") == FINDINGS
    assert not desk.bundle.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--share", "案管"], "应写成“参与方=口令”"),
        ([*shares("案管"), *shares("案管")], "每方一次"),
        (["--share", "案管= "], "口令是空的"),
        (["--commitment", "/nowhere"], "不能读取 /nowhere"),
    ],
)
def test_wrong_use(desk: Desk, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.draw(*more) == WRONG_USE
    assert said in capsys.readouterr().err


def test_more_wrong_use(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.draw(public=" ") == WRONG_USE
    assert desk.commit("--public", "7") == WRONG_USE
    assert main(["draw", "--frame", "a", "--plan", "b", "--out", "c"]) == WRONG_USE
    desk.commitment.mkdir()
    assert desk.commit() == WRONG_USE
    said = capsys.readouterr().err
    for part in ("公开值是空的", "draw commit 在公开值产生之前", "抽取要有 --public", "不能写入"):
        assert part in said
    desk.frame.write_text("案号\n", encoding="utf-8")
    assert desk.commit() == WRONG_USE
    assert "CASES.csv：名单里一件案件也没有" in capsys.readouterr().err


def test_a_bad_plan_is_refused_with_its_key(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.plan.write_text(desk.plan.read_text(encoding="utf-8").replace("rate: 0.05", "rate: 五"), encoding="utf-8")

    assert desk.draw() == WRONG_USE
    assert "PLAN.yaml：quota.rate:应是 0 到 1 的小数" in capsys.readouterr().err


def test_a_plan_is_read_as_it_was_typed() -> None:
    text = "draw: 2026-11-01\nid: '~'\nmandatory: on\nstrata:\nweight: null\nsize: 3\nshares: {}\n"

    plan = read_plan(text.encode("utf-8-sig"), "utf-8")

    assert (plan.draw, plan.id, plan.mandatory, plan.strata, plan.weight) == ("2026-11-01", "~", "on", "", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "方案文件应是"),
        ("- a", "方案文件应是"),
        ("draw: [", "第 1 行不是正确的 YAML"),
        ("draw: \x01", "不是正确的 YAML"),
        ("draw: a\ndraw: b\n", "draw:写了两次"),
        ("draw: a\nquota: {rate: 1, rate: 2}\n", "quota.rate:写了两次"),
        ("draw: [a]\n", "draw:应是一个值"),
        ("? [a]\n: b\n", "键:应是一个值"),
        ("quota: {rate: [1]}\n", "quota.rate:应是一个值"),
        ("quota: 5%\n", "quota:应写成"),
        ("草稿: a\n", "草稿:不认识这个键"),
        ("draw: &a x\nid: *b\n", "第 2 行不是正确的 YAML"),
    ],
)
def test_what_is_no_plan_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadPlan, match=said):
        read_plan(text.encode(), "utf-8")


def test_other_encodings_and_sizes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadPlan, match="不是 UTF-8"):
        read_plan("draw: 抽取".encode("gb18030"), "utf-8")
    monkeypatch.setattr(plan_file, "LARGEST", 3)
    with pytest.raises(BadPlan, match="超过 1 MB"):
        read_plan(b"draw: a", "utf-8")

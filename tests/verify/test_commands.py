"""`jingheng-verify`, as an auditor calls it: 0 sound, 2 evidence, 3 undecided, and a sentence that says why."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jingheng.verify import leaves, notes
from jingheng.verify.checkpoints import printed
from jingheng.verify.cli import main
from jingheng.verify.commands import common
from jingheng.verify.hashing import SHA256
from jingheng.verify.notes import OWN
from jingheng.verify.proofs import Proof, Slip, slip_of
from jingheng.verify.witness_state import Witness
from tests.verify.logs import (
    CITY,
    ENTRIES,
    LOG,
    NOON,
    ORIGIN,
    OTHER_LOG,
    POLICY,
    PROVINCE,
    checkpoint,
    export,
    receipt,
    request,
    signed,
)
from tests.verify.test_showing import shown

REWRITTEN = [*ENTRIES[:5], b"other", *ENTRIES[6:]]


class Auditor:
    """Whoever holds a folder of files and calls the program."""

    def __init__(self, folder: Path, output: pytest.CaptureFixture[str]) -> None:
        self.folder, self.output, self.said = folder, output, ""

    def holds(self, name: str, data: bytes | str) -> str:
        path = self.folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(path)

    def calls(self, *arguments: object) -> int:
        code = main([str(one) for one in arguments])
        self.said = self.output.readouterr().out
        return code

    def reads(self, *arguments: object) -> Any:
        code = self.calls(*arguments, "--json")
        told = json.loads(self.said)
        assert told["code"] == code
        return told


@pytest.fixture
def auditor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Auditor:
    return Auditor(tmp_path, capsys)


@pytest.fixture
def policy(auditor: Auditor) -> str:
    return auditor.holds("policy", f"{POLICY}quorum both\n")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return export(tmp_path / "log", ENTRIES, LOG, CITY, PROVINCE)


class TestReceipt:
    def test_it_proves_offline(self, auditor: Auditor, policy: str) -> None:
        proof = auditor.holds("r.tlog-proof", bytes(receipt(17, LOG, CITY, PROVINCE)))
        assert auditor.calls("receipt", proof, "--policy", policy) == 0
        assert auditor.said.startswith("核验通过:回执 r.tlog-proof")
        assert "city 于 北京时间 2026-01-01 12:00:00 见证" in auditor.said
        assert '条目内容 {"n":17}' in auditor.said
        facts = auditor.reads("receipt", proof, "--policy", policy)["facts"]
        assert (facts["index"], facts["size"], facts["witnesses"]) == (17, 300, {"city": NOON, "province": NOON})

    def test_the_entry_may_come_beside_it(self, auditor: Auditor, policy: str) -> None:
        whole = receipt(17, LOG, CITY, PROVINCE)
        proof = auditor.holds("r", bytes(Proof(whole.index, whole.path, whole.note)))
        assert auditor.calls("receipt", proof, "--policy", policy) == 3
        assert "--entry" in auditor.said
        assert auditor.calls("receipt", proof, "--policy", policy, "--entry", auditor.holds("e", ENTRIES[17])) == 0
        assert auditor.calls("receipt", proof, "--policy", policy, "--entry", auditor.holds("e", ENTRIES[18])) == 2
        assert "条目算不到检查点的根" in auditor.said
        auditor.calls("receipt", proof, "--policy", policy, "--entry", auditor.holds("e", b"\xff"))
        assert "不是规范 JSON" in auditor.said

    def test_a_code_must_be_that_of_the_leaf(self, auditor: Auditor, policy: str) -> None:
        secret = b"s" * 32
        leaf = leaves.Leaf(date(2026, 1, 1), b"f" * 32, leaves.receipt_commitment(SHA256, secret)).encoded()
        code, salt = leaves.receipt_code(SHA256, secret), leaves.receipt_salt(SHA256, secret)
        entries = [*ENTRIES[:3], leaf]
        whole = receipt(3, LOG, CITY, PROVINCE, entries=entries)
        for slip, wanted in (
            (Slip(leaf, code, salt), 0),
            (Slip(leaf, "A" * 20, salt), 2),
            (Slip(leaf, code, b"t" * 32), 2),
            (Slip(ENTRIES[2], code, salt), 2),
        ):
            held = auditor.holds("r", bytes(replace(whole, extra=slip.encoded())))
            assert auditor.calls("receipt", held, "--policy", policy) == wanted
        assert auditor.calls("receipt", held, "--policy", policy, "--entry", auditor.holds("e", leaf)) == 0
        of_another = bytes(replace(receipt(2, LOG, CITY, PROVINCE), extra=Slip(ENTRIES[2], code, salt).encoded()))
        assert auditor.calls("receipt", auditor.holds("r", of_another), "--policy", policy) == 2
        assert "账本码" in auditor.said

    def test_fields_that_are_shown_must_be_those_of_the_leaf(self, auditor: Auditor, policy: str) -> None:
        part = shown("payload.summary")
        whole = receipt(3, LOG, CITY, PROVINCE, entries=[*ENTRIES[:3], part.entry])
        for said, wanted in (
            (part, 0),
            (replace(part, row=("records.revision", 18)), 2),
            (replace(part, entry=ENTRIES[2]), 2),
        ):
            held = auditor.holds("r", bytes(replace(whole, extra=said.encoded())))
            assert auditor.calls("receipt", held, "--policy", policy) == wanted
            if not wanted:
                assert 'payload.summary = "打听案情"' in auditor.said
                assert "3 个字段没有出示" in auditor.said
        no_leaf = bytes(replace(receipt(2, LOG, CITY, PROVINCE), extra=replace(part, entry=ENTRIES[2]).encoded()))
        assert auditor.calls("receipt", auditor.holds("r", no_leaf), "--policy", policy) == 2
        assert "所示的字段不是" in auditor.said

    @pytest.mark.parametrize(
        "extra",
        [b"{", b"7", b'{"n":17}', b'{"code":1,"entry":"","salt":""}', b'{"code":"","entry":"","salt":"x"}'],
    )
    def test_what_else_a_proof_carries_is_no_code(self, extra: bytes) -> None:
        assert slip_of(extra) is None

    def test_its_log_is_found_in_a_folder_of_several(self, auditor: Auditor, log: Path) -> None:
        log.rename(auditor.folder / "moved")
        (auditor.folder / "all").mkdir()
        (auditor.folder / "moved").rename(auditor.folder / "all" / "here")
        proof = auditor.holds("r", bytes(receipt(5, LOG, CITY, PROVINCE)))
        assert auditor.calls("receipt", proof, "--export", auditor.folder / "all") == 0
        said = checkpoint(ENTRIES, "jingheng.example/other")
        (auditor.folder / "all" / "here" / "checkpoint").write_bytes(signed(said))
        assert auditor.calls("receipt", proof, "--export", auditor.folder / "all") == 3
        assert "里没有账本" in auditor.said

    def test_a_checkpoint_that_was_changed_is_evidence(self, auditor: Auditor, policy: str) -> None:
        proof = auditor.holds("r", bytes(receipt(17, LOG, CITY, PROVINCE)).replace(b"\n300\n", b"\n301\n"))
        assert auditor.calls("receipt", proof, "--policy", policy) == 2
        assert "的签名与正文不符" in auditor.said

    def test_too_few_witnesses_or_another_key_prove_nothing(self, auditor: Auditor, policy: str) -> None:
        assert auditor.calls("receipt", auditor.holds("r", bytes(receipt(17, LOG, CITY))), "--policy", policy) == 3
        assert "未达到策略要求的法定见证" in auditor.said
        assert (
            auditor.calls(
                "receipt", auditor.holds("r", bytes(receipt(17, OTHER_LOG, CITY, PROVINCE))), "--policy", policy
            )
            == 3
        )
        assert "没有一个受信任且能核验的日志签名" in auditor.said

    def test_beside_an_export_the_entry_must_still_be_there(self, auditor: Auditor, policy: str, log: Path) -> None:
        proof = auditor.holds("r", bytes(receipt(5, LOG, CITY, PROVINCE)))
        assert auditor.calls("receipt", proof, "--export", log) == 0
        assert "导出目录自带的公钥" in auditor.said
        changed = export(auditor.folder / "changed", REWRITTEN)
        assert auditor.calls("receipt", proof, "--policy", policy, "--export", changed) == 2
        assert "位置 5 是另一条" in auditor.said
        cut = export(auditor.folder / "cut", ENTRIES[:5])
        assert auditor.calls("receipt", proof, "--policy", policy, "--export", cut) == 2
        assert "只有 5 条" in auditor.said
        said = checkpoint(ENTRIES, "jingheng.example/other")
        (log / "checkpoint").write_bytes(signed(said))
        assert auditor.calls("receipt", proof, "--policy", policy, "--export", log) == 3
        assert "另一本日志" in auditor.said

    def test_without_a_policy_or_an_export_nothing_is_trusted(self, auditor: Auditor) -> None:
        assert auditor.calls("receipt", auditor.holds("r", bytes(receipt(17)))) == 3
        assert "--policy" in auditor.said

    def test_files_that_are_none(self, auditor: Auditor, policy: str) -> None:
        assert auditor.calls("receipt", auditor.holds("r", "nonsense"), "--policy", policy) == 3
        assert auditor.calls("receipt", auditor.folder / "missing", "--policy", policy) == 3
        assert "读不到" in auditor.said
        assert (
            auditor.calls("receipt", auditor.holds("r", bytes(receipt(1))), "--policy", auditor.holds("p", "x\n")) == 3
        )
        assert "策略文件第 1 行" in auditor.said

    def test_SM2_that_cannot_be_checked_is_told(self, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
        key = notes.generate(f"{ORIGIN}/sm3", OWN, bytes([7]) * 32)
        said = checkpoint([b"one"], key.name)
        proof = auditor.holds("r", bytes(Proof(0, (), signed(said, key), b"one")))
        policy = auditor.holds("p", f"log {key.verifier}\nquorum none\n")
        assert auditor.calls("receipt", proof, "--policy", policy) == 0
        monkeypatch.setitem(sys.modules, "gmssl.sm2", None)
        assert auditor.calls("receipt", proof, "--policy", policy) == 3
        assert f"未核验:{key.name} 的 SM2 签名" in auditor.said


class TestCompare:
    def test_one_size_and_two_roots_are_evidence_by_themselves(self, auditor: Auditor, policy: str) -> None:
        first, second = auditor.holds("a", signed(checkpoint())), auditor.holds("b", signed(checkpoint(REWRITTEN)))
        assert auditor.calls("compare", first, second, "--policy", policy) == 2
        assert "规模同为 300,根却不同" in auditor.said
        assert auditor.calls("compare", first, second) == 2
        assert "签名未核验" in auditor.said
        assert auditor.calls("compare", first, first, "--policy", policy) == 0

    def test_what_nobody_known_signed_is_no_evidence(self, auditor: Auditor, policy: str) -> None:
        first, second = (
            auditor.holds("a", signed(checkpoint())),
            auditor.holds("b", signed(checkpoint(REWRITTEN), OTHER_LOG)),
        )
        assert auditor.calls("compare", first, second, "--policy", policy) == 3
        assert "签名得到核验后才算证据" in auditor.said
        spoilt = auditor.holds("b", signed(checkpoint()).replace(b"\n300\n", b"\n299\n"))
        assert auditor.calls("compare", first, spoilt, "--policy", policy) == 2
        assert "检查点乙" in auditor.said

    def test_two_sizes_need_the_log(self, auditor: Auditor, policy: str, log: Path) -> None:
        first, second = auditor.holds("a", signed(checkpoint())), auditor.holds("b", signed(checkpoint(ENTRIES[:9])))
        assert auditor.calls("compare", first, second) == 3
        assert "--export" in auditor.said
        assert auditor.calls("compare", first, second, "--export", log) == 0
        other = auditor.holds("b", signed(checkpoint(REWRITTEN[:9])))
        assert auditor.calls("compare", first, other, "--policy", policy, "--export", log) == 2
        assert "前 9 条" in auditor.said

    def test_two_logs_are_not_compared(self, auditor: Auditor, policy: str, log: Path) -> None:
        first, second = (
            auditor.holds("a", signed(checkpoint())),
            auditor.holds("b", signed(checkpoint(ENTRIES, "other"))),
        )
        assert auditor.calls("compare", first, second) == 3
        assert auditor.calls("compare", second, second, "--policy", policy, "--export", log) == 3
        assert "不是同一本日志" in auditor.said
        assert auditor.calls("compare", first, auditor.holds("c", "nonsense")) == 3

    def test_SM2_that_cannot_be_checked_is_no_evidence(self, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
        key = notes.generate(f"{ORIGIN}/sm3", OWN, bytes([7]) * 32)
        first, second = (auditor.holds(name, signed(checkpoint([name.encode()], key.name), key)) for name in "ab")
        policy = auditor.holds("p", f"log {key.verifier}\nquorum none\n")
        assert auditor.calls("compare", first, second, "--policy", policy) == 2
        monkeypatch.setitem(sys.modules, "gmssl.sm2", None)
        assert auditor.calls("compare", first, second, "--policy", policy) == 3


class TestPaper:
    @pytest.mark.parametrize("size", [0, 1, 256, 300])
    def test_what_was_printed_is_recomputed(self, auditor: Auditor, policy: str, log: Path, size: int) -> None:
        paper = ("--origin", ORIGIN, "--size", size, "--root", printed(checkpoint(ENTRIES[:size]).root))
        assert auditor.calls("paper", *paper, log, "--policy", policy) == 0
        told = auditor.reads("paper", *paper, log)
        assert told["facts"]["paper"]["size"] == size
        assert told["remarks"] == [common.OWN_KEYS]

    def test_a_log_that_was_rewritten_or_cut_is_found(self, auditor: Auditor, policy: str) -> None:
        paper = ("--origin", ORIGIN, "--size", "200", "--root", printed(checkpoint(ENTRIES[:200]).root))
        changed = export(auditor.folder / "changed", REWRITTEN, LOG, CITY, PROVINCE)
        assert auditor.calls("paper", *paper, changed, "--policy", policy) == 2
        assert "前 200 条算出的根是" in auditor.said
        assert "一字不差" in auditor.said
        cut = export(auditor.folder / "cut", ENTRIES[:199], LOG, CITY, PROVINCE)
        assert auditor.calls("paper", *paper, cut, "--policy", policy) == 2
        assert "被截短" in auditor.said

    def test_an_export_that_is_not_what_its_checkpoint_says_is_found(
        self, auditor: Auditor, policy: str, log: Path
    ) -> None:
        paper = ("--origin", ORIGIN, "--size", "2", "--root", printed(checkpoint(ENTRIES[:2]).root))
        bundle = log / "tile/entries/000"
        bundle.write_bytes(bundle.read_bytes().replace(b'{"n":9}', b'{"n":8}'))
        assert auditor.calls("paper", *paper, log, "--policy", policy) == 2
        assert "算不出导出自己的检查点" in auditor.said
        bundle.unlink()
        assert auditor.calls("paper", *paper, log, "--policy", policy) == 3

    def test_another_log_and_what_was_mistyped(self, auditor: Auditor, log: Path) -> None:
        root = printed(checkpoint().root)
        assert auditor.calls("paper", "--origin", "other", "--size", "300", "--root", root, log) == 3
        assert "不是同一本日志" in auditor.said
        assert auditor.calls("paper", "--origin", ORIGIN, "--size", "0300", "--root", root, log) == 3
        assert auditor.calls("paper", "--origin", ORIGIN, "--size", "300", "--root", root[1:], log) == 3
        assert "8 组" in auditor.said


class TestWitness:
    @pytest.fixture
    def state(self, tmp_path: Path) -> Path:
        folder = tmp_path / "state"
        folder.mkdir()
        (folder / "logs").write_text(f"{LOG.verifier}\n")
        assert Witness(folder, CITY, lambda: NOON).add_checkpoint(bytes(request(0, ENTRIES[:100]))).status == 200
        return folder

    def test_what_it_saw_is_in_the_log(self, auditor: Auditor, policy: str, log: Path, state: Path) -> None:
        assert auditor.calls("witness", state, log, "--policy", policy) == 0
        assert "city 于 北京时间 2026-01-01" in auditor.said
        note = auditor.holds("note", signed(checkpoint(ENTRIES[:7]), LOG, PROVINCE))
        assert auditor.calls("witness", note, log, "--policy", policy) == 0
        assert auditor.calls("witness", note, log, "--witness", PROVINCE.verifier) == 0
        assert auditor.calls("witness", note, log) == 3
        assert "请用 --witness" in auditor.said

    def test_a_log_rewritten_since_is_found(self, auditor: Auditor, policy: str, state: Path) -> None:
        changed = export(auditor.folder / "changed", REWRITTEN, LOG, CITY, PROVINCE)
        assert auditor.calls("witness", state, changed, "--policy", policy) == 2
        assert "前 100 条" in auditor.said

    def test_a_note_that_was_changed_is_found(self, auditor: Auditor, policy: str, log: Path) -> None:
        note = auditor.holds("note", signed(checkpoint(ENTRIES[:7]), CITY).replace(b"\n7\n", b"\n8\n"))
        assert auditor.calls("witness", note, log, "--policy", policy) == 2
        assert "的签名与正文不符" in auditor.said

    def test_the_other_story_that_it_refused_is_shown(
        self, auditor: Auditor, policy: str, log: Path, state: Path
    ) -> None:
        Witness(state, CITY, lambda: NOON).add_checkpoint(bytes(request(100, REWRITTEN[:100])))
        assert auditor.calls("witness", state, log, "--policy", policy) == 2
        assert "另一种说法" in auditor.said
        (told,) = (state / "evidence").iterdir()
        told.write_bytes(bytes(request(0, REWRITTEN, OTHER_LOG)))
        assert auditor.calls("witness", state, log, "--policy", policy) == 3  # by a key that nobody knows
        told.write_bytes(bytes(request(0, REWRITTEN, notes.generate("jingheng.example/elsewhere", 1, bytes([9]) * 32))))
        assert auditor.calls("witness", state, log, "--policy", policy) == 0  # of another log

    def test_it_saw_nothing_of_this_log(self, auditor: Auditor, policy: str, log: Path, state: Path) -> None:
        (state / "evidence").mkdir()
        (log / "checkpoint").write_bytes(signed(checkpoint(ENTRIES, "jingheng.example/elsewhere")))
        assert auditor.calls("witness", state, log, "--policy", policy) == 3
        assert "没有日志 jingheng.example/elsewhere 的见证" in auditor.said


def test_wrong_arguments_are_no_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["nothing"], ["paper"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 3
    assert "参数有误" in capsys.readouterr().err


def test_a_time_that_is_none_is_told() -> None:
    assert common.moment(2**62) == f"第 {2**62} 秒(不是可信的时间)"

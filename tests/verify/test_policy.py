"""Policies: read as tlog-policy says, and a checkpoint judged by them."""

from __future__ import annotations

import itertools
import sys

import pytest

from jingheng.verify import notes
from jingheng.verify.notes import COSIGNATURE, OWN, BadSignature
from jingheng.verify.policy import Group, MalformedPolicy, judge, parse
from tests.verify.logs import CITY, LOG, NOON, OTHER_LOG, POLICY, PROVINCE, checkpoint, signed

W = [notes.generate(f"w{number}", COSIGNATURE, bytes([50 + number]) * 32) for number in range(6)]
NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
DEFINED = "".join(f"witness {name} {key.verifier}\n" for name, key in zip(NAMES, W, strict=True))
EXAMPLE = f"""
log {LOG.verifier}
{DEFINED}
group X-witnesses 2 X1 X2 X3
group Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""
SAID = checkpoint([b"a", b"b"])


def test_the_example_of_the_specification() -> None:
    policy = parse(EXAMPLE.encode())
    assert policy.logs == [LOG.verifier]
    assert list(policy.groups.values())[:2] == [Group(2, ("X1", "X2", "X3")), Group(1, ("Y1", "Y2", "Y3"))]
    for count in range(7):
        for chosen in itertools.combinations(range(6), count):
            expected = sum(number < 3 for number in chosen) >= 2 and any(number >= 3 for number in chosen)
            assert policy.agrees({W[number].verifier for number in chosen}) is expected


def test_blanks_tabs_comments_and_addresses() -> None:
    policy = parse(
        f"# 说明\n\n \t# more\n\tlog  {LOG.verifier} \t https://log.example/ \nwitness\t市院 {CITY.verifier} http://w/\nquorum 市院".encode()
    )
    assert (policy.urls[LOG.verifier], policy.urls[CITY.verifier]) == ("https://log.example/", "http://w/")
    assert policy.agrees({CITY.verifier})
    assert not policy.agrees(set())


def test_names_are_bytes() -> None:
    policy = parse(
        b"witness K "
        + str(CITY.verifier).encode()
        + b"\nwitness \xe2\x84\xaa "
        + str(PROVINCE.verifier).encode()
        + b"\nquorum \xe2\x84\xaa\n"
    )
    assert not policy.agrees({CITY.verifier})
    assert policy.agrees({PROVINCE.verifier})
    assert parse(b"# \xff\nwitness \xff " + str(CITY.verifier).encode() + b"\nquorum \xff\n").agrees({CITY.verifier})


def test_no_witness_need_be_asked_for() -> None:
    assert parse(b"quorum none\n").agrees(set())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "没有 quorum"),
        ("quorum\n", "第 1 行:quorum 一行的项数"),
        ("quorum none more\n", "项数"),
        ("quorum X1\n", "没有定义"),
        ("quorum none\nquorum none\n", "第 2 行:quorum 只能有一行"),
        ("quorum none\r\n", "控制字符"),
        ("quorum none\x0b\n", "控制字符"),
        ("quorum none\x7f\n", "控制字符"),
        ("quorum\u3000none\n", "不认识"),
        ("Quorum none\n", "不认识"),
        ("log\n", "项数"),
        ("log x\n", "公钥"),
        (f"log {LOG.verifier} a b\n", "项数"),
        (f"log {CITY.verifier}\n", "不是日志的"),
        (f"log {LOG.verifier}\nlog {LOG.verifier}\n", "两次"),
        (f"log {LOG.verifier}\nlog {notes.generate('other', 1, LOG.secret).verifier}\n", "两次"),
        (f"witness {CITY.verifier}\n", "项数"),
        (f"witness X {LOG.verifier}\n", "不是见证人"),
        (f"witness none {CITY.verifier}\n", "已用"),
        (f"witness X {CITY.verifier}\nwitness X {PROVINCE.verifier}\n", "已用"),
        (
            f"witness X {CITY.verifier}\nwitness Y {notes.generate('other', COSIGNATURE, CITY.secret).verifier}\n",
            "两次",
        ),
        (f"{DEFINED}group G any\n", "项数"),
        (f"{DEFINED}group X1 any X2\n", "已用"),
        (f"{DEFINED}group none any X2\n", "已用"),
        (f"{DEFINED}group G 0 X1\n", "不能要求 0"),
        (f"{DEFINED}group G 2 X1\n", "不能要求 2"),
        (f"{DEFINED}group G 01 X1\n", "十进制"),
        (f"{DEFINED}group G some X1\n", "十进制"),
        (f"{DEFINED}group G any X1 X1\n", "一次"),
        (f"{DEFINED}group G any X1\ngroup H any X1\n", "一次"),
        (f"{DEFINED}group G any none\n", "没有定义"),
        (f"{DEFINED}group G any G\n", "没有定义"),
        (f"quorum X1\n{DEFINED}", "没有定义"),
    ],
)
def test_what_is_no_policy_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(MalformedPolicy, match=why):
        parse(text.encode())


def test_a_checkpoint_is_judged_by_log_and_quorum() -> None:
    policy = parse(f"{POLICY}quorum both\n".encode())
    both = judge(signed(SAID, LOG, CITY, PROVINCE), policy)
    assert both.is_satisfied
    assert (both.checkpoint, both.logs, both.witnesses) == (SAID, (LOG.verifier,), {"city": NOON, "province": NOON})
    assert not judge(signed(SAID, LOG, CITY), policy).is_satisfied
    assert not judge(signed(SAID, CITY, PROVINCE), policy).is_satisfied
    assert not judge(signed(SAID, OTHER_LOG), policy).is_satisfied
    assert judge(signed(SAID, OTHER_LOG), policy).logs == ()


def test_the_key_of_another_log_does_not_count() -> None:
    other = notes.generate("jingheng.example/other", 1, bytes([9]) * 32)
    policy = parse(f"log {LOG.verifier}\nlog {other.verifier}\nquorum none\n".encode())
    assert not judge(signed(SAID, other), policy).is_satisfied
    assert judge(signed(SAID, LOG, other), policy).logs == (LOG.verifier,)


def test_the_earliest_time_of_a_witness_counts() -> None:
    text = SAID.text
    note = notes.signed(
        text, [LOG.sign(text), CITY.sign(text, NOON + 5), CITY.sign(text, NOON), CITY.sign(text, NOON + 9)]
    )
    assert judge(note, parse(f"{POLICY}quorum city\n".encode())).witnesses == {"city": NOON}


def test_a_spoilt_line_is_refused() -> None:
    note = signed(SAID, LOG, CITY).replace(b"\n2\n", b"\n3\n")
    with pytest.raises(BadSignature):
        judge(note, parse(f"{POLICY}quorum none\n".encode()))


def test_an_SM2_line_that_cannot_be_checked_satisfies_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    key = notes.generate("jingheng.example/sm2/sm3", OWN, bytes([7]) * 32)
    said = checkpoint([b"a"], key.name)
    note, policy = signed(said, key), parse(f"log {key.verifier}\nquorum none\n".encode())
    verifier = key.verifier
    assert judge(note, policy).is_satisfied
    monkeypatch.setitem(sys.modules, "gmssl.sm2", None)
    judgement = judge(note, policy)
    assert (judgement.is_satisfied, judgement.unchecked) == (False, (verifier,))

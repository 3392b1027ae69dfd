"""Signed notes: what others sign is opened, what is malformed or spoilt is refused."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.verify import notes, sm2
from jingheng.verify.notes import (
    COSIGNATURE,
    ED25519,
    OWN,
    BadSignature,
    MalformedKey,
    MalformedNote,
    NoTrustedSignature,
    Signature,
    VerifierKey,
    open_note,
    parse,
    parse_key,
    parse_keys,
    parse_lines,
    parse_signing_key,
    signed,
    tobase64,
    unbase64,
)
from tests.verify.logs import CITY, LOG, NOON, OTHER_LOG, PROVINCE
from tests.verify.vectors import read

VECTORS = read("notes.json")
TEXT = "一\n二\n"
SM2_LOG = notes.generate("jingheng.example/sm2/sm3", OWN, bytes([7]) * 32)


@pytest.fixture
def without_gmssl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gmssl.sm2", None)


def test_the_published_notes_are_signed_and_opened() -> None:
    for one in VECTORS["signed"]:
        secret = parse_signing_key(one["secret_key"])
        assert (str(secret), str(secret.verifier)) == (one["secret_key"], one["key"])
        assert signed(one["text"], [secret.sign(one["text"])]) == one["note"].encode()
    both = VECTORS["two_signatures"]
    keys = [parse_key(key) for key in both["keys"]]
    opened = open_note(both["note"].encode(), keys)
    assert (opened.text, [seen.key for seen in opened.verified]) == (both["text"], keys)
    assert [seen.key for seen in open_note(both["note"].encode(), keys[:1]).verified] == keys[:1]


def test_the_examples_of_the_specifications_are_read() -> None:
    for one in VECTORS["parsed"]:
        note = parse(one["note"].encode())
        assert note.text == one["text"]
        assert [line.name for line in note.signatures] == one["names"]
        assert [line.key_id.hex() for line in note.signatures] == one["key_ids"]
        assert signed(note.text, note.signatures) == one["note"].encode()
    one = VECTORS["cosigned_message"]
    assert notes._cosigned(one["text"].encode(), one["time"]) == one["message"].encode()


def test_the_published_keys_are_read_and_written_again() -> None:
    for text in VECTORS["keys"]:
        assert str(parse_key(text)) == text


@pytest.mark.parametrize("text", VECTORS["not_keys"])
def test_the_published_texts_that_are_no_keys_are_refused(text: str) -> None:
    with pytest.raises(MalformedKey):
        parse_key(text)


@pytest.mark.parametrize("text", VECTORS["not_notes"])
def test_the_published_texts_that_are_no_notes_are_refused(text: str) -> None:
    with pytest.raises(MalformedNote):
        open_note(text.encode(), [parse_key(VECTORS["keys"][0])])


def test_no_part_and_no_neighbour_of_a_key_is_a_key() -> None:
    text = VECTORS["keys"][0]
    parts = [text[first:end] for first in range(len(text)) for end in range(first + 1, len(text) + 1)]
    near = [text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :] for at in range(len(text))]
    for other in [*(part for part in parts if part != text), *near]:
        with pytest.raises(MalformedKey):
            parse_key(other)


@pytest.mark.parametrize(
    "text",
    [
        "", "PRIVATE+KEY+", "a+00000000+", "x" + str(LOG), str(LOG)[:-4], f"{LOG}=", str(LOG).replace("PRIVATE", "PUBLIC"),
        str(LOG).replace(f"+{LOG.verifier.key_id.hex()}+", "+00000000+"),
    ],
)  # fmt: skip
def test_what_is_no_secret_key_is_refused(text: str) -> None:
    with pytest.raises(MalformedKey):
        parse_signing_key(text)


def test_a_secret_key_does_not_show_itself() -> None:
    assert repr(LOG) == "SigningKey('jingheng.example/320102/2026')"


@pytest.mark.parametrize(
    ("name", "kind", "seed"), [("a", 2, bytes(32)), ("a", 1, bytes(31)), ("", 1, bytes(32)), ("a b", 1, bytes(32))]
)
def test_only_whole_keys_of_known_kinds_are_made(name: str, kind: int, seed: bytes) -> None:
    with pytest.raises(MalformedKey):
        notes.generate(name, kind, seed)


def test_a_list_of_keys_says_in_which_line_it_is_wrong() -> None:
    assert parse_keys(f"# 日志\n\n {LOG.verifier}\r\n{CITY.verifier}".encode()) == [LOG.verifier, CITY.verifier]
    with pytest.raises(MalformedKey, match="第 2 行"):
        parse_keys(b"\n\xff\n")


def test_a_witness_says_when() -> None:
    note = signed(TEXT, [CITY.sign(TEXT, NOON), LOG.sign(TEXT)])
    opened = open_note(note, [LOG.verifier, CITY.verifier, PROVINCE.verifier])
    assert [(seen.key.name, seen.at) for seen in opened.verified] == [(CITY.name, NOON), (LOG.name, None)]


@pytest.mark.parametrize("at", [None, 0, -1, 2**63])
def test_no_witness_signs_without_a_time(at: int | None) -> None:
    with pytest.raises(ValueError, match="needs its time"):
        CITY.sign(TEXT, at)


def test_a_time_that_cannot_be_is_refused() -> None:
    at = 2**63
    value = at.to_bytes(8) + CITY._ed25519().sign(notes._cosigned(TEXT.encode(), at))
    with pytest.raises(BadSignature):
        notes.verify(CITY.verifier, TEXT, value)


def test_lines_of_strangers_are_ignored_even_under_a_known_name_or_number() -> None:
    mine = LOG.sign(TEXT)
    same_name = Signature(mine.name, b"abcd", mine.value)
    same_id = Signature("somebody.else", mine.key_id, mine.value)
    assert [seen.key for seen in open_note(signed(TEXT, [same_name, same_id, mine]), [LOG.verifier]).verified] == [
        LOG.verifier
    ]
    with pytest.raises(NoTrustedSignature):
        open_note(signed(TEXT, [same_name, same_id]), [LOG.verifier])
    with pytest.raises(NoTrustedSignature):
        open_note(signed(TEXT, [mine]), [])


def test_one_spoilt_line_of_a_known_key_spoils_the_note() -> None:
    with pytest.raises(BadSignature):
        open_note(VECTORS["wrong_signature"].encode(), [parse_key(VECTORS["keys"][0])])
    good = LOG.sign(TEXT)
    bad = Signature(good.name, good.key_id, OTHER_LOG.sign(TEXT).value)
    with pytest.raises(BadSignature):
        open_note(signed(TEXT, [good, bad]), [LOG.verifier])


def test_two_keys_under_one_number_are_refused() -> None:
    mine = LOG.verifier

    class Twin(VerifierKey):
        key_id = mine.key_id

    with pytest.raises(MalformedKey, match="编号相同"):
        open_note(signed(TEXT, [LOG.sign(TEXT)]), [mine, Twin(mine.name, ED25519, bytes(32))])
    assert open_note(signed(TEXT, [LOG.sign(TEXT)]), [mine, mine]).text == TEXT


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n\n", b"text", b"text\n\n", b"text\n\n\n", b"\xff\n\n", "a\r\n\n— a AAAAAAA=\n".encode(), "a\n\n— a AAAA\n".encode(),
        b"a\n\n- a AAAAAAA=\n", "a\n\n— a AAAAAAB=\n".encode(), "a\n\n— a AAAAAAA\n".encode(), "a\n\n— a  AAAAAAA=\n".encode(),
        "a\n\n— a+b AAAAAAA=\n".encode(), "a\n\n— AAAAAAA=\n".encode(), "a\n\n— a AAAAAAA= \n".encode(), "a\n\n— a 一\n".encode(),
        "a\n\n— a\u00a0b AAAAAAA=\n".encode(), "a\n\n—\n".encode(), "a\n— a AAAAAAA=\n".encode(),
        b"a" * 1_000_001,
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedNote):
        parse(data)


def test_a_hundred_lines_and_no_more() -> None:
    line = LOG.sign(TEXT)
    assert len(parse(signed(TEXT, [line] * 100)).signatures) == 100
    with pytest.raises(MalformedNote, match="100"):
        signed(TEXT, [line] * 101)


def test_the_last_empty_line_parts_text_and_signatures() -> None:
    note = parse("\n\n一\n\n— a AAAAAAA=\n".encode())
    assert (note.text, note.signatures) == ("\n\n一\n", (Signature("a", bytes(4), bytes(1)),))
    assert parse("\n\n— a AAAAAAA=\n".encode()).text == "\n"


def test_lines_alone_are_read_as_a_witness_answers_them() -> None:
    line = CITY.sign(TEXT, NOON)
    assert parse_lines(line.line.encode() * 2) == (line, line)
    for data in (b"", b"nothing\n", b"text\n\n" + line.line.encode()):
        with pytest.raises(MalformedNote):
            parse_lines(data)


@given(st.binary(max_size=12))
def test_base64_is_written_in_one_way(data: bytes) -> None:
    assert unbase64(tobase64(data)) == data


@given(st.text(max_size=10))
def test_whatever_is_base64_is_its_own_form(text: str) -> None:
    try:
        data = unbase64(text)
    except ValueError:
        return
    assert tobase64(data) == text


def test_SM2_signs_and_verifies_under_its_own_kind() -> None:
    note = signed(TEXT, [SM2_LOG.sign(TEXT), LOG.sign(TEXT)])
    assert str(parse_signing_key(str(SM2_LOG))) == str(SM2_LOG)
    key = parse_key(str(SM2_LOG.verifier))
    assert [seen.key for seen in open_note(note, [key]).verified] == [key]
    with pytest.raises(BadSignature):
        open_note(note.replace("一".encode(), "三".encode()), [key])


def test_a_key_of_another_private_kind_is_not_taken_for_ours() -> None:
    material = b"\xffsomebody/else\n" + bytes(64)
    with pytest.raises(MalformedKey):
        parse_key(f"a+00000000+{tobase64(material)}")


@pytest.mark.usefixtures("without_gmssl")
def test_without_gmssl_SM2_is_unchecked_and_never_verified() -> None:
    key = VerifierKey(SM2_LOG.name, OWN, bytes(64))
    line = Signature(key.name, key.key_id, bytes(64))
    opened = open_note(signed(TEXT, [line]), [key])
    assert (opened.verified, opened.unchecked) == ((), (key,))
    assert not sm2.is_available()


def test_the_published_signature_of_SM2() -> None:
    one = {name: bytes.fromhex(value) for name, value in VECTORS["sm2"].items() if name not in {"source", "message"}}
    message = VECTORS["sm2"]["message"].encode()
    assert sm2.is_available()
    assert sm2.public_of(one["secret"]) == one["public"]
    assert sm2.verify(one["public"], message, one["signature"]) is True
    assert sm2.verify(one["public"], message + b"!", one["signature"]) is False
    assert sm2.verify(one["public"], message, sm2.sign(one["secret"], message)) is True


def test_SM2_outside_its_ranges_is_refused() -> None:
    public, order = SM2_LOG.verifier.public, 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
    one, most = (1).to_bytes(32), (order - 1).to_bytes(32)
    for signature in (
        bytes(64),
        one + bytes(32),
        bytes(32) + one,
        order.to_bytes(32) + one,
        one + b"\xff" * 32,
        b"",
        one * 3,
        one + most,
    ):
        assert sm2.verify(public, b"x", signature) is False
    for other in (bytes(64), public[:-1] + bytes([public[-1] ^ 1]), public[:32], b"\xff" * 64):
        assert sm2.verify(other, b"x", one + one) is False


def test_SM2_at_the_point_at_infinity_is_refused() -> None:
    """s·G + t·P is infinity where s + t·d = 0; gmssl raises there."""
    order = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
    secret = int.from_bytes(SM2_LOG.secret)
    t = 5
    s = -t * secret % order
    r = (t - s) % order
    assert sm2.verify(SM2_LOG.verifier.public, b"x", r.to_bytes(32) + s.to_bytes(32)) is False


def test_a_key_with_leading_zeros_and_fours_is_no_other_key() -> None:
    for number in range(1, 400):
        secret = number.to_bytes(32)
        public = sm2.public_of(secret)
        if public.hex().startswith(("04", "40", "00", "44")):
            assert sm2.verify(public, b"x", sm2.sign(secret, b"x")) is True
            return
    raise AssertionError("none of 400 keys begins so")


def test_a_cosignature_is_no_plain_signature() -> None:
    plain = notes.generate(CITY.name, ED25519, CITY.secret)
    assert plain.verifier.public == CITY.verifier.public
    assert plain.verifier.key_id != CITY.verifier.key_id
    with pytest.raises(BadSignature):
        notes.verify(CITY.verifier, TEXT, plain.sign(TEXT).value)
    assert CITY.kind == COSIGNATURE

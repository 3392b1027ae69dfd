"""Canonical JSON: what is written is read back, and only what would be written is read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.verify.canonical import NotCanonical, Value, decode, encode

texts = st.text(st.characters(codec="utf-8")).map(lambda text: unicodedata.normalize("NFC", text))
keys = st.text(st.characters(max_codepoint=127), max_size=8)
leaves = st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4))


@given(values)
def test_what_is_written_is_read_back(value: Value) -> None:
    assert decode(encode(value)) == value


@given(st.dictionaries(keys, leaves, min_size=2, max_size=6))
def test_the_order_of_keys_does_not_matter(value: dict[str, Value]) -> None:
    assert encode(dict(reversed(value.items()))) == encode(value)


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, -(2**53), b"x", (1, 2), {1: 2}, {"键": 1}, "e\u0301", "\ud800", [{"a": {2.5}}]],
    ids=repr,
)
def test_what_has_several_ways_to_be_written_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        encode(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b'{"a":1,"a":1}', b'{"b":1,"a":2}', b"[1, 2]", b"1.0", b"1e3", b"-0", b'"\\u0041"', b'"\\/"', b"NaN",
        b"\xff", b'{"a":1}\n', b"9007199254740992", b'"\\ud800"', b"[" * 100_000, '"e\u0301"'.encode(),
    ],
)  # fmt: skip
def test_other_ways_of_writing_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode(data)


def test_the_form_is_that_of_RFC_8785() -> None:
    value: Value = {"b": [True, None, -3], "a": '€\u000f\n"\\/'}
    assert encode(value) == '{"a":"€\\u000f\\n\\"\\\\/","b":[true,null,-3]}'.encode()

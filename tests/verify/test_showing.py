"""A row shown in part: what is shown is proved, what is not is not learnt, and nothing can be exchanged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.verify import leaves
from jingheng.verify.canonical import NotCanonical, Value, decode, encode
from jingheng.verify.hashing import SHA256, SM3, Hash
from jingheng.verify.showing import NotBound, Shown, show, shown_of

ROW = ("records.revision", 17)
FIELDS: dict[str, Value] = {
    "id": 17,
    "payload.summary": "打听案情",
    "payload.parties": '[{"name":"甘霖"}]',
    "reason": "",
}
LEAF, SECRET = b"l" * 32, b"r" * 32


def behind(hash_: Hash) -> tuple[bytes, list[Value]]:
    digest = leaves.fields_digest(hash_, SECRET, FIELDS)
    facts = [leaves.event_fact({"event": "statement.filed"}), leaves.row_fact(ROW, digest), leaves.gone_fact(("x", 1))]
    return LEAF, facts


def entry(hash_: Hash) -> bytes:
    secret, facts = behind(hash_)
    root = leaves.facts_root(hash_, secret, facts)
    return leaves.Leaf(date(2026, 11, 23), root, leaves.receipt_commitment(hash_, secret)).encoded()


def shown(*names: str, hash_: Hash = SHA256) -> Shown:
    return show(hash_, entry(hash_), behind(hash_), ROW, FIELDS, SECRET, names)


@pytest.mark.parametrize("hash_", [SHA256, SM3], ids=lambda one: one.name)
@given(names=st.sets(st.sampled_from(sorted(FIELDS))))
def test_any_part_is_proved_and_the_rest_is_not_told(hash_: Hash, names: set[str]) -> None:
    part = shown(*sorted(names), hash_=hash_)

    assert part.is_sound(hash_)
    assert part.shown.keys() == names
    assert part.hidden.keys() == FIELDS.keys() - names
    assert shown_of(part.encoded()) == part
    assert SECRET.hex().encode() not in part.encoded()
    if "payload.parties" not in names:
        assert "甘霖" not in part.encoded().decode()


def test_nothing_can_be_exchanged() -> None:
    part = shown("payload.summary")
    salt, _ = part.shown["payload.summary"]

    assert not replace(part, shown={"payload.summary": (salt, "没有打听")}).is_sound(SHA256)
    assert not replace(part, shown={"reason": (salt, "打听案情")}).is_sound(SHA256)
    assert not replace(part, row=("records.revision", 18)).is_sound(SHA256)
    assert not replace(part, hidden={**part.hidden, "more": b"h" * 32}).is_sound(SHA256)
    assert not replace(part, hidden={}).is_sound(SHA256)
    assert not replace(part, fact=0).is_sound(SHA256)
    assert not replace(part, facts=2).is_sound(SHA256)
    with pytest.raises(NotCanonical):
        replace(part, entry=b"{}").is_sound(SHA256)


def test_a_row_that_the_leaf_does_not_bind_is_not_shown() -> None:
    with pytest.raises(NotBound):
        show(SHA256, entry(SHA256), behind(SHA256), ("records.revision", 99), FIELDS, SECRET, [])


@pytest.mark.parametrize(
    "change",
    [
        {"fact": "0"}, {"row": ["records.revision"]}, {"path": [1]}, {"salt": "x"}, {"hidden": {"id": 3}},
        {"shown": {"id": 7}}, {"shown": {"id": ["00"]}}, {"shown": {"id": [1, 2]}}, {"shown": {"reason": ["00", 2]}},
    ],
)  # fmt: skip
def test_what_is_not_of_this_form_is_not_ours(change: dict[str, Value]) -> None:
    good = decode(shown("payload.summary").encoded())
    assert isinstance(good, dict)
    assert shown_of(encode({**good, **change})) is None
    assert shown_of(b"7") is None
    assert shown_of(b"{") is None

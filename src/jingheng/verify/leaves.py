"""What a leaf of the ledger is, and how what happened and what a row says are bound in it without being legible.

A closed leaf is four values of fixed length: whoever holds a whole log reads from it how long it is, and the days.

    {"c": root over the facts, "d": day, "r": commitment to a receipt, "v": 1}

An open leaf has two more, `k` (its kind) and `o` (what it says): a draw, a key, the beginning of a log.

A fact is an event, a row as it stood then, or that a row is gone or has left for another log. Every fact is hidden by a
salt of its own, derived from the secret of the leaf; every field of a row by another, derived from the secret of that
state of the row. Who is shown a salt can check one field. Once the secret of a state is gone nobody can guess at its
fields again, and the proof of all the rest stands.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jingheng.verify.canonical import NotCanonical, Value, decode, encode
from jingheng.verify.hashing import Hash
from jingheng.verify.tree import leaf_hash, root_of

_COMMIT, _SALT, _FIELDS = b"\x02", b"\x03", b"\x04"

#: (table, primary key): `("records.record", 17)`
Row = tuple[str, int]


def salt(hash_: Hash, secret: bytes, name: str) -> bytes:
    """The salt called `name` under a 32-byte secret."""
    return hash_(_SALT + secret + name.encode())


def commitment(hash_: Hash, salt_: bytes, value: Value) -> bytes:
    """Hides `value` behind a 32-byte salt and binds it."""
    return hash_(_COMMIT + salt_ + encode(value))


def fields_digest(hash_: Hash, secret: bytes, fields: Mapping[str, Value]) -> bytes:
    """Of a row: over the commitments to its fields, in the order of their names."""
    return joined_fields(
        hash_, {name: commitment(hash_, salt(hash_, secret, name), [name, value]) for name, value in fields.items()}
    )


def joined_fields(hash_: Hash, commitments: Mapping[str, bytes]) -> bytes:
    return hash_(_FIELDS + b"".join(commitments[name] for name in sorted(commitments)))


def event_fact(event: Mapping[str, Value]) -> Value:
    return ["event", dict(event)]


def row_fact(row: Row, digest: bytes) -> Value:
    return ["row", row[0], row[1], digest.hex()]


def gone_fact(row: Row) -> Value:
    """It was deleted."""
    return ["gone", row[0], row[1]]


def left_fact(row: Row) -> Value:
    """From now on it stands in the log of another office."""
    return ["left", row[0], row[1]]


def fact_salt(hash_: Hash, secret: bytes, number: int) -> bytes:
    """Of the fact with this number in its leaf."""
    return salt(hash_, secret, f"fact {number}")


def facts_root(hash_: Hash, secret: bytes, facts: Iterable[Value]) -> bytes:
    return root_of(
        hash_,
        [
            leaf_hash(hash_, commitment(hash_, fact_salt(hash_, secret, number), fact))
            for number, fact in enumerate(facts)
        ],
    )


def receipt_code(hash_: Hash, secret: bytes) -> str:
    """Printed on the receipt of a leaf: 20 letters and digits that say nothing."""
    return b32encode(salt(hash_, secret, "code"))[:20].decode()


def receipt_salt(hash_: Hash, secret: bytes) -> bytes:
    return salt(hash_, secret, "receipt")


def committed_code(hash_: Hash, salt_: bytes, code: str) -> bytes:
    """What a leaf holds of its receipt code."""
    return commitment(hash_, salt_, ["receipt", code])


def receipt_commitment(hash_: Hash, secret: bytes) -> bytes:
    """Every closed leaf has one, over a code that most likely nobody is ever given."""
    return committed_code(hash_, receipt_salt(hash_, secret), receipt_code(hash_, secret))


@dataclass(frozen=True, slots=True)
class Leaf:
    """What `entry` bytes say. `kind` and `said` are empty in a closed leaf."""

    day: date
    facts: bytes
    receipt: bytes
    kind: str = ""
    said: Mapping[str, Value] | None = None

    def encoded(self) -> bytes:
        value: dict[str, Value] = {"c": self.facts.hex(), "d": self.day.isoformat(), "r": self.receipt.hex(), "v": 1}
        if self.kind:
            value |= {"k": self.kind, "o": dict(self.said or {})}
        return encode(value)

    @classmethod
    def decoded(cls, entry: bytes) -> Leaf:
        """Raises NotCanonical for whatever is not exactly a leaf."""
        value = decode(entry)
        if not isinstance(value, dict) or value.get("v") != 1 or not _has_keys(value):
            raise NotCanonical("not a leaf")
        said, kind = value.get("o"), value.get("k", "")
        if (
            not isinstance(kind, str)
            or (said is not None and not isinstance(said, dict))
            or ("k" in value and not kind)
        ):
            raise NotCanonical("not an open leaf")
        return cls(_day(value["d"]), _digest(value["c"]), _digest(value["r"]), kind, said)


def _has_keys(value: Mapping[str, Value]) -> bool:
    return set(value) in ({"c", "d", "r", "v"}, {"c", "d", "k", "o", "r", "v"})


def _day(value: Value) -> date:
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is not None and day.isoformat() == value:
            return day
    raise NotCanonical(f"not a day: {value!r}")


def _digest(value: Value) -> bytes:
    if isinstance(value, str) and len(value) == 64 and value == value.lower():
        try:
            return bytes.fromhex(value)
        except ValueError:
            pass
    raise NotCanonical(f"not a digest: {value!r}")

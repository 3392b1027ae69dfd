"""One row shown in part: some of its fields, and proof that they stand so in a leaf. Nothing is learnt of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jingheng.verify import leaves
from jingheng.verify.canonical import Value, decode, encode
from jingheng.verify.hashing import Hash
from jingheng.verify.leaves import Row
from jingheng.verify.tree import in_memory, inclusion_path, leaf_hash, verify_inclusion


class NotBound(ValueError):
    """A leaf does not bind the row that is said to stand in it."""


_KEYS = {"entry", "fact", "facts", "hidden", "path", "row", "salt", "shown"}


@dataclass(frozen=True, slots=True)
class Shown:
    """`shown`: field → its salt and value; `hidden`: field → its commitment. `fact` is the row's place among `facts`."""

    entry: bytes
    row: Row
    shown: Mapping[str, tuple[bytes, Value]]
    hidden: Mapping[str, bytes]
    fact: int
    facts: int
    salt: bytes
    path: tuple[bytes, ...]

    def encoded(self) -> bytes:
        return encode({
            "entry": self.entry.decode(), "fact": self.fact, "facts": self.facts,
            "hidden": {name: one.hex() for name, one in self.hidden.items()},
            "path": [one.hex() for one in self.path], "row": list(self.row), "salt": self.salt.hex(),
            "shown": {name: [salt.hex(), value] for name, (salt, value) in self.shown.items()},
        })  # fmt: skip

    def is_sound(self, hash_: Hash) -> bool:
        """Do these fields stand so in the leaf? Raises NotCanonical where there is no leaf."""
        said = {
            name: leaves.commitment(hash_, salt, [name, value]) for name, (salt, value) in self.shown.items()
        } | dict(self.hidden)
        fact = leaves.row_fact(self.row, leaves.joined_fields(hash_, said))
        leaf = leaf_hash(hash_, leaves.commitment(hash_, self.salt, fact))
        root = leaves.Leaf.decoded(self.entry).facts
        return verify_inclusion(hash_, self.fact, self.facts, leaf, self.path, root)


def shown_of(extra: bytes) -> Shown | None:
    """None for what is not ours."""
    try:
        value = decode(extra)
        if not isinstance(value, dict) or value.keys() != _KEYS:
            return None
        match value:
            case {
                "entry": str(entry), "fact": int(fact), "facts": int(facts), "hidden": dict(hidden), "path": list(path),
                "row": [str(table), int(key)], "salt": str(salt), "shown": dict(shown),
            } if not shown.keys() & hidden.keys():  # fmt: skip
                return Shown(
                    entry.encode(), (table, key),
                    {name: (bytes.fromhex(_text(one[0])), one[1]) for name, one in map(_pair, shown.items())},
                    {name: bytes.fromhex(_text(one)) for name, one in hidden.items()},
                    fact, facts, bytes.fromhex(salt), tuple(bytes.fromhex(_text(one)) for one in path),
                )  # fmt: skip
    except ValueError:  # NotCanonical is one
        pass
    return None


def show(
    hash_: Hash, entry: bytes, opening: tuple[bytes, Sequence[Value]], row: Row, fields: Mapping[str, Value],
    secret: bytes, names: Sequence[str],
) -> Shown:  # fmt: skip
    """`names` of a row's fields, from what is behind the leaf that binds it: its secret and its facts."""
    leaf_secret, facts = opening
    number = next((at for at, one in enumerate(facts) if isinstance(one, list) and one[:3] == ["row", *row]), None)
    if number is None:
        raise NotBound(f"{row[0]} {row[1]}")
    hashes = [
        leaf_hash(hash_, leaves.commitment(hash_, leaves.fact_salt(hash_, leaf_secret, at), one))
        for at, one in enumerate(facts)
    ]
    salts = {name: leaves.salt(hash_, secret, name) for name in fields}
    return Shown(
        entry, row, {name: (salts[name], fields[name]) for name in names},
        {name: leaves.commitment(hash_, salts[name], [name, fields[name]]) for name in fields if name not in names},
        number, len(facts), leaves.fact_salt(hash_, leaf_secret, number),
        tuple(inclusion_path(hash_, in_memory(hash_, hashes), number, len(facts))),
    )  # fmt: skip


def _pair(item: tuple[str, Value]) -> tuple[str, list[Value]]:
    name, value = item
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(name)
    return name, value


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value

"""Do the rows of the database say what the ledger binds? Every row against its newest fact, every fact against its leaf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from jingheng.verify import leaves
from jingheng.verify.canonical import NotCanonical, Value
from jingheng.verify.hashing import Hash
from jingheng.verify.leaves import Row


@dataclass(frozen=True, slots=True)
class Opening:
    """What is behind one leaf: the secret from which its salts follow, and its facts in their order."""

    secret: bytes
    facts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the logs of an office say last of a row, and where. `digest` is empty once the row is gone or has left."""

    where: str
    digest: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence that something was changed: where, and in a sentence what."""

    where: str
    sentence: str


@dataclass(slots=True)
class Rows:
    """Reads the leaves of an office's logs with their openings, year after year, then every row of the office.

    Call `read` for each leaf, `compare` once with all rows. Whatever does not fit is a finding.
    """

    hash: Hash
    stated: dict[Row, Stated] = field(default_factory=dict)

    def read(self, where: str, entry: bytes, opening: Opening | None) -> Iterator[Finding]:
        """A leaf and what is said to be behind it. An open leaf has nothing behind it."""
        leaf = leaves.Leaf.decoded(entry)
        if leaf.kind:
            return
        if opening is None:
            yield Finding(where, "数据库里没有这片叶的底稿：操作日志或者底稿被删除。")
            return
        if leaves.facts_root(self.hash, opening.secret, opening.facts) != leaf.facts:
            yield Finding(where, "底稿与账本不符：操作日志或者底稿在入账以后被改动。")
        for fact in opening.facts:
            self._state(where, fact)

    def _state(self, where: str, fact: Value) -> None:
        match fact:
            case ["row", str(table), int(key), str(digest)]:
                self.stated[table, key] = Stated(where, digest)
            case ["gone" | "left", str(table), int(key)]:
                self.stated[table, key] = Stated(where, "")
            case ["event", {}]:
                pass
            case _:
                raise NotCanonical(f"not a fact: {fact!r}")

    def compare(self, rows: Iterable[tuple[Row, Mapping[str, Value], bytes]]) -> Iterator[Finding]:
        """Every row that the database holds, once, with the secret of its salts."""
        missing = {row for row, stated in self.stated.items() if stated.digest}
        for row, fields, secret in rows:
            stated = self.stated.get(row)
            missing.discard(row)
            if stated is None:
                yield Finding(named(row), "数据库里有这一行，账本里没有：不是经系统写入的。")
            elif not stated.digest:
                yield Finding(named(row), f"{stated.where}写明这一行已经删除或者转出，数据库里却还有。")
            elif leaves.fields_digest(self.hash, secret, fields).hex() != stated.digest:
                yield Finding(named(row), f"内容与{stated.where}不符：入账以后被改动。")
        for row in sorted(missing):
            yield Finding(named(row), f"{self.stated[row].where}写明有这一行，数据库里没有：被删除。")


def named(row: Row) -> str:
    return f"{row[0]} {row[1]}"

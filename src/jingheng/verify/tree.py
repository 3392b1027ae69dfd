"""The Merkle tree of RFC 6962, section 2.1, over any hash: roots, and proofs made and checked.

A node is named by its level and its index: (0, i) is leaf i, (k, i) is the root of the 2^k leaves from i·2^k on.
Proofs are checked by the steps of RFC 9162, sections 2.1.3.2 and 2.1.4.2, which never look at the tree.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeAlias

from jingheng.verify.hashing import Hash

TILE = 256  # hashes in a full tile; its root lies eight levels up
TILE_HEIGHT = 8

# Whoever makes a proof hands over where the nodes are: (level, index) -> hash. Only complete nodes are asked for.
Nodes: TypeAlias = Callable[[int, int], bytes]


class BadProof(ValueError):
    """A proof of another length than its sizes demand."""


def leaf_hash(hash: Hash, entry: bytes) -> bytes:
    return hash(b"\x00" + entry)


def leaf_hashes(hash: Hash, entries: Iterable[bytes]) -> list[bytes]:
    start = hash.start
    return [start(b"\x00" + entry).digest() for entry in entries]


def node_hash(hash: Hash, left: bytes, right: bytes) -> bytes:
    return hash(b"\x01" + left + right)


def tile_root(hash: Hash, hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, … 256, … hashes."""
    if len(hashes).bit_count() != 1:
        raise ValueError(f"{len(hashes)} hashes have no single node above them")
    start = hash.start
    while len(hashes) > 1:
        hashes = [start(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


class CompactRange:
    """What is left of a tree that only grows: its size, and the roots of its complete subtrees, largest first."""

    def __init__(self, hash: Hash, size: int = 0, front: Iterable[bytes] = ()) -> None:
        self.hash = hash
        self.size = size
        self._front = list(front)
        if len(self._front) != size.bit_count():
            raise ValueError(
                f"a tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(self._front)}"
            )

    @property
    def front(self) -> tuple[bytes, ...]:
        return tuple(self._front)

    def append(self, leaf: bytes) -> None:
        self._add(0, leaf)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """The same as appending one by one, a tile at a time where it can be."""
        rest = iter(leaves)
        for leaf in islice(rest, -self.size % TILE):
            self._add(0, leaf)
        while chunk := list(islice(rest, TILE)):
            if len(chunk) == TILE:
                self._add(TILE_HEIGHT, tile_root(self.hash, chunk))
            else:
                for leaf in chunk:
                    self._add(0, leaf)

    def _add(self, level: int, node: bytes) -> None:
        beside = self.size >> level
        while beside & 1:
            node = node_hash(self.hash, self._front.pop(), node)
            beside >>= 1
        self._front.append(node)
        self.size += 1 << level

    def root(self) -> bytes:
        if not self._front:
            return self.hash(b"")
        root = self._front[-1]
        for left in self._front[-2::-1]:
            root = node_hash(self.hash, left, root)
        return root


def root_of(hash: Hash, leaves: Iterable[bytes]) -> bytes:
    tree = CompactRange(hash)
    tree.extend(leaves)
    return tree.root()


def in_memory(hash: Hash, leaves: Sequence[bytes]) -> Nodes:
    """Nodes over leaves that fit in memory."""
    levels = [list(leaves)]
    while len(below := levels[-1]) > 1:
        levels.append([node_hash(hash, *pair) for pair in zip(below[::2], below[1::2], strict=False)])
    return lambda level, index: levels[level][index]


def root_at(hash: Hash, nodes: Nodes, size: int) -> bytes:
    return _root_between(hash, nodes, 0, size) if size else hash(b"")


def inclusion_path(hash: Hash, nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The neighbours of leaf `index` on its way up to the root of `size` leaves, the lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} among {size}")
    path, first, end = [], 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(_root_between(hash, nodes, middle, end))
            end = middle
        else:
            path.append(_root_between(hash, nodes, first, middle))
            first = middle
    return path[::-1]


def consistency_path(hash: Hash, nodes: Nodes, old: int, new: int) -> list[bytes]:
    """What shows that the tree of `new` leaves begins with the tree of `old` leaves."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not begin with {old}")
    path, first, end = [], 0, new
    while 0 < old < end:
        middle = first + _split(end - first)
        if old <= middle:
            path.append(_root_between(hash, nodes, middle, end))
            end = middle
        else:
            path.append(_root_between(hash, nodes, first, middle))
            first = middle
    if first > 0:  # the old tree is not one whole subtree: its last part is told too
        path.append(_root_between(hash, nodes, first, end))
    return path[::-1]


def root_from_inclusion(hash: Hash, index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root that leaf and path lead to; whoever asks compares it with a signed one."""
    if not 0 <= index < size:
        raise BadProof(f"位置 {index} 不在规模为 {size} 的日志之内")
    at, last, root = index, size - 1, leaf
    for neighbour in path:
        if last == 0:
            raise BadProof("存在性证明过长")
        if at & 1 or at == last:
            root = node_hash(hash, neighbour, root)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(hash, root, neighbour)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("存在性证明过短")
    return root


def verify_inclusion(hash: Hash, index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    try:
        return hmac.compare_digest(root_from_inclusion(hash, index, size, leaf, path), root)
    except BadProof:
        return False


def verify_consistency(hash: Hash, old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Does the tree of `new` leaves begin with that of `old`? An empty tree is the beginning of each."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root and (old > 0 or old_root == hash(b""))
    if old == 0:
        return not path and old_root == hash(b"")
    whole = old.bit_count() == 1  # then the old root itself is the first node, and the proof leaves it out
    nodes = [old_root, *path] if whole else list(path)
    if not nodes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old_seen = new_seen = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old_seen, new_seen = node_hash(hash, node, old_seen), node_hash(hash, node, new_seen)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new_seen = node_hash(hash, new_seen, node)
        at, last = at >> 1, last >> 1
    return last == 0 and old_seen == old_root and new_seen == new_root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _root_between(hash: Hash, nodes: Nodes, first: int, end: int) -> bytes:
    size = end - first
    if size.bit_count() == 1:
        level = size.bit_length() - 1
        return nodes(level, first >> level)
    middle = first + _split(size)
    return node_hash(hash, _root_between(hash, nodes, first, middle), _root_between(hash, nodes, middle, end))

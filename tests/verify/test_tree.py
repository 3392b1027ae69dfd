"""The tree of RFC 6962 over two hashes: roots as others count them, and no false proof that passes."""

from __future__ import annotations

import hashlib
import random
from itertools import pairwise

import pytest
from pymerkle import InmemoryTree

from jingheng.verify import hashing
from jingheng.verify.hashing import SHA256, SM3, Hash, UnknownHash, by_name
from jingheng.verify.tree import (
    BadProof,
    CompactRange,
    consistency_path,
    in_memory,
    inclusion_path,
    leaf_hash,
    leaf_hashes,
    node_hash,
    root_at,
    root_from_inclusion,
    root_of,
    tile_root,
    verify_consistency,
    verify_inclusion,
)
from tests.verify.vectors import read as vectors_of

BOTH = pytest.mark.parametrize("hash", [SHA256, SM3], ids=lambda hash: hash.name)
MOST = 70


def leaves(hash: Hash, count: int) -> list[bytes]:
    return leaf_hashes(hash, (b"%d" % number for number in range(count)))


def root_by_the_book(hash: Hash, below: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not below:
        return hash(b"")
    if len(below) == 1:
        return below[0]
    split = 1
    while split * 2 < len(below):
        split *= 2
    return node_hash(hash, root_by_the_book(hash, below[:split]), root_by_the_book(hash, below[split:]))


@BOTH
def test_every_way_of_counting_gives_the_root_of_the_book(hash: Hash) -> None:
    everything = leaves(hash, 1100)
    nodes = in_memory(hash, everything)
    one_by_one = CompactRange(hash)
    for size in range(len(everything) + 1):
        if size < MOST or size % 97 == 0 or size in {255, 256, 257, 511, 512, 513, 1023, 1024, 1025}:
            expected = root_by_the_book(hash, everything[:size])
            assert one_by_one.root() == root_of(hash, everything[:size]) == root_at(hash, nodes, size) == expected
        if size < len(everything):
            one_by_one.append(everything[size])


@BOTH
def test_a_range_goes_on_where_it_was_kept(hash: Hash) -> None:
    everything = leaves(hash, 900)
    for first, end in pairwise([0, 1, 3, 255, 256, 600, 900]):
        begun = CompactRange(hash)
        begun.extend(everything[:first])
        again = CompactRange(hash, begun.size, begun.front)
        again.extend(everything[first:end])
        assert (again.size, again.root()) == (end, root_of(hash, everything[:end]))


def test_a_front_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="3 leaves"):
        CompactRange(SHA256, 3, [bytes(32)])


def test_a_tile_has_a_power_of_two() -> None:
    assert tile_root(SHA256, [b"a"]) == b"a"
    for count in (0, 3):
        with pytest.raises(ValueError, match="no single node"):
            tile_root(SHA256, [b""] * count)


@BOTH
def test_all_proofs_up_to_seventy_leaves(hash: Hash) -> None:
    everything = leaves(hash, MOST)
    nodes = in_memory(hash, everything)
    roots = [root_at(hash, nodes, size) for size in range(MOST + 1)]
    for size in range(1, MOST + 1):
        for index in range(size):
            path = inclusion_path(hash, nodes, index, size)
            assert verify_inclusion(hash, index, size, everything[index], path, roots[size])
            assert not verify_inclusion(hash, index, size, everything[index - 1], path, roots[size])
        for old in range(size + 1):
            path = consistency_path(hash, nodes, old, size)
            assert verify_consistency(hash, old, size, roots[old], roots[size], path)
            if old < size:
                assert not verify_consistency(hash, old, size, roots[old], roots[old], path) or old == 0
                assert not verify_consistency(hash, old, size, roots[size], roots[size], path)


def test_two_thousand_spoilt_proofs_are_refused() -> None:
    chance = random.Random(6962)
    everything = leaves(SHA256, 300)
    nodes = in_memory(SHA256, everything)
    for _ in range(1000):
        size = chance.randrange(2, 300)
        index, old = chance.randrange(size), chance.randrange(1, size)
        root, old_root = root_at(SHA256, nodes, size), root_at(SHA256, nodes, old)
        path = spoilt(chance, inclusion_path(SHA256, nodes, index, size))
        assert not verify_inclusion(SHA256, index, size, everything[index], path, root)
        path = spoilt(chance, consistency_path(SHA256, nodes, old, size))
        assert not verify_consistency(SHA256, old, size, old_root, root, path)


def spoilt(chance: random.Random, path: list[bytes]) -> list[bytes]:
    at = chance.randrange(len(path))
    how = chance.randrange(5)
    if how == 0:
        bit = chance.randrange(256)
        path[at] = bytes(byte ^ (1 << bit % 8 if here == bit // 8 else 0) for here, byte in enumerate(path[at]))
    elif how == 1:
        del path[at]
    elif how == 2:
        path.insert(at, chance.randbytes(32))
    elif how == 3:
        path.append(path[-1])
    else:
        path[at : at + 1] = [path[at], path[at]]
    return path


def test_proofs_of_what_cannot_be_are_refused() -> None:
    nodes = in_memory(SHA256, leaves(SHA256, 4))
    for index, size in ((4, 4), (-1, 4), (0, 0)):
        with pytest.raises(ValueError, match="no leaf"):
            inclusion_path(SHA256, nodes, index, size)
        with pytest.raises(BadProof):
            root_from_inclusion(SHA256, index, size, b"", [])
    for old, new in ((5, 4), (-1, 4)):
        with pytest.raises(ValueError, match="does not begin"):
            consistency_path(SHA256, nodes, old, new)
        assert not verify_consistency(SHA256, old, new, b"", b"", [])


def test_an_empty_tree_is_the_beginning_of_each() -> None:
    empty, root = SHA256(b""), bytes(32)
    assert verify_consistency(SHA256, 0, 3, empty, root, [])
    assert verify_consistency(SHA256, 0, 0, empty, empty, [])
    assert not verify_consistency(SHA256, 0, 3, empty, root, [root])
    assert not verify_consistency(SHA256, 0, 3, root, root, [])
    assert not verify_consistency(SHA256, 0, 0, root, root, [])
    assert not verify_consistency(SHA256, 3, 3, root, empty, [])
    assert not verify_consistency(SHA256, 3, 3, root, root, [root])
    assert not verify_consistency(SHA256, 3, 4, root, root, [])


def test_pymerkle_agrees_on_ten_thousand_random_logs() -> None:
    chance = random.Random(4)
    for _ in range(10_000):
        entries = [chance.randbytes(chance.randrange(40)) for _ in range(int(chance.expovariate(1 / 12)) + 1)]
        other = InmemoryTree(algorithm="sha256")
        for entry in entries:
            other.append_entry(entry)
        assert root_of(SHA256, leaf_hashes(SHA256, entries)) == other.get_root()


@BOTH
def test_a_hash_is_found_by_its_name(hash: Hash) -> None:
    assert by_name(hash.name) is hash
    assert hash(b"abc") == hashlib.new(hash.name, b"abc").digest()
    assert leaf_hash(hash, b"x") == leaf_hashes(hash, [b"x"])[0] == hash(b"\x00x")


def test_another_hash_is_refused() -> None:
    with pytest.raises(UnknownHash, match="sha1"):
        by_name("sha1")


def test_without_SM3_in_OpenSSL_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ValueError(name)

    hashing._empty_sm3.cache_clear()
    monkeypatch.setattr(hashlib, "new", absent)
    with pytest.raises(UnknownHash, match="OpenSSL"):
        SM3(b"abc")


def test_the_published_vectors_of_RFC_6962() -> None:
    vectors = vectors_of("tree.json")
    below = leaf_hashes(SHA256, map(bytes.fromhex, vectors["leaves"]))
    nodes, known = in_memory(SHA256, below), vectors["sha256"]
    roots = [bytes.fromhex(root) for root in known["roots"]]
    assert [root_of(SHA256, below[:size]) for size in range(9)] == roots
    for one in known["inclusion"]:
        path = inclusion_path(SHA256, nodes, one["index"], one["size"])
        assert [node.hex() for node in path] == one["path"]
        assert verify_inclusion(SHA256, one["index"], one["size"], below[one["index"]], path, roots[one["size"]])
    for one in known["consistency"]:
        path = consistency_path(SHA256, nodes, one["old"], one["new"])
        assert [node.hex() for node in path] == one["path"]
        assert verify_consistency(SHA256, one["old"], one["new"], roots[one["old"]], roots[one["new"]], path)


def test_the_published_vectors_of_SM3() -> None:
    vectors = vectors_of("tree.json")
    for one in vectors["sm3"]["hashes"]:
        assert SM3(bytes.fromhex(one["data"])).hex() == one["hash"]
    below = leaf_hashes(SM3, map(bytes.fromhex, vectors["leaves"]))
    assert [root_of(SM3, below[:size]).hex() for size in range(9)] == vectors["sm3"]["roots"]

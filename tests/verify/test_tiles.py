"""Tiles and bundles: the names of the specification, and nothing short or long that passes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.verify.hashing import SHA256
from jingheng.verify.tiles import (
    MalformedTile,
    TileNodes,
    entries_path,
    pack_bundle,
    tile_path,
    tiles_of,
    unpack_bundle,
    unpack_tile,
    write_log,
)
from jingheng.verify.tree import consistency_path, in_memory, inclusion_path, leaf_hashes, root_at, root_of


def test_the_names_of_the_specification() -> None:
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(63, 0, 5) == "tile/63/000.p/5"
    assert tile_path(1, 999, 255) == "tile/1/999.p/255"
    assert tile_path(1, 1000) == "tile/1/x001/000"
    assert entries_path(1234067, 1) == "tile/entries/x001/x234/067.p/1"
    for width in (0, 257):
        with pytest.raises(ValueError, match="wide"):
            tile_path(0, 0, width)


def test_the_tiles_of_seventy_thousand_leaves() -> None:
    tiles = list(tiles_of(70_000))
    assert [tile for tile in tiles if tile[2] != 256] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert [sum(tile[0] == level and tile[2] == 256 for tile in tiles) for level in range(3)] == [273, 1, 0]
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles_of(0)) == []


@given(st.lists(st.binary(max_size=300), max_size=10))
def test_a_bundle_is_read_as_it_was_written(entries: list[bytes]) -> None:
    data = pack_bundle(entries)
    assert unpack_bundle(data, len(entries)) == entries
    for other in (data + b"\x00", data + b"\x00\x00", data[:-1]):
        if other != data:
            with pytest.raises(MalformedTile):
                unpack_bundle(other, len(entries))
    with pytest.raises(MalformedTile):
        unpack_bundle(data, len(entries) + 1)


def test_the_largest_entry_and_no_larger() -> None:
    assert unpack_bundle(pack_bundle([bytes(65535)]), 1) == [bytes(65535)]
    with pytest.raises(MalformedTile):
        pack_bundle([bytes(65536)])


def test_a_tile_has_as_many_hashes_as_its_name_says() -> None:
    assert unpack_tile(bytes(64), 2) == [bytes(32)] * 2
    for data in (bytes(63), bytes(65), bytes(96)):
        with pytest.raises(MalformedTile):
            unpack_tile(data, 2)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 700])
def test_a_log_is_written_whole(tmp_path: Path, size: int) -> None:
    entries = [b"%d" % number for number in range(size)]
    tree = write_log(tmp_path, SHA256, iter(entries))
    leaves = leaf_hashes(SHA256, entries)
    assert (tree.size, tree.root()) == (size, root_of(SHA256, leaves))
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == {
        *(tile_path(*tile) for tile in tiles_of(size)),
        *(entries_path(index, width) for level, index, width in tiles_of(size) if level == 0),
    }


def test_proofs_are_made_out_of_tiles(tmp_path: Path) -> None:
    size = 66_000
    leaves = leaf_hashes(SHA256, (b"%d" % number for number in range(size)))
    write_log(tmp_path, SHA256, (b"%d" % number for number in range(size)))
    widths = {(level, index): width for level, index, width in tiles_of(size)}
    asked: list[tuple[int, int]] = []

    def read_tile(level: int, index: int) -> list[bytes]:
        asked.append((level, index))
        width = widths[level, index]
        return unpack_tile((tmp_path / tile_path(level, index, width)).read_bytes(), width)

    by_tiles, by_leaves = TileNodes(SHA256, read_tile), in_memory(SHA256, leaves)
    assert root_at(SHA256, by_tiles, size) == root_at(SHA256, by_leaves, size)
    for one in (0, 255, 256, 65_535, 65_536, 65_999):
        assert inclusion_path(SHA256, by_tiles, one, size) == inclusion_path(SHA256, by_leaves, one, size)
        assert consistency_path(SHA256, by_tiles, one, size) == consistency_path(SHA256, by_leaves, one, size)
    assert len(asked) == len(set(asked)) < 12

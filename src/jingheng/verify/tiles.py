"""The files of a log as C2SP tlog-tiles lays them out: tiles of 256 hashes, bundles of 256 entries, and their names."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from jingheng.verify.hashing import Hash
from jingheng.verify.tree import TILE, TILE_HEIGHT, CompactRange, leaf_hashes, tile_root

HASH_SIZE = 32
LARGEST_ENTRY = 0xFFFF


class MalformedTile(ValueError):
    """A file of a log that is not what its name says."""


def tile_path(level: int, index: int, width: int = TILE) -> str:
    """tile_path(0, 1234067, 5) == "tile/0/x001/x234/067.p/5"."""
    return f"tile/{level}/{_number(index)}{_suffix(width)}"


def entries_path(index: int, width: int = TILE) -> str:
    return f"tile/entries/{_number(index)}{_suffix(width)}"


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, index, width) of every tile that a tree of `size` leaves has."""
    level = 0
    while size:
        for index in range(size // TILE):
            yield level, index, TILE
        if size % TILE:
            yield level, size // TILE, size % TILE
        level, size = level + 1, size // TILE


def pack_bundle(entries: Iterable[bytes]) -> bytes:
    parts = []
    for entry in entries:
        if len(entry) > LARGEST_ENTRY:
            raise MalformedTile(f"an entry has at most {LARGEST_ENTRY} bytes, not {len(entry)}")
        parts += [struct.pack(">H", len(entry)), entry]
    return b"".join(parts)


def unpack_bundle(data: bytes, width: int) -> list[bytes]:
    """Exactly `width` entries and nothing behind them."""
    entries: list[bytes] = []
    at, end = 0, len(data)
    while at + 2 <= end and len(entries) < width:
        first = at + 2
        at = first + (data[at] << 8 | data[at + 1])
        entries.append(data[first:at])
    if at != end or len(entries) != width:
        raise MalformedTile(f"应正好有 {width} 条,长度与内容不符")
    return entries


def unpack_tile(data: bytes, width: int) -> list[bytes]:
    if len(data) != width * HASH_SIZE:
        raise MalformedTile(f"应正好有 {width} 个杂凑值")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


class TileNodes:
    """Nodes of a tree out of its tiles. `read(level, index)` gives the hashes of a tile, as many as there are."""

    def __init__(self, hash: Hash, read: Callable[[int, int], Sequence[bytes]]) -> None:
        self._hash, self._read = hash, read
        self._tiles: dict[tuple[int, int], Sequence[bytes]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        height, inside = divmod(level, TILE_HEIGHT)
        at = index << inside
        key = (height, at // TILE)
        if key not in self._tiles:
            self._tiles[key] = self._read(*key)
        return tile_root(self._hash, self._tiles[key][at % TILE : at % TILE + (1 << inside)])


def write_log(folder: Path, hash: Hash, entries: Iterable[bytes]) -> CompactRange:
    """Entries and tiles of a whole log into an empty folder; what comes back has size and root."""
    tree = CompactRange(hash)
    levels: list[list[bytes]] = [[]]
    bundle: list[bytes] = []
    for entry in entries:
        bundle.append(entry)
        if len(bundle) == TILE:
            _write(folder / entries_path(tree.size // TILE), pack_bundle(bundle))
            hashes = leaf_hashes(hash, bundle)
            tree.extend(hashes)
            levels[0] += hashes
            bundle = []
    if bundle:
        _write(folder / entries_path(tree.size // TILE, len(bundle)), pack_bundle(bundle))
        hashes = leaf_hashes(hash, bundle)
        tree.extend(hashes)
        levels[0] += hashes
    for level, index, width in tiles_of(tree.size):
        if level == len(levels):
            below = levels[-1]
            levels.append([tile_root(hash, below[at : at + TILE]) for at in range(0, len(below) - TILE + 1, TILE)])
        _write(folder / tile_path(level, index, width), b"".join(levels[level][index * TILE : index * TILE + width]))
    return tree


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _number(index: int) -> str:
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])


def _suffix(width: int) -> str:
    if not 1 <= width <= TILE:
        raise ValueError(f"no tile is {width} wide")
    return "" if width == TILE else f".p/{width}"

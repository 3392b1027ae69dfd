"""Leaves get their places: the next number, the compact range, a tile when 256 are full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jingheng.contexts.ledger.models import Leaf, Log, Tile
from jingheng.verify import leaves
from jingheng.verify.hashing import Hash, by_name
from jingheng.verify.tiles import TileNodes
from jingheng.verify.tree import CompactRange, Nodes, leaf_hash, tile_root

WIDTH = 256  # C2SP tlog-tiles


def place(log: Log, rows: Sequence[Leaf]) -> None:
    """Give `rows` the next numbers of `log`, which is locked, and save them. Days never go back."""
    hash_ = by_name(log.algorithm)
    tree = range_of(log)
    for row in rows:
        row.log = log
        leaf = leaves.Leaf.decoded(bytes(row.entry))
        log.last_day = max(log.last_day, leaf.day)
        row.number, row.entry = tree.size, (entry := replace(leaf, day=log.last_day).encoded())
        tree.append(leaf_hash(hash_, entry))
        row.save()
        if tree.size % WIDTH == 0:
            _write_tiles(log, hash_, tree.size)
    log.size, log.front = tree.size, " ".join(one.hex() for one in tree.front)
    log.save(update_fields=["size", "front", "last_day"])


def range_of(log: Log) -> CompactRange:
    front = tuple(bytes.fromhex(one) for one in log.front.split())
    return CompactRange(by_name(log.algorithm), log.size, front)


def root_of_log(log: Log) -> bytes:
    return range_of(log).root()


def nodes_of(log: Log) -> Nodes:
    """Nodes of the tree as leaves and tiles have them, not as the compact range does."""
    hash_ = by_name(log.algorithm)

    def read(level: int, number: int) -> list[bytes]:
        tile = Tile.objects.filter(log=log, level=level, number=number).first()
        if tile is not None:
            return split(bytes(tile.hashes))
        first, end = number * WIDTH, (number + 1) * WIDTH
        if level == 0:
            entries = Leaf.objects.filter(log=log, number__gte=first, number__lt=end).order_by("number")
            return [leaf_hash(hash_, bytes(entry)) for entry in entries.values_list("entry", flat=True)]
        below = Tile.objects.filter(log=log, level=level - 1, number__gte=first, number__lt=end).order_by("number")
        return [tile_root(hash_, split(bytes(tile.hashes))) for tile in below]

    return TileNodes(hash_, read)


def _write_tiles(log: Log, hash_: Hash, size: int) -> None:
    """The level-0 tile that `size` fills, and every tile above that it fills in turn."""
    number = size // WIDTH - 1
    entries = Leaf.objects.filter(log=log, number__gte=size - WIDTH).order_by("number").values_list("entry", flat=True)
    hashes = [leaf_hash(hash_, bytes(entry)) for entry in entries]
    level = 0
    while True:
        Tile.objects.create(log=log, level=level, number=number, hashes=b"".join(hashes))
        if (number + 1) % WIDTH:
            return
        level, number = level + 1, number // WIDTH
        below = Tile.objects.filter(log=log, level=level - 1, number__gte=number * WIDTH).order_by("number")
        hashes = [tile_root(hash_, split(bytes(tile.hashes))) for tile in below]


def split(hashes: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [hashes[at : at + 32] for at in range(0, len(hashes), 32)]

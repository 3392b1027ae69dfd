"""An exported log: a folder in the layout of C2SP tlog-tiles, read and never trusted.

`checkpoint` is the note of the day, `checkpoints/<size>` are earlier ones, `keys` has the log's own keys one a line,
`policy` its own policy; tiles and entries lie under `tile/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from jingheng.verify import checkpoints, notes
from jingheng.verify import policy as policies
from jingheng.verify.checkpoints import Checkpoint
from jingheng.verify.policy import Policy
from jingheng.verify.tiles import MalformedTile, entries_path, tile_path, unpack_bundle, unpack_tile
from jingheng.verify.tree import TILE, CompactRange, leaf_hashes


class BrokenExport(ValueError):
    """A folder that lacks something, or has something that cannot be read."""


@dataclass(frozen=True)
class Export:
    """What the folder says of itself; nothing of it is verified yet."""

    folder: Path
    note: bytes
    checkpoint: Checkpoint

    def entries(self, size: int | None = None) -> Iterator[bytes]:
        """The first `size` entries, all of them if it is not given."""
        return islice(self._entries(), size)

    def leaf_hashes(self, size: int | None = None) -> Iterator[bytes]:
        rest = self.entries(size)
        while chunk := list(islice(rest, TILE)):
            yield from leaf_hashes(self.checkpoint.hash, chunk)

    def roots_at(self, sizes: Iterable[int]) -> dict[int, bytes]:
        """The roots over the first so many entries, from the entries themselves, in one reading."""
        leaves, tree, roots = self.leaf_hashes(), CompactRange(self.checkpoint.hash), {}
        for size in sorted(sizes):
            if size > self.checkpoint.size:
                raise BrokenExport(f"导出只有 {self.checkpoint.size} 条,没有规模 {size}")
            tree.extend(islice(leaves, size - tree.size))
            roots[size] = tree.root()
        return roots

    def tile(self, level: int, index: int) -> list[bytes]:
        """The hashes of one tile of this size; what `TileNodes` reads."""
        width = min(TILE, (self.checkpoint.size >> 8 * level) - index * TILE)
        path = tile_path(level, index, width)
        try:
            return unpack_tile(self._read(path), width)
        except MalformedTile as error:
            raise BrokenExport(f"{path}:{error}") from error

    def earlier(self) -> dict[int, bytes]:
        """The notes under `checkpoints/`, by the sizes that their names say."""
        found = {}
        for path in (self.folder / "checkpoints").glob("*"):
            try:
                found[checkpoints.parse_number(path.name)] = read(path)
            except ValueError as error:
                raise BrokenExport(f"checkpoints/{path.name}:{error}") from error
        return dict(sorted(found.items()))

    def own_policy(self) -> Policy:
        """The policy that the folder itself brings; without one, its own keys and no witness."""
        if (self.folder / "policy").exists():
            return policies.parse(self._read("policy"))
        keys = notes.parse_keys(self._read("keys"))
        return Policy(logs=[key for key in keys if key.kind != notes.COSIGNATURE], quorum="none")

    def _entries(self) -> Iterator[bytes]:
        size = self.checkpoint.size
        for index in range(-(-size // TILE)):
            width = min(TILE, size - index * TILE)
            yield from self._bundle(entries_path(index, width), width)

    def _bundle(self, path: str, width: int) -> list[bytes]:
        try:
            return unpack_bundle(self._read(path), width)
        except MalformedTile as error:
            raise BrokenExport(f"{path}:{error}") from error

    def _read(self, name: str) -> bytes:
        return read(self.folder / name)


def open_export(folder: Path) -> Export:
    note = read(folder / "checkpoint")
    return Export(folder, note, checkpoints.parse(notes.parse(note).text))


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenExport(f"读不到 {path}:{error.strerror}") from error

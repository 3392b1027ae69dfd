"""An exported folder: read as laid out, and told where it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from jingheng.verify.exported import BrokenExport, open_export
from jingheng.verify.notes import MalformedKey
from jingheng.verify.tiles import TileNodes
from jingheng.verify.tree import inclusion_path, verify_inclusion
from tests.verify.logs import CITY, ENTRIES, LOG, ORIGIN, POLICY, checkpoint, export, signed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return export(tmp_path / "log")


def test_entries_and_roots_at_every_size_asked(folder: Path) -> None:
    read = open_export(folder)
    assert read.checkpoint == checkpoint()
    assert list(read.entries()) == ENTRIES
    assert list(read.entries(257)) == ENTRIES[:257]
    assert read.roots_at([300, 0, 256, 17]) == {size: checkpoint(ENTRIES[:size]).root for size in (0, 17, 256, 300)}
    with pytest.raises(BrokenExport, match="只有 300 条"):
        read.roots_at([301])


def test_proofs_are_made_out_of_its_tiles(folder: Path) -> None:
    read = open_export(folder)
    said = read.checkpoint
    path = inclusion_path(said.hash, TileNodes(said.hash, read.tile), 260, said.size)
    leaf = next(leaf for number, leaf in enumerate(read.leaf_hashes()) if number == 260)
    assert verify_inclusion(said.hash, 260, said.size, leaf, path, said.root)


def test_earlier_checkpoints_by_size(folder: Path) -> None:
    read = open_export(folder)
    assert read.earlier() == {}
    (folder / "checkpoints").mkdir()
    for size in (200, 9):
        (folder / "checkpoints" / str(size)).write_bytes(signed(checkpoint(ENTRIES[:size])))
    assert list(read.earlier()) == [9, 200]
    (folder / "checkpoints" / "010").write_bytes(b"")
    with pytest.raises(BrokenExport, match="checkpoints/010"):
        read.earlier()


def test_its_own_policy_or_its_own_keys(folder: Path) -> None:
    own = open_export(folder).own_policy()
    assert (own.logs, own.witnesses, own.quorum) == ([LOG.verifier], {}, "none")
    (folder / "policy").write_text(f"{POLICY}quorum city\n")
    assert open_export(folder).own_policy().witnesses["city"] == CITY.verifier
    (folder / "policy").unlink()
    (folder / "keys").write_text("nonsense\n")
    with pytest.raises(MalformedKey):
        open_export(folder).own_policy()


@pytest.mark.parametrize("name", ["tile/entries/000", "tile/entries/001.p/44"])
def test_a_bundle_that_is_missing_short_or_long_is_told(folder: Path, name: str) -> None:
    path, read = folder / name, open_export(folder)
    data = path.read_bytes()
    for other in (data[:-1], data + b"\0", data + b"\0\0"):
        path.write_bytes(other)
        with pytest.raises(BrokenExport, match=name):
            list(read.entries())
    path.unlink()
    with pytest.raises(BrokenExport, match="读不到"):
        list(read.entries())


def test_a_tile_that_is_short_is_told(folder: Path) -> None:
    (folder / "tile/0/001.p/44").write_bytes(b"")
    with pytest.raises(BrokenExport, match=r"tile/0/001\.p/44"):
        open_export(folder).tile(0, 1)


def test_a_folder_without_a_checkpoint_is_none(tmp_path: Path) -> None:
    with pytest.raises(BrokenExport, match="checkpoint"):
        open_export(tmp_path)
    assert ORIGIN in open_export(export(tmp_path / "log")).note.decode()

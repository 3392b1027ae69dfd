"""A log as an office would export it, its keys and its witnesses: the cast of these tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jingheng.verify import notes, proofs
from jingheng.verify import policy as policies
from jingheng.verify.checkpoints import Checkpoint
from jingheng.verify.notes import COSIGNATURE, ED25519, SigningKey
from jingheng.verify.proofs import Proof
from jingheng.verify.tiles import write_log
from jingheng.verify.tree import consistency_path, in_memory, inclusion_path, leaf_hashes, root_at
from jingheng.verify.witnessing import Request

ORIGIN = "jingheng.example/320102/2026"
LOG = notes.generate(ORIGIN, ED25519, bytes([1]) * 32)
OTHER_LOG = notes.generate(ORIGIN, ED25519, bytes([2]) * 32)
CITY = notes.generate("jingheng.example/city", COSIGNATURE, bytes([3]) * 32)
PROVINCE = notes.generate("jingheng.example/province", COSIGNATURE, bytes([4]) * 32)
NOON = 1_767_240_000

POLICY = f"log {LOG.verifier}\nwitness city {CITY.verifier}\nwitness province {PROVINCE.verifier}\ngroup both all city province\n"
ENTRIES = [b'{"n":%d}' % number for number in range(300)]


def checkpoint(entries: Sequence[bytes] = ENTRIES, origin: str = ORIGIN) -> Checkpoint:
    empty = Checkpoint(origin, 0, b"")
    leaves = leaf_hashes(empty.hash, entries)
    return Checkpoint(origin, len(entries), root_at(empty.hash, in_memory(empty.hash, leaves), len(entries)))


def signed(said: Checkpoint, *keys: SigningKey, at: int = NOON) -> bytes:
    return notes.signed(said.text, [key.sign(said.text, at) for key in keys or (LOG,)])


def request(old: int, entries: Sequence[bytes] = ENTRIES, key: SigningKey = LOG) -> Request:
    said = checkpoint(entries, key.name)
    nodes = in_memory(said.hash, leaf_hashes(said.hash, entries))
    path = consistency_path(said.hash, nodes, old, said.size) if old <= said.size else []
    return Request(old, tuple(path), signed(said, key))


def receipt(index: int, *keys: SigningKey, entries: Sequence[bytes] = ENTRIES) -> Proof:
    said = checkpoint(entries)
    path = inclusion_path(said.hash, in_memory(said.hash, leaf_hashes(said.hash, entries)), index, said.size)
    return Proof(index, tuple(path), signed(said, *keys), entries[index])


def export(folder: Path, entries: Sequence[bytes] = ENTRIES, *keys: SigningKey, policy: str = "") -> Path:
    said = checkpoint(entries)
    folder.mkdir()
    write_log(folder, said.hash, entries)
    (folder / "checkpoint").write_bytes(signed(said, *keys))
    (folder / "keys").write_text(f"# of the log\n{LOG.verifier}\n\n{CITY.verifier}\n")
    if policy:
        (folder / "policy").write_text(policy)
    return folder


def verified(proof: Proof, policy: str, entry: bytes = b"") -> bool:
    return proofs.verify(proof, entry or proof.extra or b"", policies.parse(policy.encode())).is_sound

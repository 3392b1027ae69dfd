"""The vectors that we publish: a second implementation that agrees with them agrees with us.

After a change that is meant: `python -m tests.verify.test_vectors` writes them again.
"""

from __future__ import annotations

import json
from typing import Any

from jingheng.verify import checkpoints, notes, proofs, witnessing
from jingheng.verify import policy as policies
from jingheng.verify.checkpoints import printed
from jingheng.verify.hashing import SHA256
from jingheng.verify.tiles import pack_bundle, tile_path, tiles_of
from tests.verify.logs import CITY, ENTRIES, LOG, NOON, ORIGIN, POLICY, PROVINCE, checkpoint, receipt, request, signed
from tests.verify.vectors import FOLDER, read

NAME = "ledger.json"
SM3_LOG = notes.generate(f"{ORIGIN}/sm3", notes.ED25519, bytes([5]) * 32)


def made() -> dict[str, Any]:
    said, sm3 = checkpoint(), checkpoint(ENTRIES, SM3_LOG.name)
    asked = request(10)
    return {
        "source": 'our own; the secret keys are 32 equal bytes, the entries are {"n":0} to {"n":299}, the time is 1767240000',
        "keys": {"log": str(LOG), "sm3_log": str(SM3_LOG), "city": str(CITY), "province": str(PROVINCE)},
        "policy": f"{POLICY}quorum both\n",
        "checkpoint": signed(said, LOG, CITY, PROVINCE).decode(),
        "printed_root": printed(said.root),
        "sm3_checkpoint": signed(sm3, SM3_LOG).decode(),
        "receipt": bytes(receipt(17, LOG, CITY, PROVINCE)).decode(),
        "witness": {
            "last": checkpoint(ENTRIES[:10]).text,
            "request": bytes(asked).decode(),
            "answer": witnessing.cosigned(asked, [LOG.verifier], CITY, NOON)[1],
        },
        "bundle_of_the_first_three": pack_bundle(ENTRIES[:3]).hex(),
        "tiles": [tile_path(*tile) for tile in tiles_of(300)],
    }


def test_the_published_vectors_are_what_is_made() -> None:
    assert made() == read(NAME)


def test_the_published_vectors_are_sound() -> None:
    known = read(NAME)
    policy = policies.parse(known["policy"].encode())
    proof = proofs.parse(known["receipt"].encode())
    assert proof.extra == b'{"n":17}'
    assert proofs.verify(proof, proof.extra, policy).is_sound
    assert policies.judge(known["checkpoint"].encode(), policy).is_satisfied
    asked = witnessing.parse(known["witness"]["request"].encode())
    assert witnessing.decide(asked, policy.logs, checkpoints.parse(known["witness"]["last"])).status == witnessing.OK
    (line,) = notes.parse_lines(known["witness"]["answer"].encode())
    assert notes.verify(policy.witnesses["city"], notes.parse(asked.note).text, line.value)
    sm3 = notes.parse_signing_key(known["keys"]["sm3_log"]).verifier
    assert checkpoints.parse(notes.open_note(known["sm3_checkpoint"].encode(), [sm3]).text).hash is not SHA256


if __name__ == "__main__":
    (FOLDER / NAME).write_text(json.dumps(made(), ensure_ascii=False, indent=1) + "\n")

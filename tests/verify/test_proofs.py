"""Receipts: what is proved offline, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jingheng.verify import proofs
from jingheng.verify.proofs import MalformedProof, Proof
from tests.verify.logs import CITY, ENTRIES, LOG, OTHER_LOG, POLICY, PROVINCE, receipt, verified

BOTH = f"{POLICY}quorum both\n"


@pytest.mark.parametrize("index", [0, 1, 17, 255, 256, 299])
def test_an_entry_is_proved_without_any_server(index: int) -> None:
    proof = proofs.parse(bytes(receipt(index, LOG, CITY, PROVINCE)))
    assert verified(proof, BOTH)
    assert verified(replace(proof, extra=None), BOTH, ENTRIES[index])
    assert not verified(proof, BOTH, ENTRIES[index] + b" ")
    assert not verified(replace(proof, index=(index + 1) % 300), BOTH)
    assert not verified(replace(proof, index=300), BOTH)
    assert not verified(replace(proof, path=proof.path[1:]), BOTH)


def test_the_word_of_strangers_proves_nothing() -> None:
    assert not verified(receipt(3, LOG, CITY), BOTH)
    assert not verified(receipt(3, OTHER_LOG, CITY, PROVINCE), BOTH)


def test_the_form_is_that_of_the_specification() -> None:
    proof = Proof(7, (b"\x01" * 32, b"\x02" * 32), "a\n8\nroot\n\n— n AAAAAAA=\n".encode(), b"extra!")
    text = (
        "c2sp.org/tlog-proof@v1\nextra ZXh0cmEh\nindex 7\n"
        "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\nAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=\n\n"
        "a\n8\nroot\n\n— n AAAAAAA=\n"
    )
    assert bytes(proof).decode() == text
    assert proofs.parse(text.encode()) == proof
    bare = Proof(0, (), b"note")
    assert bytes(bare) == b"c2sp.org/tlog-proof@v1\nindex 0\n\nnote"
    assert proofs.parse(bytes(bare)) == bare


HEAD = "c2sp.org/tlog-proof@v1\n"


@pytest.mark.parametrize(
    "text",
    [
        "", "index 0\n\n", f"{HEAD}\nx", f"{HEAD}index 0\n", f"{HEAD}index 01\n\n", f"{HEAD}index -1\n\n", f"{HEAD}index\n\n",
        f"{HEAD}index 0\nAAAA\n\n", f"{HEAD}index 0\nextra AAAA\n\n", f"{HEAD}extra A\nindex 0\n\n", f"{HEAD}extra AAAA\n\n",
        f"{HEAD}extra AAAA\nextra AAAA\nindex 0\n\n", f"{HEAD}index 0\n" + f"{'A' * 43}=\n" * 64 + "\n", f"{HEAD}index 0 \n\n",
        f"{HEAD}index 一\n\n", HEAD.replace("v1", "v2") + "index 0\n\n",
    ],
)  # fmt: skip
def test_what_is_no_proof_file_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof):
        proofs.parse(text.encode())

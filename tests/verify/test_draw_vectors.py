"""What the published vectors of draws say is what is computed; they change only with the version of the protocol."""

from __future__ import annotations

import json
from hashlib import sha256

from tests.verify.draw_vectors import FILE, made


def test_the_published_vectors() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == made()


def test_one_of_them_by_hand() -> None:
    """The plain draw with nothing but hashlib."""
    vector = next(one for one in made() if one["name"] == "a plain draw")
    leaves = [sha256(b'\0["%b"]' % name.encode()).digest() for name in "丁丙乙甲"]
    left, right = (sha256(b"\1" + leaves[at] + leaves[at + 1]).digest() for at in (0, 2))
    root = sha256(b"\1" + left + right).hexdigest()
    plan = (
        '{"draw":"平抽","encoding":"utf-8","id":"号","mandatory":"","quota":{"min":"0","rate":"0"},"shares":[],'
        '"strata":"","v":"jingheng-draw-1","weight":""}'
    )
    frame = f'{{"columns":["号"],"n":4,"plan":{plan},"root":"{root}"}}'
    basis = sha256(b"frame/v1\0" + frame.encode()).hexdigest()
    commitment = sha256(f'commitment/v1\0{{"basis":"{basis}","size":"3"}}'.encode()).hexdigest()
    seed = sha256(f'seed/v1\0{{"basis":"{basis}","public":"7","shares":[]}}'.encode()).digest()
    tickets = {name: int(sha256(b"ticket/v1\0" + seed + name.encode()).hexdigest(), 16) + 1 for name in "甲乙丙丁"}

    assert (vector["root"], vector["basis"]) == (root, basis)
    assert (vector["commitment"], vector["seed"]) == (commitment, seed.hex())
    assert vector["tickets"] == {name: str(number) for name, number in tickets.items()}
    assert json.loads(vector["result_json"])["weighted"] == sorted("甲乙丙丁", key=lambda name: tickets[name])[:3]

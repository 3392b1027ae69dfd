"""Checkpoints: read and written byte for byte, on screens and on paper."""

from __future__ import annotations

import pytest

from jingheng.verify import checkpoints
from jingheng.verify.checkpoints import (
    Checkpoint,
    MalformedCheckpoint,
    from_print,
    hash_of,
    parse,
    parse_number,
    printed,
)
from jingheng.verify.hashing import SHA256, SM3
from tests.verify.vectors import read

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_the_example_of_the_specification() -> None:
    text = read("notes.json")["parsed"][1]["text"]
    said = parse(text)
    assert (said.origin, said.size, said.root[:2].hex()) == ("example.com/behind-the-sofa", 20852163, "0ac5")
    assert said.text == text


def test_further_lines_are_kept() -> None:
    text = f"一\n0\n{ROOT}\nmore\nand more\n"
    assert parse(text).extensions == ("more", "and more")
    assert parse(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "", "a\n1\n", f"a\n1\n{ROOT}", f"\n1\n{ROOT}\n", f"a\n\n{ROOT}\n", f"a\n01\n{ROOT}\n", f"a\n+1\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n", f"a\n１\n{ROOT}\n", f"a\n1_0\n{ROOT}\n", f"a\n1\n{ROOT}\n\n", f"a\n{2**63}\n{ROOT}\n",
        "a\n1\nAAAA\n", "a\n1\nx\n", f"a\n1\n{ROOT[:-1]}\n", f"a\n{'9' * 5000}\n{ROOT}\n",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(MalformedCheckpoint):
        parse(text)


def test_the_largest_number_is_a_number() -> None:
    assert parse_number(str(checkpoints.LARGEST)) == 2**63 - 1


def test_the_origin_says_which_hash() -> None:
    assert hash_of("jingheng.example/320102/2026") is SHA256
    assert hash_of("jingheng.example/320102/2026/sm3") is SM3
    assert Checkpoint("x/sm3", 0, bytes(32)).hash is SM3


def test_what_is_printed_can_be_typed_again() -> None:
    root = bytes(range(32))
    assert printed(root) == "00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 18191a1b 1c1d1e1f"
    for text in (
        printed(root),
        printed(root).upper(),
        printed(root).replace(" ", "-"),
        root.hex(),
        f" {printed(root)}\n",
    ):
        assert from_print(text) == root


@pytest.mark.parametrize("text", ["", "0" * 63, "0" * 65, "g" + "0" * 63, "０" * 64])
def test_what_is_no_printed_root_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="8 组"):
        from_print(text)

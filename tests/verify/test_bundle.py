"""The bundle: reproducible, and refused where it is anything else than its seven files."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable

import pytest

from jingheng.verify import bundle
from jingheng.verify.bundle import BrokenBundle, pack, read_public, read_shares, share_faults, unpack
from tests.verify.draws import PLAN, SECRETS, drawn, members, zipped

Parts = list[tuple[str, bytes]]


def parts() -> Parts:
    return sorted(members().items())


def test_it_is_the_same_to_the_last_byte_and_holds_the_list_byte_for_byte() -> None:
    made = members()

    assert pack(made) == pack(dict(reversed(made.items())))
    assert unpack(pack(made)) == made
    assert set(made) == set(bundle.MEMBERS)
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(pack(made))).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_zipped_by_another_program_it_is_the_same_bundle() -> None:
    assert unpack(zipped(list(reversed(parts())))) == members()


def _two_of_a_name(found: Parts) -> Parts:
    return [*found, ("result.json", b"{}")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: found[1:], "抽取包里缺 commitment.json"),
        (lambda found: [*found, ("说明.txt", b"")], "抽取包里多出 说明.txt"),
        (lambda found: [*found, ("../evil", b"")], "抽取包里多出 ../evil"),
        (_two_of_a_name, "抽取包里有两个 result.json"),
    ],
)
def test_missing_more_or_twice_is_refused(change: Callable[[Parts], Parts], said: str) -> None:
    with pytest.raises(BrokenBundle, match=said):
        unpack(zipped(change(parts())))


def test_a_bomb_is_refused_before_it_goes_off(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped([(name, b"\0" * (2 * bundle.MIB) if name == "public.txt" else data) for name, data in parts()])

    with pytest.raises(BrokenBundle, match=r"public\.txt 超过 1 MB"):
        unpack(bomb)
    monkeypatch.setattr(bundle, "LARGEST_BUNDLE", 10)
    with pytest.raises(BrokenBundle, match="抽取包超过"):
        unpack(bomb)


def test_a_member_larger_than_it_says_does_not_come_out_larger() -> None:
    """The size in the directory is a lie; no more than that is taken out, and then the sum is wrong."""
    data = bytearray(zipped([(name, b"\0" * 4096 if name == "public.txt" else part) for name, part in parts()]))
    directory = data.rindex(b"public.txt") - 46
    data[directory + 24 : directory + 28] = (64).to_bytes(4, "little")

    with pytest.raises(BrokenBundle, match="zip"):
        unpack(bytes(data))


def test_a_directory_of_many_names_is_not_even_read() -> None:
    with pytest.raises(BrokenBundle, match="目录太大"):
        unpack(zipped([(f"{n}.txt", b"") for n in range(1000)]))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_two_usual_methods(method: int) -> None:
    with pytest.raises(BrokenBundle, match="压缩方式"):
        unpack(zipped(parts(), method))


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(pack(members()))
    directory = data.rindex(b"commitment.json") - 46
    data[directory + 8] |= 1

    with pytest.raises(BrokenBundle, match="加了密码"):
        unpack(bytes(data))


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip file at all, and long enough", pack(members()) + b"more"])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenBundle, match="不是 zip 文件"):
        unpack(data)


def test_whatever_is_flipped_or_cut_it_is_refused_or_read_and_nothing_else() -> None:
    whole, by = pack(members()), random.Random(14)
    for _ in range(1500):
        data = bytearray(whole)
        for _ in range(by.randint(1, 3)):
            data[by.randrange(len(data))] ^= 1 << by.randrange(8)
        try:
            assert set(unpack(bytes(data[: by.choice([None, -1, 200])]))) == set(bundle.MEMBERS)
        except BrokenBundle:
            continue


def test_shares_that_are_none_are_refused() -> None:
    assert read_shares(json.dumps({"案管": None, "督察": "一"}).encode()) == {"案管": None, "督察": "一"}
    for wrong in (b"[]", b"{", b'{"a":1}', b'{"a":" "}', b'{"a":"\\ud800"}', b"[" * 100_000, b"\xff"):
        with pytest.raises(BrokenBundle, match=r"shares\.json"):
            read_shares(wrong)


def test_a_public_value_is_one_clean_text() -> None:
    assert read_public(b"7 0 3") == "7 0 3"
    for wrong in (b"", b"7\n", b"\xff", "７\u200b".encode()):
        with pytest.raises(BrokenBundle, match=r"public\.txt"):
            read_public(wrong)


def test_secrets_are_held_against_the_plan() -> None:
    assert share_faults(PLAN, SECRETS) == []
    assert share_faults(PLAN, {}) == []
    assert share_faults(PLAN, {"案管": "错", "外人": "一"}) == [
        "参与方“外人”不在方案的 shares 里",
        "参与方“案管”公开的口令,其 SHA-256 与方案里先定的不符",
    ]


def test_who_did_not_reveal_is_recorded() -> None:
    made = drawn(secrets={"案管": SECRETS["案管"]})

    assert bundle.silent(made.shares) == ["检务督察"]
    assert json.loads(made.result_json())["silent"] == ["检务督察"]
    assert json.loads(bundle.shares_json(made.shares)) == {"案管": SECRETS["案管"], "检务督察": None}

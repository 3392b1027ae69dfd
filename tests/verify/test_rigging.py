"""Every way to rig a draw that we could think of, and what finds it. Each test shows that the bundle really changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from jingheng.verify import bundle
from jingheng.verify.bundle import BrokenBundle, pack, revealed, unpack
from jingheng.verify.canonical import encode
from jingheng.verify.draw_check import ONLY_FOR_PEOPLE, UNPROVEN, Findings, examine, read_commitment
from jingheng.verify.draw_log import draws_in_log
from tests.verify.draws import PLAN, PLAN_YAML, PUBLIC, SECRETS, digest, drawn, frame, members, rows, zipped

Members = dict[str, bytes]
SOUND = members()
HELD = SOUND["commitment.json"]


def found(changed: Members, held: bytes | None = HELD, leaves: Sequence[object] | None = None) -> str:
    """The evidence, where a bundle that really is another one was examined."""
    assert changed != SOUND
    evidence = examine(pack(changed), held, leaves).evidence
    assert evidence
    return "\n".join(evidence)


def result(**changes: Any) -> bytes:
    return encode(json.loads(SOUND["result.json"]) | changes)


def exchanged(data: bytes, one: str, other: str) -> bytes:
    """Each stands where the other stood."""
    text = data.decode()
    return text.replace(one, "\0").replace(other, one).replace("\0", other).encode()


def in_and_out() -> tuple[str, str]:
    """A case that was drawn by weight, and one of the same prosecutor that was not."""
    sample = drawn().sample
    inside = sample.weighted[0]
    of = {row[0]: row[1] for row in rows()}
    return inside, next(id for id in of if id not in sample.ids and of[id] == of[inside])


def test_a_sound_draw_is_sound() -> None:
    assert examine(pack(SOUND), HELD) == replace(examine(pack(SOUND)), remarks=(ONLY_FOR_PEOPLE,))
    assert examine(zipped(sorted(SOUND.items())), HELD).evidence == ()


def test_without_a_held_commitment_it_says_what_it_cannot_prove() -> None:
    findings = examine(pack(SOUND))

    assert (findings.evidence, UNPROVEN in findings.remarks) == ((), True)
    assert UNPROVEN == "可复算,但不能证明名单先定"


def test_who_did_not_reveal_is_told() -> None:
    findings = examine(pack(members(secrets={"案管": SECRETS["案管"]})), HELD)

    assert (findings.evidence, findings.remarks[1]) == ((), "参与方“检务督察”没有公开口令")


# Changes to the bundle alone


def test_a_changed_row() -> None:
    changed = SOUND | {"frame.csv": SOUND["frame.csv"].replace("〔2026〕7号,丁".encode(), "〔2026〕7号,甲".encode())}

    said = found(changed)
    assert "frame.csv 不是先定的那一份" in said
    assert "名单内容" in said
    assert found(changed, held=None)


def test_a_dropped_case() -> None:
    gone = drawn().sample.weighted[0]
    changed = SOUND | {"frame.csv": frame([row for row in rows() if row[0] != gone])}

    said = found(changed)
    assert "名单行数(“100”,重算是 “99”)" in said
    assert f"result.json 抽中的案件不在名单里:{gone}" in said
    assert "(先定 100 行,现在 99 行)" in said
    assert found(changed, held=None)


def test_two_rows_swapped() -> None:
    swapped = rows()
    swapped[3], swapped[8] = swapped[8], swapped[3]

    assert "frame.csv 不是先定的那一份" in found(SOUND | {"frame.csv": frame(swapped)}, held=None)


def test_two_cases_swapped() -> None:
    inside, outside = in_and_out()

    assert found(SOUND | {"frame.csv": exchanged(SOUND["frame.csv"], inside, outside)}, held=None)


def test_a_list_that_cannot_even_be_read_any_more() -> None:
    said = found(SOUND | {"frame.csv": SOUND["frame.csv"].replace("〔2026〕7号".encode(), "〔2026〕8号".encode())})

    assert "frame.csv 不是先定的那一份" in said
    assert "第 9 行与第 8 行的“案号”相同:〔2026〕8号" in said


def test_a_revealed_share_changed() -> None:
    for text in ("桂花 石榴 三更", "菊花"):
        changed = SOUND | {"shares.json": bundle.shares_json(tuple(sorted((SECRETS | {"案管": text}).items())))}

        assert "参与方“案管”公开的口令,其 SHA-256 与方案里先定的不符" in found(changed, held=None)


def test_a_revealed_share_hidden() -> None:
    changed = SOUND | {"shares.json": bundle.shares_json((("案管", None), ("检务督察", SECRETS["检务督察"])))}

    assert "未公开口令的参与方" in found(changed, held=None)


def test_a_party_more_or_less_or_another_way_to_write_them() -> None:
    assert "参与方“外人”不在方案的 shares 里" in found(
        SOUND | {"shares.json": json.dumps(SECRETS | {"外人": "一"}).encode()}
    )
    for shares in ({"案管": SECRETS["案管"]}, SECRETS):
        assert "shares.json 不是写出时的样子" in found(SOUND | {"shares.json": json.dumps(shares, indent=1).encode()})


@pytest.mark.parametrize("at", [0, 4, len(PUBLIC) - 1])
def test_one_digit_of_the_public_value(at: int) -> None:
    other = PUBLIC[:at] + str((int(PUBLIC[at]) + 1) % 10) + PUBLIC[at + 1 :]

    said = found(SOUND | {"public.txt": other.encode()}, held=None)
    assert f"公开值是 “{PUBLIC}”,重算是 “{other}”" in said


def test_a_drawn_case_exchanged_in_the_result() -> None:
    inside, outside = in_and_out()

    said = found(SOUND | {"result.json": exchanged(SOUND["result.json"], inside, outside)}, held=None)
    assert f"加权:result.json 有、重算没有抽中的案件:{outside}" in said
    assert f"加权:重算抽中、result.json 没有的案件:{inside}" in said


def test_a_drawn_case_exchanged_throughout_the_bundle() -> None:
    inside, outside = in_and_out()
    changed = {name: exchanged(data, inside, outside) for name, data in SOUND.items()}

    assert found(changed, held=None)
    assert found(changed)


def test_a_drawn_case_exchanged_throughout_with_all_that_follows_computed_anew() -> None:
    """The bundle is in itself right; only the commitment that somebody kept tells."""
    inside, outside = in_and_out()
    swapped = [[{inside: outside, outside: inside}.get(row[0], row[0]), *row[1:]] for row in rows()]
    changed = members(swapped)

    assert examine(pack(changed)).evidence == ()
    assert "本包不是先定的那次抽取" in found(changed)


def test_a_quota_case_exchanged_and_the_order_changed() -> None:
    said = json.loads(SOUND["result.json"])
    first, second = said["quota"][0], said["quota"][1]
    first["drawn"][0], second["drawn"][0] = second["drawn"][0], first["drawn"][0]
    assert f"“{first['stratum']}”定额:result.json 有" in found(SOUND | {"result.json": encode(said)}, held=None)

    weighted = json.loads(SOUND["result.json"])["weighted"]
    assert "加权:案件相同,次序或次数不同" in found(SOUND | {"result.json": result(weighted=weighted[::-1])}, held=None)
    assert "必抽:案件相同,次序或次数不同" in found(
        SOUND | {"result.json": result(mandatory=json.loads(SOUND["result.json"])["mandatory"] * 2)}, held=None
    )


def test_a_stratum_left_out_or_invented() -> None:
    quota = json.loads(SOUND["result.json"])["quota"]

    assert f"“{quota[0]['stratum']}”定额:重算抽中" in found(SOUND | {"result.json": result(quota=quota[1:])}, held=None)
    more = [*quota, {"stratum": "戊", "rows": 1, "drawn": [quota[0]["drawn"][0]]}]
    assert "“戊”定额:result.json 有" in found(SOUND | {"result.json": result(quota=more)}, held=None)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: result(seed="0" * 64), "result.json 的种子是 000000000000…,重算是"),
        (lambda: result(silent=["案管"]), "未公开口令的参与方是 “案管”,重算是 “”"),
        (lambda: result(mandatory=["外来案件"] * 9), "不在名单里:外来案件.*等 9 件"),
        (lambda: json.dumps(json.loads(SOUND["result.json"])).encode(), "写法被改动"),
        (lambda: result(quota=[]).replace(b'"quota"', b'"quote"'), "格式也不对"),
        (lambda: result(quota=7), "格式也不对"),
        (lambda: result(weighted=[{}]), "格式也不对"),
        (lambda: b"[]", "格式也不对"),
        (lambda: b"\xff", "格式也不对"),
    ],
)
def test_any_other_result(made: Callable[[], bytes], said: str) -> None:
    evidence = found(SOUND | {"result.json": made()}, held=None).replace("\n", " ")
    assert all(part in evidence for part in said.split(".*"))


def test_another_plan_for_people_than_was_committed() -> None:
    assert "plan.yaml 不是先定的那一份" in found(SOUND | {"plan.yaml": PLAN_YAML + b"# rate: 0.5\n"}, held=None)


def test_another_plan_or_another_way_to_write_it() -> None:
    assert "plan.json 不是先定的那一份" in found(SOUND | {"plan.json": replace(PLAN, rate="0.04").json()}, held=None)
    said = found(SOUND | {"plan.json": json.dumps(PLAN.value(), ensure_ascii=False).encode()}, held=None)
    assert "plan.json 不是写出时的样子" in said
    assert "plan.json:应有且只有" in found(SOUND | {"plan.json": b"{}"})


def test_another_commitment_in_the_bundle() -> None:
    said = json.loads(HELD)
    assert "不是由本包的名单和方案算出的:名单行数(“101”,重算是 “100”)" in found(
        SOUND | {"commitment.json": encode(said | {"rows": 101})}, held=None
    )
    assert "算出的:写法被改动" in found(SOUND | {"commitment.json": json.dumps(said).encode()}, held=None)


def test_no_flipped_bit_in_any_file_passes() -> None:
    for name, data in SOUND.items():
        for at in {0, 1, len(data) // 3, len(data) // 2, len(data) - 1}:
            changed = SOUND | {name: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]}
            assert changed != SOUND
            try:
                assert examine(pack(changed), HELD).evidence
            except ValueError:  # cannot be judged: not sound either
                continue


# Everything computed anew, against the held commitment


def test_cases_dropped_and_committed_afterwards() -> None:
    gone = set(drawn().sample.ids[5:8])
    changed = members([row for row in rows() if row[0] not in gone])

    assert examine(pack(changed)).evidence == ()
    said = found(changed)
    assert "本包不是先定的那次抽取" in said
    assert "名单行数、名单内容(先定 100 行,现在 97 行)" in said


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (replace(PLAN, draw="2026年11月评查之二"), "不同的是:抽取编号"),
        (replace(PLAN, size="7"), "不同的是:size"),
        (replace(PLAN, rate="0.06"), "不同的是:方案"),
        (replace(PLAN, shares=(("案管", digest("另一个")),)), "不同的是:方案"),
    ],
)
def test_another_plan_committed_afterwards(plan: Any, said: str) -> None:
    changed = members(plan=plan, secrets={})

    assert examine(pack(changed)).evidence == ()
    assert said in found(changed)


def test_a_commitment_copied_from_paper_decides_too() -> None:
    digits = json.loads(HELD)["commitment"]

    assert examine(pack(SOUND), f"{digits.upper()}\n".encode()).evidence == ()
    changed = members(rows()[:-1])
    assert "先定的承诺是" in found(changed, held=digits.encode())


def test_rows_in_another_order_are_the_same_draw_from_another_file() -> None:
    changed = members(rows()[::-1], plan_yaml=PLAN_YAML + b"\n")

    assert changed["result.json"] == SOUND["result.json"]
    findings = examine(pack(changed), HELD)
    assert findings.evidence == ()
    assert [remark.split()[0] for remark in findings.remarks[1:]] == ["frame.csv", "plan.yaml"]


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"", "先定承诺 读不出来"),
        (b"[]", "先定承诺 的格式不对"),
        (b"{}", "先定承诺的格式不对"),
        (b'{"basis":"zz","size":"1","commitment":"00"}', "先定承诺的格式不对"),
        (b'{"basis":1,"size":"1","commitment":"00"}', "先定承诺的格式不对"),
        (HELD.replace(b'"size":"6"', b'"size":"7"'), "先定承诺自己前后不符"),
        (b"f" * 63, "先定承诺 读不出来"),
    ],
)
def test_a_commitment_that_is_none_is_broken_input(held: bytes, said: str) -> None:
    with pytest.raises(BrokenBundle, match=said):
        examine(pack(SOUND), held)


def test_a_commitment_without_names_of_files_is_enough() -> None:
    said = json.loads(HELD)
    del said["files"]

    assert examine(pack(SOUND), encode(said)).evidence == ()
    assert read_commitment(HELD)["rows"] == 100


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"commitment.json": b"{"}, "commitment.json 读不出来"),
        ({"commitment.json": b"{}"}, "没有 files"),
        ({"public.txt": b""}, "public.txt:公开值"),
        ({"shares.json": b"7"}, "shares.json 的格式不对"),
    ],
)
def test_what_cannot_be_judged_is_broken_input(changes: Members, said: str) -> None:
    with pytest.raises(BrokenBundle, match=said):
        examine(pack(SOUND | changes))


# Held against the log


def leaf(kind: str, made: Members = SOUND, **open: str) -> dict[str, object]:
    said = json.loads(made["commitment.json"])
    return {"k": kind, "o": {"draw": said["draw"], "commitment": said["commitment"], **open}}


def logged(made: Members = SOUND) -> dict[str, object]:
    return leaf("draw.drawn", made, public=made["public.txt"].decode(), result=sha256(made["result.json"]).hexdigest())


OTHERS: list[object] = [{"k": "record.filed", "c": {}}, 7, {"k": "draw.drawn"}, {"k": "draw.drawn", "o": 3}]


def in_log(leaves: Sequence[object], made: Members = SOUND) -> Findings:
    return examine(pack(made), HELD, leaves)


def test_a_draw_as_it_stands_in_the_log_is_sound() -> None:
    other = members(plan=replace(PLAN, draw="上个月"))
    leaves = [*OTHERS, leaf("draw.committed", other), leaf("draw.committed"), logged(other), logged()]

    assert in_log(leaves).evidence == ()
    assert list(draws_in_log(leaves)) == ["上个月", PLAN.draw]


def test_a_second_draw_is_found() -> None:
    """Drawn again with another public value until the result pleased."""
    again = members(public="1 1 1 1 1 1 1 1")
    assert again["result.json"] != SOUND["result.json"]
    leaves = [leaf("draw.committed"), logged(), logged(again)]

    for made, wrong in ((SOUND, 2), (again, 1)):
        said = in_log(leaves, made).evidence
        assert "同一抽取编号在日志里抽了 2 次:第 1 条、第 2 条" in said
        assert f"日志第 {wrong} 条所记的公开值与本包不同" in said
        assert f"日志第 {wrong} 条所记的抽取结果与本包不同" in said


def test_a_second_commitment_is_found() -> None:
    fewer = members(rows()[:-1])
    said = in_log([leaf("draw.committed", fewer), leaf("draw.committed"), logged()]).evidence

    assert "同一抽取编号在日志里先定了不同的承诺:第 0 条、第 1 条" in said
    assert "日志第 0 条所记的承诺与本包不同" in said


def test_a_share_left_out_after_the_public_value_was_known_is_found() -> None:
    """The bundle is in itself right, and the commitment holds; the log has the reveal."""
    without = members(secrets={"检务督察": SECRETS["检务督察"]})
    assert without["result.json"] != SOUND["result.json"]
    assert examine(pack(without), HELD).evidence == ()
    reveals = [leaf("draw.revealed", party=party) for party in SECRETS]

    assert in_log([leaf("draw.committed"), *reveals, logged(without)], without).evidence == (
        "日志第 1 条记着参与方“案管”公开了口令,本包却作没有公开",
    )
    assert in_log([leaf("draw.committed"), *reveals, logged()]).evidence == ()


@pytest.mark.parametrize(
    ("leaves", "said"),
    [
        ([], "日志里没有这次抽取"),
        ([logged()], "日志里没有先定的承诺"),
        ([leaf("draw.committed")], "日志里有先定的承诺,没有抽取结果"),
        ([logged(), leaf("draw.committed")], "日志里抽取在前(第 0 条),承诺在后(第 1 条)"),
    ],
)
def test_a_draw_that_the_log_does_not_bear_out(leaves: Sequence[object], said: str) -> None:
    assert said in in_log(leaves).evidence


def test_the_bundles_of_the_tests_are_read_back() -> None:
    assert unpack(pack(SOUND)) == SOUND
    assert revealed(PLAN, SECRETS) == tuple(sorted(SECRETS.items()))

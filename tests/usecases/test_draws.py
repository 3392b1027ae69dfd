"""A draw in the product: settled first, chance after, and an auditor who has its bundle and the exported log alone."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from jingheng.cli.plan_file import read_plan as read_plan_yaml
from jingheng.contexts.draws import api
from jingheng.contexts.draws.models import Draw, PublicValue
from jingheng.contexts.draws.queries.draws import (
    bundle_of,
    draw_seen,
    members_of,
    offers,
    planned,
    result_of,
    visible_draws,
)
from jingheng.contexts.draws.queries.samples import as_drawn, as_it_stands, cases_of
from jingheng.contexts.draws.rules.planning import Wanted
from jingheng.contexts.draws.usecases.after import enlarge, replace_case
from jingheng.contexts.draws.usecases.drafting import (
    abandon,
    draft,
    draft_again,
    generate_secret,
    plan,
    settle_digest,
)
from jingheng.contexts.draws.usecases.drawing import commit, confirm_value, reveal, type_value, withdraw_value
from jingheng.contexts.ledger.api import export, recording, say_openly, unrecorded
from jingheng.contexts.ledger.exporting import name_of
from jingheng.contexts.ledger.models import Entry, Leaf, Log
from jingheng.contexts.org.models import DutyHolding
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from jingheng.verify import bundle, leaves
from jingheng.verify.commands import sample
from jingheng.verify.verdict import Verdict
from tests.factories import drawing
from tests.factories.audited import refusing_unrecorded
from tests.factories.cast import NOON, START, Cast
from tests.factories.drawing import PUBLIC, THROWN, TITLE, WANTED, committed, drafted, drawn, revealed, settled, typed
from tests.verify.draws import SECRETS, digest, frame, rows

Judge = Callable[..., Verdict]


@pytest.fixture(autouse=True)
def _bound(cast: Cast) -> Iterator[None]:
    with refusing_unrecorded():
        yield


def events() -> list[str]:
    return [
        event for event in Entry.objects.order_by("id").values_list("event", flat=True) if event.startswith("draw.")
    ]


def said_openly(cast: Cast) -> list[tuple[str, object]]:
    rows = Leaf.objects.filter(log__office_id=cast.county.pk, kind__startswith="draw.").order_by("number")
    return [(row.kind, leaves.Leaf.decoded(bytes(row.entry)).said) for row in rows]


def refusal(deed: Callable[..., object], **given: object) -> str:
    with pytest.raises(Refused) as refused:
        deed(**given)
    return refused.value.refusal.code


@pytest.fixture
def auditor(tmp_path: Path, cast: Cast) -> Judge:
    def judges(draw: Draw, content: bytes | None = None) -> Verdict:
        """With the bundle, the commitment that was handed out and the log as exported."""
        folder = tmp_path / f"export-{len(list(tmp_path.iterdir()))}"
        export(folder, Log.objects.filter(office_id=cast.county.pk), with_rows=False, at=NOON)
        (tmp_path / "BUNDLE.zip").write_bytes(bundle_of(draw) if content is None else content)
        (tmp_path / "COMMITMENT").write_text(draw.commitment_json, encoding="utf-8")
        log = folder / name_of(Log.objects.get(office_id=cast.county.pk))
        return sample.run(
            Namespace(bundle=tmp_path / "BUNDLE.zip", commitment=tmp_path / "COMMITMENT", log=log, policy=None)
        )

    return judges


# --- an auditor, from outside -----------------------------------------------------------------------------------------
def test_an_auditor_finds_it_sound(cast: Cast, auditor: Judge) -> None:
    draw = drawn(cast)

    verdict = auditor(draw)

    assert verdict.evidence == ()
    assert verdict.facts["drawn"] == 5 + 8 + 6
    assert verdict.facts["silent"] == []
    expected = bundle.carry_out(bundle.ground(frame(), planned(draw)), bundle.revealed(planned(draw), SECRETS), PUBLIC)
    assert draw.result.content.encode() == expected.result_json()


def test_every_step_is_an_open_leaf_of_the_office(cast: Cast) -> None:
    draw = drawn(cast)

    at = {"draw": TITLE, "commitment": draw.commitment}
    assert said_openly(cast) == [
        ("draw.committed", at),
        ("draw.revealed", at | {"party": "案管"}),
        ("draw.revealed", at | {"party": "检务督察"}),
        ("draw.drawn", at | {"public": PUBLIC, "result": draw.result.sha256}),
    ]
    assert events() == [
        "draw.drafted", "draw.planned", "draw.share-settled", "draw.share-settled", "draw.committed",
        "draw.revealed", "draw.revealed", "draw.value-typed", "draw.drawn",
    ]  # fmt: skip


def test_a_second_commitment_under_the_same_id_is_found(cast: Cast, auditor: Judge) -> None:
    draw = drawn(cast)
    with recording(actor=cast.actor("head"), at=NOON) as record:
        said = {"draw": TITLE, "commitment": "0" * 64}
        say_openly(cast.county.pk, "draw.committed", said, on=local_date(NOON))
        record("draw.committed", subject="draw:other")

    assert "先定了不同的承诺" in "".join(auditor(draw).evidence)


def test_a_second_draw_under_the_same_id_is_found(cast: Cast, auditor: Judge) -> None:
    draw = drawn(cast)
    with recording(actor=cast.actor("head"), at=NOON) as record:
        said = {"draw": TITLE, "commitment": draw.commitment, "public": "1" * 12, "result": "0" * 64}
        say_openly(cast.county.pk, "draw.drawn", said, on=local_date(NOON))
        record("draw.drawn", subject="draw:other")

    assert "抽了 2 次" in "".join(auditor(draw).evidence)


def test_one_digit_of_the_public_value_is_found(cast: Cast, auditor: Judge) -> None:
    draw = drawn(cast)
    other = PUBLIC[:-1] + "7"
    settled_ = bundle.ground(frame(), planned(draw))
    forged = bundle.carry_out(settled_, bundle.revealed(settled_.plan, SECRETS), other)
    parts = bundle.members_of(forged, frame=frame(), plan_yaml=draw.plan_yaml.encode())

    assert "公开值" in "".join(auditor(draw, bundle.pack(parts)).evidence)
    assert "result.json" in "".join(
        auditor(draw, bundle.pack(members_of(draw) | {"public.txt": other.encode()})).evidence
    )


def test_an_outbox_keeps_the_order(cast: Cast, auditor: Judge) -> None:
    with override_settings(LEDGER_OUTBOX=True):
        draw = drawn(cast)
        assert not Leaf.objects.exclude(number=None).filter(kind="draw.drawn").exists()

        assert auditor(draw).evidence == ()


def test_who_has_not_revealed_is_silent(cast: Cast, auditor: Judge) -> None:
    draw = committed(cast)
    revealed(cast, draw, "案管")
    typed(cast, draw)
    draw = confirm_value(uid=draw.uid, value=PUBLIC, actor=cast.actor("inspector"), at=NOON)

    verdict = auditor(draw)
    assert verdict.evidence == ()
    assert verdict.facts["silent"] == ["检务督察"]


def test_a_secret_left_out_of_the_bundle_is_found(cast: Cast, auditor: Judge) -> None:
    draw = drawn(cast)
    ground = bundle.ground(frame(), planned(draw))
    forged = bundle.carry_out(ground, bundle.revealed(ground.plan, {"案管": SECRETS["案管"]}), PUBLIC)
    parts = bundle.members_of(forged, frame=frame(), plan_yaml=draw.plan_yaml.encode())

    assert "公开了口令" in "".join(auditor(draw, bundle.pack(parts)).evidence)


# --- setting up -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["inspector", "chief", "prosecutor", "system_admin"])
def test_others_set_up_none(cast: Cast, who: str) -> None:
    given: dict[str, Any] = {"title": TITLE, "kind": "CASES", "name": "名单.csv", "content": frame()}

    assert refusal(draft, **given, actor=cast.actor(who), at=NOON) == "not-permitted"
    assert not Draw.objects.exists()


def test_the_office_that_draws_sees_it(cast: Cast) -> None:
    draw = drafted(cast)
    with unrecorded():
        DutyHolding.objects.create(person=cast.outsider, office=cast.county, duty="CASE_MANAGEMENT", starts_on=START)
    seeing = {key for key in cast.people if draw_seen(draw.uid, cast.actor(key))}

    assert seeing == {"head", "inspector", "second_inspector", "chief", "outsider"}
    assert list(visible_draws(cast.actor("city_head"))) == []
    deed: dict[str, Any] = {"uid": draw.uid, "reason": "不做了", "at": NOON}
    assert refusal(abandon, **deed, actor=cast.actor("city_head")) == "not-found"
    assert refusal(abandon, **deed, actor=cast.actor("prosecutor")) == "not-found"


def test_what_is_no_list_is_refused(cast: Cast) -> None:
    given: dict[str, Any] = {
        "title": TITLE,
        "kind": "CASES",
        "name": "名单.csv",
        "actor": cast.actor("head"),
        "at": NOON,
    }

    assert refusal(draft, **given, content=b"\xff\xfe") == "bad-frame"
    assert refusal(draft, **given, content="案号\n".encode()) == "bad-frame"
    assert refusal(draft, **given, content=b"a" * (8 * 2**20 + 1)) == "too-large"
    assert refusal(draft, **given | {"title": " "}, content=frame()) == "unfit"
    assert refusal(draft, **given | {"kind": "X"}, content=frame()) == "unknown"
    assert not Draw.objects.exists()


def test_an_id_is_used_once(cast: Cast) -> None:
    draw = drafted(cast)
    given: dict[str, Any] = {
        "title": TITLE,
        "kind": "CASES",
        "name": "名单.csv",
        "content": frame(),
        "actor": cast.actor("head"),
        "at": NOON,
    }
    assert refusal(draft, **given) == "taken"

    abandon(uid=draw.uid, reason="传错了名单", actor=cast.actor("head"), at=NOON)
    other = committed(cast)
    abandon(uid=other.uid, reason="观察员没有到", actor=cast.actor("head"), at=NOON)
    assert refusal(draft, **given) == "taken"


def test_planning_again_keeps_the_secrets_of_parties_that_stay(cast: Cast) -> None:
    draw = settled(cast)
    wanted = replace(WANTED, parties=("案管", "派驻组"), size="9")

    plan(uid=draw.uid, wanted=wanted, actor=cast.actor("head"), at=NOON)

    assert dict(draw.shares.values_list("party", "sha256")) == {"案管": digest(SECRETS["案管"]), "派驻组": ""}
    draw.refresh_from_db()
    assert planned(draw).size == "9"
    assert refusal(commit, uid=draw.uid, actor=cast.actor("head"), at=NOON) == "unsettled"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (replace(WANTED, id="没有这列"), "id"),
        (replace(WANTED, percent="150"), "percent"),
        (replace(WANTED, percent="五"), "percent"),
        (replace(WANTED, least="两"), "least"),
        (replace(WANTED, size="-1"), "size"),
        (replace(WANTED, weight="承办人"), "id"),
        (Wanted("案号", parties=WANTED.parties), "size"),
        (replace(WANTED, parties=("案管",)), "parties"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(cast: Cast, wanted: Wanted, field: str) -> None:
    draw = drafted(cast)

    with pytest.raises(Refused) as refused:
        plan(uid=draw.uid, wanted=wanted, actor=cast.actor("head"), at=NOON)

    assert refused.value.refusal.field == field
    draw.refresh_from_db()
    assert draw.plan == ""
    assert refusal(commit, uid=draw.uid, actor=cast.actor("head"), at=NOON) == "unplanned"


def test_a_generated_secret_is_kept_as_its_digest_alone(cast: Cast) -> None:
    draw = drawing.planned(cast)

    secret = generate_secret(uid=draw.uid, party="案管", actor=cast.actor("inspector"), at=NOON)

    share = draw.shares.get(party="案管")
    assert share.sha256 == digest(secret)
    assert (share.secret, share.settled_by) == ("", cast.inspector)
    assert secret not in json.dumps(list(Entry.objects.values("details", "subject")))
    settle: dict[str, Any] = {"uid": draw.uid, "actor": cast.actor("head"), "at": NOON}
    assert refusal(settle_digest, **settle, party="检务督察", sha256=digest(secret)) == "copied"
    assert refusal(settle_digest, **settle, party="检务督察", sha256="abc") == "unfit"
    assert refusal(settle_digest, **settle, party="外人", sha256="a" * 64) == "not-found"


def test_the_plan_for_people_is_read_by_the_command_line(cast: Cast) -> None:
    draw = committed(cast, replace(WANTED, percent="7.5"))

    assert read_plan_yaml(draw.plan_yaml.encode(), draw.frame.encoding) == planned(draw)
    assert planned(draw).rate == "0.075"


# --- committed --------------------------------------------------------------------------------------------------------
def test_what_is_committed_does_not_change(cast: Cast) -> None:
    draw = committed(cast)

    head: dict[str, Any] = {"uid": draw.uid, "actor": cast.actor("head"), "at": NOON}
    assert refusal(plan, **head, wanted=WANTED) == "wrong-state"
    assert refusal(commit, **head) == "wrong-state"
    assert refusal(generate_secret, **head, party="案管") == "wrong-state"
    assert draw.commitment == json.loads(draw.commitment_json)["commitment"]
    assert draw.committed_by == cast.head


def test_a_wrong_secret_is_refused_and_a_right_one_is_heard_once(cast: Cast) -> None:
    draw = committed(cast)
    given: dict[str, Any] = {"uid": draw.uid, "party": "案管", "actor": cast.actor("inspector"), "at": NOON}

    assert refusal(reveal, **given, secret="不对") == "wrong-secret"
    assert refusal(reveal, **given, secret="") == "unfit"
    reveal(**given, secret=f" {SECRETS['案管']} ")
    assert refusal(reveal, **given, secret=SECRETS["案管"]) == "revealed"
    assert [kind for kind, _ in said_openly(cast)] == ["draw.committed", "draw.revealed"]


def test_nobody_reveals_once_the_public_value_exists(cast: Cast) -> None:
    draw = committed(cast)
    typed(cast, draw)
    given: dict[str, Any] = {
        "uid": draw.uid,
        "party": "案管",
        "secret": SECRETS["案管"],
        "actor": cast.actor("inspector"),
        "at": NOON,
    }
    assert refusal(reveal, **given) == "closed"

    withdraw_value(uid=draw.uid, actor=cast.actor("head"), at=NOON)
    assert refusal(reveal, **given) == "closed"
    assert refusal(abandon, uid=draw.uid, reason="不满意", actor=cast.actor("head"), at=NOON) == "closed"


def test_an_unequal_value_leaves_nothing(cast: Cast) -> None:
    draw = committed(cast)
    typed(cast, draw)

    other: dict[str, Any] = {"uid": draw.uid, "actor": cast.actor("inspector"), "at": NOON}
    assert refusal(confirm_value, **other, value=PUBLIC[:-1] + "7") == "unequal"
    draw.refresh_from_db()
    assert draw.state == "COMMITTED"
    assert PublicValue.objects.count() == 1
    assert events()[-1] == "draw.value-typed"

    assert refusal(withdraw_value, **other) == "not-yours"
    withdraw_value(uid=draw.uid, actor=cast.actor("head"), at=NOON)
    assert refusal(confirm_value, **other, value=PUBLIC) == "untyped"
    typed(cast, draw, who="inspector")
    assert (
        confirm_value(uid=draw.uid, value=PUBLIC.replace(" ", "、"), actor=cast.actor("head"), at=NOON).state == "DRAWN"
    )


def test_nobody_types_it_twice(cast: Cast) -> None:
    draw = committed(cast)
    typed(cast, draw)

    assert refusal(confirm_value, uid=draw.uid, value=PUBLIC, actor=cast.actor("head"), at=NOON) == "same-person"
    again: dict[str, Any] = {"uid": draw.uid, "value": PUBLIC, "actor": cast.actor("inspector"), "at": NOON}
    assert refusal(type_value, **again, **THROWN) == "typed"
    chief: dict[str, Any] = {"uid": draw.uid, "value": PUBLIC, "actor": cast.actor("chief"), "at": NOON}
    assert refusal(confirm_value, **chief) == "not-permitted"


def test_a_value_that_is_none_is_refused(cast: Cast) -> None:
    draw = committed(cast)
    given: dict[str, Any] = {"uid": draw.uid, "actor": cast.actor("head"), "at": NOON}

    assert refusal(type_value, **given, value="双色球", **THROWN) == "unfit"
    assert refusal(type_value, **given, value="1 2 3", **THROWN) == "too-short"
    assert refusal(type_value, **given, value="1" * 201, **THROWN) == "too-long"
    assert refusal(type_value, **given, value=PUBLIC, **THROWN | {"thrown_by": " "}) == "required"
    draw.refresh_from_db()
    assert draw.closed_at is None


# --- given up, and drawn again ----------------------------------------------------------------------------------------
def test_it_is_abandoned_with_a_reason(cast: Cast) -> None:
    draw = committed(cast)
    head: dict[str, Any] = {"uid": draw.uid, "actor": cast.actor("head"), "at": NOON}
    assert refusal(abandon, **head, reason=" ") == "required"

    draw = abandon(**head, reason="观察员没有到")

    assert (draw.state, draw.abandon_reason, draw.abandoned_by) == ("ABANDONED", "观察员没有到", cast.head)
    assert offers(draw, cast.actor("head"), on=local_date(NOON)) == []


def test_a_redraw_names_the_one_before_and_both_stay(cast: Cast, auditor: Judge) -> None:
    before = drawn(cast)
    given: dict[str, Any] = {
        "replaces": before.uid,
        "reason": "两件已并案",
        "name": "",
        "actor": cast.actor("head"),
        "at": NOON,
    }
    assert refusal(draft_again, **given, title=TITLE, content=None) == "taken"
    assert refusal(draft_again, **given | {"reason": ""}, title="再抽", content=None) == "required"

    again = draft_again(**given, title="2026年11月评查之二", content=None)

    assert (again.replaces, again.reason, again.kind) == (before, "两件已并案", before.kind)
    assert bytes(again.frame.content) == frame()
    assert auditor(before).evidence == ()
    fewer = draft_again(**given | {"name": "新.csv"}, title="之三", content=frame(rows(40)))
    assert (fewer.frame.rows, fewer.frame.name) == (40, "新.csv")
    assert refusal(draft_again, **given | {"replaces": again.uid}, title="之四", content=None) == "unfinished"


# --- after the draw ---------------------------------------------------------------------------------------------------
def test_an_unfit_case_gives_its_place_to_the_next_of_its_layer(cast: Cast, auditor: Judge) -> None:
    draw = drawn(cast)
    before = as_drawn(draw)
    case = before.strata[0].drawn[0]
    given: dict[str, Any] = {"uid": draw.uid, "actor": cast.actor("head"), "at": NOON}
    assert refusal(replace_case, **given, case="〔2026〕999号", reason="并案") == "not-drawn"
    assert refusal(replace_case, **given, case=case, reason="") == "required"

    added = replace_case(**given, case=case, reason="卷宗在上级院")

    now = as_it_stands(draw)
    assert case not in now.ids
    assert set(before.ids) - {case} | set(added) == set(now.ids)
    assert len(now.strata[0].drawn) == len(before.strata[0].drawn)
    assert refusal(replace_case, **given, case=case, reason="再来") == "not-drawn"
    again = replace_case(**given, case=added[0], reason="也在上级院")
    assert len(again) == 1
    assert [(one.how, one.unfit) for one in cases_of(draw) if one.id == added[0]] == [("", "也在上级院")]
    assert {one.added for one in cases_of(draw) if one.id in again} == {"替补"}
    assert auditor(draw).evidence == ()
    other: dict[str, Any] = {"uid": draw.uid, "actor": cast.actor("inspector"), "at": NOON}
    assert refusal(replace_case, **other, case=again[0], reason="x") == "not-permitted"


def test_enlarging_keeps_what_was_drawn(cast: Cast, auditor: Judge) -> None:
    draw = drawn(cast)
    before = as_drawn(draw)
    given: dict[str, Any] = {"uid": draw.uid, "actor": cast.actor("head"), "at": NOON}
    assert refusal(enlarge, **given, size=6, reason="问题较多") == "smaller"
    assert refusal(enlarge, **given, size=101, reason="问题较多") == "too-many"
    assert refusal(enlarge, **given, size=9, reason=" ") == "required"

    added = enlarge(**given, size=9, reason="问题较多")

    assert as_it_stands(draw).weighted == (*before.weighted, *added)
    assert {one.added for one in cases_of(draw) if one.id in added} == {"扩大"}
    assert refusal(enlarge, **given, size=9, reason="还要多") == "smaller"
    assert events()[-1] == "draw.enlarged"
    assert auditor(draw).evidence == ()


def test_the_front_door(cast: Cast) -> None:
    draw = drafted(cast)

    assert result_of(draw) is None
    assert api.draw_seen(draw.uid, cast.actor("chief")) == draw
    assert (api.result_of(drawn(cast, title="另一次")) or {})["draw"] == "另一次"

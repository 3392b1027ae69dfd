"""Whom one may name as a witness, what an answer means, how wide the window is, how a policy is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jingheng.contexts.witnesses.rules.answers import FAILURES, Next, judge_answer
from jingheng.contexts.witnesses.rules.naming import refuse_address, refuse_watched, refuse_witness
from jingheng.contexts.witnesses.rules.policy_file import policy_text
from jingheng.contexts.witnesses.rules.window import (
    MAJORITY,
    Window,
    quorum_caution,
    quorum_of,
    window_of,
    witnessed_size,
)
from jingheng.verify import policy as policies
from jingheng.verify.notes import ED25519, generate
from tests.factories.cast import NOON
from tests.verify.logs import CITY, LOG, OTHER_LOG, PROVINCE

CITY_KEY, LOG_KEY = str(CITY.verifier), str(LOG.verifier)


def code(refusal: object) -> str:
    return getattr(refusal, "code", "")


def test_WIT_1_a_witness_is_somebody_else_named_once() -> None:
    assert refuse_witness("省院", CITY_KEY, taken=[str(PROVINCE.verifier)], own=[]) is None
    for name, vkey, why in (
        ("", CITY_KEY, "name"),
        ("省" * 51, CITY_KEY, "name"),
        ("省院", "nonsense", "key"),
        ("省院", "x" * 201, "key"),
        ("省院", LOG_KEY, "log-key"),
    ):
        assert code(refuse_witness(name, vkey, taken=[], own=[])) == why
    assert code(refuse_witness("省院", CITY_KEY, taken=[CITY_KEY], own=[])) == "taken"
    assert code(refuse_witness("省院", CITY_KEY, taken=[], own=[CITY_KEY])) == "own-key"


def test_WIT_1_one_key_under_two_names_is_one_witness() -> None:
    again = generate("another.example/name", CITY.kind, CITY.secret)
    assert code(refuse_witness("市院二", str(again.verifier), taken=[CITY_KEY], own=[])) == "taken"


@pytest.mark.parametrize(
    "url", ["", "https://10.0.0.8:8900", "http://witness.example/witness", "http://[2001:db8::1]:80"]
)
def test_WIT_2_addresses_on_the_intranet(url: str) -> None:
    assert refuse_address(url, allowed=[]) is None


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://x", "10.0.0.8:8900", "http://", "http://a b", "http://u:p@x/", "http://x/?a=b",
        "http://x/#a", "http://x:port/", "http://[x/", "http://" + "x" * 200,
    ],
)  # fmt: skip
def test_WIT_2_other_addresses_are_refused(url: str) -> None:
    assert code(refuse_address(url, allowed=[])) == "address"


def test_WIT_2_what_the_settings_do_not_list_is_refused() -> None:
    assert refuse_address("http://10.0.0.8:8900", allowed=["10.0.0.8"]) is None
    assert refuse_address("http://10.0.0.8:8900", allowed=["10.0.0.8:8900"]) is None
    assert code(refuse_address("http://10.0.0.9:8900", allowed=["10.0.0.8"])) == "not-allowed"
    assert code(refuse_address("http://127.0.0.1:8900", allowed=[])) == "local"
    assert code(refuse_address("http://localhost/witness", allowed=[])) == "local"


def test_WIT_3_a_log_is_countersigned_once_and_never_by_its_own_server() -> None:
    assert refuse_watched(LOG_KEY, taken=[str(OTHER_LOG.verifier)], own=[]) is None
    assert code(refuse_watched("nonsense", taken=[], own=[])) == "key"
    assert code(refuse_watched(CITY_KEY, taken=[], own=[])) == "witness-key"
    assert code(refuse_watched(LOG_KEY, taken=[LOG_KEY], own=[])) == "taken"
    assert code(refuse_watched(LOG_KEY, taken=[], own=[LOG_KEY])) == "own-log"
    assert code(refuse_watched(str(generate("x" * 101, ED25519, b"x" * 32).verifier), taken=[], own=[])) == "key"


SIZE = "text/x.tlog.size"


@pytest.mark.parametrize(
    ("status", "content_type", "body", "then"),
    [
        (200, "text/plain", b"", Next(reads=True)),
        (409, SIZE, b"7\n", Next(retry=7)),
        (409, f"{SIZE}; charset=utf-8", b"0\n", Next(retry=0)),
        (409, SIZE, b"21\n", Next(failure="SHORTER")),
        (409, SIZE, b"10\n", Next(failure="REWRITTEN")),
        (409, SIZE, b"many\n", Next(failure="BAD_ANSWER")),
        (409, SIZE, b"\xff\n", Next(failure="BAD_ANSWER")),
        (409, "text/html", b"7\n", Next(failure="BAD_ANSWER")),
        (404, "", b"", Next(failure="UNKNOWN_LOG")),
        (403, "", b"", Next(failure="UNKNOWN_KEY")),
        (422, "", b"", Next(failure="REWRITTEN")),
        (302, "", b"", Next(failure="REFUSED")),
        (500, "", b"", Next(failure="REFUSED")),
    ],
)
def test_WIT_4_what_follows_from_an_answer(status: int, content_type: str, body: bytes, then: Next) -> None:
    assert judge_answer(status, content_type, body, asked_from=10, newest=20) == then
    assert not then.failure or FAILURES[then.failure].to_do


def test_WIT_4_only_what_says_that_our_log_changed_is_an_alarm() -> None:
    assert {key for key, failure in FAILURES.items() if failure.is_alarm} == {"SHORTER", "REWRITTEN"}


def test_WIT_5_more_than_half_unless_the_norm_names_a_number() -> None:
    assert [quorum_of(MAJORITY, n) for n in (1, 2, 3, 4, 5)] == [1, 2, 2, 3, 3]
    assert (quorum_of(2, 5), quorum_of(3, 2), quorum_of(1, 0)) == (2, 2, 1)


def test_WIT_6_half_and_less_is_warned_about() -> None:
    assert quorum_caution(2, 3) == ""
    assert "至少 3 个" in quorum_caution(2, 4)


def test_WIT_7_a_log_is_witnessed_where_enough_have_come() -> None:
    assert witnessed_size([10, 30, 20], 2) == 20
    assert witnessed_size([10], 1) == 10
    assert witnessed_size([10], 2) == 0


def test_WIT_8_the_window() -> None:
    since = NOON - timedelta(minutes=90)
    narrow = window_of(12, 10, since=since, at=NOON, norm_hours=2)
    assert (narrow.leaves, narrow.minutes, narrow.percent, narrow.is_wide) == (2, 90, 75, False)
    assert narrow.words == "2 片叶，最早的已 1 小时 30 分"
    wide = window_of(12, 10, since=since, at=NOON, norm_hours=1)
    assert (wide.percent, wide.is_wide) == (100, True)
    shut = window_of(10, 10, since=None, at=NOON, norm_hours=1)
    assert (shut, shut.percent, shut.is_wide) == (Window(0, 0, 60), 0, False)
    assert "已关上" in shut.words
    assert window_of(12, 10, since=NOON + timedelta(days=1), at=NOON, norm_hours=1).minutes == 0
    assert window_of(12, 10, since=NOON - timedelta(days=3), at=NOON, norm_hours=1).words == "2 片叶，最早的已 3 天"
    assert window_of(11, 10, since=NOON - timedelta(minutes=5), at=NOON, norm_hours=1).words.endswith("5 分钟")


def test_WIT_9_the_policy_is_one_that_the_verifier_reads() -> None:
    witnesses = [("省院\n见证", CITY_KEY, "http://10.0.0.8:8900"), ("纪检组", str(PROVINCE.verifier), "")]
    read = policies.parse(policy_text([LOG_KEY], witnesses, 2).encode())

    assert read.logs == [LOG.verifier]
    assert read.witnesses == {"w1": CITY.verifier, "w2": PROVINCE.verifier}
    assert read.urls[CITY.verifier] == "http://10.0.0.8:8900"
    assert not read.agrees({CITY.verifier})
    assert read.agrees({CITY.verifier, PROVINCE.verifier})
    assert policies.parse(policy_text([LOG_KEY], [], 1).encode()).agrees(set())

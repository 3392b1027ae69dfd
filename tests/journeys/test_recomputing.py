"""The draw in a browser: the second implementation agrees with the first on every golden vector, and is quick enough."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import jingheng.verify
from jingheng.verify import bundle
from tests.verify.draw_vectors import FILE
from tests.verify.draws import PLAN, PUBLIC, SECRETS, digest, frame, members, rows

pytestmark = pytest.mark.journey

SCRIPT = Path(jingheng.verify.__file__).with_name("recompute.js")
MODULE = "data:text/javascript;base64," + base64.b64encode(SCRIPT.read_bytes()).decode()
RECOMPUTE = """async ([url, {frame_hex, plan, shares, ...given}]) => {
  const module = await import(url);
  const frame = Uint8Array.from(frame_hex.match(/../g), (pair) => parseInt(pair, 16));
  const made = module.recomputeBundle({frame, plan, shares, publicValue: given.public});
  const again = given.rows && module.recompute({...given, plan, shares, publicValue: given.public});
  return {
    ...made, tickets: Object.fromEntries([...made.tickets].map(([id, number]) => [id, String(number)])),
    again: again ? again.resultJson : "", wrong: module.wrongShares(plan, shares),
  };
}"""


def asked(browser: Browser, script: str, *given: Any) -> Any:
    page = browser.new_page()
    try:
        return page.evaluate(script, [MODULE, *given])
    finally:
        page.close()


@pytest.mark.parametrize("vector", json.loads(FILE.read_text(encoding="utf-8")), ids=lambda vector: vector["name"])
def test_it_agrees_on_the_golden_vectors(browser: Browser, vector: dict[str, Any]) -> None:
    made = asked(browser, RECOMPUTE, vector)

    for key in ("root", "basis", "commitment", "seed"):
        assert made[key] == vector[key], key
    assert {id: made["tickets"][id] for id in vector["tickets"]} == vector["tickets"]
    assert made["resultJson"] == made["again"] == vector["result_json"]
    assert made["wrong"] == []


def test_it_agrees_on_random_lists(browser: Browser) -> None:
    by = random.Random(15)
    for _ in range(10):
        given = by.sample(rows(60), by.randint(1, 60))
        for row in given:
            row[3] = str(by.choice([0, 1, by.randrange(10**9)]))
        parts = members(given, public=str(by.random()))
        vector = {
            "frame_hex": frame(given).hex(), "plan": PLAN.value(), "shares": SECRETS, "public": parts["public.txt"].decode()
        }  # fmt: skip
        assert asked(browser, RECOMPUTE, vector)["resultJson"].encode() == parts["result.json"]


def test_a_wrong_share_is_named(browser: Browser) -> None:
    vector = {
        "frame_hex": frame().hex(), "plan": PLAN.value(), "public": PUBLIC,
        "shares": SECRETS | {"案管": "错", "外人": "一"},
    }  # fmt: skip

    assert asked(browser, RECOMPUTE, vector)["wrong"] == ["案管", "外人"]


def test_its_hash_is_sha_256(browser: Browser) -> None:
    texts = ["", "abc", *("字" * length for length in (18, 19, 21, 22, 64, 1000))]
    script = """async ([url, texts]) => {
      const {sha256} = await import(url);
      const hex = (text) => [...sha256(new TextEncoder().encode(text))].map((n) => n.toString(16).padStart(2, "0"));
      return texts.map((text) => hex(text).join(""));
    }"""

    assert asked(browser, script, texts) == [digest(text) for text in texts]


@pytest.mark.parametrize("text", ['号\n"甲', '号\n"甲"乙\n', "号\n甲\n甲\n"])
def test_what_is_no_list_is_refused(browser: Browser, text: str) -> None:
    script = """async ([url, text, plan]) => {
      const module = await import(url);
      try {
        module.recomputeBundle({frame: new TextEncoder().encode(text), plan, shares: {}, publicValue: "7"});
        return "";
      } catch (error) { return error.message; }
    }"""
    plan = {**PLAN.value(), "id": "号", "strata": "", "mandatory": "", "weight": "", "shares": [], "encoding": "utf-8"}

    assert asked(browser, script, text, plan)


def test_a_list_of_ten_thousand_takes_seconds(browser: Browser) -> None:
    given = rows(10_000)
    ground = bundle.ground(frame(given), PLAN)
    vector = {"frame_hex": frame(given).hex(), "plan": PLAN.value(), "shares": SECRETS, "public": PUBLIC}

    made = asked(browser, RECOMPUTE, vector)
    expected = bundle.carry_out(ground, bundle.revealed(PLAN, SECRETS), PUBLIC)
    assert made["resultJson"].encode() == expected.result_json()

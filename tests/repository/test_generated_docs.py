"""The pages of docs/generated say what the code says, and every rule of the code has its number and its source."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from jingheng.contexts.org.rules.duties import DUTIES, EVERYBODY
from jingheng.kernel.lifecycle import Lifecycle, Move
from jingheng.kernel.sources import Certainty
from scripts import write_docs

ROOT = Path(__file__).parents[2]
RULES = write_docs.numbered_rules()
NUMBERS = {rule.number for rule in RULES}
PREFIXES = sorted({number.split("-")[0] for number in NUMBERS})
LIFECYCLES = [lifecycle for _, _, lifecycle in write_docs.lifecycles()]
MOVES = [(lifecycle, move) for lifecycle in LIFECYCLES for move in lifecycle]

every_move = pytest.mark.parametrize(
    ("lifecycle", "move"), MOVES, ids=[f"{lifecycle.name}-{move.action}" for lifecycle, move in MOVES]
)


@pytest.mark.parametrize("name", write_docs.pages())
def test_a_generated_page_is_what_the_code_says(name: str) -> None:
    committed = (write_docs.PAGES / name).read_text(encoding="utf-8")

    assert committed == write_docs.pages()[name], "run `make docs` and commit what it writes"


def test_no_other_page_lies_among_the_generated_ones() -> None:
    assert {path.name for path in write_docs.PAGES.iterdir()} == set(write_docs.pages())


def test_no_rule_number_is_used_twice() -> None:
    assert [number for number, times in Counter(rule.number for rule in RULES).items() if times > 1] == []


def test_every_rule_says_where_it_comes_from_and_how_sure_that_is() -> None:
    assert [f"{rule.number} {rule.name} in {rule.path}" for rule in RULES if not rule.sources] == []


def test_whatever_is_not_our_own_design_names_an_instrument() -> None:
    cited = [(rule.number, source) for rule in RULES for source in rule.sources]

    assert [number for number, s in cited if s.certainty is not Certainty.DESIGN and not s.instrument.strip()] == []


def test_every_function_of_the_rules_that_refuses_has_a_number() -> None:
    numbered = {(rule.path, rule.name) for rule in RULES}
    refusing = [
        (path, name)
        for path in write_docs.source_files()
        if "rules" in path.parts
        for name in re.findall(r"^def (_?refuse_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert refusing
    assert [f"{name} in {path}" for path, name in refusing if (path, name) not in numbered] == []


@pytest.mark.parametrize("folder", ["src", "tests", "docs"])
def test_every_rule_number_that_is_cited_exists(folder: str) -> None:
    texts = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".html", ".md", ".yaml"}]
    cited = re.compile(rf"(?<![A-Z])({'|'.join(PREFIXES)})[-_](\d+)(?!\d)")

    found = {
        (f"{prefix}-{number}", path.name)
        for path in texts
        for prefix, number in cited.findall(path.read_text(encoding="utf-8"))
    }

    assert found
    assert {(number, name) for number, name in found if number not in NUMBERS} == set()


@every_move
def test_every_rule_that_a_move_asks_has_a_number(lifecycle: Lifecycle, move: Move) -> None:
    assert set(write_docs.numbers_asked(move)) <= NUMBERS


@every_move
def test_every_move_can_be_made_by_somebody(lifecycle: Lifecycle, move: Move) -> None:
    assert move.permission in EVERYBODY.union(*(duty.permissions for duty in DUTIES.values()))


def test_every_table_of_moves_is_on_its_page() -> None:
    made = sum(path.read_text(encoding="utf-8").count("Lifecycle(") for path in write_docs.source_files())

    assert len(LIFECYCLES) == made


@pytest.mark.parametrize(
    ("sentence", "certainties"),
    [
        ("Nobody does that (中政委〔2015〕10号第8条（二）, read).", [Certainty.READ]),
        ("Nobody does that (民法典第203条, 待核).", [Certainty.UNDERSTOOD]),
        ("Nobody does that (own design).", [Certainty.DESIGN]),
        ("Nobody does that (检察官法第55条, read; own design, ADR 2).", [Certainty.READ, Certainty.DESIGN]),
        ("Nobody does that (检察官法第55条).", []),
        ("Nobody does that (检察官法第55条; own design).", []),
        ("Nobody does that (, 待核).", []),
        ("Nobody does that.", []),
    ],
)
def test_a_source_counts_only_with_how_sure_it_is(sentence: str, certainties: list[Certainty]) -> None:
    says, sources = write_docs.says_and_sources(sentence)

    assert [source.certainty for source in sources] == certainties
    assert says == ("Nobody does that." if certainties else sentence)


def test_a_rule_is_a_docstring_that_begins_with_its_number() -> None:
    text = (
        'def ask() -> None:\n    """XYZ-1, XYZ-2. Nobody\n    does that (own design).\n\n    At length.\n    """\n'
        'def tell() -> None:\n    """By XYZ-3 nobody tells."""\n'
    )

    found = write_docs.rules_written_in(text, write_docs.CONTEXTS / "desk" / "rules.py")

    assert [(rule.number, rule.says, rule.name) for rule in found] == [
        ("XYZ-1", "Nobody does that.", "ask"),
        ("XYZ-2", "Nobody does that.", "ask"),
    ]

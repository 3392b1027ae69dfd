"""The pages of docs/generated, written from the code by `make docs`.

A numbered rule is a docstring that begins with its number and ends its first paragraph with its sources in brackets, or
a row of one of TABLES. Each source says how sure it is: `中政委〔2015〕10号第8条, read`, the same with `待核`, or
`own design` with or without the page that decided it.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jingheng.contexts.norms.registry import shipped
from jingheng.contexts.org.rules.duties import DUTIES, EVERYBODY, refuse_incompatible
from jingheng.contexts.records.rules import routing
from jingheng.contexts.records.rules.drafting import required
from jingheng.kernel.lifecycle import Lifecycle, Move
from jingheng.kernel.sources import Certainty, RuleSource

ROOT = Path(__file__).parents[1]
CONTEXTS = ROOT / "src" / "jingheng" / "contexts"
PAGES = ROOT / "docs" / "generated"

TABLES = (
    (required, "REQUIRED", required.REQUIRED),
    (required, "PARTY_REQUIRED", required.PARTY_REQUIRED),
    (routing, "ROUTES", routing.ROUTES),
)

NUMBER = r"[A-Z]{3}-\d+"
_NUMBERED = re.compile(rf"({NUMBER}(?:, {NUMBER})*)\. (.+)")
_CITED = re.compile(r"(.+) \((.+)\)\.")
_LIFECYCLE = re.compile(r"^(\w+) = Lifecycle\(", re.MULTILINE)
_MARKS = {"read": Certainty.READ, "待核": Certainty.UNDERSTOOD}
_DESIGN = "own design"
_HOW_SURE = {
    Certainty.READ: "read in the text",
    Certainty.UNDERSTOOD: "待核: text not seen",
    Certainty.DESIGN: "待核: own design",
}


@dataclass(frozen=True, slots=True)
class NumberedRule:
    number: str
    says: str
    sources: tuple[RuleSource, ...]  # none: the docstring does not say, and the test complains
    name: str  # of the function, class or table; empty for a whole module
    path: Path

    @property
    def order(self) -> tuple[str, str, int]:
        prefix, number = self.number.split("-")
        return self.path.relative_to(CONTEXTS).parts[0], prefix, int(number)


def source_files() -> list[Path]:
    return sorted(CONTEXTS.rglob("*.py"))


def numbered_rules() -> list[NumberedRule]:
    """Every numbered rule of every context, in the order of the page."""
    found = [rule for path in source_files() for rule in rules_written_in(path.read_text(encoding="utf-8"), path)]
    found += [
        NumberedRule(row.code, row.sentence, (row.source,), name, Path(str(module.__file__)))
        for module, name, rows in TABLES
        for row in rows
    ]
    return sorted(found, key=lambda rule: rule.order)


def rules_written_in(text: str, path: Path) -> Iterator[NumberedRule]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            first = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
            if begun := _NUMBERED.fullmatch(first):
                says, sources = says_and_sources(begun[2])
                name = "" if isinstance(node, ast.Module) else node.name
                for number in begun[1].split(", "):
                    yield NumberedRule(number, says, sources, name, path)


def says_and_sources(sentence: str) -> tuple[str, tuple[RuleSource, ...]]:
    """The sentence without its brackets, and what stood in them; all or nothing."""
    if cited := _CITED.fullmatch(sentence):
        sources = [_source(each) for each in cited[2].split("; ")]
        known = tuple(source for source in sources if source is not None)
        if len(known) == len(sources):
            return f"{cited[1]}.", known
    return sentence, ()


def _source(text: str) -> RuleSource | None:
    if text == _DESIGN or text.startswith(f"{_DESIGN}, "):
        return RuleSource("", text.removeprefix(_DESIGN).removeprefix(", "), Certainty.DESIGN)
    instrument, _, mark = text.rpartition(", ")
    return RuleSource(instrument, "", _MARKS[mark]) if instrument and mark in _MARKS else None


def lifecycles() -> list[tuple[Path, str, Lifecycle]]:
    """Every table of moves: its file, its name in the code, itself."""
    found = []
    for path in source_files():
        for name in _LIFECYCLE.findall(path.read_text(encoding="utf-8")):
            module = importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
            found.append((path, name, getattr(module, name)))
    return found


def numbers_asked(move: Move) -> list[str]:
    """The numbers of a move's rules; a rule without a number gives its name, and the test complains."""
    asked = []
    for rule in move.rules:
        begun = _NUMBERED.match(" ".join((rule.__doc__ or "").split()))
        asked.append(begun[1] if begun else rule.__name__)
    return asked


def rules_page() -> str:
    parts = [
        _head(
            "Rules and norms",
            "What the code refuses and decides by number, and every shipped norm. *Read in the text* means that the",
            "article was seen; everything else is 待核: compare it with the instrument before relying on it. *Own design*",
            "is ours: no text asks for it in this form. ADR *n* is a page of [docs/adr](../adr); dossier, decisions and",
            "the contract are the papers from which the house was built. They are not part of this repository.",
        )
    ]
    for context, rules in groupby(numbered_rules(), key=lambda rule: rule.order[0]):
        parts += [f"## {context}", _table(_RULE_HEAD, map(_rule_row, rules))]
    parts += ["## Norms", _table(_NORM_HEAD, _norm_rows())]
    return _page(parts)


_RULE_HEAD = ("number", "what it says", "source", "how sure", "where")


def _rule_row(rule: NumberedRule) -> tuple[str, ...]:
    return (
        rule.number,
        rule.says,
        _lines(_cited(source) for source in rule.sources),
        _lines(_HOW_SURE[source.certainty] for source in rule.sources),
        f"`{rule.name}` in {_link(rule.path)}" if rule.name else _link(rule.path),
    )


def _cited(source: RuleSource) -> str:
    return f"{source.instrument} {source.article}".strip() or "—"


_NORM_HEAD = ("key", "name", "value", "valid from", "kind", "source", "how sure")
_KINDS = {"STATUTORY": "statutory", "LOCAL": "local", "DEFAULT": "our default"}


def _norm_rows() -> Iterator[tuple[str, ...]]:
    for norm in sorted(shipped(), key=lambda norm: (norm.key, norm.valid_from)):
        value = str(norm.value).lower() if isinstance(norm.value, bool) else norm.value
        yield (
            f"`{norm.key}`", norm.name, f"{value} {norm.unit}".strip(), str(norm.valid_from), _KINDS[norm.kind],
            _cited(norm.source), _HOW_SURE[norm.source.certainty],
        )  # fmt: skip


def life_cycles_page() -> str:
    parts = [
        _head(
            "Life cycles",
            "Every table of moves. What is not listed is refused. A permission is held through a duty",
            "([permissions](permissions.md)); the numbers are rules that may still refuse ([rules](rules.md)).",
        )
    ]
    for path, name, lifecycle in lifecycles():
        states = lifecycle.states
        rows = (
            (
                f"`{move.action}` {move.label}",
                _lines(f"`{state}` {states[state]}" for state in states if state in move.sources),
                f"`{move.target}` {states[move.target]}",
                f"`{move.permission}`",
                f"`{move.event}`",
                ", ".join(numbers_asked(move)),
            )
            for move in lifecycle
        )
        parts += [
            f"## {lifecycle.name}: `{name}`",
            f"In {_link(path)}.",
            f"```mermaid\n{lifecycle.diagram()}\n```",
            _table(("action", "from", "to", "permission", "event", "rules asked"), rows),
        ]
    return _page(parts)


def permissions_page() -> str:
    permissions = sorted(EVERYBODY.union(*(duty.permissions for duty in DUTIES.values())))
    duties = list(DUTIES.values())
    parts = [
        _head(
            "Duties and permissions",
            "Roles are code; `/org/roles` shows duties and permissions to whoever is signed in. A person has what everybody",
            "has and what his duties of the day give him in the office in which he acts. Which records that opens is",
            "decided record by record.",
        ),
        "## Duties",
        _table(
            ("duty", "code", "for what", "held for"),
            (
                (duty.name, f"`{duty.code}`", duty.description, "departments" if duty.by_department else "the office")
                for duty in duties
            ),
        ),
        "## Who may what",
        _table(
            ("permission", "everybody", *(duty.name for duty in duties)),
            (
                (
                    f"`{permission}`",
                    *(_dot(permission in held) for held in (EVERYBODY, *(d.permissions for d in duties))),
                )
                for permission in permissions
            ),
        ),
        "## Never held together",
        "By ORG-1, asked whenever a duty is given.",
        _table(("duty", "not with"), ((duty.name, _incompatible_with(duty.code)) for duty in duties)),
    ]
    return _page(parts)


def _incompatible_with(wanted: str) -> str:
    others = [code for code in DUTIES if code != wanted]
    refused = [DUTIES[code].name for code in others if refuse_incompatible({code}, wanted)]
    return "every other duty" if len(refused) == len(others) else "、".join(refused)


def _dot(holds: bool) -> str:
    return "●" if holds else ""


def _head(title: str, *lines: str) -> str:
    written = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"
    return "\n".join((written, "", f"# {title}", "", *lines))


def _link(path: Path) -> str:
    return f"[{path.relative_to(CONTEXTS)}](../../{path.relative_to(ROOT)})"


def _lines(texts: Iterable[str]) -> str:
    return "<br>".join(texts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    written = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in written)


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def pages() -> dict[str, str]:
    return {"rules.md": rules_page(), "life-cycles.md": life_cycles_page(), "permissions.md": permissions_page()}


def main() -> None:
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

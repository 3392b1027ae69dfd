"""月度台账: what a line of an office's ledger says, in the words of the paper kept today (its columns are our design, 待核)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting.draft import UNNAMED, Draft, Party
from jingheng.contexts.records.rules.lifecycles import RECORD_STATES

LONGEST = 90  # characters: what a line of a printed sheet holds without becoming a page
CORRECTED = "（记错，已更正）"
_SOMEBODY = "某某"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What a record's codes say for the last two columns."""

    state: str
    triage: str = ""
    outcome: str = ""
    is_cleared: bool = False
    is_urgent: bool = False
    is_late: bool = False
    is_supplementary: bool = False
    is_imported: bool = False
    is_typed: bool = False  # 代录
    is_paper_signed: bool = False
    is_restricted: bool = False  # read by head and chief alone


def cut(text: str) -> str:
    """LED-1. The ledger has the beginning of a summary; the record has all of it (own design)."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"


def forgetting(content: Draft, cleared: Mapping[int, str]) -> Draft:
    """LED-2. Whoever was named by mistake stands in no ledger, neither as a person nor in the summary; `cleared`: by his
    key, as he is called (own design, decisions §4).
    """
    wrongly = [party for party in content.parties if party.person_id in cleared]
    names = {*cleared.values(), *(party.name.strip() for party in wrongly if party.is_named)}
    summary = content.summary
    for name in sorted(names, key=len, reverse=True):
        summary = summary.replace(name, _SOMEBODY)
    parties = tuple(Party(name=CORRECTED) if party in wrongly else party for party in content.parties)
    return replace(content, parties=parties, summary=summary)


def parties_of(content: Draft) -> tuple[str, ...]:
    """LED-3. Each person by name, unit and post; where neither was written, by kind (own design)."""
    return tuple(_called(party) for party in content.parties)


def _called(party: Party) -> str:
    kinds = "、".join(taxonomy.ASKERS.name(code) for code in taxonomy.ASKERS.codes if code in party.asker_types)
    where = " ".join(part.strip() for part in (party.unit, party.title) if part.strip()) or kinds
    name = party.name.strip() or UNNAMED
    return f"{name}（{where}）" if where else name


def about(content: Draft) -> str:
    """LED-4. A case by cause and number, any other matter by its kind and name (own design)."""
    if content.matter == "M1":
        named = " ".join(part.strip() for part in (content.cause, content.case_number) if part.strip())
        return named or ("尚无案号" if content.no_case_number else taxonomy.MATTERS.name("M1"))
    return "：".join(part for part in (taxonomy.MATTERS.name(content.matter), content.matter_name.strip()) if part)


def became(facts: LineFacts) -> str:
    """LED-5. What triage found and what was decided; a proposal is no decision yet, and stands as 待审定
    (own design, decisions §4).
    """
    words = [taxonomy.TRIAGE.name(facts.triage)] if facts.triage else []
    if facts.state == "CONCLUDED":
        words.append(taxonomy.OUTCOMES.name(facts.outcome))
    elif facts.state not in ("EXCLUDED", "NOTED"):
        words.append(RECORD_STATES[facts.state])
    if facts.is_cleared and facts.outcome != "UNSUBSTANTIATED":
        words.append("已澄清")
    return "；".join(words)


def remarks(facts: LineFacts, *, masked: bool) -> str:
    """LED-6. Who may be shown the line, and how it came: 限阅, 迟填, 补报, 代录, 导入. Where the recorder is masked 代录 is
    left out: few departments have a clerk (own design, decisions §1, §7).
    """
    typed = "代录（纸签）" if facts.is_paper_signed else "代录"
    marks = (
        ("限阅", facts.is_restricted), ("紧急", facts.is_urgent), ("迟填", facts.is_late), ("补报", facts.is_supplementary),
        (typed, facts.is_typed and not masked), ("导入", facts.is_imported),
    )  # fmt: skip
    return "、".join(word for word, applies in marks if applies)

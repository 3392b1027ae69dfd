"""REC-61. Where the recorder is masked, what would tell who he is goes with his name: whose case it is, who approved, how he
knows the asker, and his name wherever it was written (own design, decisions §7).
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from jingheng.contexts.records.rules.drafting.draft import Draft, Intermediary, Party

RECORDER = "记录人"
_TELLING = {"handling", "case_handler", "approver", "approval_number", "recorder_relation"}
Said = TypeVar("Said", Draft, Party, Intermediary)


def without_recorder(content: Draft, name: str) -> Draft:
    parties = tuple(
        replace(_cut(party, name), via=tuple(_cut(link, name) for link in party.via)) for party in content.parties
    )
    return replace(_cut(content, name), parties=parties)


def without_name(text: str, name: str) -> str:
    return text.replace(name, RECORDER) if name else text


def _cut(said: Said, name: str) -> Said:
    texts = {one.name: getattr(said, one.name) for one in fields(said)}
    cut: dict[str, Any] = {
        key: "" if key in _TELLING else without_name(text, name) for key, text in texts.items() if isinstance(text, str)
    }
    return replace(said, **cut)

"""REC-61. Where the recorder is masked, what would tell who he is goes with his name: whose case it is, how he knows the
asker, and his name wherever it was written (own design, decisions §7).
"""

from __future__ import annotations

from dataclasses import replace

from jingheng.contexts.records.rules.drafting.draft import Draft

RECORDER = "记录人"
_TEXTS = (
    "place", "present", "summary", "verbatim", "response_note", "disclosed_note", "effect_note", "follow_up",
    "contact_note", "late_reason",
)  # fmt: skip


def without_recorder(content: Draft, name: str) -> Draft:
    texts = {text: getattr(content, text).replace(name, RECORDER) for text in _TEXTS} if name else {}
    parties = tuple(replace(party, recorder_relation="") for party in content.parties)
    return replace(content, handling="", case_handler="", parties=parties, **texts)

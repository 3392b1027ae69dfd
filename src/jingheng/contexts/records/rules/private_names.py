"""REC-60. Private persons are not followed from record to record, and their names are forgotten early
(个人信息保护法, 待核; own design, decisions §5).

Whoever asked only as a party, relative, friend and the like is never searched or clustered across records, and his
name is masked once the record is not to be followed up (T0, T3).
"""

from __future__ import annotations

import re
from dataclasses import replace

from jingheng.contexts.records.rules.drafting.draft import Draft, Party
from jingheng.contexts.records.rules.taxonomy import PRIVATE_ASKERS

_MASKED_AFTER = frozenset({"T0", "T3"})
#: Leaders outside our house, whose asking is followed from record to record (23号 第7条).
LEADING_ASKERS = frozenset({"P11", "P12"})
HIDDEN = "（已隐去）"
_PARTED = re.compile(r"[\s、，,；;（）()：:]+")
_ROLES = re.compile("犯罪嫌疑人|被告人|被害人|上诉人|申诉人|申请人|第三人|当事人|原告|被告")
_LONGEST_NAME = 4


def is_private(party: Party) -> bool:
    return party.person_id is None and bool(party.asker_types) and party.asker_types <= PRIVATE_ASKERS


def is_followed_leader(party: Party) -> bool:
    """A named leader of another body; not if he asked as anybody's friend or relative as well."""
    return (
        party.is_named
        and not party.asker_types.isdisjoint(LEADING_ASKERS)
        and party.asker_types.isdisjoint(PRIVATE_ASKERS)
    )


def forgets_private(triage: str) -> bool:
    return triage in _MASKED_AFTER


def masked(name: str) -> str:
    return f"{name.strip()[:1]}某"


def _case_parties(text: str) -> set[str]:
    """Names in the field of the case's parties; what is too long for a person's name is a unit's."""
    return {name for name in _PARTED.split(_ROLES.sub(" ", text)) if 2 <= len(name) <= _LONGEST_NAME}


def without_private_names(content: Draft) -> Draft:
    """The same with private names cut to the surname wherever they stand, and the parties of the case left out."""
    private = {party.name.strip() for party in content.parties if is_private(party) and party.is_named}
    names = sorted(private | _case_parties(content.case_parties), key=len, reverse=True)

    def cut(text: str) -> str:
        for name in names:
            text = text.replace(name, masked(name))
        return text

    parties = tuple(
        replace(party, name=cut(party.name), features=HIDDEN if party.features else "") if is_private(party) else party
        for party in content.parties
    )
    return replace(
        content,
        parties=parties,
        summary=cut(content.summary),
        verbatim=cut(content.verbatim),
        present=cut(content.present),
        case_parties=HIDDEN if content.case_parties else "",
    )

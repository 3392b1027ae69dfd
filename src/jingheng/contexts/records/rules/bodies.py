"""REC-63. A body whose leader is recorded is passed by: what is sent to it leaves the record out, and the office above takes
it (own design, decisions §3).

Where the filer does not say which body it is, its unit's name decides. In doubt it is passed by: the office above has it
in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from jingheng.contexts.records.rules.drafting.draft import Draft, Party
from jingheng.contexts.records.rules.taxonomy import BODY_ASKERS

#: How the bodies call themselves. 市委政法委 is the committee: the first that fits counts.
_NAMES: Final = (
    ("DISCIPLINE", re.compile("纪委|监委|纪检监察|监察委")),
    ("COMMITTEE", re.compile("政法委")),
    ("PARTY", re.compile("党委|(?<!社)区委|[县市省州盟旗地]委(?!员会?员)")),
)


def body_of(party: Party) -> str:
    """Its code; empty for everybody who is of none of them."""
    if party.asker_types.isdisjoint(BODY_ASKERS):
        return ""
    if party.body:
        return "" if party.body == "OTHER" else party.body
    return next((code for code, name in _NAMES if name.search(party.unit)), "")


def passed_by(contents: Iterable[Draft]) -> frozenset[str]:
    """Over all revisions: taking a name out opens nothing."""
    found = {body_of(party) for content in contents for party in content.parties}
    return frozenset(found - {""})

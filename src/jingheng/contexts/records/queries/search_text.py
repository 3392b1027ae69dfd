"""What of a record can be searched: the words of its latest revision, less the people whom search must not know.

REC-60 (decisions §5, §6): private persons are never found by name, and whoever was named by mistake is forgotten. Their
names are cut out of every line, so that neither the index nor a hit ever holds them; `safe` alone unseals.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import F

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Clearance, Revision
from jingheng.contexts.records.rules.drafting import Draft, Party, draft_of
from jingheng.contexts.records.rules.drafting.fields import PARTY_FIELDS, PAYLOAD_FIELDS, Field, Kind
from jingheng.contexts.records.rules.drafting.words import Line
from jingheng.contexts.records.rules.private_names import is_private
from jingheng.platform.search.index import Index

#: Instead of a name that search does not know.
FORGOTTEN = "某某"
_SEPARATOR = " | "  # not a space: between two lines no word may seem to continue
_LISTED = re.compile(r"[、,，;；/\s]+")
_WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.CODES})
#: Lists of people's names: the parties of the case, and who stood by.
_PEOPLE = frozenset({"case_parties", "present"})
_SEARCHED = tuple(field for field in PAYLOAD_FIELDS if field.kind in _WORDS and field.name not in _PEOPLE)
_SEARCHED_OF_PARTY = tuple(field for field in PARTY_FIELDS if field.name in ("name", "unit", "title", "asker_types"))
_SEARCHED_OF_PRIVATE = tuple(field for field in _SEARCHED_OF_PARTY if field.name == "asker_types")


def searched_lines(record_ids: Sequence[int]) -> dict[int, list[Line]]:
    """Label and words, line by line in the order of the form, of each of these records that exists. Two queries."""
    latest = Revision.objects.filter(record__in=record_ids, number=F("record__revision_count"))
    cleared: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Clearance.objects.filter(record__in=record_ids).values_list("record_id", "person_id", "person__name")
    for record_id, person_id, name in rows:
        cleared[record_id][person_id] = name
    return {
        record_id: list(_lines(draft_of(safe.unseal(payload)), cleared.get(record_id, {})))
        for record_id, payload in latest.values_list("record_id", "payload")
    }


def searched_texts(record_ids: Sequence[int]) -> dict[int, str]:
    return {
        record_id: _SEPARATOR.join(line.value for line in lines)
        for record_id, lines in searched_lines(record_ids).items()
    }


#: Of all records; who searches hands in what he may see.
INDEX = Index("record", searched_texts)


def _lines(content: Draft, cleared: dict[int, str]) -> Iterator[Line]:
    names = _unknown_names(content, cleared.values())
    unknown = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True)))) if names else None
    for line in _all_lines(content, cleared):
        value = unknown.sub(FORGOTTEN, line.value) if unknown else line.value
        yield Line(line.label, value)


def _all_lines(content: Draft, cleared: dict[int, str]) -> Iterator[Line]:
    for party in content.parties:
        if party.person_id in cleared:
            continue
        yield from _words(party, _SEARCHED_OF_PRIVATE if is_private(party) else _SEARCHED_OF_PARTY)
        for link in party.via:
            if link.person_id is not None and link.person_id not in cleared:
                yield Line("请托来源", link.name.strip())
    yield from _words(content, _SEARCHED)


def _unknown_names(content: Draft, cleared: Iterable[str]) -> set[str]:
    """Private persons, links of a chain who are not ours, the parties of the case, bystanders, and the wrongly named."""
    names = {party.name for party in content.parties if is_private(party) and party.is_named}
    names |= {link.name for party in content.parties for link in party.via if link.person_id is None}
    names |= {name for text in (content.case_parties, content.present) for name in _LISTED.split(text)}
    known = {party.name.strip() for party in content.parties if not is_private(party)}
    return ({name.strip() for name in names} - known - {"", "不详", "无"}) | set(cleared)


def _words(said: Draft | Party, fields: Iterable[Field]) -> Iterator[Line]:
    for field in fields:
        word = _word(getattr(said, field.name), field)
        if word:
            yield Line(field.label, word)


def _word(value: Any, field: Field) -> str:
    dictionary = field.dictionary
    if dictionary is None:
        return str(value).strip()
    codes = [value] if isinstance(value, str) else sorted(value)
    return "、".join(dictionary.name(code) if code in dictionary else code for code in codes if code)

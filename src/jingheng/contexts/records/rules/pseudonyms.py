"""REC-62. Years after a record came to rest the private persons in it lose their names: each gets a pseudonym that says
his part and nothing else, and what describes him goes (个人信息保护法第19条、第47条, 待核; own design, decisions §5).

A pseudonym (朋友甲, 亲属乙) is a part and a letter dealt out within one record in the order of appearance. The same
person in two records gets what either record has free: nothing connects the two. Names are not kept beside their
pseudonyms, so that nobody can go back.

Private is who asked only as a private person (`is_private`); with him whoever is said to have sent him, is neither ours nor of
any stated body; and the parties of the case. Where revisions disagree about somebody, the last that names him decides. A
name that also belongs to somebody who is not private stays in running text, because nobody can tell there whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jingheng.contexts.records.rules.drafting.draft import UNNAMED, Draft, Intermediary, Party
from jingheng.contexts.records.rules.drafting.fields import LINK_FIELDS, PARTY_FIELDS, PAYLOAD_FIELDS, Kind
from jingheng.contexts.records.rules.private_names import HIDDEN, is_private

NOTE = "（第三人姓名已按规定匿名化）"
CONTACT = "（联系方式已隐去）"

_PARTS = {"P31": "当事人", "P33": "特殊关系人", "P41": "亲属", "P42": "同学", "P43": "战友", "P44": "朋友"}
_SENDER, _LITIGANT = "请托人", "案件当事人"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_PSEUDONYM = re.compile(rf"(?:{'|'.join((*_PARTS.values(), _SENDER, _LITIGANT))})([{_STEMS}]|\d+)")
#: What describes a person, and goes with his name.
_DESCRIBING = frozenset({"features", "unit", "title", "relation", "litigant_relation", "recorder_relation"})
_CODED = frozenset(
    one.name
    for one in (*PAYLOAD_FIELDS, *PARTY_FIELDS, *LINK_FIELDS)
    if one.kind not in (Kind.TEXT, Kind.LONG_TEXT, Kind.LIST)
)
_NOBODY = frozenset({"", UNNAMED, "无", HIDDEN})
_LISTED = re.compile(r"[、，,;；/\n]+|\s{2,}")
_BRACKETED = re.compile(r"[（(〔\[【][^）)〕\]】]*[）)〕\]】]?")
_CALLED = re.compile(r"^(?:犯罪嫌疑人|被告人|被害人|申请人|被申请人|上诉人|原告|被告|当事人|第三人)[:：]?")
#: In a list of parties: two to four characters, or a name with a dot. An organisation is longer and no private person.
_LITIGANT_NAME = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]{2,4}|[\u4e00-\u9fff]+(?:[·・•][\u4e00-\u9fff]+)+")
#: Written instead of a name: as pieces of a text these words name nobody.
_COMMON = frozenset({*_PARTS.values(), "熟人", "家属", "本人", "来人", "对方", "律师", "领导", "单位", "公司"})
_SPACED = r"[\s\u200b-\u200f\u2060\ufeff·・•]*"
_CONTACTS = (
    r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"  # an identity number
    r"|(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"  # a mobile telephone
    r"|(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)"  # a telephone with its area
    r"|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?<=微信)(?:号码?)?[:：是为\s]*[A-Za-z][A-Za-z0-9_-]{5,19}|(?<=QQ)(?:号码?)?[:：是为\s]*[1-9]\d{4,11}"
)


@dataclass(frozen=True)
class Forgetting:
    """What one record forgets."""

    people: Mapping[str, str] = field(default_factory=dict)  # name as the form has it → pseudonym
    kept: frozenset[str] = frozenset()  # names of those who are not private
    pieces: Mapping[str, str] = field(default_factory=dict)  # name as running text has it → pseudonym
    spared: frozenset[str] = frozenset()  # case numbers: figures that are no contact details
    touches: bool = False  # somebody private is in it, named or not

    def hides(self, party: Party) -> bool:
        if party.person_id is not None:
            return False
        name = party.name.strip()
        if name in self.people:
            return name not in self.kept or is_private(party)
        return is_private(party) and not party.is_named

    def hides_link(self, link: Intermediary, party: Party) -> bool:
        return self.hides(party) and _is_sender(link) and link.name.strip() in self.people

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What stays is looked for beside what goes, the longest first: 王明 is not cut out of 王明远."""
        names = sorted({*self.pieces, *self.kept}, key=lambda name: (-len(name), name))
        spared = [re.escape(number) for number in sorted(self.spared, key=len, reverse=True)]
        spaced = [_SPACED.join(re.escape(sign) for sign in _bare(name)) for name in names if _bare(name)]
        return re.compile("|".join((*spared, *spaced, _CONTACTS)), re.IGNORECASE)

    @cached_property
    def instead(self) -> Mapping[str, str | None]:
        """By what a text bears: a pseudonym, or None for what stays."""
        gone: dict[str, str | None] = {_bare(piece): pseudonym for piece, pseudonym in self.pieces.items()}
        return gone | {_bare(name): None for name in (*self.kept, *self.spared)}


def forgetting(contents: Sequence[Draft], *, staff: Iterable[str] = (), bystanders: Iterable[str] = ()) -> Forgetting:
    """Whom all revisions of a record, oldest first, name. `staff`: our own, who stay whatever a revision calls them;
    `bystanders`: others of ours, whose names running text keeps.
    """
    kept: set[str] = set(staff)
    parts: dict[str, str] = {}
    for content in reversed(contents):
        private, public = _people_of(content)
        public -= set(parts)  # a later revision has said otherwise
        parts |= {name: part for name, part in private.items() if name not in kept and name not in parts}
        kept |= public
    people = _dealt(contents, parts)
    pieces = {piece: pseudonym for name, pseudonym in people.items() for piece in _pieces(name)}
    stays = kept.union(bystanders)
    return Forgetting(
        people=people,
        kept=frozenset(stays),
        pieces={piece: pseudonym for piece, pseudonym in pieces.items() if piece not in stays},
        spared=frozenset(content.case_number.strip() for content in contents) - {""},
        touches=bool(people)
        or any(_names_litigants(content) for content in contents)
        or any(is_private(party) for content in contents for party in content.parties),
    )


def without_names(payload: Mapping[str, Any], content: Draft, gone: Forgetting) -> dict[str, Any]:
    """A revision's payload as it is to stand from now on; `content` is what it says."""
    written: dict[str, Any] = _cut(payload, gone)
    for row, party in zip(written.get("parties", ()), content.parties, strict=True):
        if gone.hides(party):
            _hide(row, party, gone)
        for link_row, link in zip(row.get("via", ()), party.via, strict=True):
            if gone.hides_link(link, party):
                _hide(link_row, link, gone)
    if gone.touches and content.case_parties.strip():
        written["case_parties"] = HIDDEN
    return written


def without_names_in(text: str, gone: Forgetting) -> str:
    """Running text without the names and, where anybody private is concerned, without contact details."""
    if not gone.touches:
        return text
    return gone.pattern.sub(lambda found: _instead(found[0], gone), text)


def is_pseudonym(name: str) -> bool:
    return _PSEUDONYM.fullmatch(name.strip()) is not None


def _names_litigants(content: Draft) -> bool:
    return content.case_parties.strip() not in _NOBODY


def _people_of(content: Draft) -> tuple[dict[str, str], set[str]]:
    """Private names with their parts, and the names of everybody else."""
    private: dict[str, str] = {}
    public: set[str] = set()
    for party in content.parties:
        if party.is_named and is_private(party):
            private.setdefault(party.name.strip(), _part(party))
        else:
            public.add(party.name.strip())
        for link in party.via:
            if is_private(party) and _is_sender(link):
                private.setdefault(link.name.strip(), _SENDER)
            else:
                public.add(link.name.strip())
    for name in _litigants(content.case_parties):
        private.setdefault(name, _LITIGANT)
    return {name: part for name, part in private.items() if name not in _NOBODY}, public - _NOBODY


def _part(party: Party) -> str:
    return next(word for code, word in _PARTS.items() if code in party.asker_types)


def _is_sender(link: Intermediary) -> bool:
    """Of no stated body, and none of ours."""
    return link.person_id is None and link.unit.strip() in _NOBODY


def _litigants(text: str) -> Iterator[str]:
    for piece in _LISTED.split(_BRACKETED.sub("", text)):
        name = _CALLED.sub("", piece.strip()).removesuffix("等").strip()
        if _LITIGANT_NAME.fullmatch(name) and name not in _COMMON:
            yield name


def _dealt(contents: Sequence[Draft], parts: Mapping[str, str]) -> dict[str, str]:
    """Letters in the order of appearance; those that an earlier night has dealt are not dealt again."""
    names = dict.fromkeys(name for content in contents for name in _people_of(content)[0] if name in parts)
    taken = {_PSEUDONYM.fullmatch(name)[1] for name in names if is_pseudonym(name)}  # type: ignore[index]
    free = (letter for letter in _letters() if letter not in taken)
    return {name: name if is_pseudonym(name) else parts[name] + next(free) for name in names}


def _letters() -> Iterator[str]:
    yield from _STEMS
    number = len(_STEMS)
    while True:
        number += 1
        yield str(number)


def _pieces(name: str) -> set[str]:
    """How a text may bear it: whole, without what stands in brackets, and one by one where the field names several."""
    found = {name, *_LISTED.split(_BRACKETED.sub("", name))}
    bare = {piece.strip() for piece in found}
    return {piece for piece in bare if len(piece) > 1 and piece not in _COMMON and not is_pseudonym(piece)} - _NOBODY


def _instead(said: str, gone: Forgetting) -> str:
    instead = gone.instead.get(_bare(said), CONTACT)
    return said if instead is None else instead


def _bare(name: str) -> str:
    return re.sub(_SPACED, "", name).casefold()


def _cut(value: Any, gone: Forgetting) -> Any:
    if isinstance(value, str):
        return without_names_in(value, gone)
    if isinstance(value, list):
        return [_cut(each, gone) for each in value]
    if isinstance(value, Mapping):
        return {key: each if key in _CODED else _cut(each, gone) for key, each in value.items()}
    return value


def _hide(row: dict[str, Any], said: Party | Intermediary, gone: Forgetting) -> None:
    """The whole field, also where a text would not be cut: one character, or a name that somebody else bears too."""
    row["name"] = gone.people.get(said.name.strip(), said.name)
    for key in _DESCRIBING & row.keys():
        row[key] = HIDDEN if row[key] else ""

"""Believable records for the demonstration. Everybody and everything in them is invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jingheng.cli.demonstration.askers import Asker, make_asker
from jingheng.cli.demonstration.matters import (
    AFFAIRS,
    CAUSES,
    FAVOURS,
    FAVOURS_OF_KIND,
    SENSITIVE_ASKERS,
    SENSITIVE_CAUSES,
    STAGES_OF_KIND,
    STEPS,
    Affair,
    Cause,
)
from jingheng.cli.demonstration.people import COMMUNITIES, TOWNS, Colleague, company, invent_name, locality_of
from jingheng.cli.demonstration.phrases import (
    DINNER_PLACES,
    FACE_AT_WORK,
    FACE_ELSEWHERE,
    FACE_IN_THE_HALL,
    FACE_ON_A_CASE,
)
from jingheng.cli.demonstration.telling import Scene, opening, part_of_day, tell, words
from jingheng.contexts.records.rules.drafting import (
    Draft,
    DraftNorms,
    Intermediary,
    Party,
    lateness,
    payload_of,
)
from jingheng.contexts.records.rules.drafting.fields import BENEFIT_ACTS
from jingheng.contexts.records.rules.taxonomy import bucket_of, is_contact

_NUMBER_WORD = {"K1": "刑", "K2": "民", "K3": "行", "K4": "公", "K5": "侦", "K6": "控"}
_BEHIND = ("朋友", "亲戚", "老板", "同乡", "老领导", "邻居")
_LATE = (
    "连续出庭，忙完才补填。",
    "出差在外，返回后填报。",
    "当时没有意识到要填，学习后补报。",
    "部门自查时发现漏填，补报。",
)
_REMOTE_EVIDENCE = {
    "SMS": ("DIGITAL",), "CHAT": ("DIGITAL",), "NET": ("DIGITAL",), "LETTER": ("LETTER",), "NOTE": ("PAPER",),
    "MATERIAL": ("PAPER",), "POST": ("PAPER",), "MEETING": ("MINUTES",),
}  # fmt: skip
_GENERIC_CONCERNS = ("家里人等得着急", "有些情况外人不清楚", "这件事前后拖了很久")
_ORDINARY = (
    *((("LAW",),) * 13), *((("PROCEDURE",),) * 10), *((("LAW", "PROCEDURE"),) * 7), *((("LAW", "EDUCATED"),) * 5),
    *((("EDUCATED",),) * 4), *((("REFUSED",),) * 4), *((("REFUSED", "EDUCATED"),) * 4),
    *((("PROCEDURE", "EDUCATED"),) * 2), ("SILENT",),
)  # fmt: skip
_AT_CONTACTS = (("REFUSED", "REPORTED"), ("EDUCATED", "REPORTED"), ("REFUSED", "EDUCATED"), ("REFUSED",))
_AT_INTERFERENCE = (("REFUSED", "REPORTED"), ("REFUSED", "EDUCATED"), ("REFUSED", "LAW"), ("LAW", "REPORTED"))
_ON_PAPER = (("FORWARDED",), ("FORWARDED", "LAW"), ("PROCEDURE",))
_FRIENDS = frozenset({"P41", "P42", "P43", "P44"})
#: Those who come as ordinary people.
_CITIZENS = _FRIENDS | {"P31", "P33", "P53", "P99"}


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the demonstration's registry, where the record is to be about one."""

    number: str
    kind: str
    stage: str
    cause: str
    litigant: str
    handler: str = ""


def write_record(
    rng: random.Random,
    *,
    matter: str,
    acts: Sequence[str],
    askers: Sequence[str],
    channel: str,
    filer_title: str,
    office_name: str,
    happened_at: datetime,
    filed_at: datetime | None = None,
    at_work: bool = True,
    case_kind: str = "",
    case_stage: str = "",
    case: Case | None = None,
    colleague: Colleague | None = None,
    avoid: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The payload of one record: codes, names and a narrative that agree, complete enough to be filed.

    `colleague` is who is named where the first asker type is one of the house; `avoid` are names not to be invented.
    """
    is_case = matter == "M1"
    found = case or (_invent_case(rng, office_name, happened_at, case_kind, case_stage) if is_case else None)
    litigant = case.litigant if case else ""
    asker = make_asker(rng, tuple(askers), office_name=office_name, colleague=colleague, litigant=litigant, avoid=avoid)
    handling = _handling(rng, filer_title, acts, is_case)
    behind = _behind(rng, channel, avoid)
    responses = _responses(rng, acts, askers, channel, handling)
    about, name = _case_words(rng, found, asker) if found else _affair_words(rng, matter, happened_at, asker)
    scene = Scene(
        when=part_of_day(rng, happened_at),
        who=asker.called,
        behind=f"其{behind.relation}{behind.name}" if behind else "",
        case=about.text,
        is_case=is_case,
        step=rng.choice(STEPS[found.stage]) if found else "",
        favour=rng.choice(FAVOURS_OF_KIND.get((found.kind, found.stage)) or FAVOURS[found.stage]) if found else "",
        litigant=about.litigant,
        concern=rng.choice(about.concerns),
        filer_handles=handling != "NOT",
        channel=channel,
        is_citizen=askers[0] in _CITIZENS,
        is_friend=not _FRIENDS.isdisjoint(askers),
        is_own=askers[0] == "P31",
        times=2 if rng.random() < 0.06 else 1,
    )
    start, place = _start(rng, scene, happened_at, at_work=at_work)
    benefit = bool(BENEFIT_ACTS.intersection(acts))
    draft = Draft(
        parties=(_party(asker, askers, behind),),
        matter=matter,
        handling=handling,
        case_number=found.number if found else "",
        no_case_number=bool(found) and not (found and found.number),
        case_kind=found.kind if found else "",
        cause=found.cause if found else "",
        case_stage=found.stage if found else "",
        sensitive_kinds=_sensitive(found.cause, askers) if found else frozenset(),
        case_parties=about.litigant if found else "",
        case_handler=found.handler if found else "",
        matter_name=name,
        happened_at=happened_at,
        channel=channel,
        place_kind="WORKPLACE" if at_work else "ELSEWHERE",
        place=place,
        in_office_hours=at_work,
        times=scene.times,
        acts=frozenset(acts),
        summary=tell(rng, scene, start=start, acts=acts, responses=responses),
        verbatim=words(rng, scene, act=acts[0], responses=responses) if rng.random() < 0.7 else "",
        bribe=benefit,
        responses=frozenset(responses),
        response_note="人多不便细说，事后已按规定登记。" if "SILENT" in responses else "",
        disclosed="C1" in acts,
        disclosed_note="一时疏忽，说出了不该说的一句，未涉及案情实质，愿作检讨。" if "C1" in acts else "",
        effect="POSSIBLE" if bucket_of(acts) == "IMPROPER" and rng.random() < 0.2 else "NONE",
        follow_up=f"控转〔{happened_at.year}〕{rng.randrange(1, 90)}号" if "FORWARDED" in responses else "",
        contact_reason=_contact_reason(rng, channel) if is_contact(acts) else "",
        expenses=rng.choice(("无", "各付各的", "主家承担，本人未付费")) if is_contact(acts) else "",
        gifts=rng.choice(("当场退回", "退回本人，有同事见证")) if benefit else "",
        approved=False if is_contact(acts) else None,
        **_evidence(rng, channel),
    )
    return payload_of(_explained(rng, draft, filed_at))


def _sensitive(cause: str, askers: Sequence[str]) -> frozenset[str]:
    """Of the kinds that somebody would tick: few cases have one."""
    return SENSITIVE_CAUSES.get(cause, frozenset()).union(*(SENSITIVE_ASKERS.get(asker, ()) for asker in askers))


@dataclass(frozen=True, slots=True)
class _About:
    text: str
    concerns: tuple[str, ...]
    litigant: str


def _invent_case(rng: random.Random, office_name: str, moment: datetime, kind: str, stage: str) -> Case:
    cause = rng.choice([cause for cause in CAUSES if not kind or cause.kind == kind])
    stage = stage or rng.choice(STAGES_OF_KIND[cause.kind])
    number = f"{locality_of(office_name)[0]}检{_NUMBER_WORD[cause.kind]}受〔{moment.year}〕{rng.randrange(3, 480)}号"
    early = stage in ("S1", "S2") and rng.random() < 0.5
    return Case("" if early else number, cause.kind, stage, cause.name, "")


def _case_words(rng: random.Random, case: Case, asker: Asker) -> tuple[_About, str]:
    cause = next(
        (cause for cause in CAUSES if cause.name == case.cause), Cause(case.kind, case.cause, _GENERIC_CONCERNS)
    )
    whose, name = asker.whose, cause.name
    if case.kind == "K4":
        where = rng.choice((*TOWNS, *COMMUNITIES))
        return _About(f"{where}{name}公益诉讼案", cause.concerns, case.litigant or company(rng)), ""
    shapes = {
        "K1": (f"{whose}涉嫌{name}一案", f"{whose}{name}案", f"{whose}涉嫌{name}的案子"),
        "K2": (f"{whose}申请监督的{name}案", f"{whose}与人的{name}监督案", f"{whose}{name}申请检察监督一案"),
        "K3": (f"{whose}申请监督的{name}案", f"{whose}因{name}申请检察监督一案"),
        "K5": (f"{whose}反映的{name}线索", f"{whose}举报的{name}案"),
        "K6": (f"{whose}的{name}案", f"{whose}{name}一案"),
    }
    return _About(rng.choice(shapes[case.kind]), cause.concerns, asker.litigant), ""


def _affair_words(rng: random.Random, matter: str, moment: datetime, asker: Asker) -> tuple[_About, str]:
    affair: Affair = rng.choice([affair for affair in AFFAIRS if affair.matter == matter])
    name = f"{moment.year}年{affair.name}"
    return _About(
        rng.choice((f"本院{affair.name}", f"院里的{affair.name}", name)), affair.concerns, asker.litigant
    ), name


def _handling(rng: random.Random, filer_title: str, acts: Sequence[str], is_case: bool) -> str:
    if (
        not is_case
        or {"C1", "N3"}.intersection(acts)
        or not any(word in filer_title for word in ("检察官", "助理", "书记员"))
    ):
        return "NOT"
    return rng.choices(("OWN", "GROUP", "NOT"), (60, 18, 22))[0]


def _behind(rng: random.Random, channel: str, avoid: frozenset[str]) -> Intermediary | None:
    if channel != "ERRAND" and rng.random() >= 0.05:
        return None
    return Intermediary(name=invent_name(rng, avoid), relation=rng.choice(_BEHIND))


def _responses(
    rng: random.Random, acts: Sequence[str], askers: Sequence[str], channel: str, handling: str
) -> tuple[str, ...]:
    """What the filer did: the first row that applies."""
    bucket = bucket_of(acts)
    rows = (
        (BENEFIT_ACTS.intersection(acts) or "B3" in acts, (("RETURNED", "REPORTED"),)),
        ("C1" in acts, (("REPORTED",),)),
        (bucket == "CONTACT", _AT_CONTACTS),
        (bucket == "IMPROPER", _AT_INTERFERENCE),
        (channel in ("LETTER", "MATERIAL", "POST", "NOTE", "NET"), _ON_PAPER),
        (askers[0] == "P41" and handling == "OWN" and rng.random() < 0.15, (("LAW", "RECUSED"),)),
        (True, _ORDINARY),
    )
    return rng.choice(next(choices for applies, choices in rows if applies))


def _start(rng: random.Random, scene: Scene, moment: datetime, *, at_work: bool) -> tuple[str, str]:
    """How it begins, and where, if there is a where."""
    if scene.channel == "FACE" and at_work:
        hall = FACE_IN_THE_HALL if scene.is_citizen else ()
        outside = FACE_ON_A_CASE if scene.filer_handles else ()
        openings: list[tuple[str, str]] = [*FACE_AT_WORK, *hall, *outside]
        return rng.choice(openings)
    if scene.channel == "FACE":
        return rng.choice([(text, place) for text, place, first, last in FACE_ELSEWHERE if first <= moment.hour < last])
    place = {"MEETING": "会议室", "DINNER": rng.choice(DINNER_PLACES)}.get(scene.channel, "")
    return opening(rng, scene, at_work=at_work), place


def _party(asker: Asker, askers: Sequence[str], behind: Intermediary | None) -> Party:
    return Party(
        name=asker.name,
        unit=asker.unit,
        title=asker.title,
        asker_types=frozenset(askers),
        litigant_relation=asker.litigant_relation,
        recorder_relation=asker.recorder_relation,
        on_behalf=behind is not None,
        via=(behind,) if behind else (),
        person_id=asker.person_id,
    )


def _contact_reason(rng: random.Random, channel: str) -> str:
    return "GATHERING" if channel == "DINNER" else rng.choice(("CHANCE", "CHANCE", "WORK"))


def _evidence(rng: random.Random, channel: str) -> dict[str, Any]:
    if channel in _REMOTE_EVIDENCE:
        return {"evidence": frozenset(_REMOTE_EVIDENCE[channel])}
    if channel == "DINNER":
        return {"evidence": frozenset({"WITNESS"}), "present": "同桌亲友"}
    if rng.random() < 0.15:
        kept = "AUDIO" if channel == "PHONE" else "WITNESS"
        return {"evidence": frozenset({kept}), "present": "" if kept == "AUDIO" else "同行同事"}
    return {"evidence": frozenset({"ABSENT"}), "no_evidence_reason": rng.choice(("ORAL", "ORAL", "SUDDEN"))}


def _explained(rng: random.Random, draft: Draft, filed_at: datetime | None) -> Draft:
    """With a reason, where it is filed late."""
    found = lateness(draft, at=filed_at, norms=DraftNorms()) if filed_at else None
    return replace(draft, late_reason=rng.choice(_LATE)) if found and found.is_late else draft

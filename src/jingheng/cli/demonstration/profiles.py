"""Which records occur how often: a joint distribution close to the published figures (over nine in ten ordinary)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from jingheng.cli.demonstration.matters import STAGES_OF_KIND
from jingheng.kernel.period import SHANGHAI

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is decided before a word is written; codes of the dictionaries."""

    matter: str
    case_kind: str  # "" outside casework
    case_stage: str
    acts: tuple[str, ...]
    askers: tuple[str, ...]  # the first is what he comes as
    channel: str
    at_work: bool  # in office hours, so on a working day


_BUCKETS = (("NORMAL", 925), ("CONTACT", 45), ("IMPROPER", 30))
_MATTERS = (("M1", 930), ("M2", 20), ("M3", 12), ("M4", 15), ("M5", 13), ("M9", 10))
_KINDS = (("K1", 62), ("K2", 13), ("K3", 8), ("K4", 9), ("K5", 1), ("K6", 7))
_PRIVATE_KINDS = (("K1", 68), ("K2", 15), ("K3", 9), ("K6", 8))
_ASKERS = (
    ("P44", 160), ("P42", 110), ("P41", 95), ("P31", 90), ("P33", 90), ("P32", 90), ("P11", 55),
    ("P53", 50), ("P26", 50), ("P23", 50), ("P43", 30), ("P22", 25), ("P51", 20), ("P24", 15),
    ("P27", 15), ("P28", 15), ("P25", 10), ("P99", 12), ("P34", 8), ("P13", 7), ("P14", 7), ("P15", 7),
    ("P52", 6),
)  # fmt: skip
_AFFAIR_ASKERS = (("P44", 30), ("P42", 20), ("P41", 15), ("P11", 12), ("P23", 10), ("P53", 8), ("P27", 5))
_ACTS = (("N1", 62), ("N2", 24), ("N4", 10), ("N3", 4))
_SECOND_ACTS = {"N1": ("N2", "N4"), "N2": ("N4", "N1"), "N4": ("N2",), "N3": ("N4",)}
_AFFAIR_ACTS = (("N1", 60), ("N2", 28), ("N4", 12))
_CONTACTS = (
    (("C7", "P31"), 16), (("C7", "P33"), 22), (("C7", "P32"), 14), (("C3", "P33"), 8),
    (("C3", "P31"), 6), (("C2", "P33"), 6), (("C6", "P34"), 3), (("C5", "P34"), 2), (("C4", "P31"), 2),
    (("C1", "P33"), 2), (("H1", "P32"), 8), (("H2", "P32"), 4), (("H3", "P32"), 2), (("H4", "P32"), 3),
    (("H5", "P32"), 3), (("H6", "P32"), 1), (("H7", "P32"), 3),
)  # fmt: skip
_IMPROPER = (
    (("A1", "P11"), 20), (("A4", "P11"), 12), (("A4", "P15"), 5), (("A2", "P11"), 4),
    (("A3", "P13"), 8), (("A3", "P14"), 6), (("A5", "P11"), 3), (("B1", "P26"), 10), (("B1", "P23"), 8),
    (("B1", "P27"), 5), (("B4", "P23"), 6), (("B3", "P22"), 4), (("B2", "P26"), 3), (("B5", "P24"), 3),
    (("B1", "P25"), 3),
)  # fmt: skip
_IMPROPER_AFFAIRS = {"M2": "X2", "M3": "X3", "M4": "X3", "M9": "X3", "M5": "X4"}

_PERSONAL = (("PHONE", 48), ("CHAT", 26), ("FACE", 20), ("SMS", 3), ("ERRAND", 3))
_OFFICIAL = (("PHONE", 55), ("FACE", 22), ("CHAT", 12), ("MEETING", 7), ("NOTE", 2), ("MATERIAL", 2))
_CITIZEN = (("PHONE", 45), ("FACE", 25), ("CHAT", 9), ("POST", 7), ("MATERIAL", 6), ("SMS", 5), ("NET", 3))
_CHANNELS_OF = {
    "P11": _OFFICIAL, "P13": _OFFICIAL, "P21": _OFFICIAL, "P22": _OFFICIAL, "P24": _OFFICIAL, "P25": _OFFICIAL,
    "P26": _OFFICIAL, "P51": _OFFICIAL, "P31": _CITIZEN, "P32": _CITIZEN, "P33": _CITIZEN, "P52": _CITIZEN,
    "P15": (("LETTER", 1),),
}  # fmt: skip
_MET = (("FACE", 55), ("DINNER", 45))
_CHANNELS_OF_ACT = {
    "C7": _MET, "C3": (("FACE", 1),), "C4": (("FACE", 2), ("PHONE", 1)), "C6": (("CHAT", 1), ("PHONE", 1)),
    "H4": (("FACE", 1),), "H1": (("PHONE", 1), ("CHAT", 1)), "H7": (("CHAT", 1),), "B3": (("MATERIAL", 1), ("CHAT", 1)),
    "A4": (("MEETING", 2), ("PHONE", 1), ("FACE", 1)), "A2": (("PHONE", 1), ("FACE", 1)),
}  # fmt: skip
_OFFICE_CHANNELS = frozenset({"LETTER", "MEETING", "NOTE", "MATERIAL", "POST", "NET"})


def pick_profile(rng: random.Random) -> Profile:
    """One record's codes. Own leaders (P21) never occur: they decide the route, which a story must choose."""
    bucket = _pick(rng, _BUCKETS)
    matter = "M1" if bucket == "CONTACT" else _pick(rng, _MATTERS)
    acts, askers = _acts_and_askers(rng, bucket, matter)
    channel = _pick(rng, _channels(acts[0], askers[0]))
    kind = stage = ""
    if matter == "M1":
        kind = _pick(rng, _PRIVATE_KINDS if askers[0] in ("P31", "P32", "P33", "P34") else _KINDS)
        stage = rng.choice(STAGES_OF_KIND[kind])
    outside = channel == "DINNER" or acts[0] == "C7"
    at_work = not outside and (channel in _OFFICE_CHANNELS or rng.random() < 0.72)
    return Profile(matter, kind, stage, acts, askers, channel, at_work)


def pick_moment(rng: random.Random, day: date, profile: Profile) -> datetime:
    """A moment of this day that fits the profile (whether it is a working day is the caller's affair)."""
    if profile.at_work:
        spans = ((time(8, 40), time(11, 50)), (time(14, 10), time(17, 20)))
    elif day.weekday() >= 5 and profile.channel != "DINNER":
        spans = ((time(9, 10), time(12, 0)), (time(14, 0), time(21, 30)))
    else:
        spans = ((time(12, 10), time(13, 40)), (time(18, 20), time(21, 40)))
    begin, end = (datetime.combine(day, moment, tzinfo=SHANGHAI) for moment in rng.choice(spans))
    return begin + timedelta(minutes=rng.randrange(int((end - begin).total_seconds()) // 60))


def _acts_and_askers(rng: random.Random, bucket: str, matter: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if bucket == "CONTACT":
        act, asker = _pick(rng, _CONTACTS)
        return (act,), (asker,)
    if matter != "M1":
        act = _IMPROPER_AFFAIRS[matter] if bucket == "IMPROPER" else _pick(rng, _AFFAIR_ACTS)
        return (act,), (_pick(rng, _AFFAIR_ASKERS),)
    if bucket == "IMPROPER":
        act, asker = _pick(rng, _IMPROPER)
        return (act,), (asker,)
    act, asker = _pick(rng, _ACTS), _pick(rng, _ASKERS)
    second = (rng.choice(_SECOND_ACTS[act]),) if rng.random() < 0.18 else ()
    friend = ("P42",) if asker in ("P32", "P26", "P53") and rng.random() < 0.15 else ()
    return (act, *second), (asker, *friend)


def _channels(act: str, asker: str) -> Sequence[tuple[str, int]]:
    if asker == "P15":
        return _CHANNELS_OF["P15"]
    return _CHANNELS_OF_ACT.get(act) or _CHANNELS_OF.get(asker, _PERSONAL)


def _pick(rng: random.Random, weighted: Sequence[tuple[Choice, int]]) -> Choice:
    return rng.choices([choice for choice, _ in weighted], [weight for _, weight in weighted])[0]

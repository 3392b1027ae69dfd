"""Putting a summary together: opening, request, what is said of the matter, and how the filer reacted."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jingheng.cli.demonstration.phrases import (
    AFFAIR_ASKS,
    AFFAIR_DEMANDS,
    AFFAIR_LINKS,
    ASKS,
    CITIZEN_ASKS,
    CONTACT_LINKS,
    LINKS,
    OPENINGS,
    SECOND_ASKS,
    THAT_AFFAIR,
    THAT_CASE,
)
from jingheng.cli.demonstration.replies import (
    AFFAIR_REACTIONS,
    CITIZEN_REACTIONS,
    CITIZEN_WORDS,
    IN_PERSON_REACTIONS,
    REACTIONS,
    WORDS,
    WRITTEN_WORDS,
)

SHORTEST, LONGEST = 40, 180
_HOURS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_WEEKDAYS = "一二三四五六日"
_WRITTEN = frozenset({"LETTER", "POST", "MATERIAL", "NOTE", "NET"})
#: What nobody puts in writing.
_SPOKEN = ("拐弯", "家里人", "回话", "来问", "很着急")
#: Requests that begin by naming the case do not follow upon its having been named.
_NAMING = ("说起", "问起", "拐弯", "说到", "把", "就")
#: Openings that only make sense at one's desk.
_DESK = ("办公室", "看卷", "刚坐下", "机要")
_OLD_FRIENDS = ("许久没有联系",)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the story is about, in words that fit into the phrases."""

    when: str
    who: str
    behind: str  # on whose behalf, "" where the asker comes for himself
    case: str  # the case or matter as first mentioned
    is_case: bool
    step: str
    favour: str
    litigant: str
    concern: str
    filer_handles: bool
    channel: str
    is_citizen: bool  # comes as an ordinary person, not by office
    is_friend: bool  # a relative, classmate, comrade or acquaintance of the filer
    is_own: bool  # it is the asker's own case
    times: int = 1

    def fill(self, phrase: str, *, case: str = "") -> str:
        return phrase.format(
            when=self.when,
            who=self.who,
            behind=self.behind,
            case=case or self.case,
            step=self.step,
            favour=self.favour,
            litigant=self.litigant,
            concern=self.concern,
        )


def part_of_day(rng: random.Random, moment: datetime) -> str:
    """上午, 周三下午, 晚上八点多: always true of the moment."""
    hour = moment.hour
    names = ((9, "早上"), (12, "上午"), (14, "中午"), (18, "下午"), (19, "傍晚"), (24, "晚上"))
    part = next(name for end, name in names if hour < end)
    spoken = _HOURS[hour if hour <= 12 else hour - 12]
    weekday = _WEEKDAYS[moment.weekday()]
    return rng.choice((part, f"当天{part}", f"周{weekday}{part}", f"{part}{spoken}点多", f"{moment.day}日{part}"))


def opening(rng: random.Random, scene: Scene, *, at_work: bool) -> str:
    unfit = (*(() if at_work else _DESK), *(() if scene.is_friend else _OLD_FRIENDS))
    return rng.choice([phrase for phrase in OPENINGS[scene.channel] if not any(word in phrase for word in unfit)])


def tell(rng: random.Random, scene: Scene, *, start: str, acts: Sequence[str], responses: Sequence[str]) -> str:
    """A summary of 40 to 180 characters in which every act and every response is told in words."""
    text = ""
    while not SHORTEST <= len(text) <= LONGEST:
        text = f"{_request(rng, scene, start, acts)}。{_reaction(rng, scene, responses)}。"
    return text


def words(rng: random.Random, scene: Scene, *, act: str, responses: Sequence[str]) -> str:
    """A sentence of the asker's own that fits who he is, how he came, and what he was told."""
    if scene.channel in _WRITTEN:
        return rng.choice(WRITTEN_WORDS)
    found = [
        *(WORDS.get(act) or WORDS[act[0]]),
        *(CITIZEN_WORDS if scene.is_citizen and scene.is_case and act[0] == "N" else ()),
    ]
    nameless = scene.is_own or not (scene.is_case or act[0] == "X")
    return scene.fill(
        rng.choice(
            [
                phrase
                for phrase in found
                if not (nameless and "{litigant}" in phrase) and ("记录" not in phrase or "EDUCATED" in responses)
            ]
        )
    )


def _request(rng: random.Random, scene: Scene, start: str, acts: Sequence[str]) -> str:
    asks = _asks(scene, acts[0])
    that = rng.choice(THAT_CASE if scene.is_case else THAT_AFFAIR)
    first = rng.choice(asks)
    begin = scene.fill(start)
    told = f"{begin}{scene.fill(first)}"
    shape = rng.random()
    if shape < 0.25 and acts[0][0] == "N" and not first.startswith(_NAMING):
        link = scene.fill(rng.choice(LINKS if scene.is_case else AFFAIR_LINKS))
        told = f"{begin}说起{scene.case}，{link}，{scene.fill(first, case=that)}"
    elif shape < 0.8:
        links = CONTACT_LINKS if acts[0][0] in "CH" else LINKS
        told += "，" + scene.fill(rng.choice(links if scene.is_case else AFFAIR_LINKS))
    for act in acts[1:]:
        second = rng.choice(SECOND_ASKS.get(act) or _asks(scene, act))
        told += f"；又{scene.fill(second, case=that)}"
    if scene.behind and "{behind}" not in start:
        told += f"，自称受{scene.behind}之托"
    if scene.times > 1:
        told += rng.choice(("，这已是第二次来问", "，前些天已经问过一回"))
    return told


def _asks(scene: Scene, act: str) -> Sequence[str]:
    if not scene.is_case:
        return AFFAIR_ASKS.get(act) or AFFAIR_DEMANDS
    found = (*(ASKS.get(act) or AFFAIR_ASKS[act]), *(CITIZEN_ASKS.get(act, ()) if scene.is_citizen else ()))
    if scene.channel in _WRITTEN:
        return [phrase for phrase in found if not any(word in phrase for word in _SPOKEN)] or found
    return found


def _reaction(rng: random.Random, scene: Scene, responses: Sequence[str]) -> str:
    first, *others = (rng.choice(_reactions(scene, code)) for code in responses)
    aside = "" if scene.filer_handles else rng.choice(("", "", "", "说明自己不办此事，", "说自己不是经办人，"))
    return f"我{aside}{first}" + "".join(f"，{rng.choice(('并', '随后', '同时'))}{other}" for other in others)


def _reactions(scene: Scene, code: str) -> Sequence[str]:
    if not scene.is_case and code in AFFAIR_REACTIONS:
        return AFFAIR_REACTIONS[code]
    citizen = CITIZEN_REACTIONS.get(code, ()) if scene.is_citizen else ()
    face = IN_PERSON_REACTIONS.get(code, ()) if scene.channel == "FACE" else ()
    return (*REACTIONS[code], *citizen, *face)

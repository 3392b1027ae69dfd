"""Who asks: unit and title by kind of asker, how the filer calls him, and whose case it is."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from jingheng.cli.demonstration.people import (
    BUREAUS,
    CITY,
    COMMUNITIES,
    COMPANY_STEMS,
    Colleague,
    company,
    court,
    invent_name,
    law_firm,
    locality_of,
    lower_office,
    official_post,
    police,
    prosecution_post,
    upper_office,
    upper_post,
)

_RECORDER_RELATIONS = {
    "P41": ("表哥", "堂弟", "舅舅", "姑父", "表妹", "姨母", "妻弟", "堂嫂", "连襟", "外甥"),
    "P42": ("高中同学", "大学同学", "初中同学", "党校同学", "小学同学"),
    "P43": ("战友", "老战友", "同年入伍的战友"),
    "P44": ("邻居", "朋友", "同乡", "球友", "以前的同事", "孩子同学的家长", "熟人"),
}
_LITIGANTS = {
    "family": ("表弟", "外甥", "侄子", "妻弟", "堂弟", "女婿", "堂侄", "表妹夫"),
    "acquaintance": ("邻居", "同村人", "老客户", "生意伙伴", "同事的儿子", "朋友", "房东", "徒弟"),
    "office": ("包联企业负责人", "老家邻居", "单位职工", "亲戚", "同事的弟弟", "辖区居民", "同乡"),
    "justice": ("亲戚", "同乡", "同事的弟弟", "老家邻居", "朋友", "以前的同学"),
    "business": ("公司员工", "公司股东", "公司司机", "会员企业负责人", "生意伙伴"),
    "people": ("选区群众", "界别群众", "联系的群众"),
    "readers": ("报料的读者", "打热线的市民"),
    "clients": ("代理的当事人", "委托人"),
    "experts": ("鉴定过的当事人", "评估过的委托人"),
}
_GROUP_OF = {
    **dict.fromkeys(("P11", "P12", "P13", "P15"), "office"),
    **dict.fromkeys(("P21", "P22", "P23", "P24", "P25", "P26", "P27", "P28"), "justice"),
    **dict.fromkeys(("P41", "P42"), "family"),
    "P32": "clients",
    "P34": "experts",
    "P51": "people",
    "P52": "readers",
    "P53": "business",
}
#: What the asker is to the party, and what the party is to him.
_KIN = (
    ("妻子", "丈夫"),
    ("父亲", "儿子"),
    ("母亲", "儿子"),
    ("儿子", "父亲"),
    ("女儿", "母亲"),
    ("哥哥", "弟弟"),
    ("妹妹", "哥哥"),
)
_SAME_SURNAME = frozenset({("父亲", "儿子"), ("儿子", "父亲"), ("哥哥", "弟弟"), ("妹妹", "哥哥")})
_SURNAME_OF_ASKER = frozenset({"堂弟", "堂侄", "侄子"})
_WOMEN = ("表妹", "姨母", "堂嫂", "妻子", "母亲", "女儿", "妹妹")
_MEN = (
    "表哥", "堂弟", "舅舅", "姑父", "妻弟", "连襟", "外甥", "表弟", "侄子", "女婿", "堂侄", "表妹夫", "丈夫", "父亲",
    "儿子", "哥哥", "弟弟", "战友", "司机",
)  # fmt: skip
_ROLES = {"P31": "当事人", "P33": "当事人家属"}
_IN_HOUSE = frozenset({"P21", "P22", "P23", "P24", "P25", "P27"})


@dataclass(frozen=True, slots=True)
class Asker:
    name: str
    unit: str
    title: str
    called: str  # with unit, title or relation, as the filer writes it
    recorder_relation: str
    litigant_relation: str
    litigant: str
    whose: str  # before the case: 其表弟某某, 其本人
    person_id: int | None = None


def make_asker(
    rng: random.Random,
    types: tuple[str, ...],
    *,
    office_name: str,
    colleague: Colleague | None = None,
    litigant: str = "",
    avoid: frozenset[str] = frozenset(),
) -> Asker:
    """Somebody who comes as the first of these types; a colleague is named only where the type is one of the house."""
    kind = types[0]
    relation = next((rng.choice(_RECORDER_RELATIONS[code]) for code in types if code in _RECORDER_RELATIONS), "")
    if kind == "P33":
        return _relative(rng, litigant, avoid)
    if kind == "P31":
        name = litigant or invent_name(rng, avoid)
        return Asker(name, "", "", _called(kind, name, "", ""), "无", "本人", name, "其本人")
    if colleague is not None and kind in _IN_HOUSE:
        name, unit, title, person_id = colleague.name, colleague.unit, colleague.title, colleague.person_id
    else:
        unit, title = _post(rng, kind, office_name, locality_of(office_name))
        name, person_id = invent_name(rng, avoid, gender=_gender(relation or title)), None
    house = {office_name: "本院"}.get(unit, unit) if kind != "P14" else ""
    noun = rng.choice(_LITIGANTS[_GROUP_OF.get(kind, "acquaintance")])
    surname = name[0] if noun in _SURNAME_OF_ASKER else ""
    party = litigant or invent_name(rng, avoid | {name}, gender=_gender(noun), surname=surname)
    return Asker(
        name=name,
        unit=unit,
        title=title,
        called=_called(kind, name, house + title, relation),
        recorder_relation=relation or ("同事" if unit == office_name else "工作相识"),
        litigant_relation=f"当事人系其{noun}",
        litigant=party,
        whose=f"其{noun}{party}",
        person_id=person_id,
    )


def _relative(rng: random.Random, litigant: str, avoid: frozenset[str]) -> Asker:
    """A close relative of the party, who comes in his own right."""
    kin = rng.choice(_KIN)
    asker_is, party_is = kin
    party = litigant or invent_name(rng, avoid, gender=_gender(party_is))
    surname = party[0] if kin in _SAME_SURNAME else ""
    name = invent_name(rng, avoid | {party}, gender=_gender(asker_is), surname=surname)
    called = _called("P33", name, "", "")
    return Asker(name, "", "", called, "无", f"系当事人{asker_is}", party, f"其{party_is}{party}")


def _gender(noun: str) -> str:
    """As far as the word for somebody tells it."""
    if noun.endswith(_WOMEN):
        return "女"
    return "男" if noun.endswith(_MEN) else ""


def _called(kind: str, name: str, post: str, relation: str) -> str:
    """How the filer writes him: by relation, by role in the case, or by post; a friend with a post by both."""
    if kind in _RECORDER_RELATIONS:
        return f"{relation}{name}"
    if kind in _ROLES:
        return f"{_ROLES[kind]}{name}"
    return f"{relation}、{post}{name}" if relation else f"{post}{name}"


def _post(rng: random.Random, kind: str, office_name: str, locality: str) -> tuple[str, str]:
    """Unit and title of an invented asker; private persons have neither."""
    posts: dict[str, Callable[[], tuple[str, str]]] = {
        "P11": lambda: official_post(rng, locality),
        "P12": lambda: upper_post(rng, locality),
        "P13": lambda: (f"{locality}人民政府办公室", rng.choice(("联络员", "司机", "秘书"))),
        "P14": lambda: (company(rng), f"{locality}{rng.choice(BUREAUS)}副局长的{rng.choice(('弟弟', '妻子', '儿子'))}"),
        "P15": lambda: official_post(rng, locality),
        "P21": lambda: (office_name, "副检察长"),
        "P22": lambda: (office_name, f"{rng.choice(('第一', '第二', '第三'))}检察部主任"),
        "P23": lambda: prosecution_post(rng, office_name),
        "P24": lambda: prosecution_post(rng, upper_office(locality)),
        "P25": lambda: prosecution_post(rng, lower_office(rng, locality)),
        "P26": lambda: _other_justice(rng, locality),
        "P27": lambda: (office_name, "退休干部"),
        "P28": lambda: rng.choice(((court(locality), "退休法官"), (police(locality), "退休民警"))),
        "P32": lambda: (law_firm(rng), rng.choice(("律师", "律师", "律师", "实习律师", "行政人员"))),
        "P34": lambda: _expert(rng),
        "P51": lambda: (company(rng), rng.choice((f"总经理、{locality}人大代表", f"负责人、{locality}政协委员"))),
        "P52": lambda: rng.choice((("澄明都市报社", "记者"), (f"{CITY}广播电视台", "编导"))),
        "P53": lambda: (company(rng), rng.choice(("总经理", "法务", "副总经理", "股东"))),
        "P99": lambda: (rng.choice(COMMUNITIES), rng.choice(("网格员", "调解员", "文书"))),
    }
    return posts[kind]() if kind in posts else ("", "")


def _other_justice(rng: random.Random, locality: str) -> tuple[str, str]:
    return rng.choice(
        (
            (court(locality), rng.choice(("刑庭法官", "执行局干警", "法官助理", "民庭副庭长"))),
            (police(locality), rng.choice(("刑侦大队民警", "法制大队副大队长", "派出所所长", "交警"))),
            (f"{locality}司法局", rng.choice(("社区矫正科科长", "干部"))),
        )
    )


def _expert(rng: random.Random) -> tuple[str, str]:
    stem = rng.choice(COMPANY_STEMS)
    return rng.choice(
        (
            (f"澄明{stem}司法鉴定所", "鉴定人"),
            (f"澄明{stem}资产评估有限公司", "评估师"),
            (f"澄明{stem}拍卖有限公司", "业务经理"),
        )
    )

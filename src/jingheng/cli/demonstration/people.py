"""Invented people, units and places of the demonstration. None of them exists.

Given names are chosen so that no surname of the list turns one into somebody known.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

CITY = "澄明市"
DISTRICTS = ("清源区", "正平区", "明德区", "守正县")

SURNAMES = tuple(
    "王李张刘陈杨赵黄周吴徐孙朱马郭何林高罗郑梁谢宋唐许韩冯曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱"
)
_MALE = (
    "秉川 望津 克襄 允昌 继澜 敬岩 树勤 延波 兆稔 礼农 广渠 世垣 景禾 润泉 海岑 庆淞 少堃 学谊 传礼 嗣勋 志坤 金贵 "
    "连生 德厚 永稔 勇刚 仕钧 鹤鸣 松岭 启岱 承泽 济川 柏林 茂昌 运河 泽浦 晋源 向荣 家樾 子墨"
)
_FEMALE = (
    "怀瑜 安澜 桂芬 翠莲 玉芹 爱菊 秀荷 霜琴 小满 春漪 淑筠 冬妮 梨棠 雨菡 沁然 梦洁 思齐 佳慧 月娥 香草 素筠 采薇 "
    "云岫 若溪 一诺 亦舟"
)
GIVEN_NAMES = {"男": tuple(_MALE.split()), "女": tuple(_FEMALE.split())}
TOWNS = ("柏树镇", "青坪镇", "河湾镇", "石盘镇", "柳营街道", "观澜街道", "南桥街道", "望塔街道")
COMMUNITIES = ("柳营社区", "水塔社区", "东林社区", "砖窑村", "上塘村", "梨树坡村", "渡口村")
COMPANY_STEMS = ("禾穗", "恒川", "朗坤", "益瑞", "拓岩", "同泽", "沃原", "致简", "铭冠", "合畅", "长楹", "瑞麓")
COMPANY_TRADES = (
    "建材",
    "商贸",
    "物流",
    "装饰工程",
    "矿业",
    "食品",
    "环保科技",
    "置业",
    "机械",
    "农业开发",
    "劳务",
    "餐饮管理",
)
FIRM_STEMS = ("砥石", "朴衡", "听澜", "直木", "渡川", "言川", "磐舟", "持平", "南渠")
BUREAUS = (
    "住房和城乡建设局", "自然资源局", "市场监督管理局", "农业农村局", "财政局", "教育局", "交通运输局", "水务局",
    "卫生健康局", "应急管理局", "文化和旅游局", "生态环境局", "林业局", "城市管理执法局", "招商服务中心",
)  # fmt: skip
DEPARTMENTS = ("第一检察部", "第二检察部", "第三检察部", "第四检察部", "办公室", "政治部", "案件管理部", "检察技术部")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of a procuratorate who is to be named: a real person of the demonstration, or an invented one."""

    name: str
    unit: str
    title: str
    person_id: int | None = None


def invent_name(rng: random.Random, avoid: frozenset[str] = frozenset(), *, gender: str = "", surname: str = "") -> str:
    """A name that nobody of `avoid` bears, so that no colleague is taken for a stranger."""
    given = GIVEN_NAMES.get(gender) or GIVEN_NAMES[rng.choices(("男", "女"), (6, 4))[0]]
    while True:
        name = (surname or rng.choice(SURNAMES)) + rng.choice(given)
        if name not in avoid:
            return name


def locality_of(office_name: str) -> str:
    """清源区 for 澄明市清源区人民检察院，澄明市 for the city's own."""
    place = office_name.removesuffix("人民检察院")
    return place.removeprefix(CITY) or CITY


def company(rng: random.Random) -> str:
    return f"澄明{rng.choice(COMPANY_STEMS)}{rng.choice(COMPANY_TRADES)}有限公司"


def law_firm(rng: random.Random) -> str:
    return f"{rng.choice(FIRM_STEMS)}律师事务所"


def court(locality: str) -> str:
    return f"{locality}中级人民法院" if locality == CITY else f"{locality}人民法院"


def police(locality: str) -> str:
    if locality.endswith("区"):
        return f"{CITY}公安局{locality.removesuffix('区')}分局"
    return f"{locality}公安局"


def official_post(rng: random.Random, locality: str) -> tuple[str, str]:
    """A unit and a title of the same level as the office's own."""
    kind = rng.random()
    if kind < 0.55:
        title = rng.choice(("局长", "副局长", "副局长", "四级调研员", "办公室主任"))
        return f"{locality}{rng.choice(BUREAUS)}", title
    if kind < 0.8:
        town = rng.choice(TOWNS)
        if town.endswith("镇"):
            return f"{town}人民政府", rng.choice(("党委书记", "镇长", "副镇长", "人大主席"))
        return f"{town}办事处", rng.choice(("党工委书记", "主任", "副主任"))
    if kind < 0.9:
        return f"{locality}人大常委会", rng.choice(("办公室主任", "法制工委副主任", "代表联络室主任"))
    return f"{locality}城市建设投资集团", rng.choice(("董事长", "副总经理", "党委副书记"))


def upper_post(rng: random.Random, locality: str) -> tuple[str, str]:
    """A cadre whom the party committee one level up manages."""
    if locality == CITY:
        return f"{CITY}人民政府", rng.choice(("副市长", "秘书长"))
    head = "副县长" if locality.endswith("县") else "副区长"
    return rng.choice(((f"{locality}人民政府", head), (f"{locality}委员会", "常委")))


def prosecution_post(rng: random.Random, office_name: str) -> tuple[str, str]:
    return office_name, f"{rng.choice(DEPARTMENTS)}{rng.choice(('检察官', '检察官助理', '书记员', '副主任', '主任'))}"


def upper_office(locality: str) -> str:
    return "省人民检察院" if locality == CITY else f"{CITY}人民检察院"


def lower_office(rng: random.Random, locality: str) -> str:
    """Another county's office: subordinate to the city, a neighbour to a county."""
    return f"{rng.choice([district for district in DISTRICTS if district != locality])}人民检察院"

"""What a message is about by name: estates, roads, schools, firms, as they stand in its words.

No list of names is needed and none is kept: a name is what stands before a word like 小区 or 路 and behind a word that
cannot be part of one. It is wrong at the edges now and then, so names are compared by their parts (`grams`), not whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

PLACES: Final = (
    "幼儿园", "工业园", "购物中心", "小区", "花园", "公寓", "家园", "新城", "广场", "社区", "街道", "大道", "国际", "公园", "大学", "中学", "小学",
    "学校", "医院", "大厦", "水库", "街区", "天地", "半岛", "时代", "世纪", "苑", "城", "路", "街", "巷", "镇", "乡", "村", "桥", "湾", "府", "园",
    "庄", "岛", "湖", "山", "里", "院", "墅", "郡", "寓", "组", "居", "庭", "邸", "滩", "轩",
)  # fmt: skip
THINGS: Final = (
    "高铁", "高速", "号线", "有限公司", "公司", "集团", "学院", "市场", "商场", "工地", "地铁", "车站", "中心", "平台", "项目", "银行", "物业",
    "高压线", "楼盘", "驾校", "车贷", "网贷", "站", "厂", "网", "案", "线",
)  # fmt: skip
SUFFIXES: Final = sorted([*PLACES, *THINGS], key=len, reverse=True)
ENDS: Final = frozenset(SUFFIXES)
EDGES: Final = (
    "的在位于与和及把将对向从到被让给请问求个为了是有要我你他她们这那某都也就还以可不没很等内旁边近附处之来去入各每该本住距至离"
    "，。、！？：；“”‘’（）()《》【】,.!?:;\"' \n\t\u3000·-—"
)
ENDING: Final = "|".join(SUFFIXES).replace("路", "路(?![灯面])").replace("|里|", "|(?<![夜这那哪家屋])里|")
NAME: Final = re.compile(f"[^{re.escape(EDGES)}]{{1,8}}?(?:{ENDING})+")
DISTRICT: Final = re.compile(
    r"[A-Z]\d*[市区县]|[\u4e00-\u9fff]{2}省|[\u4e00-\u9fff](?![超城夜菜门股])[\u4e00-\u9fff]市|"
    r"[\u4e00-\u9fff](?![小社城市片园校景辖地郊新老厂街山矿库学物分功商住高居一二三四五六七八九十])[\u4e00-\u9fff][区县]"
)
"""Words of provinces, cities and districts, as written out or as letters stand for them. They tell a whole town apart from
another, never one place in it."""
AROUND: Final = re.compile("反映|反应|投诉|咨询|建议|关于|举报|希望|要求|恳求|恳请|强烈|附近|业主|严重|居民|开发商")
SORT: Final = re.compile("小区|社区")
"""What a place is, not which one."""
SHORTEST: Final = 3
SIZES: Final = (2, 3, 4)


def names(text: str, *, whole: bool = False) -> tuple[list[str], list[str]]:
    """The names of places in a text and those of other things, in its order, without the words of districts; `whole` with
    what sort of place it is, as one says them."""
    places, things = list[str](), list[str]()
    for match in NAME.findall(DISTRICT.sub("，", text)):
        bare = AROUND.sub("", match)
        name = bare if whole else SORT.sub("", bare)
        if len(match) >= SHORTEST and len(name) >= 2 and name[0] not in ENDS:
            (things if match.endswith(THINGS) else places).append(name)
    return places, things


def without_places(text: str) -> str:
    """A text without the names of places and districts: what is left says what the matter is."""
    return NAME.sub(lambda found: found[0] if found[0].endswith(THINGS) else "，", DISTRICT.sub("，", text))


def districts(text: str) -> list[str]:
    return [one for one in DISTRICT.findall(text) if one[-1] in "区县"]


def grams(words: Iterable[str]) -> list[str]:
    """The parts of two to four letters of each word; its beginning counts thrice, for it tells names apart where their ends are
    alike (…职业技术学院), and what a name may end with counts for nothing."""
    found = []
    for word in words:
        inside = [word[at : at + size] for size in SIZES for at in range(len(word) - size + 1)]
        found += [part for part in inside if part not in ENDS]
        found += ["^" + word[:2], "^" + word[:3]] * 2
    return found

"""Signs that words speak of another city or district, or that names were replaced before the text came here.

A road of the same name exists in most cities: with such a sign in front it is not ours, however well it
matches.
"""

from __future__ import annotations

import re
from typing import Final

OURS: Final = re.compile(r"(?:四川省?)?(?:成都市?)?成华区|成都成华")
ANONYMISED: Final = re.compile(
    r"(?<![A-Z0-9])[A-Z][0-9]*市|(?<![A-Z0-9])[A-Z][0-9]+县|西地省"
    r"|(?<![A-Z0-9场区城园苑期楼库站心])[A-Z][0-9]+区(?![0-9]+[栋座幢楼号])"
)
"""Letters in the place of a city, county or district; but "SM广场A3区", "A3区2栋" are parts of a place."""

NEIGHBOURS: Final = (
    "锦江 青羊 金牛 武侯 高新 天府新 龙泉驿 青白江 新都 温江 双流 郫都 新津 简阳 都江堰 彭州 邛崃 崇州 金堂 大邑 蒲江"
)
CITIES: Final = (
    "北京 上海 天津 重庆 广州 深圳 杭州 南京 武汉 西安 长沙 郑州 济南 青岛 沈阳 大连 长春 "
    "哈尔滨 石家庄 太原 合肥 南昌 福州 厦门 南宁 海口 昆明 贵阳 拉萨 兰州 西宁 银川 呼和浩特 "
    "乌鲁木齐 苏州 无锡 宁波 温州 东莞 佛山 绵阳 德阳 "
    "乐山 眉山 资阳 内江 自贡 宜宾 泸州 南充 遂宁 广元 达州 雅安 攀枝花 西昌"
)
CITY_WORDS: Final = "城市 都市 超市 夜市 门市 集市 菜市 本市 我市 全市 股市 上市 闹市 街市 省市"
REACH: Final = 16
"""Characters: how far a foreign district's name reaches forward inside one sentence."""

ELSEWHERE: Final = re.compile(
    rf"(?:{'|'.join(NEIGHBOURS.split())})(?:[区市县]|城区)"
    rf"|(?:{'|'.join(CITIES.split())})市?(?!大?[路街道巷])"
    rf"|(?!(?:{'|'.join(CITY_WORDS.split())}|成都市))[一-鿿]{{2}}市(?=[一-鿿]{{1,4}}[区县路街镇])"
)


def anonymised(text: str) -> bool:
    """Whether place names in plain `text` were replaced by letters ("A市", "K8县"): then none is ours."""
    return ANONYMISED.search(text) is not None


def foreign_spans(text: str) -> list[tuple[int, int]]:
    """Spans of plain `text` that name another city or district."""
    return [found.span() for found in ELSEWHERE.finditer(text)]


def is_elsewhere(text: str, start: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a name at `start` stands in the reach of one of the foreign `spans`."""
    for _, end in spans:
        between = text[end:start]
        if end <= start <= end + REACH and "。" not in between and not OURS.search(between):
            return True
    return False

"""Made-up messages about made-up places: three matters and much that has nothing to do with them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

Row = tuple[str, str, str, str, str, str, str]
HEADINGS: Final = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数")

PLANT: Final = (
    "投诉云溪雅苑附近搅拌站噪音扰民", "云溪雅苑旁的搅拌站夜里施工噪音太大", "云溪雅苑附近搅拌站粉尘污染严重",
    "反映云溪雅苑小区旁搅拌站噪音和粉尘", "请问云溪雅苑附近的搅拌站什么时候搬走", "云溪雅苑附近搅拌站噪音扰民何时休",
)  # fmt: skip
PLANT_TEXT: Final = (
    "我是云溪雅苑的业主，小区旁边的搅拌站日夜作业，噪音大，粉尘飞得到处都是，窗户不敢开，请环保部门查一查。"
)
BUS: Final = ("建议松果路增开社区巴士", "松果路没有公交车，老人出行难", "松果路何时通公交车")
BUS_TEXT: Final = "松果路一带住了上万人，没有一趟公交车，老人看病要走两公里，请公交公司增开线路。"
LAMP: Final = "桂湾巷路灯全部不亮，晚上没法走"
LAMP_TEXT: Final = "桂湾巷整条路灯坏了半个月，没有人修，老人晚上摔过跤。"
OTHERS: Final = (
    ("枫林桥头垃圾桶满了没人清运", "枫林桥头的垃圾桶满了三天，味道很大。"),
    ("咨询青年公寓申请条件", "想问青年公寓怎么申请，需要什么材料。"),
    ("白鹤中学门口放学时堵车", "白鹤中学门口放学堵得走不动，请交警疏导。"),
    ("星河广场地砖松动", "星河广场东侧地砖松了，踩上去溅一身水。"),
    ("湖心公园健身器材坏了", "湖心公园的健身器材断了两处，孩子玩有危险。"),
    ("莲花市场占道经营", "莲花市场外面摊贩占了人行道。"),
)


def rows() -> list[Row]:
    """Six messages of six people about a plant, one of them written twice more by the first; three about a bus within a week;
    one about lamps that many like; and others, one each."""
    found: list[Row] = []

    def say(author: str, title: str, when: str, text: str, against: int = 0, likes: int = 0) -> None:
        found.append((str(1000 + len(found)), author, title, when, text, str(against), str(likes)))

    for at, title in enumerate(PLANT):
        say(f"P{at}", title, f"2025/3/{1 + at * 5} 9:05:00", PLANT_TEXT + title, likes=2)
    say("P0", PLANT[0], "2025-03-02 10:00:00", PLANT_TEXT + PLANT[0])
    say("P0", PLANT[0] + "！", "2025-03-03 10:00:00", PLANT_TEXT + PLANT[0])
    for at, title in enumerate(BUS):
        say(f"B{at}", title, f"2025/4/{10 + at} 18:30:00", BUS_TEXT + title, against=at)
    say("L0", LAMP, "2025/5/1 20:00:00", LAMP_TEXT, against=5, likes=105)
    for at, (title, text) in enumerate(OTHERS):
        say(f"O{at}", title, f"2025年6月{1 + at}日 08:00", text)
    return found


def write(path: Path, headings: tuple[str, ...] = HEADINGS, told: list[Row] | None = None) -> Path:
    """The messages as a table."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows() if told is None else told)
    return path

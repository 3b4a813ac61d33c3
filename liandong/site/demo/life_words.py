"""Words of the demo's life: who reports, what they write, and what staff write when they move a case.

All of it is chosen by dice that the caller seeds, from the tables in `chenghua/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import Final

from liandong.access.vault import Person
from liandong.site.demo.base import table

NUMERALS: Final = "三四五六七八九"
TIMES: Final = ("昨天晚上八点过", "今早", "今天中午", "前天下午", "昨天半夜", "上周末", "刚才", "这两天")
VAGUE: Final = ("我们小区门口", "楼下", "路口那儿", "菜市场旁边", "单位后面那条路", "娃儿学校旁边", "公交站那里")
"""Places that only their speaker knows: a person must ask."""

UNCLEAR: Final = (
    ("反映个问题", "这儿的东西坏起好久了，没得人管，麻烦来看一下嘛"), ("求助", "每天进出都恼火得很，能不能来个人处理"),
    ("有个情况", "住在这里的人都有意见，说了几回了，还是老样子"), ("麻烦处理", "昨天才来弄过，今天又是那个样子，啥子意思嘛"),
    ("投诉", "太影响生活了，电话打了没人接，请转给管事的部门"), ("反映情况", "走到这里要绕一大圈，老年人不方便，希望改一下"),
    ("请来看看", "晚上看不清楚，差点绊倒，不晓得归哪个管"), ("建议", "能不能把这里规整一下，来来去去的人多得很"),
)  # fmt: skip
"""Reports from which nobody could tell the kind: a person must find out."""

UNCLEAR_SHARE: Final = 0.09

PHONE_PREFIX: Final = "1000"
"""No mobile number in China begins with 10: nobody can be rung by accident."""

RESIDENTS: Final = (("hotline", 30), ("wechat", 26), ("app", 24), ("web", 12), ("window", 4), ("police", 4))
COMPONENT_SENSORS: Final = frozenset({"C0102", "C0103", "C0107", "E0105", "E0402", "E0408", "C0507", "C0109"})

OFTEN: Final[Mapping[str, float]] = {
    "E0102": 14, "E0503": 11, "E0501": 10, "C0107": 9, "E0505": 8, "E0504": 7, "E0510": 7, "E0302": 6, "C0202": 6,
    "C0201": 6, "E0105": 5, "Q0802": 6, "Q0806": 5, "C0102": 5, "E0108": 5, "E0201": 4, "E0103": 4, "E0502": 4,
    "E0507": 4, "E0514": 4, "E0110": 4, "Q0401": 4, "Q0107": 3, "Q0201": 3, "C0401": 3, "E0301": 3, "E0506": 3,
    "Q1501": 4, "Q0705": 3, "E0104": 3, "C0301": 3, "Q0901": 2, "E0405": 2, "C0205": 2, "C0109": 2,
}  # fmt: skip
"""How often a kind comes, the others being 0.4: rubbish, parking and lamps lead in every city's figures."""

RARELY: Final = 0.4


@cache
def phrases() -> Mapping[str, Sequence[Mapping[str, str]]]:
    """The phrases by kind."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in table("phrases"):
        found.setdefault(row["kind"], []).append(row)
    return found


@cache
def answers() -> Mapping[str, Sequence[Mapping[str, str]]]:
    """The answers by move."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in table("answers"):
        found.setdefault(row["move"], []).append(row)
    return found


@cache
def names() -> tuple[Sequence[str], Sequence[str]]:
    """Family names and letters of given names."""
    rows = table("people")
    return [row["text"] for row in rows if row["kind"] == "family"], [
        row["text"] for row in rows if row["kind"] == "given"
    ]


@cache
def kind_weights() -> tuple[Sequence[str], Sequence[float]]:
    kinds = sorted(phrases())
    return kinds, [OFTEN.get(kind, RARELY) for kind in kinds]


def some_kind(dice: Random) -> str:
    kinds, weights = kind_weights()
    return dice.choices(kinds, weights)[0]


def phrase(dice: Random, kind: str, *, placed: bool) -> Mapping[str, str]:
    """A phrase of a kind; without a place to name, one that names none where the kind has such."""
    choices = [row for row in phrases()[kind] if placed or "{place}" not in row["text"]]
    return dice.choice(choices or phrases()[kind])


def filled(dice: Random, text: str, place: str) -> str:
    """The phrase with its slots filled; an empty place is told the way people tell it who think one knows."""
    slots = {"{place}": place or dice.choice(VAGUE), "{n}": dice.choice(NUMERALS), "{time}": dice.choice(TIMES)}
    for slot, word in slots.items():
        text = text.replace(slot, word)
    return text


def channel(dice: Random, kind: str, hint: str) -> str:
    """Through which channel it comes: mostly the one that the phrase sounds like."""
    if kind in COMPONENT_SENSORS and hint == "grid" and dice.random() < 0.5:
        return "sensor"
    if hint == "grid" or dice.random() < 0.5:
        return hint
    names_, weights = zip(*RESIDENTS, strict=True)
    return str(dice.choices(names_, weights)[0])


def person(dice: Random, by: str) -> Person:
    """Who reports: nobody for sensors and grid workers, else mostly with a name and a number."""
    if by in ("sensor", "grid", "police") or dice.random() < 0.08:
        return Person()
    family, given = names()
    name = dice.choice(family) + "".join(dice.sample(given, dice.choice((1, 2, 2))))
    phone = f"{PHONE_PREFIX}{dice.randrange(10**7):07d}"
    shape = dice.random()
    return Person("" if shape < 0.1 else name, phone, confidential=shape > 0.95)


def answer(dice: Random, move: str, kind: str | None) -> str:
    """What somebody writes with a move: the words for the nearest class of matter that there are."""
    rows = answers().get(move, ())
    for length in (5, 3, 1, 0):
        fitting = [row["text"] for row in rows if row["kind"] == (kind or "")[:length] and (length == 0 or kind)]
        if fitting:
            return dice.choice(fitting)
    return dice.choice([row["text"] for row in rows]) if rows else OTHERWISE[move]


OTHERWISE: Final[Mapping[str, str]] = {
    "void": "同一件事两次上报，已并到先来的一件。",
    "resume": "缓办的原因已经没有了，恢复办理。",
    "deny_extension": "时限内可以办完，请抓紧。",
    "deny_suspension": "不符合缓办条件，请先做临时处置。",
    "grant_extension": "情况属实，同意延期。",
    "grant_suspension": "情况属实，同意缓办，做好临时防护。",
}
"""Words of moves that the table of answers leaves to the desk."""

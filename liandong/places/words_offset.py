"""What follows a name and leads away from it: gate, direction, distance, "opposite", house number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from liandong.places.words_numbers import NUMBER, number

BEARINGS: Final = {"北": 0, "东北": 45, "东": 90, "东南": 135, "南": 180, "西南": 225, "西": 270, "西北": 315}
"""Degrees clockwise from north."""

METRES: Final = {"米": 1.0, "M": 1.0, "公里": 1000.0, "千米": 1000.0, "KM": 1000.0, "里": 500.0, "步": 0.7}
"""里 is the market mile of 500 m; a step is taken as 0.7 m."""

GATE = (
    r"(?:小区|院内?)?(?:(?:[东南西北]{1,2}|大|正|前|后|侧|小)?门(?:口|外|出来|出去)?"
    r"|[A-Z][0-9]?出?口|[0-9]号门|路口|桥头|出入口|出口|入口)?"
)
DIRECTION = r"(?P<direction>东北|东南|西北|西南|东|南|西|北)"
SIDE = r"(?:方向|边|面|侧|方|角)"
ABOUT = r"(?:大约|大概|大致|差不多|将近|不到|接近|距离|左右|约|近|走|行|外|处|的)"
LENGTH = rf"(?P<number>{NUMBER})(?:多|来|余)?(?P<unit>公里|千米|KM|米|M(?![A-Z])|里|步(?!行))"

AWAY: Final = (
    re.compile(rf"{GATE}(?:的|以|往|向|朝|外|再|正|偏|约)*{DIRECTION}{SIDE}?{ABOUT}*{LENGTH}"),
    re.compile(rf"{GATE}{ABOUT}*{LENGTH}{ABOUT}*[（(]?(?:的|以|往|向|朝|正|偏)*{DIRECTION}{SIDE}"),
)
ROUNDABOUT: Final = re.compile(
    rf"{GATE}(?:附近|周围|往前|前面|前方|后面|向前)?{ABOUT}*{LENGTH}(?![路街巷桥庄小新高宽长深])"
)
SIDED: Final = re.compile(rf"{GATE}(?:的|以|往|向|朝|正)*{DIRECTION}{SIDE}")
GATED: Final = re.compile(r"(?:的|小区)?(?:[东南西北]{1,2}|[0-9]号)门|(?:的)?[A-Z][0-9]?出?口")
NEAR: Final = re.compile(
    r"(?:的)?(?:大?门口?)?(斜?对面|附近|周边|周围|旁边?|边上|后面|背后|前面|隔壁|楼下|门口|门前|里面|内)"
)
HOUSE: Final = re.compile(rf"(?:的)?(?P<number>{NUMBER})(?:号|弄)(?!线|门|口|机|桥)")


@dataclass(frozen=True, slots=True)
class Offset:
    """The way from a name: bearing in degrees from north (None: not said), metres, and the words quoted."""

    bearing_deg: float | None
    metres: float
    spread_m: float
    said: str


def offset_after(text: str, at: int) -> Offset | None:
    """What plain `text` says from position `at` on about the way from the place just named."""
    for pattern in AWAY:
        if (found := pattern.match(text, at)) and (metres := _metres(found)) is not None:
            direction = found["direction"]
            return Offset(BEARINGS[direction], metres, 0.2 * metres, f"{direction} {metres:.0f} 米")
    if (found := ROUNDABOUT.match(text, at)) and (metres := _metres(found)) is not None:
        return Offset(None, 0.0, metres, f"约 {metres:.0f} 米范围，未说方向")
    if found := SIDED.match(text, at):
        return Offset(None, 0.0, 150.0, f"{found['direction']}侧，未说距离")
    if found := GATED.match(text, at):
        return Offset(None, 0.0, 150.0, f"{found[0].lstrip('的')}，门的位置不详")
    if found := NEAR.match(text, at):
        return Offset(None, 0.0, 40.0, found[1])
    return None


def house_number_after(text: str, at: int) -> int | None:
    """The house number that stands right behind a road's name in plain `text`."""
    found = HOUSE.match(text, at)
    value = number(found["number"]) if found else None
    return int(value) if value is not None and value == int(value) and 0 < value < 10_000 else None


def _metres(found: re.Match[str]) -> float | None:
    value = number(found["number"])
    metres = value * METRES[found["unit"]] if value is not None else None
    return metres if metres is not None and 0 < metres <= 5000 else None

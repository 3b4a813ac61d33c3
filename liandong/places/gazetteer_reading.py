"""From names met in a text to places on the ground: crossings, offsets, house numbers, and plain names.

Each reading says in Chinese, as a clerk would, why the place was taken. What contradicts it lowers its
confidence: another place far away in the same text, a name that goes on into an unknown one, two roads that
do not meet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from liandong.kernel.coordinates import moved
from liandong.places.gazetteer_lines import Line, Point, along, flat_metres, length_m, meeting, metres_to
from liandong.places.gazetteer_mentions import Mention
from liandong.places.gazetteer_names import Entry, Kind
from liandong.places.words_offset import house_number_after, offset_after

KIND_NAMES: Final[dict[Kind, str]] = {
    "road": "路名", "courtyard": "院落", "landmark": "地标", "community": "社区", "subdistrict": "街道",
}  # fmt: skip
RANKS: Final[dict[Kind, float]] = {
    "road": 2.5, "courtyard": 4.0, "landmark": 4.0, "community": 1.5, "subdistrict": 0.5,
}  # fmt: skip

DOUBTFUL: Final = 0.6
"""Confidence of a place that a human should look at: below the threshold of acceptance."""

BETWEEN: Final = re.compile(r"(?:与|和|及|、|，|同|跟|/|-|—|的|到|近|靠近|靠|至|交)?")
CROSSING: Final = re.compile(
    r"(?:的|之间的?|这个|那个|两条?路)?(?:十字|丁字|三岔|岔|交叉|交汇|相交|交界|T字|T形)*的?"
    r"(?:路口|交叉|交汇|交界|交接|相交|相接|交口|转角|拐角|转弯|街口|口)(?:路口|口)?(?:处|的?地方)?"
)
GOES_ON: Final = re.compile(
    r"小学|中学|幼儿园|学校|派出所|医院|银行|支行|社区|街道|办事处|车站|公交|小区|花园|大厦|酒店|宾馆"
    r"|菜市场|农贸|市场|公园"
)
OWN_NAME: Final = re.compile(r"[^的旁边侧门对附里内外上在有口前后和与东南西北，。]{1,3}(?:小区|花园|家园|公寓|苑)")
"""Behind a landmark: a courtyard with a name of its own, which only borrows the landmark's."""

AREAS: Final = frozenset({"community", "subdistrict"})

AUTHORITY: Final = re.compile(r"政府|区委$|法院|检察院|分局|派出所|政务中心|居委会|居民委员会|村委会")
"""Who is often complained to or about: in a longer text the name alone does not say that it is the place."""

BRIEF: Final = 12
"""Characters that an address may have around a name: "成都市成华区", "门口", a floor."""

SPAN: Final = re.compile(r"(?:的)?(?:之间|中间|这一?段|一段|路段)")
CUE: Final = re.compile(
    r"(?:位于|地址是?|地点是?|位置是?|发生在|[座坐]落[于在]?|地处)[:：]?(?:四川省?|成都市?|成华区?)*$"
)
MEET_M: Final = 450.0
"""Roads whose lines come no nearer than this do not meet: approximate lines are a few hundred metres off."""

FAR_M: Final = 600.0
NARROWER: Final = 0.3
"""Rank of a name right behind another: addresses go from wide to narrow."""

SAME_COMMUNITY_M: Final = 200.0
POINT_TAKEN: Final = "取其所在位置"
MIDDLE_TAKEN: Final = "取路段中点"
LONG_M: Final = 2500.0
"""A place less certain than this many metres says nothing about where to send somebody."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place: CGCS2000 degrees, how many metres it may be off, and why it was taken (a sentence in Chinese).

    `community` is a 12-digit code where the words or the name settle it, else None.
    """

    lon: float
    lat: float
    community: str | None
    precision_m: float
    name: str
    kind: Kind
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take the text: the place, the span it rests on, and its rank among the readings."""

    found: Found
    start: int
    end: int
    rank: float
    lines: tuple[Line, ...] = ()


def readings_of(text: str, mentions: Sequence[Mention], entries: Sequence[Entry]) -> list[Reading]:
    """All readings of the mentions in plain `text`, best first, their doubts taken into account."""
    made: list[Reading] = []
    at = 0
    while at < len(mentions):
        pair = mentions[at : at + 2]
        both = _crossing(text, pair, entries) or _midway(text, pair, entries)
        made += [both] if both else _single(text, mentions, at, entries)
        at += 2 if both else 1
    made.sort(key=lambda reading: (-reading.rank, reading.start))
    return _doubted(text, made)


def _crossing(text: str, pair: Sequence[Mention], entries: Sequence[Entry]) -> Reading | None:
    if len(pair) < 2:
        return None
    one, other = pair
    roads = [entries[mention.entries[0]] for mention in pair]
    between = text[one.end : other.start]
    if any(road.named.kind != "road" or not road.lines for road in roads) or not BETWEEN.fullmatch(between):
        return None
    tail = CROSSING.match(text, other.end)
    if tail is None:
        return None
    (lon, lat), gap = meeting(roads[0].lines, roads[1].lines)
    names = [road.named.name for road in roads]
    sure = min(one.confidence, other.confidence)
    if gap > MEET_M:
        sure, way = min(sure, DOUBTFUL), f"图上相距约 {gap:.0f} 米，未必相交，请核对"
    else:
        way = "取两路相交处" if gap < 50 else f"图上最近处相距约 {gap:.0f} 米，取其中间"
    communities = {road.named.community for road in roads}
    reason = f"{_quoted(one, names[0])}、{_quoted(other, names[1])}都是路名，{way}"
    community = communities.pop() if len(communities) == 1 else ""
    found = Found(lon, lat, community or None, 50 + gap / 2, f"{names[0]}与{names[1]}路口", "road", sure, reason)
    return Reading(_led_away(text, tail.end(), found), one.start, tail.end(), 5.0 + 2 * sure)


def _led_away(text: str, at: int, found: Found) -> Found:
    """The place moved by the direction and distance that `text` names from `at` on, if it names any."""
    offset = offset_after(text, at)
    if offset is None:
        return found
    if offset.bearing_deg is None:
        precision = max(found.precision_m, offset.spread_m)
        return replace(found, precision_m=precision, reason=f"{found.reason}（{offset.said}）")
    lon, lat = moved(found.lon, found.lat, offset.bearing_deg, offset.metres)
    community = found.community if offset.metres <= SAME_COMMUNITY_M else None
    start = found.reason.removesuffix(f"，{POINT_TAKEN}").removesuffix(f"，{MIDDLE_TAKEN}")
    reason = f"{start}，{'再往' if '取' in start else '取其'}{offset.said}"
    precision = found.precision_m + offset.spread_m
    return replace(found, lon=lon, lat=lat, community=community, precision_m=precision, reason=reason)


def _midway(text: str, pair: Sequence[Mention], entries: Sequence[Entry]) -> Reading | None:
    """Halfway between two places: "昭觉寺到动物园之间"."""
    if len(pair) < 2 or not BETWEEN.fullmatch(text, pair[0].end, pair[1].start):
        return None
    tail = SPAN.match(text, pair[1].end)
    one, other = (entries[mention.entries[0]].named for mention in pair)
    if tail is None or other.kind == "road":
        return None
    apart = flat_metres((one.lon, one.lat), (other.lon, other.lat))
    sure = min(DOUBTFUL if apart > LONG_M else 1.0, *(mention.confidence for mention in pair))
    lon, lat = (one.lon + other.lon) / 2, (one.lat + other.lat) / 2
    names = f"{_quoted(pair[0], one.name)}、{_quoted(pair[1], other.name)}"
    reason = f"{names}相距约 {apart:.0f} 米，取其中间"
    found = Found(lon, lat, None, 50 + apart / 2, f"{one.name}与{other.name}之间", other.kind, sure, reason)
    return Reading(_wide(found), pair[0].start, tail.end(), 4.5 + 2 * sure)


def _single(text: str, mentions: Sequence[Mention], at: int, entries: Sequence[Entry]) -> list[Reading]:
    """One mention: usually one reading; several where the same name belongs to several places."""
    mention = mentions[at]
    meant = _by_context(mention, mentions, entries)
    followed = at + 1 < len(mentions) and mentions[at + 1].start <= mention.end + 3
    made = [_taken(text, mention, entries[index], followed=followed) for index in meant]
    if at and mentions[at - 1].end == mention.start:
        made = [replace(reading, rank=reading.rank + NARROWER) for reading in made]
    if len(made) > 1 and _spread_m([reading.found for reading in made]) > 300:
        note = f"；同名的有 {len(made)} 处，请核对"
        made = [_changed(reading, 0.55, note) for reading in made]
    elif len(made) > 1:
        made = made[:1]
    return made


def _by_context(mention: Mention, mentions: Sequence[Mention], entries: Sequence[Entry]) -> tuple[int, ...]:
    """The entries of a shared name that lie in a community or subdistrict also named in the text, or all."""
    if len(mention.entries) == 1:
        return mention.entries
    areas = tuple(
        entries[index].named.community
        for other in mentions
        for index in other.entries
        if other is not mention and entries[index].named.kind in AREAS and entries[index].named.community
    )
    inside = tuple(i for i in mention.entries if areas and entries[i].named.community.startswith(areas))
    return inside or mention.entries


def _taken(text: str, mention: Mention, entry: Entry, *, followed: bool) -> Reading:
    named = entry.named
    said = f"{_quoted(mention, named.name)}是{KIND_NAMES[named.kind]}"
    number = house_number_after(text, mention.end) if named.kind == "road" else None
    if number is not None:
        return _numbered(mention, entry, number, said)
    found = Found(
        named.lon, named.lat, _community(named.community), entry.precision_m, named.name, named.kind,
        mention.confidence, f"{said}，{MIDDLE_TAKEN if entry.lines else POINT_TAKEN}",
    )  # fmt: skip
    rank = RANKS[named.kind] + 2 * mention.confidence + (1.5 if CUE.search(text, 0, mention.start) else 0.0)
    led = _led_away(text, mention.end, found)
    if (led.lon, led.lat) != (found.lon, found.lat):
        rank += 1.0
    elif led is found and not followed and (more := _unknown_name(text, mention.end, named.kind)):
        sure = min(found.confidence, DOUBTFUL)
        led = replace(found, confidence=sure, reason=f"{said}，但后面还有“{more}”，名录里没有，请核对")
    elif led is found and AUTHORITY.search(mention.spelling) and _only_mentioned(text, mention):
        sure, rank = min(found.confidence, DOUBTFUL), rank - 3.0
        led = replace(found, confidence=sure, reason=f"{found.reason}；文中可能只是提到它，请核对")
    return Reading(_wide(led), mention.start, mention.end, rank, entry.lines)


def _unknown_name(text: str, at: int, kind: Kind) -> str:
    """What makes the name before `at` part of another name, unknown to the gazetteer; mostly nothing."""
    more = GOES_ON.match(text, at) if kind in {"road", "landmark"} else None
    more = more or (OWN_NAME.match(text, at) if kind == "landmark" else None)
    return more[0] if more else ""


def _only_mentioned(text: str, mention: Mention) -> bool:
    written = mention.end - mention.start
    return len(text) > written + BRIEF and CUE.search(text, 0, mention.start) is None


def _numbered(mention: Mention, entry: Entry, number: int, said: str) -> Reading:
    named, sure = entry.named, mention.confidence
    point: Point = (named.lon, named.lat)
    precision, way = entry.precision_m, f"{number} 号的位置不详，取路段中点"
    if entry.lines and named.numbers is not None:
        first, last = named.numbers
        share = (number - first) / (last - first) if last != first else 0.5
        if 0 <= share <= 1:
            point, way = along(entry.lines, share), f"{number} 号按门牌 {first} 至 {last} 号推算"
            precision = max(30.0, length_m(entry.lines) * 0.05)
        else:
            sure, way = min(sure, DOUBTFUL), f"{number} 号不在门牌 {first} 至 {last} 号之内，请核对"
    reason = f"{said}，{way}"
    found = Found(*point, _community(named.community), precision, named.name, "road", sure, reason)
    return Reading(_wide(found), mention.start, mention.end, RANKS["road"] + 1.0 + 2 * sure, entry.lines)


def _wide(found: Found) -> Found:
    if found.precision_m <= LONG_M and found.kind != "subdistrict":
        return found
    sure = min(found.confidence, DOUBTFUL)
    return replace(found, confidence=sure, reason=f"{found.reason}；范围太大，请问清具体位置")


def _doubted(text: str, made: list[Reading]) -> list[Reading]:
    """The readings, all doubtful where the text may as well mean a place far from the best one."""
    if not made or CUE.search(text, 0, made[0].start):
        return made
    best = made[0].found
    for other in made[1:]:
        far = other.found.name != best.name and other.rank >= RANKS["road"] + 1.4
        if far and _apart_m(made[0], other) > FAR_M + 0.3 * best.precision_m:
            note = f"；文中还提到“{other.found.name}”，相距较远，请核对"
            return [
                _changed(made[0], DOUBTFUL, note),
                *(_changed(reading, DOUBTFUL, "") for reading in made[1:]),
            ]
    return made


def _apart_m(best: Reading, other: Reading) -> float:
    """Metres between two places, to the nearest point of a road's line where one of them is a road."""
    one, two = (best.found.lon, best.found.lat), (other.found.lon, other.found.lat)
    ways = [flat_metres(one, two)]
    ways += [metres_to(one, other.lines)] if other.lines else []
    ways += [metres_to(two, best.lines)] if best.lines else []
    return min(ways)


def _changed(reading: Reading, most: float, note: str) -> Reading:
    found = reading.found
    return replace(reading, found=replace(found, confidence=min(found.confidence, most), reason=found.reason + note))


def _spread_m(places: Sequence[Found]) -> float:
    first = places[0]
    return max(flat_metres((first.lon, first.lat), (place.lon, place.lat)) for place in places)


def _quoted(mention: Mention, name: str) -> str:
    if mention.written == mention.spelling:
        return f"“{mention.written}”" if mention.written == name else f"“{mention.written}”（即“{name}”）"
    return f"“{mention.written}”（按音形认作“{name}”）"


def _community(code: str) -> str | None:
    return code if len(code) == 12 else None

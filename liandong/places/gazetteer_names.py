"""The names a gazetteer is made of, and all the ways each may be spelt.

Sections of a road ("建设北路一段") also make the whole road known ("建设北路"), communities are known with
and without their committee, and a school of "成都市" is known without that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from liandong.places.gazetteer_lines import Line, along, length_m
from liandong.places.words import plain

Kind = Literal["road", "courtyard", "landmark", "community", "subdistrict"]

SECTION: Final = re.compile(r"^(.{2,}?[路街道])[东南西北]?[一二三四五六七八九]段$")
SHORT_SECTION: Final = re.compile(r"^(.{2,})路([一二三四五六七八九]段)$")
DIVISION: Final = re.compile(r"(?:社区|街道|村)?(?:居委会|居民委员会|村委会)?$")
COMMITTEE: Final = re.compile(r"(?:居委会|居民委员会|社区委员会|村委会|村民委员会)$")
GENERIC: Final = re.compile(
    r"(?:大道|路|街|巷|(?:社区|村)?(?:居委会|居民委员会|村委会|村民委员会)|社区|村|街道(?:办事处|办)?|小区|新居|家园|嘉园|庭园"
    r"|公园|花园|花苑|嘉苑|国际城?|新城|小镇|产业园|工业园|地铁站|公交站|站|立交桥?|宿舍|家属院|院|苑|菜市场|农贸市场|广场"
    r"|实验小学|小学|中学|初中|(?:第?[一二三四五六七八九])?人民医院|医院|妇幼保健院|派出所|人民政府|政府|人民法院|人民检察院|公安分局|政务(?:服务)?中心|大学)?[一二三四五六七八九]?段?$"
)
"""The end of a name that many names share: it says what the thing is, not which one."""

PRECISION_M: Final[dict[Kind, float]] = {
    "road": 100.0, "courtyard": 60.0, "landmark": 80.0, "community": 400.0, "subdistrict": 1200.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A name and where it is: CGCS2000 degrees; for roads a line and the house numbers at its ends.

    `community` is a 12-digit code or empty (for a subdistrict: its 9 digits).
    """

    kind: Kind
    name: str
    aliases: tuple[str, ...]
    community: str
    lon: float
    lat: float
    line: tuple[tuple[float, float], ...] | None = None
    numbers: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A name as the gazetteer keeps it: a road made of sections has several lines."""

    named: Named
    lines: tuple[Line, ...]
    precision_m: float


def entries(names: Sequence[Named]) -> list[Entry]:
    """One entry for each name, and one for each whole road of which only sections are named.

    A landmark with the bare name of a division ("二仙桥") may be anywhere in that neighbourhood.
    """
    known = {named.name for named in names if named.kind == "road"}
    areas = {DIVISION.sub("", named.name) for named in names if named.kind in {"community", "subdistrict"}}
    sections: dict[str, list[Named]] = {}
    made = []
    for named in names:
        lines = (tuple(named.line),) if named.line and len(named.line) > 1 else ()
        made.append(
            _entry(named, lines, "community" if named.kind == "landmark" and named.name in areas else named.kind)
        )
        if named.kind == "road" and (found := SECTION.match(named.name)) and found[1] not in known:
            sections.setdefault(found[1], []).append(named)
    return made + [_whole(name, parts) for name, parts in sections.items()]


def spellings(named: Named) -> Iterator[str]:
    """Every way in which the plain text may write this name."""
    for given in dict.fromkeys((named.name, *named.aliases)):
        text = plain(given)
        yield text
        if named.kind == "road":
            yield SHORT_SECTION.sub(r"\1\2", text)
        elif named.kind == "community":
            yield from _community_spellings(text)
        elif named.kind == "subdistrict":
            yield f"{text}办事处"
            yield f"{text}办"
        elif text.startswith("成都市") and len(text) > 7:
            yield f"成都{text[3:]}"
            yield text[3:]
        elif text.startswith("成都") and len(text) > 6:
            yield text[2:]


def specific_length(spelling: str) -> int:
    """How many characters of a spelling tell it from others of its sort."""
    found = GENERIC.search(spelling)
    return found.start() if found and found.start() >= 2 else len(spelling)


def _entry(named: Named, lines: tuple[Line, ...], size: Kind) -> Entry:
    """`size` is the kind that the place is as large as: 二仙桥 as a landmark is a whole neighbourhood."""
    precision = max(PRECISION_M[named.kind], PRECISION_M[size], length_m(lines) / 2)
    return Entry(named, lines, precision)


def _whole(name: str, parts: Sequence[Named]) -> Entry:
    lines = tuple(tuple(part.line) for part in parts if part.line and len(part.line) > 1)
    lon, lat = along(lines, 0.5) if lines else (parts[0].lon, parts[0].lat)
    communities = {part.community for part in parts}
    community = communities.pop() if len(communities) == 1 else ""
    return _entry(Named("road", name, (), community, lon, lat), lines, "road")


def _community_spellings(text: str) -> Iterator[str]:
    base = COMMITTEE.sub("", text)
    stem = base.removesuffix("社区")
    if base.endswith("社区"):
        yield from (base, f"{base}居委会", f"{base}居民委员会", f"{stem}居委会", f"{stem}居民委员会")
    elif base.endswith("村") or text.endswith("村委会"):
        village = base if base.endswith("村") else f"{base}村"
        yield from (village, f"{village}委会", f"{village}民委员会")

"""Decisions of the ledger: what a code says, what a row of a table holds, when a period began. No clock, no reading, no writing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from typing import Final

from liandong.kernel.refusals import Refused
from liandong.ledger.states import Period, Sort

COMPONENT_CODE: Final = re.compile(r"\d{16}", re.ASCII)
"""6 digits of the district, 2 of the major and 2 of the minor class, 6 running: CJ/T 214, GB/T 30428.2."""
HAZARD_CODE: Final = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Z0-9-]{4,18}[A-Z0-9]", re.ASCII)
YES: Final = frozenset({"", "1", "yes", "是", "在用"})
MOST_DAYS: Final = 3660
MOST_STOPS: Final = 200


@dataclass(frozen=True, slots=True)
class AssetRow:
    """An asset as a table gives it. `every_days`: after how many days it is to be looked at again; None is never."""

    code: str
    sort: Sort
    kind: str
    name: str
    place: str
    lon: float
    lat: float
    unit: str
    every_days: int | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop as somebody writes it into a round."""

    place: str
    look_for: str = ""
    asset: str | None = None


def sort_of(code: str) -> Sort:
    """What a code names.

    Raises:
        Refused: it is no code of a component or a hazard.
    """
    if COMPONENT_CODE.fullmatch(code):
        return Sort.COMPONENT
    if HAZARD_CODE.fullmatch(code):
        return Sort.HAZARD
    raise Refused(
        "“{text}”不是编码：部件是 16 位数字，危险源是 6 到 20 位字母和数字，至少一个大写字母。",
        code="bad-code",
        field="code",
        text=code[:40],
    )


def kind_of(code: str) -> str:
    """The kind of case that a component's class is: C and its four digits of class."""
    return f"C{code[6:10]}"


def parsed(row: Mapping[str, str]) -> AssetRow:
    """A row of a table with the columns code, name, place, lon, lat, unit, and where they are known kind, every_days, active.

    Raises:
        Refused: with the column at fault.
    """
    given = {name.strip(): (value or "").strip() for name, value in row.items()}
    code = given.get("code", "")
    sort = sort_of(code)
    for name in ("place", "unit"):
        if not given.get(name):
            raise Refused("编码 {asset} 这一行缺 {name}。", code="input-missing", field=name, asset=code, name=name)
    kind = given.get("kind") or (kind_of(code) if sort is Sort.COMPONENT else "")
    if not kind:
        raise Refused(
            "编码 {asset} 是危险源，要写它出问题时报哪一类（kind）。", code="input-missing", field="kind", asset=code
        )
    return AssetRow(
        code, sort, kind[:8], given.get("name", "")[:60], given["place"][:120], degrees(given, "lon", 180), degrees(given, "lat", 90),
        given["unit"][:40], days(given.get("every_days", "")), given.get("active", "").lower() in YES,
    )  # fmt: skip


def degrees(given: Mapping[str, str], name: str, most: int) -> float:
    try:
        found = float(given.get(name, ""))
    except ValueError:
        found = float("nan")
    if not isfinite(found) or abs(found) > most:
        raise Refused(
            "编码 {asset} 的 {name} 不是度数。",
            code="bad-coordinates",
            field=name,
            asset=given.get("code", ""),
            name=name,
        )
    return found


def days(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text[:6]) <= MOST_DAYS:
        raise Refused("检查周期要是 1 到 {most} 天。", code="bad-days", field="every_days", most=MOST_DAYS)
    return int(text)


def due_on(checked_on: date | None, every_days: int | None, today: date) -> date | None:
    """The day on which an asset is to be looked at again; today where nobody has looked yet, None where nobody must."""
    if every_days is None:
        return None
    return checked_on + timedelta(days=every_days) if checked_on else today


def begun_on(period: Period, today: date) -> date:
    """The first day of the period in which a day lies; weeks begin on Monday."""
    match period:
        case Period.DAY:
            return today
        case Period.WEEK:
            return today - timedelta(days=today.weekday())
        case Period.MONTH:
            return today.replace(day=1)


def stops_in(text: str) -> list[StopLine]:
    """The stops that somebody wrote, one a line: the place, then what to look for, then the code of an asset, with | between.

    Raises:
        Refused: there is none, there are too many, or a code is none.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        place, look_for, code, *_ = [part.strip() for part in f"{line}||".split("|")]
        if code:
            sort_of(code)
        if not (place or code):
            raise Refused("这一行没有地点：{text}", code="bad-stop", field="stops", text=line[:60])
        found.append(StopLine(place[:120], look_for[:120], code or None))
    if not 1 <= len(found) <= MOST_STOPS:
        raise Refused("一张清单要有 1 到 {most} 个点位，一行一个。", code="bad-stop", field="stops", most=MOST_STOPS)
    return found

"""Decisions about divisions: is an edition sound, what does it change, and what became of a code.

An edition is the full list of a district's divisions on a day. Codes are those of the National Bureau of
Statistics: 6 digits for a district, 9 for a subdistrict, 12 for a community, each beginning with its
parent's code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from liandong.kernel.refusals import Refused
from liandong.places.rows import DivisionRow, SuccessionRow

DIGITS: Final = {"district": 6, "subdistrict": 9, "community": 12}
BASES: Final = ("same_code", "same_name", "renamed", "assumed")
GRID_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Change:
    """What an edition does to the rows that hold: codes that end, lines that begin, and how many stay."""

    closed: list[str]
    opened: list[DivisionRow]
    unchanged: int


def edition_change(holding: Mapping[str, DivisionRow], edition: Sequence[DivisionRow]) -> Change:
    """What must end and begin so that exactly the edition holds; another name is an end and a beginning."""
    wanted = {row.code: row for row in edition}
    closed = [code for code, row in holding.items() if wanted.get(code) != row]
    opened = [row for code, row in wanted.items() if holding.get(code) != row]
    return Change(closed, opened, len(wanted) - len(opened))


def refuse_unsound_edition(edition: Sequence[DivisionRow]) -> None:
    """An edition is one district with its subdistricts and communities, each code once and below its parent.

    Raises:
        Refused: it is not; the sentence names the first line at fault.
    """
    codes = {row.code for row in edition}
    districts = [row for row in edition if row.level == "district"]
    if len(districts) != 1:
        raise Refused(
            "区划表应正好有一个区，这里有 {districts} 个。",
            code="bad-edition",
            field="level",
            districts=len(districts),
        )
    if len(codes) < len(edition):
        raise Refused("区划表里有重复的代码。", code="bad-edition", field="code")
    for row in edition:
        if not _digits(row.code, DIGITS.get(row.level, 0)) or not row.name.strip():
            raise Refused(
                "区划表里有一行不合规：{code_said} {name} {level}",
                code="bad-edition",
                field="code",
                code_said=row.code,
                name=row.name,
                level=row.level,
            )
        parent = "" if row.level == "district" else row.code[:-3]
        if row.parent != parent or (parent and parent not in codes):
            raise Refused(
                "{code_said} {name} 的上级应为表中的 {parent}。",
                code="bad-edition",
                field="parent",
                code_said=row.code,
                name=row.name,
                parent=parent,
            )


def refuse_unsound_successions(rows: Sequence[SuccessionRow]) -> None:
    """Each code is continued once on a day, by a code of the same level.

    Raises:
        Refused: it is not; the sentence names the first line at fault.
    """
    if len({(row.from_code, row.on) for row in rows}) < len(rows):
        raise Refused("沿革表里同一代码在同一天有两个去向。", code="bad-succession", field="from_code")
    for row in rows:
        length = len(row.from_code)
        if length not in DIGITS.values() or not _digits(row.from_code, length) or not _digits(row.to_code, length):
            raise Refused(
                "沿革表里有一行不合规：{from_code} → {to_code}",
                code="bad-succession",
                field="to_code",
                from_code=row.from_code,
                to_code=row.to_code,
            )
        if row.basis not in BASES:
            raise Refused(
                "沿革依据应为 {bases} 之一：{basis}",
                code="bad-succession",
                field="basis",
                bases="、".join(BASES),
                basis=row.basis,
            )


Steps = Mapping[str, Sequence[tuple[date, str]]]
"""For a code, the days on which it was continued by another (or itself), earliest first."""


def steps_of(rows: Sequence[SuccessionRow]) -> dict[str, list[tuple[date, str]]]:
    """Successions arranged for `successor`."""
    steps: dict[str, list[tuple[date, str]]] = {}
    for row in sorted(rows, key=lambda row: row.on):
        steps.setdefault(row.from_code, []).append((row.on, row.to_code))
    return steps


def successor(code: str, steps: Steps, on: date, since: date | None = None) -> str:
    """The code that continues on the day `on` what `code` meant on the day `since` (at first, if not told).

    A code may have been given to another unit later, which is why only steps after `since` count; days only
    grow along the chain, so that it ends.
    """
    while True:
        later = (step for step in steps.get(code, ()) if since is None or step[0] > since)
        step = next((step for step in later if step[0] <= on), None)
        if step is None:
            return code
        since, code = step


def area_now(area: str, steps: Steps, holding: Collection[str], on: date, since: date | None = None) -> str | None:
    """The community, subdistrict or district that holds on a day and continues an area code (6 to 15 digits).

    A grid's is its community's. What has no continuation falls to its subdistrict's, then to its district's.
    """
    for length in sorted(DIGITS.values(), reverse=True):
        if len(area) >= length:
            code = successor(area[:length], steps, on, since)
            if code in holding:
                return code
    return None


def _digits(code: str, length: int) -> bool:
    return len(code) == length and code.isascii() and code.isdigit()

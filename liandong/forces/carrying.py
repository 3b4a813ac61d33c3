"""What becomes of units when divisions change (pure): each area's units go over to the area that continues it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DIGITS = {"subdistrict": 9, "community": 12}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What matters of a unit here."""

    code: str
    name: str
    level: str
    area: str
    function: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Carried:
    """New units, new names of staying units, and the codes of units that end."""

    opened: list[UnitRow]
    renamed: dict[str, str]
    ended: list[str]


def unit_code(area: str, function: str) -> str:
    return f"{area}-{function}"


def carried(
    units: Sequence[UnitRow], before: Mapping[str, str], after: Mapping[str, str], homes: Mapping[str, str | None]
) -> Carried:
    """Carries units over a change of divisions.

    Args:
        units: the active units.
        before, after: the names of the divisions that held and that hold now, by code.
        homes: for each old area the area that continues it.

    A unit whose area goes on under another code is opened there unless that area has one of the same function; an area
    without any predecessor gets units after the pattern of a neighbour on its level.
    """
    local = [unit for unit in units if unit.level in DIGITS]
    there = {unit.code for unit in units}
    opened: dict[str, UnitRow] = {}
    renamed: dict[str, str] = {}
    for unit in local:
        home = homes.get(unit.area) or unit.area
        if home not in after:
            continue
        name = unit.name.replace(before.get(unit.area, ""), after[home], 1) if unit.area in before else unit.name
        code = unit_code(home, unit.function)
        if code == unit.code and name != unit.name:
            renamed[code] = name
        elif code not in there and code not in opened:
            opened[code] = moved(unit, home, name)
    for area in sorted(set(after) - {row.area for row in [*local, *opened.values()]}):
        for unit in local:
            if len(unit.area) == len(area) and unit.area in before and unit.area == pattern(area, local):
                name = unit.name.replace(before[unit.area], after[area], 1)
                opened[unit_code(area, unit.function)] = moved(unit, area, name)
    return Carried(list(opened.values()), renamed, [unit.code for unit in local if unit.area not in after])


def moved(unit: UnitRow, area: str, name: str) -> UnitRow:
    """A unit like this one for another area, under the office of the area above it."""
    above = unit_code(area[:9], "office")
    parent = above if unit.function != "office" else unit.parent
    return UnitRow(unit_code(area, unit.function), name, unit.level, area, unit.function, parent)


def pattern(area: str, units: Sequence[UnitRow]) -> str:
    """The neighbour after whose units a new area's are made: the first on its level, of its subdistrict if there is one."""
    same = sorted(
        {unit.area for unit in units if len(unit.area) == len(area)}, key=lambda code: (code[:9] != area[:9], code)
    )
    return same[0] if same else ""

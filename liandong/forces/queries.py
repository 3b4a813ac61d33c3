"""Reads of units and teams."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import QuerySet

from liandong.forces.models import Member, Unit
from liandong.journal.queries import version_of
from liandong.kernel.versions import versioned
from liandong.places.queries import unit_area_now

SUBJECT: Final = "reference:units"


def load_units() -> dict[str, Unit]:
    return {unit.code: unit for unit in Unit.objects.all()}


UNITS: Final = versioned(load_units, version_of(SUBJECT))


def units() -> dict[str, Unit]:
    """All units by code, closed ones too (old cases name them)."""
    return UNITS.get()


def unit_name(code: str | None) -> str:
    """What people call a unit; its code when it is unknown; empty for none."""
    if not code:
        return ""
    unit = units().get(code)
    return unit.name if unit else code


def units_covering(area: str) -> list[Unit]:
    """Units whose area is the given one or lies above it, the nearest first: the choices for a hand assignment."""
    found = [unit for unit in units().values() if unit.active and area.startswith(unit.area)]
    return sorted(found, key=lambda unit: (-len(unit.area), unit.code))


def units_below(code: str) -> list[Unit]:
    """Units whose area lies truly inside that of the unit `code`: the choices for handing down."""
    over = code.partition("-")[0]
    return [unit for unit in units().values() if unit.active and unit.area != over and unit.area.startswith(over)]


def units_above(code: str) -> list[str]:
    """The codes of the units above a unit, the nearest first."""
    found: list[str] = []
    here = units().get(code)
    while here and here.parent and here.parent not in found:
        found.append(here.parent)
        here = units().get(here.parent)
    return found


def members_in(area: str) -> QuerySet[Member]:
    """Members of the teams inside an area, by team and force level."""
    return (
        Member.objects.filter(team__area__startswith=area).select_related("team").order_by("team", "force_level", "id")
    )


def unit_now(code: str, on: date, since: date) -> str | None:
    """The unit that answers on a day for what the unit `code` held on the day `since`; None when nobody does."""
    area, _, function = code.partition("-")
    home = area if len(area) == 6 else unit_area_now(area, on, since)
    found = units().get(f"{home}-{function}") if home else None
    return found.code if found and found.active else None

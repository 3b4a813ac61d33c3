"""What a dispatcher's form settles on, and the place that its words, point or grid mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from liandong.access.rules import Actor
from liandong.cases.actions import Moved
from liandong.cases.models import Case
from liandong.cases.ports import PORTS, Spot
from liandong.cases.queries import case_seen_by
from liandong.faces.shared.areas import area_path
from liandong.journal.queries import entry_with_key
from liandong.linkage import dispatching
from liandong.linkage.dispatching import placed
from liandong.places.models import Grid


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a dispatcher settled on; empty means: as the case has it, or as the rules say. lon, lat CGCS2000."""

    kind: str = ""
    words: str = ""
    lon: float | None = None
    lat: float | None = None
    grid: str = ""
    unit: str = ""


@transaction.atomic
def dispatch(number: str, wanted: Wanted, *, by: Actor, now: datetime, key: str) -> Moved:
    """Dispatches a case as the form says."""
    case = case_seen_by(by, number)
    place = None if entry_with_key(key) else place_wanted(case, wanted, by)
    return dispatching.dispatch(number, by=by, now=now, key=key, place=place, kind=wanted.kind, unit=wanted.unit)


def place_wanted(case: Case, wanted: Wanted, by: Actor) -> dict[str, Any] | None:
    """The new place when the dispatcher changed it or the case has none; None when it stays.

    Raises:
        Refused: the place is not found, or lies outside the actor's area.
    """
    moved = wanted.lon is not None and (wanted.lon, wanted.lat) != (case.lon, case.lat)
    if case.grid and wanted.grid in ("", case.grid) and not moved and wanted.words in ("", case.place):
        return None
    return placed(spot_wanted(case, wanted, moved=moved), by)


def spot_wanted(case: Case, wanted: Wanted, *, moved: bool) -> Spot:
    """Where the dispatcher says it is: a grid by its code, else a point, else words."""
    grid = Grid.objects.filter(code=wanted.grid, valid_until=None).first() if wanted.grid and not moved else None
    if grid and wanted.grid != case.grid:
        words = wanted.words or case.place or area_path(grid.code)
        return Spot(grid.lon, grid.lat, grid.code, grid.code, words, "", found=True)
    lon, lat = (wanted.lon, wanted.lat) if moved or not wanted.words else (None, None)
    return PORTS.locator.locate([(lon, lat, wanted.words or case.place, "")])[0]

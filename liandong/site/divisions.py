"""A change of divisions from end to end: the lists, the grids, the units, and the open cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from shapely import Polygon

from liandong.cases.actions import rehome
from liandong.cases.models import OPEN, Case
from liandong.forces.actions import carry_units
from liandong.forces.queries import UNITS, unit_now
from liandong.kernel.clock import local_day
from liandong.places.actions import load_divisions, load_grids, load_successions
from liandong.places.models import Grid
from liandong.places.numbering import recoded
from liandong.places.queries import areas_now, forget_atlas
from liandong.places.rows import DivisionRow, GridRow, SuccessionRow


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change of divisions came to."""

    grids: int
    units_opened: int
    units_ended: int
    cases: int


@transaction.atomic
def change_divisions(
    edition: Sequence[DivisionRow], successions: Sequence[SuccessionRow], *, on: date, actor: str, now: datetime
) -> Changed:
    """Makes an edition hold from the day `on`: grids are renumbered in their new communities, units carried over, and
    open cases given the unit that answers for them now. One transaction: all of it or nothing."""
    before = on - timedelta(days=1)
    load_successions(successions, actor=actor, now=now)
    load_divisions(edition, on=on, actor=actor, now=now)
    codes = renumber_grids(on, before, actor, now)
    units = carry_units(on=on, since=before, actor=actor, now=now)
    UNITS.forget()
    forget_atlas()
    moved = sum(rehomed(case, codes, on, actor, now) for case in Case.objects.filter(OPEN).defer("search").iterator())
    return Changed(len(codes), len(units.opened), len(units.ended), moved)


def renumber_grids(on: date, before: date, actor: str, now: datetime) -> dict[str, str]:
    """Old grid code to new grid code."""
    rows = Grid.objects.filter(valid_until=None)
    outlines, made_up = {}, {}
    for grid in rows:
        shell, *holes = grid.outline["coordinates"]
        outlines[grid.code], made_up[grid.code] = Polygon(shell, holes), grid.synthetic
    homes = areas_now({code[:12] for code in outlines}, on, before)
    codes = recoded(outlines, {old: new for old, new in homes.items() if new})
    new = [GridRow(codes[old], outline, made_up[old]) for old, outline in outlines.items()]
    load_grids(new, area=settings.LIANDONG_DISTRICT, on=on, actor=actor, now=now)
    return codes


def rehomed(case: Case, codes: dict[str, str], on: date, actor: str, now: datetime) -> bool:
    grid = codes.get(case.grid) if case.grid else None
    homes = areas_now([case.area[:12]], on, local_day(case.received_at)) if len(case.area) > 6 else {}
    area = grid or homes.get(case.area[:12]) or case.area[:6]
    unit = unit_now(case.unit, on, local_day(case.received_at)) if case.unit else None
    return rehome(case.number, area=area, grid=grid, unit=unit, actor=actor, now=now)

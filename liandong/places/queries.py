"""Reads of places: the Atlas in memory, divisions on a day, and what became of an area."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from shapely import Polygon

from liandong.kernel.versions import versioned, watched
from liandong.places.atlas import Atlas
from liandong.places.models import AtlasVersion, Division, Grid, Succession
from liandong.places.rows import SuccessionRow
from liandong.places.rules import area_now, steps_of

grids_version: Final = watched(f"SELECT token FROM {AtlasVersion._meta.db_table} WHERE id = 1")
"""The token of the grids' present state."""


def loaded_atlas() -> Atlas:
    """A new Atlas of all grids that hold; `atlas()` is what a screen wants."""
    codes, outlines = [], []
    rows = Grid.objects.filter(valid_until=None).values_list("code", "outline")
    for code, outline in rows.iterator(chunk_size=2000):
        shell, *holes = outline["coordinates"]
        codes.append(code)
        outlines.append(Polygon(shell, holes))
    return Atlas(codes, outlines)


_atlas: Final = versioned(loaded_atlas, grids_version)


def atlas() -> Atlas:
    """The grids that hold now. A write by another process is seen within a second, by this one at once."""
    return _atlas.get()


def forget_atlas() -> None:
    """Makes this process look for new grids at its next question."""
    _atlas.forget()


def divisions(on: date, *, level: str | None = None, inside: str = "") -> QuerySet[Division]:
    """The divisions that hold on a day, by code; of one level, or inside an area, where told."""
    rows = Division.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)
    rows = rows.filter(code__startswith=inside) if inside else rows
    return (rows.filter(level=level) if level else rows).order_by("code")


def division(code: str, on: date) -> Division | None:
    """The division of a code on a day."""
    return divisions(on).filter(code=code).first()


def children(code: str, on: date) -> QuerySet[Division]:
    """The divisions directly below one, on a day."""
    return divisions(on).filter(parent=code)


def division_names(on: date) -> dict[str, str]:
    """The name of every code that holds on a day."""
    return dict(divisions(on).values_list("code", "name"))


def full_name(area: str, on: date) -> str:
    """The names down to an area without the district, “双桥子街道双林社区”; empty for the district."""
    above = [area[:length] for length in (9, 12) if len(area) >= length]
    return "".join(divisions(on).filter(code__in=above).values_list("name", flat=True))


def areas_now(areas: Collection[str], on: date, recorded_on: date | None = None) -> dict[str, str | None]:
    """For area codes (6 to 15 digits), the area that continues each on a day; see `rules.area_now`."""
    fields = ("from_code", "to_code", "on", "basis", "note")
    rows = Succession.objects.filter(on__lte=on).values_list(*fields)
    steps = steps_of([SuccessionRow(*row) for row in rows])
    holding = set(divisions(on).values_list("code", flat=True))
    return {area: area_now(area, steps, holding, on, recorded_on) for area in set(areas)}


def unit_area_now(area: str, on: date, recorded_on: date | None = None) -> str | None:
    """The code of the area whose unit is answerable on a day for what was recorded under `area`.

    `recorded_on` is the day the code was written down: a code may have been given to another unit since.
    """
    return areas_now([area], on, recorded_on)[area]

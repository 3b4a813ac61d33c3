"""The gazetteer of what is loaded: public names, and the divisions in the middle of their grids."""

from __future__ import annotations

from typing import Final, cast

from liandong.journal.queries import version_of
from liandong.kernel.clock import local_day, now
from liandong.kernel.versions import versioned
from liandong.places.gazetteer import Gazetteer
from liandong.places.gazetteer_names import Kind, Named
from liandong.places.models import Grid, PlaceName
from liandong.places.queries import division_names, divisions

SUBJECT: Final = "places:1"
NAMED_LEVELS: Final = ("subdistrict", "community")
FRESH_FOR_S: Final = 5.0


def load_gazetteer() -> Gazetteer:
    names = [
        Named(cast(Kind, row.kind), row.name, tuple(row.aliases), row.community, row.lon, row.lat,
              tuple((x, y) for x, y in row.line["coordinates"]) if row.line else None)
        for row in PlaceName.objects.all()
    ]  # fmt: skip
    middles = middles_of_areas()
    for division in divisions(local_day(now())):
        if division.level in NAMED_LEVELS and division.code in middles:
            lon, lat = middles[division.code]
            names.append(Named(cast(Kind, division.level), division.name, (), division.code, lon, lat))
    return Gazetteer(names)


def middles_of_areas() -> dict[str, tuple[float, float]]:
    """The mean of the grids' middles (lon, lat) of each subdistrict and community, by code."""
    inside: dict[str, list[tuple[float, float]]] = {}
    for code, lon, lat in Grid.objects.filter(valid_until=None).values_list("code", "lon", "lat"):
        for digits in (9, 12):
            inside.setdefault(code[:digits], []).append((lon, lat))
    return {code: (sum(x for x, _ in at) / len(at), sum(y for _, y in at) / len(at)) for code, at in inside.items()}


GAZETTEER: Final = versioned(load_gazetteer, version_of(SUBJECT), FRESH_FOR_S)
NAMES: Final = versioned(lambda: division_names(local_day(now())), version_of(SUBJECT), FRESH_FOR_S)


def gazetteer() -> Gazetteer:
    """The gazetteer of all names that hold, at most five seconds old."""
    return GAZETTEER.get()


def names() -> dict[str, str]:
    """The names of all divisions that hold, by code."""
    return NAMES.get()

"""The ground that maps are drawn on, as GeoJSON features (CGCS2000 degrees), kept in the process.

A feature carries `layer` (boundary, community, mesh for every grid, grid for one of them, road) and where it has a name `label`. Nothing is about anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from liandong.journal.queries import version_of
from liandong.kernel.versions import versioned
from liandong.places.models import PlaceName
from liandong.places.named import SUBJECT, names
from liandong.places.queries import atlas, grids_version

SIMPLE: Final = 0.00006
"""Degrees (6 m) by which outlines are made simpler for the map of a whole district."""
DIGITS: Final = 5
"""Decimals of a degree that are kept on the map of a whole district: 1 m."""
FRESH_FOR_S: Final = 5.0


def feature(layer: str, geometry: Any, **said: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"layer": layer, **said}, "geometry": geometry}


@dataclass(frozen=True, slots=True)
class Road:
    """A road's feature and the rectangle around it, in degrees."""

    feature: dict[str, Any]
    west: float
    south: float
    east: float
    north: float


def load_roads() -> list[Road]:
    found = []
    for name, line in PlaceName.objects.filter(kind="road", line__isnull=False).values_list("name", "line"):
        xs, ys = zip(*(position[:2] for position in line["coordinates"]), strict=True) if line else ((), ())
        found.append(Road(feature("road", line, label=name), min(xs), min(ys), max(xs), max(ys)))
    return found


ROADS: Final = versioned(load_roads, version_of(SUBJECT), FRESH_FOR_S)


def roads_near(lon: float, lat: float, reach: float) -> list[dict[str, Any]]:
    """The roads that may pass within `reach` degrees of a point."""
    return [
        road.feature
        for road in ROADS.get()
        if road.west <= lon + reach
        and road.east >= lon - reach
        and road.south <= lat + reach
        and road.north >= lat - reach
    ]


def outlined(code: str) -> dict[str, Any] | None:
    """The outline of a community or a grid as a geometry; None for one that has no grids."""
    outline = atlas().outline_of(code)
    return None if outline.is_empty else mapping(outline)


def load_district() -> dict[str, Any]:
    known, communities = names(), sorted({code[:12] for code in atlas().codes})
    edges = [feature("boundary", simpler(atlas().outline_of(settings.LIANDONG_DISTRICT)))] if communities else []
    inner = [
        feature("community", simpler(atlas().outline_of(code)), label=known.get(code, code)) for code in communities
    ]
    roads = [lighter(road.feature) for road in ROADS.get()]
    mesh = [feature("mesh", simpler(outline)) for outline in atlas().outlines]
    return {"type": "FeatureCollection", "features": [*roads, *mesh, *inner, *edges]}


DISTRICT: Final = versioned(load_district, grids_version, every=60.0)


def district_ground() -> dict[str, Any]:
    """Roads, grids, communities and the boundary of the whole district, at most a minute old."""
    return DISTRICT.get()


def middle() -> tuple[float, float]:
    """(lon, lat) where the map of the district opens: a point well inside its outline."""
    outline = atlas().outline_of(settings.LIANDONG_DISTRICT)
    point = outline.representative_point()
    return (104.1, 30.67) if outline.is_empty else (round(point.x, 5), round(point.y, 5))


def lighter(road: dict[str, Any]) -> dict[str, Any]:
    line = road["geometry"]
    return road | {"geometry": {"type": line["type"], "coordinates": rounded(line["coordinates"])}}


def simpler(outline: BaseGeometry) -> dict[str, Any]:
    drawn = mapping(outline.simplify(SIMPLE))
    return {"type": drawn["type"], "coordinates": rounded(drawn["coordinates"])}


def rounded(coordinates: Iterable[Any]) -> list[Any]:
    return [round(each, DIGITS) if isinstance(each, float) else rounded(each) for each in coordinates]

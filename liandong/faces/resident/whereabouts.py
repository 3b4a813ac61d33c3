"""Places as residents say and see them: the name nearest to a point, and the ground drawn around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext
from shapely.geometry import LineString, Point, mapping, shape

from liandong.faces.shared.areas import area_name
from liandong.kernel.coordinates import metres_between
from liandong.kernel.versions import versioned
from liandong.places.models import Grid, PlaceName
from liandong.places.queries import atlas, grids_version

NEAR_M: Final = 160.0
REACH: Final = 0.02
"""Degrees around a point within which the middle of a road is looked for whose line may pass it."""
WIDTH, HEIGHT, SPAN = 320, 220, 0.0062
"""The drawing's size in its own units, and how many degrees of latitude its height shows (700 m)."""
LOOKS: Final = {"road": "m-road", "grid": "m-grid", "community": "m-edge"}
SIMPLE: Final = 0.00006
"""Degrees (6 m) by which outlines are made simpler for the map of the whole district."""


def around(lon: float, lat: float) -> list[PlaceName]:
    return list(PlaceName.objects.filter(lon__range=(lon - REACH, lon + REACH), lat__range=(lat - REACH, lat + REACH)))


def nearest(lon: float, lat: float) -> str:
    """The road, courtyard or landmark nearest to a point (degrees, CGCS2000) within 160 m; empty for none."""
    ways = [(metres_to(row, lon, lat), row.name) for row in around(lon, lat)]
    way, name = min(ways, default=(NEAR_M, ""))
    return name if way < NEAR_M else ""


def metres_to(row: PlaceName, lon: float, lat: float) -> float:
    if not row.line:
        return metres_between(lon, lat, row.lon, row.lat)
    scale = cos(radians(lat))
    flat = LineString([((x - lon) * scale, y - lat) for x, y in row.line["coordinates"]])
    return float(flat.distance(Point(0, 0))) * 111_195


def place_at(lon: float, lat: float) -> tuple[str, str] | None:
    """A point in words: the name nearest to it, or its community, and what lies around that; None outside the district
    (30 m are forgiven)."""
    near = atlas().nearest_grid(lon, lat, 30.0)
    if near is None:
        return None
    name = nearest(lon, lat)
    community = area_name(near[0][:12])
    return (gettext("%(name)s附近") % {"name": name}, community) if name else (community, area_name(near[0][:9]))


def words_at(lon: float, lat: float) -> str:
    """The words of place that go with a point into a report: always Chinese, since the staff reads them."""
    name = nearest(lon, lat)
    return f"{name}附近" if name else ""


def feature(layer: str, geometry: Any, **said: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"layer": layer, **said}, "geometry": geometry}


def roads(rows: Iterable[PlaceName]) -> list[dict[str, Any]]:
    return [feature("road", row.line, label=row.name) for row in rows if row.line]


def surroundings(lon: float | None, lat: float | None, grid: str | None) -> list[dict[str, Any]]:
    """Roads near a point, the outline of its community and its own grid, as GeoJSON features (CGCS2000)."""
    if lon is None or lat is None:
        return []
    found = roads(around(lon, lat))
    if grid:
        outline = atlas().outline_of(grid[:12])
        found.append(feature("community", mapping(outline), label=area_name(grid[:12])))
        row = Grid.objects.filter(code=grid).order_by("-valid_from").first()
        found += [feature("grid", row.outline, label=area_name(grid))] if row else []
    return found


def load_district() -> dict[str, Any]:
    codes = {code[:12] for code in atlas().codes}
    outlines = [(code, atlas().outline_of(code).simplify(SIMPLE)) for code in sorted(codes)]
    named = [feature("community", mapping(outline), label=area_name(code)) for code, outline in outlines]
    return {"type": "FeatureCollection", "features": [*roads(PlaceName.objects.all()), *named]}


DISTRICT: Final = versioned(load_district, grids_version, every=60.0)


def middle() -> tuple[float, float]:
    """Where the map of a district opens: the middle of its outline."""
    outline = atlas().outline_of(settings.LIANDONG_DISTRICT)
    if outline.is_empty:
        return 104.1, 30.67
    point = outline.representative_point()
    return round(point.x, 5), round(point.y, 5)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One path of the drawing: its class and its outline in the drawing's units."""

    look: str
    path: str


def drawing(lon: float, lat: float, shown: Iterable[dict[str, Any]]) -> list[Stroke]:
    """The ground around a point, north up, the point in the middle."""
    return [
        Stroke(LOOKS[each["properties"]["layer"]], path(line, lon, lat))
        for each in shown
        if each["properties"]["layer"] in LOOKS
        for line in lines(each["geometry"])
    ]


def lines(geometry: dict[str, Any]) -> list[Any]:
    drawn = shape(geometry)
    if drawn.geom_type == "LineString":
        return [drawn.coords]
    parts = getattr(drawn, "geoms", [drawn])
    return [ring.coords for part in parts for ring in (part.exterior, *part.interiors)]


def path(line: Iterable[Sequence[float]], lon: float, lat: float) -> str:
    scale = HEIGHT / SPAN
    points = [
        f"{WIDTH / 2 + (each[0] - lon) * cos(radians(lat)) * scale:.0f} {HEIGHT / 2 - (each[1] - lat) * scale:.0f}"
        for each in line
    ]
    return "M" + "L".join(points)

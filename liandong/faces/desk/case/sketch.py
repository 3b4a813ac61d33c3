"""The little map of a case: the same features as GeoJSON for <ld-map> and as a drawing where there is no WebGL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians
from typing import Any, Final

from django.utils.translation import gettext

from liandong.cases.models import Case, Report
from liandong.faces.shared.areas import area_name
from liandong.places.ground import feature, outlined, roads_near

AROUND: Final = 0.018
"""Degrees around a case in which roads are shown (about 2 km)."""

WIDTH, HEIGHT, SPAN = 320, 220, 0.0062
"""The drawing's size in its own units, and how many degrees of latitude its height shows."""


def features(case: Case, reports: Iterable[Report]) -> list[dict[str, Any]]:
    """The community's outline, roads nearby, the case's own grid, and where its reports say they are (CGCS2000)."""
    found: list[dict[str, Any]] = []
    if case.lon is not None and case.lat is not None:
        found += roads_near(case.lon, case.lat, AROUND)
    for layer, code in (("community", (case.grid or "")[:12]), ("grid", case.grid or "")):
        if code and (outline := outlined(code)):
            found.append(feature(layer, outline, label=area_name(code)))
    found += [
        feature("report", {"type": "Point", "coordinates": [each.lon, each.lat]})
        for each in reports
        if each.lon is not None and (each.lon, each.lat) != (case.lon, case.lat)
    ]
    return found


@dataclass(frozen=True, slots=True)
class Stroke:
    """One path of the drawing: its class and its outline in the drawing's units."""

    look: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A small SVG map with north up; `label` says in words what it shows."""

    strokes: list[Stroke]
    label: str


LOOKS: Final = {"road": "m-road", "grid": "m-grid", "community": "m-edge"}


def drawing(case: Case, shown: Iterable[dict[str, Any]]) -> Drawing | None:
    """The drawing around the case's point; None while nobody knows where it is."""
    if case.lon is None or case.lat is None:
        return None
    strokes = [
        Stroke(LOOKS[each["properties"]["layer"]], path(line, case.lon, case.lat))
        for each in shown
        if each["properties"]["layer"] in LOOKS
        for line in lines(each["geometry"])
        if meets(line, case.lon, case.lat)
    ]
    return Drawing(strokes, gettext("位置图：%(place)s") % {"place": case.place or case.number})


def meets(line: Iterable[Any], lon: float, lat: float) -> bool:
    """True when the rectangle around a line meets what the drawing shows."""
    tall = SPAN / 2
    wide = tall * WIDTH / HEIGHT / cos(radians(lat))
    xs, ys = zip(*(each[:2] for each in line), strict=True)
    return bool(min(xs) <= lon + wide and max(xs) >= lon - wide and min(ys) <= lat + tall and max(ys) >= lat - tall)


def lines(geometry: dict[str, Any]) -> list[Any]:
    match geometry["type"]:
        case "LineString":
            return [geometry["coordinates"]]
        case "Polygon":
            return list(geometry["coordinates"])
        case "MultiPolygon":
            return [ring for polygon in geometry["coordinates"] for ring in polygon]
        case _:
            return []


def path(line: Iterable[Any], lon: float, lat: float) -> str:
    """An SVG path of positions, the case's own point in the middle."""
    scale = HEIGHT / SPAN
    points = [
        f"{WIDTH / 2 + (each[0] - lon) * cos(radians(lat)) * scale:.1f} {HEIGHT / 2 - (each[1] - lat) * scale:.1f}"
        for each in line
    ]
    return "M" + "L".join(points)

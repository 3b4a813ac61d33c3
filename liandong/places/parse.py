"""Outlines and points as they come: put right where that is clear, refused with a sentence where not.

What comes out is always CGCS2000 degrees, with a remark for everything that was put right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from liandong.kernel.coordinates import System, converted, metres_between
from liandong.kernel.refusals import Refused
from liandong.places.geojson import areas, document_of, rings_of, system_of
from liandong.places.plane import plane_around

CLOSING_M: Final = 5.0
"""A ring whose ends lie no farther apart was meant to be closed; a wider gap may be a cut-off file."""

OUTSIDE_M: Final = 5.0
"""How far an outline may leave the district by drawing and rounding; points may not leave it at all."""

COARSE_DIGITS: Final = 1
"""So few decimals (0.1° is 10 km) say nothing about a place in a district."""

SWAPPED: Final = "坐标写成了“纬度, 经度”，已对调。"


@dataclass(frozen=True, slots=True)
class Outline:
    """One area of a file, CGCS2000, with the properties the file gave it."""

    shape: Polygon | MultiPolygon
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outlines:
    """What a file held, and a sentence for everything that was put right."""

    outlines: list[Outline]
    remarks: list[str]

    @property
    def whole(self) -> BaseGeometry:
        """All outlines as one."""
        return shapely.union_all([outline.shape for outline in self.outlines])


@dataclass(frozen=True, slots=True)
class Spot:
    """One position, CGCS2000, and a sentence for everything that was put right."""

    lon: float
    lat: float
    remarks: list[str] = field(default_factory=list)


def outlines(source: bytes | str, system: System | None = None, district: BaseGeometry | None = None) -> Outlines:
    """Areas of a GeoJSON text: a FeatureCollection, a list of features, one Feature, or one geometry.

    `system` is what the sender says the coordinates are; a file that names its own (its `crs`) must agree.

    Raises:
        Refused: not JSON, no area in it, the system unknown, coordinates that cannot be in China or are
            rounded away, a ring left open, a crossing outline, or one outside `district` (CGCS2000).
    """
    document = document_of(source)
    system = system_of(document, system)
    remarks: list[str] = []
    if isinstance(document, list):
        remarks.append("文件是要素列表而不是 FeatureCollection，已按要素读入。")
    rings = [(rings_of(geometry), properties) for geometry, properties in areas(document)]
    if not rings:
        raise Refused("文件里没有任何面（Polygon 或 MultiPolygon）。", code="no-area")
    _put_right([ring for polygons, _ in rings for polygon in polygons for ring in polygon], remarks)
    if system is not System.CGCS2000:
        remarks.append(f"坐标已由 {system.value} 转换为 cgcs2000。")
    found = [Outline(_shape(polygons, system), properties) for polygons, properties in rings]
    for outline in found:
        _refuse_outside(outline.shape, district)
    return Outlines(found, remarks)


def spot(lon: object, lat: object, system: System = System.CGCS2000, district: BaseGeometry | None = None) -> Spot:
    """One position as a person or a program gave it, numbers or their text, in degrees of `system`.

    Raises:
        Refused: not numbers, not in China either way round, rounded to 10 km or more, or outside `district`.
    """
    try:
        x, y = float(str(lon)), float(str(lat))
    except ValueError:
        raise Refused("坐标应为两个数：{lon}, {lat}", code="bad-place", field="lon", lon=lon, lat=lat) from None
    remarks: list[str] = []
    ring = [[x, y]]
    _put_right([ring], remarks)
    place = Point(converted(ring[0][0], ring[0][1], system))
    if district is not None and not district.covers(place):
        near = shapely.get_point(shapely.shortest_line(place, district), -1)
        away = metres_between(place.x, place.y, near.x, near.y)
        raise Refused(
            "位置 {x:.6f}, {y:.6f} 在本区之外，距区界约 {away:,.0f} 米。请核对坐标和坐标系。",
            code="outside",
            field="lon",
            x=place.x,
            y=place.y,
            away=away,
        )
    return Spot(place.x, place.y, remarks)


def _plausible(x: float, y: float) -> bool:
    """Whether (x, y) read as (lon, lat) can be in China; read the other way round it then cannot."""
    return 73.0 <= x <= 136.0 and 3.0 <= y <= 54.0


def _put_right(rings: list[list[list[float]]], remarks: list[str]) -> None:
    """Swaps the coordinates in place where all of them are clearly swapped; refuses what says nothing."""
    pairs = [pair for ring in rings for pair in ring]
    if not all(isfinite(x) and isfinite(y) for x, y in pairs):
        raise Refused("坐标应为两个有限的数。", code="bad-place", field="lon")
    if pairs and all(x == round(x, COARSE_DIGITS) and y == round(y, COARSE_DIGITS) for x, y in pairs):
        raise Refused("坐标被取整了（0.1 度约 10 公里），定不到网格；请给出至少四位小数。", code="rounded", field="lon")
    if all(_plausible(x, y) for x, y in pairs):
        return
    if all(_plausible(y, x) for x, y in pairs):
        for pair in pairs:
            pair.reverse()
        remarks.append(SWAPPED)
        return
    x, y = next((x, y) for x, y in pairs if not _plausible(x, y))
    raise Refused("坐标 {x}, {y} 不在中国境内，对调经纬度也不能都落在境内。", code="bad-place", field="lon", x=x, y=y)


def _shape(polygons: list[list[list[list[float]]]], system: System) -> Polygon | MultiPolygon:
    parts = []
    for rings in polygons:
        closed = [_closed([converted(x, y, system) for x, y in ring]) for ring in rings]
        if closed:
            parts.append(Polygon(closed[0], closed[1:]))
    shape = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    if shape.is_empty:
        raise Refused("文件里有一个没有坐标的面。", code="no-area")
    if not shape.is_valid:
        raise Refused(
            "有一个面的轮廓自相交或无效：{explain_validity}",
            code="bad-outline",
            explain_validity=explain_validity(shape),
        )
    return shape


def _closed(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(ring) < 3:
        raise Refused("有一圈轮廓不足三个点。", code="bad-outline")
    if ring[0] == ring[-1]:
        if len(ring) < 4:
            raise Refused("有一圈轮廓不足三个点。", code="bad-outline")
        return ring
    gap = metres_between(*ring[0], *ring[-1])
    if gap > CLOSING_M:
        raise Refused("有一圈轮廓没有闭合，首尾相距 {gap:,.1f} 米；文件可能不完整。", code="open-ring", gap=gap)
    return [*ring[:-1], ring[0]] if len(ring) > 3 else [*ring, ring[0]]


def _refuse_outside(shape: BaseGeometry, district: BaseGeometry | None) -> None:
    if district is None:
        return
    plane = plane_around(district)
    outside = plane.metres(shape).difference(plane.metres(district).buffer(OUTSIDE_M))
    if not outside.is_empty:
        at = plane.degrees(outside.representative_point(), 6)
        raise Refused(
            "有一个面越出本区 {area:,.0f} 平方米（{x}, {y}）。",
            code="outside",
            area=outside.area,
            x=at.x,
            y=at.y,
        )

"""Walking through GeoJSON as it is really sent: collections, bare lists, features, geometries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from liandong.kernel.coordinates import System
from liandong.kernel.refusals import Refused

Properties = dict[str, Any]

INSIDE: Final = {"FeatureCollection": "features", "Feature": "geometry", "GeometryCollection": "geometries"}
AREAS: Final = ("Polygon", "MultiPolygon")
NOT_AREAS: Final = ("Point", "MultiPoint", "LineString", "MultiLineString")
DEEPEST: Final = 10

DECLARED: Final = {
    "crs84": System.CGCS2000, "4326": System.CGCS2000, "4490": System.CGCS2000, "wgs84": System.CGCS2000,
    "wgs-84": System.CGCS2000, "cgcs2000": System.CGCS2000, "gcj02": System.GCJ02, "gcj-02": System.GCJ02,
    "bd09": System.BD09, "bd-09": System.BD09, "bd09ll": System.BD09,
}  # fmt: skip


def document_of(source: bytes | str) -> Any:
    """The JSON value of a text in UTF-8, with or without a byte-order mark.

    Raises:
        Refused: it is not JSON, or nested past reason.
    """
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("文件不是 UTF-8 的 GeoJSON。", code="not-geojson") from None


def system_of(document: Any, said: System | None) -> System:
    """The coordinate system that the file or its sender declares.

    Raises:
        Refused: neither says, they differ, or the word is not known.
    """
    crs = document.get("crs") if isinstance(document, dict) else None
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = named.get("name") if isinstance(named, dict) else crs
    own = DECLARED.get(str(name).lower().rsplit(":", 1)[-1]) if name else None
    if name and own is None:
        raise Refused(
            "不认识文件声明的坐标系“{name}”；请改用 cgcs2000、gcj02 或 bd09。",
            code="bad-system",
            field="system",
            name=name,
        )
    if own and said and own is not said:
        raise Refused(
            "文件声明的坐标系是 {value}，与所选的 {value} 不符。",
            code="bad-system",
            field="system",
            value=said.value,
        )
    system = own or said
    if system is None:
        raise Refused(
            "文件没有说明坐标系；请注明 cgcs2000、gcj02 或 bd09，错一种就差几百米。",
            code="no-system",
            field="system",
        )
    return system


def areas(item: Any, properties: Properties | None = None, depth: int = 0) -> Iterator[tuple[Properties, Properties]]:
    """Every Polygon and MultiPolygon object below an item, with the properties of the feature around it.

    Raises:
        Refused: something in it is no GeoJSON, or it is nested past reason.
    """
    if isinstance(item, list) and depth < DEEPEST:
        for part in item:
            yield from areas(part, properties, depth + 1)
        return
    kind = str(item.get("type")) if isinstance(item, dict) and depth < DEEPEST else ""
    if kind in INSIDE:
        own = item.get("properties") if kind == "Feature" else None
        yield from areas(item.get(INSIDE[kind]) or [], own if isinstance(own, dict) else properties, depth + 1)
    elif kind in AREAS:
        yield item, properties or {}
    elif kind not in NOT_AREAS:
        raise Refused("文件里有不是 GeoJSON 的内容：{item}", code="not-geojson", item=str(item)[:40])


def rings_of(geometry: Properties) -> list[list[list[list[float]]]]:
    """An area as polygons of rings of [x, y]; heights are dropped.

    Raises:
        Refused: something in it is not a pair of numbers.
    """
    nested: Any = geometry.get("coordinates") or []
    polygons = [nested] if geometry["type"] == "Polygon" else nested
    try:
        return [[[_pair(position) for position in ring] for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError, IndexError):
        raise Refused("文件里有坐标不是成对的数。", code="not-geojson") from None


def _pair(position: Any) -> list[float]:
    pair = position[:2]
    if len(pair) != 2 or any(isinstance(part, bool) or not isinstance(part, int | float) for part in pair):
        raise TypeError
    return [float(part) for part in pair]

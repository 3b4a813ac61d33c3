"""Open data: kinds, divisions, grids, places. Public, and nothing in it is about anybody."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from liandong.cases.reference import kinds
from liandong.faces.api.clients import address, limit
from liandong.faces.api.document import problems
from liandong.faces.api.problems import problem
from liandong.faces.api.schemas import (
    AnswerOut,
    DivisionOut,
    GridsOut,
    KindOut,
    Latitude,
    LocationOut,
    Longitude,
    PlaceOut,
    Words,
)
from liandong.forces.queries import unit_name
from liandong.kernel.clock import local_day, now
from liandong.kernel.coordinates import System
from liandong.knowledge.queries import found
from liandong.places.models import Grid
from liandong.places.named import gazetteer, names
from liandong.places.parse import spot
from liandong.places.queries import atlas, divisions

ASKED_A_MINUTE: Final = 300
MOST_GRIDS: Final = 5000
REACH: Final = 0.02
"""Degrees (2 km) that a grid may stretch from its middle."""

router = Router(tags=["ground"])


@router.get("/kinds", response={200: list[KindOut], **problems(429)})
def public_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """The kinds of matter that residents choose from, under the names they use."""
    counted(request)
    return [
        {"code": kind.code, "name": kind.public_name, "name_en": kind.name_en, "category": kind.category, "parent": kind.parent}
        for kind in kinds().values()
        if kind.active and kind.public_name
    ]  # fmt: skip


class DivisionsAsked(Schema):
    """Divisions that hold on a day (today if not told), of one level, inside an area."""

    on: date | None = None
    level: Words | None = Field(None, max_length=12, examples=["subdistrict"])
    inside: Words = Field("", max_length=15)


@router.get("/divisions", response={200: list[DivisionOut], **problems(422, 429)})
def division_list(request: HttpRequest, asked: Query[DivisionsAsked]) -> list[dict[str, Any]]:
    """Subdistricts and communities by code."""
    counted(request)
    rows = divisions(asked.on or local_day(now()), level=asked.level, inside=asked.inside)
    return [
        {"code": row.code, "name": row.name, "level": row.level, "parent": row.parent or "",
         "valid_from": str(row.valid_from), "valid_until": str(row.valid_until) if row.valid_until else None}
        for row in rows
    ]  # fmt: skip


@router.get("/grids", response={200: GridsOut, **problems(422, 429)})
def grids(request: HttpRequest, bbox: Query[Words]) -> dict[str, Any]:
    """The grids that meet a rectangle `west,south,east,north` in degrees, as GeoJSON."""
    counted(request)
    west, south, east, north = rectangle(bbox)
    near = Grid.objects.filter(
        valid_until=None, lon__range=(west - REACH, east + REACH), lat__range=(south - REACH, north + REACH)
    )
    rows = near.order_by("code").values_list("code", "outline", "synthetic")[: MOST_GRIDS + 1]
    found = [feature(*row) for row in rows if meets(row[1], west, south, east, north)]
    if len(rows) > MOST_GRIDS:
        raise problem(422, gettext_noop("范围太大，请放大地图。"), "too-many", "bbox")
    return {"type": "FeatureCollection", "features": found}


def rectangle(bbox: str) -> tuple[float, float, float, float]:
    """Four numbers in order, in degrees."""
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError:
        west, south, east, north = 1.0, 1.0, 0.0, 0.0
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise problem(422, gettext_noop("bbox 要写成“西,南,东,北”四个数，单位是度。"), "bad-format", "bbox")
    return west, south, east, north


def meets(outline: dict[str, Any], west: float, south: float, east: float, north: float) -> bool:
    """True when the rectangle around an outline meets another."""
    xs, ys = zip(*outline["coordinates"][0], strict=True)
    return bool(min(xs) <= east and max(xs) >= west and min(ys) <= north and max(ys) >= south)


def feature(code: str, outline: dict[str, Any], synthetic: bool) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": code,
        "geometry": outline,
        "properties": {"code": code, "synthetic": synthetic},
    }


class PointAsked(Schema):
    """A point in degrees; `coordinates` says in which system."""

    lon: Longitude
    lat: Latitude
    coordinates: System = System.CGCS2000


@router.get("/locate", response={200: LocationOut, **problems(404, 422, 429)})
def locate(request: HttpRequest, asked: Query[PointAsked]) -> dict[str, Any]:
    """The grid of a point, with the community and the subdistrict around it."""
    counted(request)
    place = spot(asked.lon, asked.lat, asked.coordinates)
    code = atlas().grid_at(place.lon, place.lat)
    if code is None:
        raise problem(404, gettext_noop("这个位置不在本区的任何一格里。"), "outside", "lon")
    known = names()
    community, subdistrict = ({"code": code[:digits], "name": known.get(code[:digits], "")} for digits in (12, 9))
    return {"grid": code, "community": community, "subdistrict": subdistrict, "lon": place.lon, "lat": place.lat,
            "remarks": place.remarks}  # fmt: skip


@router.get("/places", response={200: list[PlaceOut], **problems(422, 429)})
def places(request: HttpRequest, q: Query[Words]) -> list[dict[str, Any]]:
    """The places that words may mean, best first, each with the reason."""
    counted(request)
    if not 1 <= len(q.strip()) <= 200:
        raise problem(422, gettext_noop("{name} 要有 1 到 200 个字。"), "too-long", "q")
    return [
        {"name": one.name, "kind": one.kind, "lon": one.lon, "lat": one.lat, "community": one.community,
         "confidence": round(one.confidence, 3), "precision_m": round(one.precision_m, 1), "reason": one.reason}
        for one in gazetteer().find(q, 5)
    ]  # fmt: skip


def counted(request: HttpRequest) -> None:
    limit(f"ground:{address(request.META)}", ASKED_A_MINUTE)


@router.get("/answers", response={200: list[AnswerOut], **problems(422, 429)})
def answers(request: HttpRequest, q: Query[Words]) -> list[dict[str, Any]]:
    """The public answers of the knowledge base to some words, the best first."""
    counted(request)
    rows = found(q[:60], local_day(now()), public=True)
    return [
        {"id": row.pk, "title": row.title, "text": row.body, "unit": {"code": row.unit, "name": unit_name(row.unit)},
         "changed_at": row.changed_at} for row in rows
    ]  # fmt: skip

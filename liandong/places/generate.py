"""A made-up map for a district that has none: communities, grids and courtyards inside its boundary.

Everything made here is marked synthetic. The same seed gives the same map.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
import shapely
from shapely import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from liandong.kernel.refusals import Refused
from liandong.places.blocks import blocks, joined, neighbours
from liandong.places.numbering import grid_codes
from liandong.places.partition import Part, divided
from liandong.places.plane import Plane, plane_around

DIGITS: Final = 8
"""Decimals of generated degrees: a millimetre, far below the 5 cm to which vertices are snapped."""

SETBACK_M: Final = 25.0

Naming = Callable[[str, int], str]
"""From a community's code and a running number from 1 inside it, the name of a courtyard."""


@dataclass(frozen=True, slots=True)
class MadeGrid:
    """A synthetic grid: 15-digit code, 12-digit community, outline in degrees CGCS2000."""

    code: str
    community: str
    outline: Polygon


@dataclass(frozen=True, slots=True)
class MadeCourtyard:
    """A synthetic courtyard: a name and a position (degrees, CGCS2000) well inside a grid."""

    name: str
    community: str
    grid: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class MadeDistrict:
    """A synthetic map: the communities' outlines by code, and what lies in them."""

    communities: dict[str, Polygon]
    grids: list[MadeGrid]
    courtyards: list[MadeCourtyard]


def made_district(
    boundary: BaseGeometry,
    communities: Sequence[str],
    *,
    seed: int,
    grids: int = 2500,
    courtyards: int = 1100,
    layout: Mapping[str, tuple[float, float]] | None = None,
    core: tuple[float, float] | None = None,
    naming: Naming = lambda _, number: f"{number}号院",
) -> MadeDistrict:
    """Fills a boundary (degrees, CGCS2000) with about `grids` grids for the 12-digit communities.

    `layout` says roughly where subdistricts (9 digits) or communities lie, `core` where grids are smallest;
    both (lon, lat). The communities of one subdistrict lie together, every community is in one piece, and
    grids tile their community exactly.

    Raises:
        Refused: no communities, or more communities than grids fit into the boundary.
    """
    if not isinstance(boundary, Polygon | MultiPolygon) or not communities or grids < 2 * len(communities):
        raise Refused("生成网格需要一个面状的区界，以及不超过网格数一半的社区。", code="cannot-generate")
    dice = Random(seed)
    plane = plane_around(boundary)
    flat = plane.metres(boundary)
    middle = plane.metres(Point(core)) if core else flat.centroid
    cells = blocks(flat, (middle.x, middle.y), grids, dice)
    if len(cells) < len(communities):
        raise Refused("区界太小，放不下这么多社区。", code="cannot-generate")
    homes = _homes(cells, communities, plane, layout or {}, dice)
    outlines = {code: plane.degrees(joined([cells[at] for at in ats]), DIGITS) for code, ats in homes.items()}
    made = _grids(cells, homes, plane)
    return MadeDistrict(outlines, made, _courtyards(made, courtyards, naming, plane, dice))


def _homes(
    cells: list[Polygon],
    communities: Sequence[str],
    plane: Plane,
    layout: Mapping[str, tuple[float, float]],
    dice: Random,
) -> dict[str, list[int]]:
    """The cells of each community: the district is divided among subdistricts, then each of these."""
    centres = np.array([(cell.centroid.x, cell.centroid.y) for cell in cells])
    net = neighbours(cells)
    members: dict[str, list[Part]] = defaultdict(list)
    for code in sorted(communities):
        members[code[:9]].append(Part(code, dice.uniform(0.75, 1.3), _wish(code, layout, plane)))
    streets = [
        Part(code, sum(part.share for part in parts), _wish(code, layout, plane)) for code, parts in members.items()
    ]
    homes: dict[str, list[int]] = {}
    for street, own in divided(range(len(cells)), centres, net, streets).items():
        homes |= divided(own, centres, net, members[street])
    return homes


def _wish(code: str, layout: Mapping[str, tuple[float, float]], plane: Plane) -> tuple[float, float] | None:
    if code not in layout:
        return None
    at = plane.metres(Point(layout[code]))
    return at.x, at.y


def _grids(cells: list[Polygon], homes: Mapping[str, list[int]], plane: Plane) -> list[MadeGrid]:
    owners = [(community, at) for community, ats in sorted(homes.items()) for at in ats]
    outlines = [plane.degrees(cells[at], DIGITS).normalize() for _, at in owners]
    codes = grid_codes([community for community, _ in owners], outlines)
    made = [MadeGrid(code, code[:12], outline) for code, outline in zip(codes, outlines, strict=True)]
    return sorted(made, key=lambda grid: grid.code)


def _courtyards(grids: list[MadeGrid], count: int, naming: Naming, plane: Plane, dice: Random) -> list[MadeCourtyard]:
    """Courtyards spread over the grids by chance, set back from the border where there is room."""
    numbers: dict[str, int] = defaultdict(int)
    found = []
    drawn = [grids[dice.randrange(len(grids))] for _ in range(count)]
    for grid in sorted(drawn, key=lambda grid: grid.code):
        numbers[grid.community] += 1
        at = plane.degrees(_somewhere(plane.metres(grid.outline), dice), 6)
        name = naming(grid.community, numbers[grid.community])
        found.append(MadeCourtyard(name, grid.community, grid.code, at.x, at.y))
    return found


def _somewhere(shape: Polygon, dice: Random) -> Point:
    """A point in a shape (metres), `SETBACK_M` from its border where the shape is wide enough."""
    room = shape.buffer(-SETBACK_M)
    room = shape if room.is_empty else room
    west, south, east, north = room.bounds
    throws = MultiPoint([(dice.uniform(west, east), dice.uniform(south, north)) for _ in range(24)])
    hits = shapely.get_parts(throws)[room.contains(shapely.get_parts(throws))]
    return hits[0] if len(hits) else room.representative_point()

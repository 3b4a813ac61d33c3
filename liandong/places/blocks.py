"""Cutting a boundary into street blocks that tile it exactly: neighbours share every vertex of their border.

A slanted lattice of streets, its crossings displaced at random and its meshes wider away from the core, is
noded together with the boundary and polygonised; slivers at the edge join the neighbour with the longest
common border.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from math import cos, hypot, pi, sin, sqrt
from random import Random
from typing import Final, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from liandong.places.partition import pieces

SNAP_M: Final = 0.05
WOBBLE: Final = 0.17
WIDENING: Final = 0.9
"""How much wider a mesh is one district's reach away from the core than at the core itself."""

SLIVER: Final = 0.35
"""A face smaller than this share of the usual one is joined to a neighbour."""

BEND: Final = 0.036

Net = dict[int, set[int]]
Boundary: TypeAlias = Polygon | MultiPolygon


def blocks(boundary: Boundary, core: tuple[float, float], count: int, dice: Random) -> list[Polygon]:
    """About `count` blocks (within some 3%) that tile a boundary given in metres, densest around `core`."""
    seed = dice.random()
    mesh = sqrt(boundary.area / count) * 0.8
    for _ in range(4):
        found = _blocks(boundary, core, mesh, Random(seed))
        if abs(len(found) - count) <= count * 0.03:
            break
        mesh *= sqrt(len(found) / count)
    return found


def neighbours(shapes: list[Polygon]) -> Net:
    """Which shapes share a stretch of border; islands are tied to the nearest shape of the mainland."""
    net: Net = {at: set() for at in range(len(shapes))}
    for (one, other), _ in _shared(shapes).items():
        net[one].add(other)
        net[other].add(one)
    main, *islands = pieces(range(len(shapes)), net)
    for island in islands:
        tree = shapely.STRtree([shapes[at] for at in main])
        shore = main[int(tree.nearest(shapes[island[0]]))]
        net[island[0]].add(shore)
        net[shore].add(island[0])
    return net


def _blocks(boundary: Boundary, core: tuple[float, float], mesh: float, dice: Random) -> list[Polygon]:
    streets = shapely.multilinestrings(_streets(boundary, core, mesh, dice))
    noded = shapely.set_precision(shapely.union_all([streets, boundary.boundary]), SNAP_M)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    shapely.prepare(boundary)
    inside = boundary.contains(shapely.point_on_surface(faces))
    return _without_slivers([face for face, keep in zip(faces, inside, strict=True) if keep])


def _streets(boundary: Boundary, core: tuple[float, float], mesh: float, dice: Random) -> list[NDArray[np.float64]]:
    """The lattice's lines: coordinates in metres, each long enough to cross the boundary's box."""
    west, south, east, north = boundary.bounds
    reach = max(hypot(x - core[0], y - core[1]) for x in (west, east) for y in (south, north))
    steps = int(reach / mesh) + 2
    turn = dice.uniform(0.35, 0.6)
    number = np.arange(-steps, steps + 1, dtype=float)
    wobble = np.array([[dice.gauss(0, 1), dice.gauss(0, 1)] for _ in range(len(number) ** 2)])
    across, along = np.meshgrid(number * mesh, number * mesh, indexing="ij")
    away = np.hypot(across, along) / reach
    stretch = 1 + WIDENING * away / 2
    shake = np.clip(wobble, -1.6, 1.6).reshape(len(number), len(number), 2) * (WOBBLE * mesh)
    bend = BEND * reach * np.sin(away * pi)
    x = across * stretch + shake[..., 0] + bend
    y = along * stretch + shake[..., 1] - bend
    crossings = np.stack([core[0] + x * cos(turn) - y * sin(turn), core[1] + x * sin(turn) + y * cos(turn)], axis=-1)
    return [*crossings, *crossings.transpose(1, 0, 2)]


def _without_slivers(shapes: list[Polygon]) -> list[Polygon]:
    """Joins every shape much smaller than usual to the neighbour with the longest common border."""
    usual = float(np.median([shape.area for shape in shapes]))
    home = list(range(len(shapes)))
    longest: dict[int, tuple[float, int]] = defaultdict(lambda: (0.0, -1))
    for (one, other), length in _shared(shapes).items():
        for small, large in ((one, other), (other, one)):
            if shapes[large].area > shapes[small].area and length > longest[small][0]:
                longest[small] = (length, large)
    for at in sorted(range(len(shapes)), key=lambda at: -shapes[at].area):
        if shapes[at].area < usual * SLIVER and longest[at][1] >= 0:
            home[at] = home[longest[at][1]]
    members: dict[int, list[Polygon]] = defaultdict(list)
    for at, shape in enumerate(shapes):
        members[home[at]].append(shape)
    return [joined(group) for group in members.values()]


def joined(shapes: list[Polygon]) -> Polygon:
    """The union of shapes that tile exactly, none of their outer vertices dropped."""
    whole = shapely.coverage_union_all(shapes) if len(shapes) > 1 else shapes[0]
    parts = shapely.get_parts(whole)
    return parts[0] if len(parts) == 1 else whole


def _shared(shapes: list[Polygon]) -> dict[tuple[int, int], float]:
    """The length of the common border of each two shapes that have one: they share its very segments."""
    owners: dict[tuple[tuple[float, float], tuple[float, float]], int] = {}
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for at, shape in enumerate(shapes):
        for ring in (shape.exterior, *shape.interiors):
            points = [(x, y) for x, y in ring.coords]
            for a, b in pairwise(points):
                first = owners.setdefault((min(a, b), max(a, b)), at)
                if first != at:
                    shared[first, at] += hypot(b[0] - a[0], b[1] - a[1])
    return shared

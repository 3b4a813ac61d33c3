"""A picture of the grids in squares, so that most points of a large batch need no search in the tree.

Each square that lies wholly inside one grid, or wholly outside all, knows it; a point in any other square is
searched in the tree. The answer is therefore exactly the tree's.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, hypot, sqrt
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from liandong.places.plane import Plane

SQUARES_ACROSS_GRID: Final = 12
MOST_SQUARES: Final = 4_000_000
UNSURE: Final = -2
MARGIN_M: Final = 2.0
"""More than grids may overlap and still be sound, and than the plane errs by."""


class Raster:
    """Squares over the box around some grids; `tree` must be over the same outlines in the same order."""

    def __init__(self, tree: shapely.STRtree, outlines: Sequence[Polygon], plane: Plane) -> None:
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(list(outlines)))
        width, height = (east - west) * plane.metres_per_lon, (north - south) * plane.metres_per_lat
        usual = sqrt(float(np.median(shapely.area(outlines))) * plane.metres_per_lon * plane.metres_per_lat)
        side = max(usual / SQUARES_ACROSS_GRID, sqrt(width * height / MOST_SQUARES), 1.0)
        self._west, self._south = west, south
        self._per_lon, self._per_lat = plane.metres_per_lon / side, plane.metres_per_lat / side
        self._columns, self._rows = ceil(width / side) + 1, ceil(height / side) + 1
        self._squares = self._painted(tree, outlines, plane, side)

    def numbers_at(self, x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """For points in degrees: the number of the grid (-1 outside), and where that is sure."""
        across, up = (x - self._west) * self._per_lon, (y - self._south) * self._per_lat
        inside = (across >= 0) & (across < self._columns) & (up >= 0) & (up < self._rows)
        at = np.where(inside, up, 0).astype(np.int64) * self._columns + np.where(inside, across, 0).astype(np.int64)
        numbers = self._squares[at]
        numbers[~inside] = -1
        return numbers, numbers != UNSURE

    def _painted(
        self, tree: shapely.STRtree, outlines: Sequence[Polygon], plane: Plane, side: float
    ) -> NDArray[np.int32]:
        """The grid of each square's centre, unless a border comes nearer than the square's corners."""
        up, across = np.divmod(np.arange(self._rows * self._columns), self._columns)
        centres = shapely.points(self._west + (across + 0.5) / self._per_lon, self._south + (up + 0.5) / self._per_lat)
        squares = np.full(len(centres), -1, dtype=np.int32)
        points, grids = tree.query(centres, predicate="intersects")
        squares[points] = grids
        flat = plane.metres(centres)
        areas = np.array([plane.metres(outline) for outline in outlines], dtype=object)
        reach = hypot(side, side) / 2 + MARGIN_M
        near = shapely.distance(flat[points], shapely.boundary(areas)[grids]) <= reach
        squares[points[near]] = UNSURE
        outside = np.flatnonzero(squares == -1)
        close, _ = shapely.STRtree(areas).query(flat[outside], predicate="dwithin", distance=reach)
        squares[outside[close]] = UNSURE
        return squares

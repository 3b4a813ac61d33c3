"""The grids of a district in memory, and which of them a point lies in.

An `Atlas` never changes; a new edition of the grids is a new Atlas. All positions are CGCS2000 degrees, all
distances metres. It may be used by many threads at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon, Point, Polygon

from liandong.places.plane import Plane, plane_around, plane_at
from liandong.places.raster import Raster

RASTER_AFTER: Final = 50_000
"""After so many points in bulk the raster is made (0.8 s for a district): four times as fast from then on."""

BATCH: Final = 32_768
"""Points worked on at a time: their arrays stay in the processor's cache, which is half as fast again."""


class Atlas:
    """Grids by 15-digit code with a tree over their outlines; a point on a border is in the lowest code."""

    def __init__(self, codes: Sequence[str], outlines: Sequence[Polygon]) -> None:
        order = sorted(range(len(codes)), key=lambda at: codes[at])
        self.codes: tuple[str, ...] = tuple(codes[at] for at in order)
        self.outlines: tuple[Polygon, ...] = tuple(outlines[at] for at in order)
        self._numbers = {code: at for at, code in enumerate(self.codes)}
        self._answers = np.array([*self.codes, None], dtype=object)
        self._tree = shapely.STRtree(self.outlines)
        self._plane: Plane = plane_around(*self.outlines) if self.outlines else plane_at(104.0, 30.0)
        self._raster: Raster | None = None
        self._asked = 0
        self._lock = Lock()
        self.outline_of = lru_cache(maxsize=1024)(self._outline_of)

    def grid_at(self, lon: float, lat: float) -> str | None:
        """The code of the grid in which a point lies, None outside all grids."""
        found = self._tree.query(Point(lon, lat), predicate="intersects")
        return self.codes[int(found.min())] if len(found) else None

    def grids_at(self, lons: ArrayLike, lats: ArrayLike) -> list[str | None]:
        """The codes of many points' grids at once, in their order; the same answers as `grid_at`."""
        x, y = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
        answers: list[str | None] = []
        for start in range(0, len(x), BATCH):
            part = slice(start, start + BATCH)
            answers += self._answers[self._numbers_at(x[part], y[part])].tolist()
        return answers

    def nearest_grid(self, lon: float, lat: float, within_m: float) -> tuple[str, float] | None:
        """The grid nearest to a point and the metres to it (0 inside), None if none is within reach."""
        inside = self.grid_at(lon, lat)
        if inside is not None:
            return inside, 0.0
        east, north = within_m / self._plane.metres_per_lon, within_m / self._plane.metres_per_lat
        around = shapely.box(lon - east, lat - north, lon + east, lat + north)
        place = self._plane.metres(Point(lon, lat))
        ways = [
            (float(self._plane.metres(self.outlines[at]).distance(place)), self.codes[at])
            for at in self._tree.query(around).tolist()
        ]
        way, code = min(ways, default=(np.inf, ""))
        return (code, way) if way <= within_m else None

    def grids_within(self, west: float, south: float, east: float, north: float) -> list[str]:
        """The codes of the grids that a rectangle (degrees) touches, in order."""
        return sorted(self.codes[at] for at in self._tree.query(shapely.box(west, south, east, north)).tolist())

    def metres_to_border(self, lon: float, lat: float) -> float | None:
        """How far a point is from the border of its own grid; None outside all grids."""
        code = self.grid_at(lon, lat)
        if code is None:
            return None
        border = self._plane.metres(self.outlines[self._numbers[code]]).boundary
        return float(border.distance(self._plane.metres(Point(lon, lat))))

    def outline(self, grid: str) -> Polygon | None:
        """The outline of one grid."""
        at = self._numbers.get(grid)
        return None if at is None else self.outlines[at]

    def _outline_of(self, area: str) -> Polygon | MultiPolygon:
        """The union of all grids inside an area (district, subdistrict, community or grid); may be empty."""
        inside = [self.outlines[at] for at, code in enumerate(self.codes) if code.startswith(area)]
        whole = shapely.union_all(inside)
        shapely.prepare(whole)
        return whole

    def _numbers_at(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        """Positions in `_answers`; -1, the last one, means outside."""
        raster = self._raster_for(len(x))
        if raster is None:
            return self._searched(x, y)
        numbers, sure = raster.numbers_at(x, y)
        if not sure.all():
            numbers[~sure] = self._searched(x[~sure], y[~sure])
        return numbers

    def _searched(self, x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        numbers = np.full(len(x), -1, dtype=np.int32)
        points, grids = self._tree.query(shapely.points(x, y), predicate="intersects")
        numbers[points] = grids
        twice = np.flatnonzero(points[1:] == points[:-1])
        if len(twice):
            places, lowest = points[twice], np.minimum(grids[twice], grids[twice + 1])
            np.minimum.at(numbers, places, lowest)
        return numbers

    def _raster_for(self, count: int) -> Raster | None:
        if self._raster is None and self.outlines:
            with self._lock:
                self._asked += count
                if self._raster is None and self._asked >= RASTER_AFTER:
                    self._raster = Raster(self._tree, self.outlines, self._plane)
        return self._raster

"""A flat plane of metres around a district, because degrees are no measure of length or area.

A district spans some 20 km: there the flat plane is wrong by less than 0.1% of any length or area.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import Any, Final, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

AXIS_M: Final = 6_378_137.0
ECCENTRICITY_SQUARED: Final = 0.006694380022900788
"""The CGCS2000 ellipsoid."""

G = TypeVar("G", bound=BaseGeometry)


@dataclass(frozen=True, slots=True)
class Plane:
    """x metres east and y metres north of (lon, lat), by the ellipsoid's two radii there."""

    lon: float
    lat: float
    metres_per_lon: float
    metres_per_lat: float

    def metres(self, shape: G) -> G:
        """The same shape with coordinates in metres on this plane."""
        flat: G = shapely.transform(shape, self._flattened)
        return flat

    def degrees(self, shape: G, digits: int | None = None) -> G:
        """The same shape in degrees again, CGCS2000; rounded to so many digits where told."""
        round_: G = shapely.transform(shape, lambda xy: self._lifted(xy, digits))
        return round_

    def _flattened(self, lonlat: NDArray[Any]) -> NDArray[Any]:
        return (lonlat - (self.lon, self.lat)) * (self.metres_per_lon, self.metres_per_lat)

    def _lifted(self, xy: NDArray[Any], digits: int | None) -> NDArray[Any]:
        lonlat = xy / (self.metres_per_lon, self.metres_per_lat) + (self.lon, self.lat)
        return lonlat if digits is None else np.round(lonlat, digits)


def plane_at(lon: float, lat: float) -> Plane:
    """The plane that touches the ellipsoid at (lon, lat), degrees CGCS2000."""
    flat = 1.0 - ECCENTRICITY_SQUARED * sin(radians(lat)) ** 2
    east = AXIS_M / sqrt(flat) * cos(radians(lat))
    north = AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / (flat * sqrt(flat))
    return Plane(lon, lat, radians(east), radians(north))


def plane_around(*shapes: BaseGeometry) -> Plane:
    """The plane in the middle of shapes given in degrees, CGCS2000."""
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(list(shapes)))
    return plane_at((west + east) / 2, (south + north) / 2)

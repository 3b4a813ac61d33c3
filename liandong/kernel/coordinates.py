"""Coordinate systems met in China, and distances on the ground.

Inside the product every position is CGCS2000, which for this purpose equals WGS 84. Public maps use
GCJ-02 (a shift of 50-700 m, about 360 m in Chengdu), Baidu uses BD-09 on top of it: both exist only at an
edge, where they are converted at once and never stored. The formulas are the publicly known ones; their
inverses have no closed form and are found by iteration.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import asin, atan2, cos, degrees, hypot, isfinite, pi, radians, sin, sqrt
from typing import Final

Position = tuple[float, float]

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the earth (IUGG), metres."""

GCJ_AXIS_M: Final = 6_378_245.0
GCJ_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
"""The Krasovsky ellipsoid, on which the GCJ-02 shift is defined."""

BAIDU_WAVE: Final = pi * 3000.0 / 180.0
SETTLED_DEGREES: Final = 1e-10


class System(StrEnum):
    """The three systems by the words used in files, requests and settings."""

    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_china(lon: float, lat: float) -> bool:
    """Whether the published shift applies: the rectangle that all map makers use, not the border."""
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def converted(lon: float, lat: float, source: System, target: System = System.CGCS2000) -> Position:
    """The same place in another system: (lon, lat) in degrees. Outside China all three are the same."""
    if not (isfinite(lon) and isfinite(lat)):
        raise ValueError("a position needs two finite numbers")
    if source is target or not in_china(lon, lat):
        return lon, lat
    return _from_cgcs[target](*_to_cgcs[source](lon, lat))


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance in metres between two CGCS2000 positions in degrees; right to 0.5%."""
    across, up = radians(other_lon - lon), radians(other_lat - lat)
    half = sin(up / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


def moved(lon: float, lat: float, bearing_deg: float, metres: float) -> Position:
    """The place `metres` away in the direction `bearing_deg` (0 north, 90 east): (lon, lat) in degrees."""
    bearing, along, start = radians(bearing_deg), metres / EARTH_RADIUS_M, radians(lat)
    end = asin(sin(start) * cos(along) + cos(start) * sin(along) * cos(bearing))
    across = atan2(sin(bearing) * sin(along) * cos(start), cos(along) - sin(start) * sin(end))
    return (lon + degrees(across) + 540.0) % 360.0 - 180.0, degrees(end)


def _gcj_waves(x: float, y: float) -> Position:
    """The two published wave sums in metres, at (x, y) degrees east of 105° and north of 35°."""
    shared = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + shared
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + shared
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    return east, north


def _gcj_from_cgcs(lon: float, lat: float) -> Position:
    east, north = _gcj_waves(lon - 105.0, lat - 35.0)
    flat = 1.0 - GCJ_ECCENTRICITY_SQUARED * sin(radians(lat)) ** 2
    per_radian_north = GCJ_AXIS_M * (1.0 - GCJ_ECCENTRICITY_SQUARED) / (flat * sqrt(flat))
    per_radian_east = GCJ_AXIS_M / sqrt(flat) * cos(radians(lat))
    return lon + degrees(east / per_radian_east), lat + degrees(north / per_radian_north)


def _baidu_from_gcj(lon: float, lat: float) -> Position:
    reach = hypot(lon, lat) + 0.00002 * sin(lat * BAIDU_WAVE)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * BAIDU_WAVE)
    return reach * cos(angle) + 0.0065, reach * sin(angle) + 0.006


def _inverse(forward: Callable[[float, float], Position], lon: float, lat: float) -> Position:
    """The place that `forward` carries to (lon, lat): a fixed point, because both shifts change slowly."""
    guess_lon, guess_lat = lon, lat
    for _ in range(30):
        there_lon, there_lat = forward(guess_lon, guess_lat)
        off_lon, off_lat = lon - there_lon, lat - there_lat
        guess_lon, guess_lat = guess_lon + off_lon, guess_lat + off_lat
        if abs(off_lon) < SETTLED_DEGREES and abs(off_lat) < SETTLED_DEGREES:
            break
    return guess_lon, guess_lat


def _same(lon: float, lat: float) -> Position:
    return lon, lat


def _cgcs_from_gcj(lon: float, lat: float) -> Position:
    return _inverse(_gcj_from_cgcs, lon, lat)


def _cgcs_from_baidu(lon: float, lat: float) -> Position:
    return _cgcs_from_gcj(*_inverse(_baidu_from_gcj, lon, lat))


def _baidu_from_cgcs(lon: float, lat: float) -> Position:
    return _baidu_from_gcj(*_gcj_from_cgcs(lon, lat))


_to_cgcs: Final = {System.CGCS2000: _same, System.GCJ02: _cgcs_from_gcj, System.BD09: _cgcs_from_baidu}
_from_cgcs: Final = {System.CGCS2000: _same, System.GCJ02: _gcj_from_cgcs, System.BD09: _baidu_from_cgcs}

"""Roads as lines on the ground: a point along one, the place where two meet.

Lines are sequences of (lon, lat) in degrees; inside, a flat plane in metres is enough, since a district is a
few kilometres wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import Final

Point = tuple[float, float]
Line = tuple[Point, ...]

METRES_PER_DEGREE: Final = 111_195.0


def flat_metres(one: Point, other: Point) -> float:
    """Distance in metres between two (lon, lat), on the plane of their mean latitude."""
    shrink = cos(radians((one[1] + other[1]) / 2))
    return hypot((one[0] - other[0]) * shrink, one[1] - other[1]) * METRES_PER_DEGREE


def length_m(lines: Sequence[Line]) -> float:
    """Length of all lines together, in metres."""
    return sum(flat_metres(a, b) for line in lines for a, b in pairwise(line))


def along(lines: Sequence[Line], share: float) -> Point:
    """The point after `share` (0 start, 1 end) of the whole length of `lines`, one behind the other."""
    left = min(max(share, 0.0), 1.0) * length_m(lines)
    end = lines[0][0]
    for line in lines:
        for start, end in pairwise(line):
            step = flat_metres(start, end)
            if step and left <= step:
                part = left / step
                return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
            left -= step
    return end


def metres_to(point: Point, lines: Sequence[Line]) -> float:
    """Distance in metres from a point to the nearest of the lines."""
    segments = [pair for line in lines for pair in pairwise(line)]
    return min(flat_metres(point, _foot(point, a, b)) for a, b in segments)


def meeting(some: Sequence[Line], others: Sequence[Line]) -> tuple[Point, float]:
    """Where two roads come nearest to one another: the point halfway, and the metres left between them."""
    best: tuple[float, Point] | None = None
    for a, b in ((a, b) for line in some for a, b in pairwise(line)):
        for c, d in ((c, d) for line in others for c, d in pairwise(line)):
            if (cut := _cut(a, b, c, d)) is not None:
                return cut, 0.0
            feet = ((a, _foot(a, c, d)), (b, _foot(b, c, d)), (c, _foot(c, a, b)), (d, _foot(d, a, b)))
            for one, two in feet:
                gap = flat_metres(one, two)
                if best is None or gap < best[0]:
                    best = gap, ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)
    if best is None:
        raise ValueError("a road needs a line of two points")
    return best[1], best[0]


def _foot(point: Point, a: Point, b: Point) -> Point:
    """The point of the segment a-b nearest to `point`."""
    shrink = cos(radians(point[1]))
    across, up = (b[0] - a[0]) * shrink, b[1] - a[1]
    square = across * across + up * up
    if square == 0:
        return a
    part = ((point[0] - a[0]) * shrink * across + (point[1] - a[1]) * up) / square
    part = min(max(part, 0.0), 1.0)
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _cut(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """The point that the segments a-b and c-d share, if they cross."""
    ab, cd, ac = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1]), (c[0] - a[0], c[1] - a[1])
    area = ab[0] * cd[1] - ab[1] * cd[0]
    if area == 0:
        return None
    one = (ac[0] * cd[1] - ac[1] * cd[0]) / area
    two = (ac[0] * ab[1] - ac[1] * ab[0]) / area
    if not (0 <= one <= 1 and 0 <= two <= 1):
        return None
    return a[0] + ab[0] * one, a[1] + ab[1] * one

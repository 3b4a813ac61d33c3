"""How fast points find their grids, beside the bare tree search of shapely on the very same points."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import shapely
from shapely import box

from liandong.places.atlas import Atlas
from liandong.places.generate import made_district

POINTS = 1_000_000
GOAL = 0.9
ROUNDS = 3


def run() -> dict[str, Any]:
    """Points per second through `Atlas.grids_at`, some 2,500 grids; the limit is `STRtree.query` alone.

    `ratio_at_a_tenth` is the same with a tenth of the points; both must meet the goal. Making the raster,
    which happens once per edition of the grids, is told apart in `warm_up_s`.
    """
    codes = [f"510108{street:03d}{number:03d}" for street in range(1, 12) for number in range(1, 9)]
    boundary = box(104.08, 30.635, 104.2, 30.73)
    made = made_district(boundary, codes, seed=1, grids=2500, courtyards=0)
    outlines = [grid.outline for grid in made.grids]
    atlas, tree = Atlas([grid.code for grid in made.grids], outlines), shapely.STRtree(outlines)
    dice = np.random.default_rng(1)
    lons, lats = dice.uniform(104.078, 104.202, POINTS), dice.uniform(30.633, 30.732, POINTS)
    points = shapely.points(lons, lats)
    warm_up = _seconds(lambda: atlas.grids_at(lons[:50_000], lats[:50_000]))
    figure, limit = _rates(atlas, tree, lons, lats, points)
    small = POINTS // 10
    small_figure, small_limit = _rates(atlas, tree, lons[:small], lats[:small], points[:small])
    ratio, small_ratio = figure / limit, small_figure / small_limit
    return {
        "name": "locate",
        "figure": round(figure),
        "unit": "points/s",
        "limit": round(limit),
        "ratio": round(ratio, 2),
        "goal": GOAL,
        "met": min(ratio, small_ratio) >= GOAL,
        "grids": len(outlines),
        "points": POINTS,
        "figure_at_a_tenth": round(small_figure),
        "limit_at_a_tenth": round(small_limit),
        "ratio_at_a_tenth": round(small_ratio, 2),
        "one_point_us": round(1e6 * _one_by_one(atlas, lons, lats), 1),
        "warm_up_s": round(warm_up, 2),
    }


def _rates(atlas: Atlas, tree: shapely.STRtree, lons: Any, lats: Any, points: Any) -> tuple[float, float]:
    """Points per second of ours and of the limit: medians of rounds taken in turn."""
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(_seconds(lambda: tree.query(points, predicate="intersects")))
        ours.append(_seconds(lambda: atlas.grids_at(lons, lats)))
    return len(lons) / median(ours), len(lons) / median(bare)


def _one_by_one(atlas: Atlas, lons: Any, lats: Any, count: int = 2000) -> float:
    """Seconds for one point alone."""
    return _seconds(lambda: [atlas.grid_at(lons[at], lats[at]) for at in range(count)]) / count


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before

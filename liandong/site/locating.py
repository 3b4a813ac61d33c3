"""Joins the map and the gazetteer into the locator that cases asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from django.conf import settings

from liandong.cases.ports import Spot
from liandong.places.gazetteer import ACCEPT
from liandong.places.gazetteer_reading import Found
from liandong.places.named import gazetteer, names
from liandong.places.queries import atlas

EXACT_M: Final = 150.0
"""Words that leave more than this open (only a community, a long road) wait for a person."""
CHAINS: Final = re.compile("万科|保利|恒大|中粮|碧桂园|龙湖|绿地|融创|华润|中海|金科|蓝光|万达|富力|雅居乐")
"""Builders whose estates carry one name in many cities: a text that merely mentions one does not say that it is ours."""


class DistrictLocator:
    """Points find their grid; where there is no point, words of place do, and after them the text itself."""

    def locate(self, asked: Sequence[tuple[float | None, float | None, str, str]]) -> list[Spot]:
        points = [(i, lon, lat) for i, (lon, lat, _, _) in enumerate(asked) if lon is not None and lat is not None]
        grids = atlas().grids_at([lon for _, lon, _ in points], [lat for _, _, lat in points]) if points else []
        spots = {i: at_point(lon, lat, grid, asked[i][2]) for (i, lon, lat), grid in zip(points, grids, strict=True)}
        return [spots[i] if i in spots else by_words(words, text) for i, (_, _, words, text) in enumerate(asked)]


def at_point(lon: float, lat: float, grid: str | None, words: str) -> Spot:
    """Where a point lies; up to 30 m outside the border counts as the nearest grid (positioning is no better)."""
    near = None if grid else atlas().nearest_grid(lon, lat, 30.0)
    code = grid or (near[0] if near else None)
    if code is None:
        return Spot(lon, lat, None, settings.LIANDONG_DISTRICT, words, "位置不在本区之内。", found=False, outside=True)
    return Spot(lon, lat, code, code, words or place_words(code), "定位点落在这一格内。", found=True)


def by_words(words: str, text: str) -> Spot:
    """The place that the words of place mean, else the one that the text speaks of, if that is sure."""
    for said in (words, text):
        if not said:
            continue
        best = next(iter(gazetteer().find(said, 1)), None)
        sure = best and best.confidence >= ACCEPT and best.precision_m <= EXACT_M
        if best and sure and (said == words or not CHAINS.search(best.name)) and (spot := found_spot(best, words)):
            return spot
    return Spot(None, None, None, settings.LIANDONG_DISTRICT, words, "", found=False)


def found_spot(best: Found, words: str) -> Spot | None:
    near = atlas().nearest_grid(best.lon, best.lat, 60.0)
    if near is None:
        return None
    return Spot(round(best.lon, 6), round(best.lat, 6), near[0], near[0], words or best.name, best.reason, found=True)


def place_words(grid: str) -> str:
    """A grid as people say it: 文德社区 06 网格."""
    return f"{names().get(grid[:12], grid[:12])} {grid[12:].lstrip('0').zfill(2)} 网格"

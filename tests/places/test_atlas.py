from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from liandong.kernel.coordinates import moved
from liandong.places.atlas import RASTER_AFTER, Atlas
from liandong.places.generate import made_district

BOUNDARY = box(104.10, 30.66, 104.14, 30.70)
MADE = made_district(BOUNDARY, [f"510108002{n:03d}" for n in range(1, 9)], seed=4, grids=160, courtyards=0)
CODES = [grid.code for grid in MADE.grids]
OUTLINES = [grid.outline for grid in MADE.grids]
SLOW, QUICK = Atlas(CODES, OUTLINES), Atlas(CODES, OUTLINES)
DICE = np.random.default_rng(3)
QUICK.grids_at(DICE.uniform(104.1, 104.14, RASTER_AFTER), DICE.uniform(30.66, 30.7, RASTER_AFTER))

PLACES = st.tuples(st.floats(104.098, 104.142), st.floats(30.658, 30.702))
GRIDS = st.sampled_from(MADE.grids)


@settings(max_examples=60)
@given(places=st.lists(PLACES, max_size=60))
def test_many_at_once_give_the_answers_of_one_by_one(places: list[tuple[float, float]]) -> None:
    one_by_one = [SLOW.grid_at(*place) for place in places]
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    assert SLOW.grids_at(lons, lats) == one_by_one
    assert QUICK.grids_at(lons, lats) == one_by_one


@given(grid=GRIDS, corner=st.integers(0, 50))
def test_a_point_on_a_border_is_in_exactly_one_grid_and_the_same_in_every_way_of_asking(
    grid: object, corner: int
) -> None:
    outline: Polygon = grid.outline  # type: ignore[attr-defined]
    lon, lat = outline.exterior.coords[corner % len(outline.exterior.coords)]
    touching = [code for code, other in zip(CODES, OUTLINES, strict=True) if other.intersects(Point(lon, lat))]
    assert SLOW.grid_at(lon, lat) == min(touching)
    assert QUICK.grids_at([lon, lon], [lat, lat]) == [min(touching)] * 2


def test_every_point_inside_the_boundary_has_a_grid_and_none_outside_has() -> None:
    lons, lats = DICE.uniform(104.0, 104.2, 20_000), DICE.uniform(30.6, 30.8, 20_000)
    for atlas in (SLOW, QUICK):
        for lon, lat, code in zip(lons, lats, atlas.grids_at(lons, lats), strict=True):
            away = BOUNDARY.boundary.distance(Point(lon, lat))
            assert away < 1e-5 or (code is not None) == BOUNDARY.contains(Point(lon, lat))


def test_no_points_and_no_grids_are_no_trouble() -> None:
    nothing = Atlas([], [])
    assert nothing.grid_at(104.1, 30.7) is None
    assert nothing.grids_at([104.1], [30.7]) == [None]
    assert nothing.grids_at([], []) == []
    assert nothing.nearest_grid(104.1, 30.7, 500) is None
    assert nothing.outline_of("510108").is_empty
    assert SLOW.grids_at([], []) == []


def test_a_place_without_numbers_is_in_no_grid() -> None:
    nan = float("nan")
    for atlas in (SLOW, QUICK):
        assert atlas.grids_at([nan, 104.12, 1e300], [30.68, nan, -1e300]) == [None, None, None]


def test_the_nearest_grid_outside_is_found_with_its_distance() -> None:
    lon, lat = moved(104.10, 30.68, 270, 80)
    assert SLOW.grid_at(lon, lat) is None
    found = SLOW.nearest_grid(lon, lat, within_m=100)
    assert found is not None
    assert found[1] == pytest.approx(80, abs=0.3)
    assert SLOW.nearest_grid(lon, lat, within_m=70) is None


def test_inside_a_grid_the_nearest_is_that_grid_at_no_distance() -> None:
    inside = OUTLINES[5].representative_point()
    assert SLOW.nearest_grid(inside.x, inside.y, 10) == (CODES[5], 0.0)


def test_the_distance_to_the_own_border_is_in_metres() -> None:
    square = box(104.10, 30.66, 104.11, 30.67)
    atlas = Atlas(["510108002001001"], [square])
    lon, lat = moved(104.105, 30.67, 180, 40)
    assert atlas.metres_to_border(lon, lat) == pytest.approx(40, abs=0.2)
    assert atlas.metres_to_border(104.2, 30.66) is None


def test_outlines_of_areas_are_the_union_of_their_grids() -> None:
    for community, outline in MADE.communities.items():
        assert SLOW.outline_of(community).symmetric_difference(outline).area < 1e-12
    assert SLOW.outline_of("510108").symmetric_difference(BOUNDARY).area < 1e-7
    assert SLOW.outline(CODES[0]) == OUTLINES[0]
    assert SLOW.outline("510108002001999") is None


def test_many_threads_get_the_same_answers() -> None:
    atlas = Atlas(CODES, OUTLINES)
    lons, lats = DICE.uniform(104.1, 104.14, 30_000), DICE.uniform(30.66, 30.7, 30_000)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: atlas.grids_at(lons, lats), range(8)))
    assert all(answer == QUICK.grids_at(lons, lats) for answer in answers)

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from liandong.kernel.coordinates import System
from liandong.kernel.refusals import Refused
from liandong.places.generate import MadeDistrict, made_district
from liandong.places.parse import outlines
from liandong.places.plane import plane_around
from liandong.places.topology import topology

SMALL = Polygon([(104.10, 30.66), (104.135, 30.655), (104.14, 30.69), (104.12, 30.68), (104.101, 30.70)])
CODES = [f"510108{street:03d}{number:03d}" for street in (2, 4, 6) for number in range(1, 6)]


def made(seed: int, boundary: Polygon | MultiPolygon = SMALL) -> MadeDistrict:
    return made_district(boundary, CODES, seed=seed, grids=150, courtyards=40)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_whatever_the_seed_the_grids_are_sound(seed: int) -> None:
    district = made(seed)
    assert topology({grid.code: grid.outline for grid in district.grids}, district.communities) == []
    assert sorted(district.communities) == CODES
    assert all(isinstance(outline, Polygon) for outline in district.communities.values())
    assert 120 <= len(district.grids) <= 180


def test_communities_of_one_subdistrict_lie_together_and_fill_the_boundary() -> None:
    district = made(3)
    for street in {code[:9] for code in CODES}:
        own = [outline for code, outline in district.communities.items() if code.startswith(street)]
        assert isinstance(shapely.coverage_union_all(own), Polygon)
    whole = shapely.union_all(list(district.communities.values()))
    assert whole.symmetric_difference(SMALL).area < SMALL.area * 1e-4


def test_the_same_seed_gives_the_same_map_and_another_seed_another() -> None:
    assert made(7) == made(7)
    assert made(7) != made(8)


def test_courtyards_lie_inside_the_grid_they_name() -> None:
    district = made(5)
    outline = {grid.code: grid.outline for grid in district.grids}
    assert len(district.courtyards) == 40
    assert all(outline[yard.grid].contains(Point(yard.lon, yard.lat)) for yard in district.courtyards)
    assert len({(yard.community, yard.name) for yard in district.courtyards}) == 40


def test_courtyards_are_named_by_the_caller() -> None:
    district = made_district(SMALL, CODES, seed=1, grids=60, courtyards=5, naming=lambda code, n: f"{code}/{n}")
    assert {yard.name for yard in district.courtyards} == {
        f"{yard.community}/{yard.name.split('/')[1]}" for yard in district.courtyards
    }


def test_a_layout_decides_which_subdistrict_lies_where() -> None:
    east, west = (104.2, 30.7), (104.1, 30.7)
    strip = box(104.09, 30.69, 104.21, 30.71)
    for left, right in (("510108002", "510108004"), ("510108004", "510108002")):
        codes = [f"{street}{number:03d}" for street in (left, right) for number in (1, 2)]
        district = made_district(strip, codes, seed=1, grids=80, courtyards=0, layout={left: west, right: east})
        assert district.communities[left + "001"].centroid.x < district.communities[right + "001"].centroid.x


def test_a_boundary_of_two_islands_is_filled() -> None:
    islands = MultiPolygon([box(104.1, 30.6, 104.13, 30.63), box(104.15, 30.6, 104.16, 30.61)])
    district = made(2, islands)
    whole = shapely.union_all([grid.outline for grid in district.grids])
    assert whole.symmetric_difference(islands).area < islands.area * 1e-3


def test_grids_are_larger_away_from_the_core() -> None:
    square = box(104.1, 30.6, 104.2, 30.69)
    district = made_district(square, CODES, seed=1, grids=400, courtyards=0, core=(104.1, 30.6))
    by_way = sorted(district.grids, key=lambda grid: grid.outline.distance(Point(104.1, 30.6)))
    near, far = (sum(grid.outline.area for grid in part) for part in (by_way[:100], by_way[-100:]))
    assert far > 1.3 * near


@pytest.mark.parametrize(("codes", "grids"), [([], 100), (CODES, 20)])
def test_too_little_to_make_a_map_of_is_refused(codes: list[str], grids: int) -> None:
    with pytest.raises(Refused):
        made_district(SMALL, codes, seed=1, grids=grids)


def test_the_real_boundary_is_filled(real_data: Path) -> None:
    name = "510108_tnnevol+gmap.json"
    boundary = outlines((real_data / "boundary" / name).read_bytes(), System.GCJ02).whole
    codes = [f"510108{street:03d}{number:03d}" for street in range(1, 15) for number in range(1, 9)]
    district = made_district(boundary, codes, seed=2)
    assert 2000 <= len(district.grids) <= 3000
    assert len(district.courtyards) == 1100
    assert topology({grid.code: grid.outline for grid in district.grids}, district.communities) == []
    assert plane_around(boundary).metres(boundary).area / 1e6 == pytest.approx(108.2, abs=0.3)

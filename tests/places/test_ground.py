"""The ground of maps: what is drawn, and that the database is not asked for it again and again."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.places.ground import district_ground, middle, outlined, roads_near
from liandong.places.models import Grid
from liandong.places.queries import atlas

pytestmark = pytest.mark.django_db


def layers(features: list[dict[str, Any]]) -> set[str]:
    return {each["properties"]["layer"] for each in features}


def test_the_ground_of_the_district_has_its_boundary_communities_and_roads() -> None:
    assert layers(district_ground()["features"]) == {"boundary", "community", "mesh", "road"}


def test_the_map_of_the_district_opens_inside_it() -> None:
    assert atlas().grid_at(*middle()) is not None


def test_near_a_road_it_is_found_and_far_from_all_nothing_is() -> None:
    grid = Grid.objects.filter(valid_until=None).earliest("code")
    assert layers(roads_near(grid.lon, grid.lat, 0.02)) == {"road"}
    assert roads_near(0.0, 0.0, 0.02) == []


def test_a_community_has_an_outline_and_an_unknown_one_has_none() -> None:
    grid = Grid.objects.filter(valid_until=None).earliest("code")
    assert outlined(grid.code[:12]) is not None
    assert outlined("999999999999") is None


def test_the_ground_is_read_once(django_assert_num_queries: Any) -> None:
    district_ground()
    with django_assert_num_queries(0):
        district_ground()

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel.coordinates import System, converted, metres_between, moved

IN_CHINA = st.tuples(st.floats(73.5, 135.0), st.floats(3.5, 53.5))
SYSTEMS = st.sampled_from(list(System))


@given(place=IN_CHINA, source=SYSTEMS, target=SYSTEMS)
def test_a_round_trip_between_any_two_systems_stays_under_a_decimetre(
    place: tuple[float, float], source: System, target: System
) -> None:
    back = converted(*converted(*place, source, target), target, source)
    assert metres_between(*place, *back) < 0.1


@given(place=IN_CHINA)
def test_every_place_in_china_is_shifted_by_less_than_a_kilometre(place: tuple[float, float]) -> None:
    assert metres_between(*place, *converted(*place, System.CGCS2000, System.GCJ02)) < 1000
    assert metres_between(*place, *converted(*place, System.GCJ02, System.BD09)) < 2000


def test_the_published_shift_in_the_demo_district_is_about_360_metres() -> None:
    gcj = converted(104.14, 30.69, System.CGCS2000, System.GCJ02)
    assert metres_between(104.14, 30.69, *gcj) == pytest.approx(360, abs=10)


def test_known_pairs_of_public_converters_are_met() -> None:
    gcj = converted(116.404, 39.915, System.CGCS2000, System.GCJ02)
    assert gcj == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    assert converted(116.404, 39.915, System.GCJ02, System.BD09) == pytest.approx(
        (116.41036949371029, 39.92133699351021), abs=1e-9
    )


@pytest.mark.parametrize("place", [(0.0, 0.0), (-0.1276, 51.5072), (-76.61, 39.29), (151.2, -33.9)])
@pytest.mark.parametrize("system", list(System))
def test_outside_china_nothing_is_shifted(place: tuple[float, float], system: System) -> None:
    assert converted(*place, System.CGCS2000, system) == place
    assert converted(*place, system) == place


def test_a_number_that_is_not_finite_is_no_position() -> None:
    with pytest.raises(ValueError, match="finite"):
        converted(float("nan"), 30.0, System.GCJ02)


def test_one_degree_of_latitude_is_111_kilometres() -> None:
    assert metres_between(104.14, 30.0, 104.14, 31.0) == pytest.approx(111_195, abs=1)


@given(place=IN_CHINA, bearing=st.floats(0, 360), metres=st.floats(0, 20_000))
def test_moving_goes_as_far_as_told(place: tuple[float, float], bearing: float, metres: float) -> None:
    assert metres_between(*place, *moved(*place, bearing, metres)) == pytest.approx(metres, abs=0.001)


def test_moving_east_keeps_the_latitude_and_raises_the_longitude() -> None:
    lon, lat = moved(104.14, 30.69, 90, 60)
    assert lat == pytest.approx(30.69, abs=1e-6)
    assert lon == pytest.approx(104.14 + 60 / 95_617, abs=1e-6)

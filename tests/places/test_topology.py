from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, Polygon, box
from shapely.affinity import translate

from liandong.places.plane import Plane, plane_around, plane_at
from liandong.places.topology import TOLERANCE_M, Flaw, topology

PLANE: Plane = plane_at(104.14, 30.69)
HOME = "510108012001"
COMMUNITY = PLANE.degrees(box(0, 0, 400, 400))


def grids(**metres: Polygon) -> dict[str, Polygon]:
    """Grids by their last three digits, given in metres."""
    return {HOME + code[1:]: PLANE.degrees(shape) for code, shape in metres.items()}


QUARTERS = {
    "g001": box(0, 200, 200, 400), "g002": box(200, 200, 400, 400),
    "g003": box(0, 0, 200, 200), "g004": box(200, 0, 400, 200),
}  # fmt: skip


def test_a_sound_set_has_no_findings() -> None:
    assert topology(grids(**QUARTERS), {HOME: COMMUNITY}) == []
    assert topology(grids(**QUARTERS)) == []
    assert topology({}) == []


def test_a_missing_grid_is_reported_as_a_gap_with_its_area_and_does_not_block() -> None:
    (gap,) = topology(grids(**{code: shape for code, shape in QUARTERS.items() if code != "g004"}), {HOME: COMMUNITY})
    assert (gap.flaw, gap.blocks, gap.grids) == (Flaw.GAP, False, (HOME,))
    assert gap.area_m2 == pytest.approx(40_000, rel=1e-3)
    assert PLANE.degrees(QUARTERS["g004"]).covers(Point(gap.lon, gap.lat))
    assert gap.sentence == f"社区 {HOME} 有 {gap.area_m2:,.1f} 平方米没有网格（{gap.lon}, {gap.lat}）。"


def test_without_community_outlines_an_enclosed_hole_is_a_gap() -> None:
    ring = box(0, 0, 400, 400).difference(box(150, 150, 250, 250))
    west, east = ring.intersection(box(0, 0, 200, 400)), ring.intersection(box(200, 0, 400, 400))
    assert isinstance(west, Polygon)
    assert isinstance(east, Polygon)
    (gap,) = topology(grids(g001=west, g002=east))
    assert (gap.flaw, round(gap.area_m2, -2)) == (Flaw.GAP, 10_000)


def test_an_overlap_names_both_grids_and_blocks() -> None:
    found = topology(grids(**{**QUARTERS, "g002": box(190, 200, 400, 400)}), {HOME: COMMUNITY})
    assert [(one.flaw, one.grids, one.blocks) for one in found] == [(Flaw.OVERLAP, (HOME + "001", HOME + "002"), True)]
    assert found[0].area_m2 == pytest.approx(2000, rel=1e-3)


def test_a_grid_that_leaves_its_community_blocks() -> None:
    found = topology(grids(**{**QUARTERS, "g002": box(200, 200, 450, 400)}), {HOME: COMMUNITY})
    assert [(one.flaw, one.grids, round(one.area_m2, -2)) for one in found] == [
        (Flaw.TRESPASS, (HOME + "002",), 10_000)
    ]


def test_a_grid_of_an_unknown_community_blocks() -> None:
    found = topology({"510108012002001": COMMUNITY, **grids(**QUARTERS)}, {HOME: COMMUNITY})
    assert Flaw.STRANGE in {one.flaw for one in found if one.blocks}


def test_a_crossing_or_empty_outline_blocks_and_the_others_are_still_checked() -> None:
    bow = Polygon([(0, 0), (200, 200), (200, 0), (0, 200)])
    found = topology({**grids(**{**QUARTERS, "g003": bow}), HOME + "005": Polygon()}, {HOME: COMMUNITY})
    assert [(one.flaw, one.grids) for one in found] == [
        (Flaw.BROKEN, (HOME + "003",)), (Flaw.BROKEN, (HOME + "005",)), (Flaw.GAP, (HOME,)),
    ]  # fmt: skip


@given(shift=st.floats(-3, 3))
def test_a_strip_counts_exactly_when_it_is_wider_than_the_tolerance(shift: float) -> None:
    moved = translate(QUARTERS["g004"], shift, 0)
    flaws = {one.flaw for one in topology(grids(**{**QUARTERS, "g004": moved}), {HOME: COMMUNITY})}
    if abs(shift) < TOLERANCE_M * 0.98:
        assert flaws == set()
    elif shift > TOLERANCE_M * 1.02:
        assert flaws == {Flaw.GAP, Flaw.TRESPASS}
    elif shift < -TOLERANCE_M * 1.02:
        assert flaws == {Flaw.GAP, Flaw.OVERLAP}


def test_the_plane_measures_metres_and_gives_the_degrees_back() -> None:
    plane = plane_around(COMMUNITY)
    assert plane.metres(COMMUNITY).area == pytest.approx(160_000, rel=1e-4)
    assert plane.degrees(plane.metres(COMMUNITY)).equals_exact(COMMUNITY, 1e-12)

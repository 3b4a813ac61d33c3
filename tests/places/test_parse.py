from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from liandong.kernel.coordinates import System, converted, metres_between
from liandong.kernel.refusals import Refused
from liandong.places.parse import Outlines, outlines, spot
from liandong.places.plane import plane_around

DISTRICT = box(104.07, 30.61, 104.24, 30.75)
RING = [
    [104.1001, 30.6601],
    [104.1101, 30.6601],
    [104.1101, 30.6701],
    [104.1001, 30.6701],
    [104.1001, 30.6601],
]
AREA = {"type": "Polygon", "coordinates": [RING]}
FEATURE = {"type": "Feature", "properties": {"name": "甲"}, "geometry": AREA}


def read(document: Any, system: System | None = System.CGCS2000) -> Outlines:
    return outlines(json.dumps(document), system, DISTRICT)


def refusal(document: Any, system: System | None = System.CGCS2000) -> str:
    with pytest.raises(Refused) as refused:
        read(document, system)
    return refused.value.code


@pytest.mark.parametrize(
    "document",
    [
        {"type": "FeatureCollection", "features": [FEATURE]},
        [FEATURE],
        FEATURE,
        AREA,
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "GeometryCollection", "geometries": [AREA, {"type": "Point", "coordinates": [104.1, 30.6]}]},
    ],
)
def test_every_usual_wrapping_gives_the_same_area(document: Any) -> None:
    assert read(document).whole.equals(Polygon(RING))


def test_a_bare_list_is_read_and_remarked() -> None:
    assert read([FEATURE]).remarks == ["文件是要素列表而不是 FeatureCollection，已按要素读入。"]
    assert read(FEATURE).remarks == []
    assert read(FEATURE).outlines[0].properties == {"name": "甲"}


def test_a_byte_order_mark_and_heights_do_not_matter() -> None:
    high = {"type": "Polygon", "coordinates": [[[x, y, 500.0] for x, y in RING]]}
    text = json.dumps(high).encode("utf-8-sig")
    assert outlines(text, System.CGCS2000).whole.equals(Polygon(RING))


def test_swapped_coordinates_are_put_right_and_remarked() -> None:
    found = read({"type": "Polygon", "coordinates": [[[y, x] for x, y in RING]]})
    assert found.whole.equals(Polygon(RING))
    assert found.remarks == ["坐标写成了“纬度, 经度”，已对调。"]


def test_a_ring_swapped_in_part_is_refused() -> None:
    assert refusal({"type": "Polygon", "coordinates": [[[30.6601, 104.1001], *RING[1:]]]}) == "bad-place"


def test_coordinates_rounded_to_degrees_are_refused() -> None:
    ring = [[104, 30], [105, 30], [105, 31], [104, 30]]
    assert refusal({"type": "Polygon", "coordinates": [ring]}) == "rounded"


def test_an_outline_outside_the_district_is_refused() -> None:
    ring = [[x + 0.135, y] for x, y in RING]
    assert refusal({"type": "Polygon", "coordinates": [ring]}) == "outside"


@pytest.mark.parametrize(("gap", "closes"), [(0.000001, True), (0.00004, True), (0.0001, False), (0.005, False)])
def test_a_ring_is_closed_where_its_gap_is_tiny_and_refused_where_not(gap: float, closes: bool) -> None:
    document = {"type": "Polygon", "coordinates": [[*RING[:-1], [RING[0][0], RING[0][1] + gap]]]}
    if closes:
        assert read(document).whole.equals(Polygon(RING))
    else:
        assert refusal(document) == "open-ring"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"type": "Polygon", "coordinates": [[[104.1001, 30.66]] * 2]}, "bad-outline"),
        ({"type": "Polygon", "coordinates": [[RING[0], RING[2], RING[1], RING[3], RING[0]]]}, "bad-outline"),
        ({"type": "Polygon", "coordinates": [[["104.1", "30.6"]] * 4]}, "not-geojson"),
        ({"type": "Polygon", "coordinates": [[[True, False]] * 4]}, "not-geojson"),
        ({"type": "Polygon", "coordinates": 7}, "not-geojson"),
        ({"type": "Polygon", "coordinates": []}, "no-area"),
        ({"type": "Polygon", "coordinates": [[[float("nan"), 30.66]] * 4]}, "bad-place"),
        ({"type": "Point", "coordinates": [104.1, 30.6]}, "no-area"),
        ({"type": "Map"}, "not-geojson"),
        ("text", "not-geojson"),
        ([], "no-area"),
        ({"type": "FeatureCollection", "features": None}, "no-area"),
    ],
)
def test_what_holds_no_sound_area_is_refused(document: Any, code: str) -> None:
    assert refusal(document) == code


@pytest.mark.parametrize("source", [b"\xff\xfe", "{", "[" * 100_000, b""])
def test_what_is_no_json_is_refused(source: bytes | str) -> None:
    with pytest.raises(Refused) as refused:
        outlines(source, System.CGCS2000)
    assert refused.value.code == "not-geojson"


@given(
    document=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("Polygon"),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["type", "features", "geometry", "coordinates", "crs"]), inner, max_size=3
            )
        ),
    )
)
def test_any_json_is_read_or_refused_and_nothing_else(document: Any) -> None:
    with pytest.raises(Refused):
        read(document)


def test_a_file_without_a_declared_system_is_refused_unless_the_sender_says_it() -> None:
    assert refusal(AREA, None) == "no-system"
    declared = {**AREA, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}}
    assert read(declared, None).whole.equals(Polygon(RING))
    assert refusal(declared, System.GCJ02) == "bad-system"
    assert refusal({**AREA, "crs": "EPSG:3857"}, None) == "bad-system"


@pytest.mark.parametrize("system", [System.GCJ02, System.BD09])
def test_a_declared_system_is_converted_and_remarked(system: System) -> None:
    shifted = [list(converted(x, y, System.CGCS2000, system)) for x, y in RING]
    found = read({"type": "Polygon", "coordinates": [shifted]}, system)
    assert found.remarks == [f"坐标已由 {system.value} 转换为 cgcs2000。"]
    assert isinstance(found.whole, Polygon)
    assert all(metres_between(*a, *b) < 0.1 for a, b in zip(found.whole.exterior.coords, RING, strict=True))


def test_reading_gcj_as_cgcs_would_move_the_area_by_hundreds_of_metres() -> None:
    as_gcj, as_cgcs = read(AREA, System.GCJ02).whole.centroid, read(AREA).whole.centroid
    assert 300 < metres_between(as_gcj.x, as_gcj.y, as_cgcs.x, as_cgcs.y) < 420


@pytest.mark.parametrize("name", ["510108_bombjinne+SC_GeoJson.json", "510108_tnnevol+gmap.json"])
def test_both_real_copies_of_the_boundary_give_the_known_area(real_data: Path, name: str) -> None:
    found = outlines((real_data / "boundary" / name).read_bytes(), System.GCJ02)
    assert isinstance(found.whole, Polygon | MultiPolygon)
    assert plane_around(found.whole).metres(found.whole).area / 1e6 == pytest.approx(108.2, abs=0.3)
    assert "坐标已由 gcj02 转换为 cgcs2000。" in found.remarks


def test_a_spot_is_taken_as_numbers_or_as_text() -> None:
    assert spot(104.14321, 30.69123, district=DISTRICT) == spot("104.14321", " 30.69123 ", district=DISTRICT)
    assert spot(104.14321, 30.69123).remarks == []


def test_a_swapped_spot_is_put_right() -> None:
    place = spot(30.69123, 104.14321, district=DISTRICT)
    assert (place.lon, place.lat, place.remarks) == (
        104.14321,
        30.69123,
        ["坐标写成了“纬度, 经度”，已对调。"],
    )


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (0, 0, "rounded"),
        (104, 31, "rounded"),
        (104.1, 30.7, "rounded"),
        ("here", "there", "bad-place"),
        (None, None, "bad-place"),
        ("nan", "inf", "bad-place"),
        (-76.61234, 39.29123, "bad-place"),
        (104.0001, 30.6901, "outside"),
        (104.1432, 95.6912, "bad-place"),
    ],
)
def test_a_spot_that_says_no_place_in_the_district_is_refused(lon: object, lat: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        spot(lon, lat, district=DISTRICT)
    assert refused.value.code == code


def test_the_refusal_of_a_spot_outside_says_how_far_outside() -> None:
    with pytest.raises(Refused, match=r"距区界约 96 米"):
        spot(104.069, 30.6901, district=DISTRICT)

"""Two matters: what makes them likely twins, and what makes it sure enough to join them without a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from liandong.kernel import bigrams
from liandong.kernel.coordinates import metres_between as great_circle
from liandong.kernel.coordinates import moved
from liandong.matching.likeness import REACH_M, WINDOW, Matter, Surely, likeness, metres_between, sure

AT = datetime(2026, 6, 12, 1, 6, tzinfo=UTC)
LON, LAT = 104.101, 30.662


def words(text: str) -> frozenset[str]:
    return frozenset(bigrams.words(text))


HEAP = Matter(AT, "E0102", LON, LAT, words("巷口堆放垃圾，推婴儿车走不过去"), pointed=True)
MATTERS = st.builds(
    Matter,
    at=st.datetimes(AT.replace(tzinfo=None), (AT + timedelta(days=20)).replace(tzinfo=None), timezones=st.just(UTC)),
    kind=st.sampled_from([None, "E0102", "E0103", "C0107"]),
    lon=st.none() | st.floats(104.0, 104.2),
    lat=st.none() | st.floats(30.6, 30.7),
    words=st.frozensets(st.sampled_from(["垃圾", "路灯", "不亮", "巷口", "堆放", "3", "7", "没人", "人收"])),
    pointed=st.booleans(),
    districts=st.frozensets(st.sampled_from(["成华", "武侯"])),
)


def away(metres: float, **changes: object) -> Matter:
    lon, lat = moved(LON, LAT, 70.0, metres)
    return replace(HEAP, lon=lon, lat=lat, **changes)  # type: ignore[arg-type]


@given(MATTERS, MATTERS)
def test_a_score_is_a_share_and_the_same_both_ways(one: Matter, other: Matter) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert 0.0 <= there.score <= 1.0
    assert (round(there.score, 9), there.apart, there.kind) == (round(back.score, 9), back.apart, back.kind)


@given(MATTERS, MATTERS)
def test_what_is_far_away_or_long_ago_is_never_offered(one: Matter, other: Matter) -> None:
    found = likeness(one, other)
    far = found.metres is not None and found.metres > REACH_M
    assert not (found.offered and (far or found.apart > WINDOW))


@given(MATTERS, MATTERS)
def test_a_matter_without_a_place_is_never_joined_by_itself(one: Matter, other: Matter) -> None:
    nowhere = replace(one, lon=None)
    found = likeness(nowhere, other)
    assert found.metres is None
    assert not sure(nowhere, other, found, Surely())


@given(MATTERS, st.floats(0, 240), st.floats(0, 240))
def test_nearer_is_never_less_alike(other: Matter, one_way: float, other_way: float) -> None:
    near, far = sorted((one_way, other_way))
    assert likeness(HEAP, away(near)).score >= likeness(HEAP, away(far)).score - 1e-9


@given(st.floats(0, 400), st.floats(0, 360))
def test_metres_are_those_on_the_globe(metres: float, bearing: float) -> None:
    lon, lat = moved(LON, LAT, bearing, metres)
    found = metres_between(HEAP, replace(HEAP, lon=lon, lat=lat))
    assert found is not None
    assert abs(found - great_circle(LON, LAT, lon, lat)) <= 0.01 * metres + 0.01


def test_the_same_kind_at_the_same_place_is_offered_whatever_the_words() -> None:
    other = away(15, at=AT + timedelta(minutes=25), words=words("商户装修垃圾和生活垃圾混在一起，两天没人收"))
    found = likeness(HEAP, other)
    assert found.offered
    assert not sure(HEAP, other, found, Surely())


def test_another_kind_at_the_same_place_is_not_offered() -> None:
    assert not likeness(HEAP, away(5, kind="C0107", words=words("路灯不亮"))).offered


def test_all_alike_is_sure_and_an_entrance_of_another_number_is_not() -> None:
    one = replace(HEAP, words=words("3单元门口堆放垃圾，走不过去"))
    again = away(10, at=AT + timedelta(hours=1), words=words("3单元门口堆放垃圾没人收"))
    elsewhere = replace(again, words=words("7单元门口堆放垃圾没人收"))
    assert sure(one, again, likeness(one, again), Surely())
    assert not sure(one, elsewhere, likeness(one, elsewhere), Surely())


def test_words_of_a_place_are_not_sure_enough() -> None:
    again = replace(away(0), pointed=False)
    assert not sure(HEAP, again, likeness(HEAP, again), Surely())


def test_words_alone_are_offered_where_many_are_shared_and_no_other_district_is_named() -> None:
    text = words("万科金域华府三期门口的断头路什么时候能通车")
    one = replace(HEAP, lon=None, kind=None, words=text)
    again = replace(one, words=words("请问万科金域华府三期断头路什么时候能通"))
    assert likeness(one, again).offered
    assert not likeness(
        replace(one, districts=frozenset({"成华"})), replace(again, districts=frozenset({"武侯"}))
    ).offered
    assert not likeness(replace(one, words=words("路灯不亮")), replace(again, words=words("路灯不亮"))).offered

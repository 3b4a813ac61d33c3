from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from liandong.kernel.refusals import Refused
from liandong.places.numbering import grid_codes, reading_order, recoded

STEP = 0.002


def square(column: float, row: float) -> Polygon:
    west, south = 104.1 + column * STEP, 30.7 - row * STEP
    return box(west, south, west + STEP, south + STEP)


def test_a_block_of_squares_is_numbered_like_a_page() -> None:
    cells = [square(column, row) for row in range(3) for column in range(4)]
    assert reading_order(cells) == list(range(12))


@given(
    wobbles=st.lists(st.floats(-0.2, 0.2), min_size=12, max_size=12),
    shuffle=st.permutations(range(12)),
)
def test_small_wobbles_and_the_order_of_the_file_do_not_change_the_numbers(
    wobbles: list[float], shuffle: list[int]
) -> None:
    cells = [square(at % 4, at // 4 + wobble) for at, wobble in enumerate(wobbles)]
    order = reading_order([cells[at] for at in shuffle])
    assert [shuffle[at] for at in order] == list(range(12))


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20)), min_size=1, max_size=40))
def test_codes_are_unique_complete_and_begin_with_their_community(places: list[tuple[float, float]]) -> None:
    communities = ["510108012001" if at % 3 else "510108012002" for at in range(len(places))]
    codes = grid_codes(communities, [square(*place) for place in places])
    assert all(code[:12] == home and len(code) == 15 for code, home in zip(codes, communities, strict=True))
    for home in set(communities):
        numbers = sorted(int(code[12:]) for code in codes if code[:12] == home)
        assert numbers == list(range(1, communities.count(home) + 1))


def test_the_north_western_grid_is_number_one() -> None:
    cells = [square(1, 1), square(0, 1), square(1, 0), square(0, 0)]
    assert grid_codes(["510108012001"] * 4, cells) == [f"51010801200100{n}" for n in (4, 3, 2, 1)]


def test_a_thousandth_grid_in_a_community_is_refused() -> None:
    with pytest.raises(Refused, match="1000 个网格"):
        grid_codes(["510108012001"] * 1000, [square(0, 0)] * 1000)


def test_a_community_code_of_another_length_is_refused() -> None:
    with pytest.raises(Refused, match="12 位"):
        grid_codes(["510108012"], [square(0, 0)])


def test_merged_communities_are_numbered_as_one_and_the_others_keep_their_codes() -> None:
    old = {
        "510108012001001": square(0, 0),
        "510108012002001": square(1, 0),
        "510108012002002": square(0, 1),
        "510108012003001": square(5, 5),
    }
    assert recoded(old, {"510108012001": "510108006005", "510108012002": "510108006005"}) == {
        "510108012001001": "510108006005001",
        "510108012002001": "510108006005002",
        "510108012002002": "510108006005003",
        "510108012003001": "510108012003001",
    }
    assert recoded(old, {}) == {code: code for code in old}


def test_a_community_that_takes_another_in_is_numbered_anew() -> None:
    old = {"510108012001001": square(1, 0), "510108012002001": square(0, 0)}
    assert recoded(old, {"510108012002": "510108012001"}) == {
        "510108012001001": "510108012001002",
        "510108012002001": "510108012001001",
    }

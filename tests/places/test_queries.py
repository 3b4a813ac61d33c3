from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from shapely import box

from liandong.kernel.cached import Cached
from liandong.kernel.versions import BOARD
from liandong.places import actions
from liandong.places.atlas import Atlas
from liandong.places.queries import atlas, children, division, divisions, full_name, grids_version, loaded_atlas
from liandong.places.rows import DivisionRow, GridRow

pytestmark = pytest.mark.usefixtures("blank_map")

DAY = date(2020, 1, 1)
HOME = "510108004003"
EDITION = [
    DivisionRow("510108", "成华区", "district", ""),
    DivisionRow("510108004", "双桥子街道", "subdistrict", "510108"),
    DivisionRow(HOME, "双林社区", "community", "510108004"),
]
PLACE = (104.101, 30.661)


@pytest.fixture
def how(now: datetime) -> dict[str, Any]:
    """Who acts and when."""
    return {"actor": "post:1", "now": now}


def load_grid(code: str, how: dict[str, Any]) -> None:
    outline = box(104.1, 30.66, 104.102, 30.662)
    actions.load_grids([GridRow(code, outline)], area="510108", on=DAY, **how)


@pytest.fixture
def shelf_of_another_process() -> Cached[Atlas]:
    """A shelf that no action of this process clears."""
    return Cached(loaded_atlas, grids_version, every=0)


def test_another_process_sees_new_grids_by_their_version(
    how: dict[str, Any], shelf_of_another_process: Cached[Atlas]
) -> None:
    actions.load_divisions(EDITION, on=DAY, **how)
    load_grid(HOME + "001", how)
    first = shelf_of_another_process.get()
    assert first.grid_at(*PLACE) == HOME + "001"
    assert shelf_of_another_process.get() is first
    load_grid(HOME + "002", how)
    BOARD.forget()
    assert shelf_of_another_process.get().grid_at(*PLACE) == HOME + "002"


def test_between_two_looks_the_database_is_not_asked(how: dict[str, Any], django_assert_num_queries: Any) -> None:
    actions.load_divisions(EDITION, on=DAY, **how)
    load_grid(HOME + "001", how)
    atlas()
    with django_assert_num_queries(0):
        assert [atlas().grid_at(*PLACE) for _ in range(20)] == [HOME + "001"] * 20


def test_divisions_are_read_by_day_level_area_and_parent(how: dict[str, Any]) -> None:
    actions.load_divisions(EDITION, on=DAY, **how)
    assert [row.code for row in divisions(DAY)] == ["510108", "510108004", HOME]
    assert [row.code for row in divisions(DAY, level="community", inside="510108004")] == [HOME]
    assert list(divisions(DAY, inside="510108006")) == []
    assert list(divisions(date(2019, 12, 31))) == []
    assert [row.code for row in children("510108004", DAY)] == [HOME]
    assert division("510108006", DAY) is None
    assert full_name(HOME + "017", DAY) == "双桥子街道双林社区"
    assert full_name("510108", DAY) == ""

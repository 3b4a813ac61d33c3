from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from shapely import Polygon, box

from liandong.journal.queries import broken_link, timeline
from liandong.kernel.refusals import Refused
from liandong.places import actions, queries
from liandong.places.actions import GridsUnsound, Loaded
from liandong.places.editions import division_rows, succession_rows
from liandong.places.generate import made_district
from liandong.places.models import Division, Grid, PlaceName
from liandong.places.numbering import recoded
from liandong.places.parse import outlines
from liandong.places.rows import DivisionRow, GridRow, PlaceRow, SuccessionRow

pytestmark = pytest.mark.usefixtures("blank_map")

OLD, NEW = date(2017, 10, 31), date(2020, 1, 1)
TODAY = date(2026, 6, 12)
HOME = "510108004003"
EDITION = [
    DivisionRow("510108", "成华区", "district", ""),
    DivisionRow("510108004", "双桥子街道", "subdistrict", "510108"),
    DivisionRow(HOME, "双林社区", "community", "510108004"),
]
SQUARES = {n: box(104.10 + 0.002 * n, 30.66, 104.102 + 0.002 * n, 30.662) for n in range(1, 4)}


@pytest.fixture
def how(now: datetime) -> dict[str, Any]:
    """Who acts and when."""
    return {"actor": "post:1", "now": now}


def kinds_since(count: int) -> list[str]:
    """What was written about places after the first `count` entries."""
    return list(timeline("places:1").filter(seq__gt=count).values_list("kind", flat=True))


def grid_rows(*numbers: int) -> list[GridRow]:
    return [GridRow(f"{HOME}{n:03d}", SQUARES[n], synthetic=True) for n in numbers]


def replayed(demo: Path, how: dict[str, Any]) -> None:
    actions.load_divisions(division_rows((demo / "divisions_2017.csv").read_text("utf-8")), on=OLD, **how)
    actions.load_successions(succession_rows((demo / "successions.csv").read_text("utf-8")), **how)
    actions.load_divisions(division_rows((demo / "divisions_2023.csv").read_text("utf-8")), on=NEW, **how)


def test_both_editions_hold_on_their_days(demo: Path, how: dict[str, Any]) -> None:
    replayed(demo, how)
    for day, streets, communities in ((date(2018, 5, 1), 14, 103), (TODAY, 11, 83)):
        assert queries.divisions(day, level="subdistrict").count() == streets
        assert queries.divisions(day, level="community").count() == communities
    assert queries.divisions(date(2017, 1, 1)).count() == 0


def test_every_area_of_2017_still_has_a_unit_after_the_change(demo: Path, how: dict[str, Any]) -> None:
    replayed(demo, how)
    old = list(queries.divisions(OLD).values_list("code", flat=True))
    grids = [code + "017" for code in old if len(code) == 12]
    holding = set(queries.divisions(TODAY).values_list("code", flat=True))
    now = queries.areas_now([*old, *grids], TODAY, OLD)
    assert len(now) == 118 + 103
    assert all(len(now[code] or "") == len(code) and now[code] in holding for code in old)
    assert all(now[code + "017"] == now[code] for code in old if len(code) == 12)
    assert queries.areas_now(old, date(2019, 12, 31)) == {code: code for code in old}


def test_a_community_that_moved_is_found_under_its_new_code(demo: Path, how: dict[str, Any]) -> None:
    replayed(demo, how)
    assert queries.unit_area_now("510108012005", TODAY) == "510108002008"
    assert queries.full_name("510108012005", date(2019, 1, 1)) == "桃蹊路街道踏水社区"
    assert queries.full_name("510108002008001", TODAY) == "猛追湾街道踏水社区"


def test_loading_the_same_edition_again_changes_nothing(how: dict[str, Any]) -> None:
    assert actions.load_divisions(EDITION, on=OLD, **how) == Loaded(3, 0, 0)
    assert actions.load_divisions(EDITION, on=NEW, **how) == Loaded(0, 0, 3)
    assert Division.objects.count() == 3


def test_another_name_closes_the_row_and_opens_a_new_one(how: dict[str, Any]) -> None:
    actions.load_divisions(EDITION, on=OLD, **how)
    renamed = [*EDITION[:2], DivisionRow(HOME, "双林北社区", "community", "510108004")]
    assert actions.load_divisions(renamed, on=NEW, **how) == Loaded(1, 1, 2)
    before, after = queries.division(HOME, date(2019, 12, 31)), queries.division(HOME, NEW)
    assert (before and before.name, after and after.name) == ("双林社区", "双林北社区")
    assert list(queries.children("510108004", NEW)) == [after]


def test_an_edition_corrected_on_its_own_day_leaves_no_trace_of_the_mistake(how: dict[str, Any]) -> None:
    actions.load_divisions(EDITION, on=OLD, **how)
    actions.load_divisions(EDITION[:2], on=OLD, **how)
    assert list(Division.objects.order_by("code").values_list("code", flat=True)) == ["510108", "510108004"]


def test_an_edition_older_than_what_holds_is_refused(how: dict[str, Any]) -> None:
    actions.load_divisions(EDITION, on=NEW, **how)
    with pytest.raises(Refused) as refused:
        actions.load_divisions(EDITION[:2], on=OLD, **how)
    assert refused.value.code == "too-early"


def test_a_key_used_twice_acts_once_and_answers_the_same(how: dict[str, Any]) -> None:
    before = timeline("places:1").count()
    first = actions.load_divisions(EDITION, on=OLD, key="k1", **how)
    assert actions.load_divisions(EDITION[:2], on=NEW, key="k1", **how) == first
    assert queries.divisions(TODAY).count() == 3
    assert kinds_since(before) == ["places.divisions_loaded"]


def test_every_action_writes_one_entry_and_the_chain_holds(how: dict[str, Any]) -> None:
    before = timeline("places:1").count()
    actions.load_divisions(EDITION, on=OLD, **how)
    actions.load_successions([SuccessionRow("510108012", "510108004", NEW, "assumed", "推定")], **how)
    actions.load_grids(grid_rows(1, 2), area="510108", on=OLD, **how)
    actions.load_places([PlaceRow("landmark", "双林公园", 104.1, 30.66)], **how)
    words = ("divisions", "successions", "grids", "names")
    assert kinds_since(before) == [f"places.{word}_loaded" for word in words]
    assert broken_link("places:1") is None


def test_loaded_grids_are_found_at_once_and_replaced_by_the_next_edition(how: dict[str, Any]) -> None:
    actions.load_divisions(EDITION, on=OLD, **how)
    assert queries.atlas().grid_at(104.103, 30.661) is None
    assert actions.load_grids(grid_rows(1, 2), area="510108", on=OLD, **how) == Loaded(2, 0, 0)
    assert queries.atlas().grids_at([104.103, 104.105, 104.107], [30.661] * 3) == [
        HOME + "001",
        HOME + "002",
        None,
    ]
    assert actions.load_grids(grid_rows(2, 3), area="510108", on=NEW, **how) == Loaded(1, 1, 1)
    assert queries.atlas().grids_at([104.103, 104.105, 104.107], [30.661] * 3) == [
        None,
        HOME + "002",
        HOME + "003",
    ]
    assert list(Grid.objects.filter(code=HOME + "001").values_list("valid_from", "valid_until")) == [(OLD, NEW)]


def test_a_redrawn_grid_keeps_its_history(how: dict[str, Any]) -> None:
    actions.load_divisions(EDITION, on=OLD, **how)
    actions.load_grids(grid_rows(1), area="510108", on=OLD, **how)
    wider = [GridRow(HOME + "001", box(104.102, 30.66, 104.105, 30.662))]
    assert actions.load_grids(wider, area="510108", on=NEW, **how) == Loaded(1, 1, 0)
    assert Grid.objects.filter(code=HOME + "001").count() == 2


def test_a_loaded_grid_knows_its_community_its_middle_and_its_area(how: dict[str, Any]) -> None:
    actions.load_divisions(EDITION, on=OLD, **how)
    actions.load_grids(grid_rows(1), area="510108", on=OLD, **how)
    grid = Grid.objects.get()
    assert (grid.community, grid.synthetic, grid.outline["type"]) == (HOME, True, "Polygon")
    assert (grid.lon, grid.lat) == pytest.approx((104.103, 30.661))
    assert grid.area_m2 == pytest.approx(191.4 * 221.7, rel=0.01)


def test_overlapping_grids_are_refused_with_their_findings_and_nothing_is_written(
    how: dict[str, Any],
) -> None:
    actions.load_divisions(EDITION, on=OLD, **how)
    before = timeline("places:1").count()
    rows = [*grid_rows(1), GridRow(HOME + "002", box(104.1035, 30.66, 104.106, 30.662))]
    with pytest.raises(GridsUnsound, match=f"网格 {HOME}001 与 {HOME}002 重叠") as refused:
        actions.load_grids(rows, area="510108", on=OLD, **how)
    assert [finding.grids for finding in refused.value.findings] == [(HOME + "001", HOME + "002")]
    assert Grid.objects.count() == 0
    assert kinds_since(before) == []


def test_a_gap_is_no_reason_to_refuse_and_is_written_down(how: dict[str, Any]) -> None:
    actions.load_divisions(EDITION, on=OLD, **how)
    outline = {HOME: Polygon(box(104.102, 30.66, 104.108, 30.662))}
    actions.load_grids(grid_rows(1, 3), area="510108", on=OLD, communities=outline, **how)
    entry = timeline("places:1").last()
    assert entry is not None
    assert [gap["area_m2"] for gap in entry.data["gaps"]] == pytest.approx([42_500], rel=0.01)


@pytest.mark.parametrize("code", ["510108004003", "510104004003001", "510108004009001"])
def test_a_grid_of_a_wrong_code_or_an_unknown_community_is_refused(code: str, how: dict[str, Any]) -> None:
    actions.load_divisions(EDITION, on=OLD, **how)
    with pytest.raises(Refused) as refused:
        actions.load_grids([GridRow(code, SQUARES[1])], area="510108", on=OLD, **how)
    assert refused.value.code == "bad-grid"


def test_a_made_up_district_can_be_loaded_whole(demo: Path, how: dict[str, Any]) -> None:
    replayed(demo, how)
    boundary = outlines((demo / "boundary.geojson").read_bytes()).whole
    codes = list(queries.divisions(TODAY, level="community").values_list("code", flat=True))
    made = made_district(boundary, codes, seed=1, grids=2500, courtyards=1100)
    rows = [GridRow(grid.code, grid.outline, synthetic=True) for grid in made.grids]
    loaded = actions.load_grids(rows, area="510108", on=NEW, communities=made.communities, **how)
    assert loaded == Loaded(len(made.grids), 0, 0)
    yards = [PlaceRow("courtyard", yard.name, yard.lon, yard.lat, yard.community, synthetic=True)
             for yard in made.courtyards]  # fmt: skip
    assert actions.load_places(yards, **how) == Loaded(1100, 0, 0)
    lons, lats = [yard.lon for yard in made.courtyards], [yard.lat for yard in made.courtyards]
    assert queries.atlas().grids_at(lons, lats) == [yard.grid for yard in made.courtyards]


def test_grids_of_2017_go_over_to_the_communities_of_2023(demo: Path, how: dict[str, Any]) -> None:
    boundary = outlines((demo / "boundary.geojson").read_bytes()).whole
    edition = division_rows((demo / "divisions_2017.csv").read_text("utf-8"))
    actions.load_divisions(edition, on=OLD, **how)
    made = made_district(boundary, [row.code for row in edition if len(row.code) == 12], seed=1, courtyards=300)
    old = {grid.code: grid.outline for grid in made.grids}
    actions.load_grids([GridRow(*grid, synthetic=True) for grid in old.items()], area="510108", on=OLD, **how)
    actions.load_successions(succession_rows((demo / "successions.csv").read_text("utf-8")), **how)
    actions.load_divisions(division_rows((demo / "divisions_2023.csv").read_text("utf-8")), on=NEW, **how)
    successors = {code: home or "" for code, home in queries.areas_now(made.communities, NEW, OLD).items()}
    codes = recoded(old, successors)
    rows = [GridRow(codes[code], outline, synthetic=True) for code, outline in old.items()]
    actions.load_grids(rows, area="510108", on=NEW, **how)
    lons, lats = [yard.lon for yard in made.courtyards], [yard.lat for yard in made.courtyards]
    assert queries.atlas().grids_at(lons, lats) == [codes[yard.grid] for yard in made.courtyards]
    assert all(code[:12] == successors[old_code[:12]] for old_code, code in codes.items())
    assert len({code[:12] for code in codes.values()}) == len(set(successors.values())) == 81


def test_a_name_loaded_again_is_replaced(how: dict[str, Any]) -> None:
    actions.load_places([PlaceRow("landmark", "双林公园", 104.1, 30.66, HOME)], **how)
    actions.load_places([PlaceRow("landmark", "双林公园", 104.2, 30.67, HOME, ("双林园",))], **how)
    assert list(PlaceName.objects.values_list("lon", "aliases")) == [(104.2, ["双林园"])]


def test_a_name_that_comes_twice_is_refused(how: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="双林公园"):
        actions.load_places([PlaceRow("landmark", "双林公园", 104.1, 30.66)] * 2, **how)

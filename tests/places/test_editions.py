from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from liandong.kernel.refusals import Refused
from liandong.places.editions import division_rows, succession_rows
from liandong.places.parse import outlines
from liandong.places.plane import plane_around
from liandong.places.rows import DivisionRow, SuccessionRow
from liandong.places.rules import refuse_unsound_edition, refuse_unsound_successions


@pytest.mark.parametrize(("year", "subdistricts", "communities"), [(2017, 14, 103), (2023, 11, 83)])
def test_the_demo_districts_editions_have_the_published_counts(
    demo: Path, year: int, subdistricts: int, communities: int
) -> None:
    rows = division_rows((demo / f"divisions_{year}.csv").read_text("utf-8"))
    refuse_unsound_edition(rows)
    levels = Counter(row.level for row in rows)
    assert levels == {"district": 1, "subdistrict": subdistricts, "community": communities}


def test_every_unit_of_2017_has_one_successor_in_2023_with_its_basis(demo: Path) -> None:
    old = {row.code: row.name for row in division_rows((demo / "divisions_2017.csv").read_text("utf-8"))}
    new = {row.code: row.name for row in division_rows((demo / "divisions_2023.csv").read_text("utf-8"))}
    rows = succession_rows((demo / "successions.csv").read_text("utf-8"))
    refuse_unsound_successions(rows)
    assert {row.from_code for row in rows} == set(old) - {"510108"}
    assert {row.to_code for row in rows} <= set(new)
    for row in rows:
        before, after = old[row.from_code], new[row.to_code]
        assert (row.from_code == row.to_code and before == after) == (row.basis == "same_code")
        assert (row.from_code != row.to_code and before == after) == (row.basis == "same_name")
        assert bool(row.note) == (row.basis != "same_code")


def test_the_demo_districts_outline_is_marked_synthetic_and_about_as_large_as_the_district(
    demo: Path,
) -> None:
    read = outlines((demo / "boundary.geojson").read_bytes())
    (outline,) = read.outlines
    assert read.remarks == []
    assert outline.properties["synthetic"] is True
    assert plane_around(outline.shape).metres(outline.shape).area / 1e6 == pytest.approx(108, abs=2)


def test_tables_are_read_with_a_byte_order_mark_and_spaces() -> None:
    text = "\ufeffcode,name,level,parent\r\n510108, 成华区 ,district,\r\n"
    assert division_rows(text) == [DivisionRow("510108", "成华区", "district", "")]
    text = "from_code,to_code,on,basis,note\n510108012,510108006,2020-01-01,assumed,推定\n"
    assert succession_rows(text) == [SuccessionRow("510108012", "510108006", date(2020, 1, 1), "assumed", "推定")]


def test_a_missing_column_and_a_day_that_is_none_are_refused() -> None:
    with pytest.raises(Refused, match="缺少列：level、parent"):
        division_rows("code,name\n")
    with pytest.raises(Refused, match="2020/1/1"):
        succession_rows("from_code,to_code,on,basis,note\n510108012,510108006,2020/1/1,assumed,\n")

"""The change from 14 subdistricts and 103 communities to 11 and 83, on the demo district's ground."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.queries import seen_by, subject_of
from liandong.forces.models import Unit
from liandong.forces.queries import UNITS, unit_now, units
from liandong.journal.queries import broken_link
from liandong.places.editions import division_rows, succession_rows
from liandong.places.models import Grid
from liandong.places.queries import divisions, forget_atlas
from liandong.site.demo.base import text
from liandong.site.divisions import change_divisions
from tests.people import actor_at

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2019, 12, 31), date(2020, 1, 1)


def in_all_communities(now: datetime) -> list[Draft]:
    """A report of rubbish in the middle of the first grid of each community."""
    grids = Grid.objects.filter(valid_until=None, code__endswith="001").order_by("code")
    return [
        Draft(f"d:{grid.code}", "grid", "垃圾没人清", now, lon=grid.lon, lat=grid.lat, kind="E0102") for grid in grids
    ]


def test_after_the_change_every_old_case_still_has_a_unit() -> None:
    then = datetime(2019, 6, 14, 6, 30, tzinfo=UTC)
    try:
        drafts = in_all_communities(then)
        answers = receive(drafts, actor="system", now=then)
        assert len(drafts) == 103
        held = {answer.unit or "" for answer in answers if isinstance(answer, Received)}
        assert len(held) == 14
        done = change_divisions(division_rows(text("divisions_2023.csv")), succession_rows(text("successions.csv")),
                                on=AFTER, actor="system", now=datetime(2020, 1, 1, 1, 0, tzinfo=UTC))  # fmt: skip
        assert [divisions(AFTER, level=level).count() for level in ("subdistrict", "community")] == [11, 83]
        assert [divisions(BEFORE, level=level).count() for level in ("subdistrict", "community")] == [14, 103]
        assert done.cases > 0
        active = {code for code, unit in units().items() if unit.active}
        assert {unit_now(unit, AFTER, BEFORE) for unit in held} <= active
        valid = set(divisions(AFTER, level="community").values_list("code", flat=True))
        for case in Case.objects.all():
            assert case.unit in active
            assert case.area[:12] in valid
            assert case.grid == case.area
            assert broken_link(subject_of(case)) is None
        assert seen_by(actor_at("0217")).count() == 103
    finally:
        UNITS.forget()
        forget_atlas()


def test_every_unit_of_2017_has_one_that_answers_for_it_now() -> None:
    try:
        old = [unit.code for unit in Unit.objects.exclude(level__in=["district", "department"])]
        change_divisions(division_rows(text("divisions_2023.csv")), succession_rows(text("successions.csv")),
                         on=AFTER, actor="system", now=datetime(2020, 1, 1, 1, 0, tzinfo=UTC))  # fmt: skip
        assert [code for code in old if unit_now(code, AFTER, BEFORE) is None] == []
        assert units()["510108006006-station"].name == "文德社区综合服务管理站"
        assert not units()["510108012-huanwei"].active
    finally:
        UNITS.forget()
        forget_atlas()

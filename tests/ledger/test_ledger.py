"""Assets from a table, rounds to go through, checks that are kept once and say nothing of anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection

from liandong.access.rules import Actor
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link
from liandong.kernel.refusals import Refused
from liandong.ledger.actions import Looked, check, draw_round, drop_round, load_assets
from liandong.ledger.models import Asset, Check, Round, Stop
from liandong.ledger.queries import asset, kept_assets, rounds, standing
from liandong.ledger.rules import AssetRow, StopLine
from liandong.ledger.states import Finding, Period, Purpose, Sort
from liandong.places.models import Grid
from liandong.site.demo.life_ledger import stand_assets
from tests.people import actor_at

pytestmark = pytest.mark.django_db
COMMUNITY, STATION = "510108012002", "510108012002-station"
LAMP = "5101080107000012"


@pytest.fixture
def worker() -> Actor:
    return actor_at("1203")


@pytest.fixture
def lamp(now: datetime) -> Asset:
    grid = Grid.objects.filter(code__startswith=COMMUNITY, valid_until=None).earliest("code")
    row = AssetRow(
        LAMP, Sort.COMPONENT, "C0107", "路灯 12 号", "文德路 3 号", grid.lon, grid.lat, "510108-zhaoming", 30
    )
    load_assets([row], actor="system", now=now)
    return Asset.objects.get(pk=LAMP)


@pytest.fixture
def patrol(now: datetime, lamp: Asset) -> Round:
    stops = [StopLine("院门口", "通道有没有被占"), StopLine("", "亮不亮", LAMP)]
    return draw_round(
        "每日巡查",
        Purpose.PATROL,
        Period.DAY,
        stops,
        unit=STATION,
        area=COMMUNITY,
        by=actor_at("1200"),
        now=now,
        key="r",
    )


def test_a_table_is_loaded_again_with_changes_and_what_it_does_not_name_stays(lamp: Asset, now: datetime) -> None:
    assert lamp.area.startswith(COMMUNITY)
    row = AssetRow(LAMP, Sort.COMPONENT, "C0107", "路灯 12 号", "文德路 5 号", lamp.lon, lamp.lat, "510108-zhaoming")
    load_assets([row, replace(row, code="5101080107000013")], actor="system", now=now)
    assert dict(Asset.objects.values_list("code", "place")) == {LAMP: "文德路 5 号", "5101080107000013": "文德路 5 号"}
    with pytest.raises(Refused) as refused:
        load_assets([replace(row, unit="510108-nobody")], actor="system", now=now)
    assert refused.value.code == "unknown-unit"


def test_a_post_sees_the_assets_of_its_area_and_its_unit(lamp: Asset, worker: Actor) -> None:
    assert kept_assets(worker) == [lamp]
    assert asset(LAMP, actor_at("3001")) == lamp
    with pytest.raises(Refused) as refused:
        asset(LAMP, replace(worker, area="510108001", unit="510108001-station"))
    assert refused.value.code == "not-found"


def test_a_round_is_drawn_once_and_ticked_anew_each_period(patrol: Round, worker: Actor, now: datetime) -> None:
    first = Stop.objects.get(round=patrol, order=1)
    for _ in range(2):
        check(Looked(Finding.FINE, stop=first.pk), by=worker, at=now, now=now, key="tick")
    assert Check.objects.count() == 1
    [today], [tomorrow] = standing(rounds(worker), now), standing(rounds(worker), now + timedelta(days=1))
    assert (today.done, len(today.stops), tomorrow.done) == (1, 2, 0)
    again = draw_round("每日巡查", Purpose.PATROL, Period.DAY, [StopLine("x")], unit=STATION, area=COMMUNITY, by=actor_at("1200"),
                       now=now, key="r")  # fmt: skip
    assert (again.pk, Round.objects.count()) == (patrol.pk, 1)


def test_a_stop_where_an_asset_stands_checks_the_asset_and_keeps_only_the_distance(
    patrol: Round, lamp: Asset, worker: Actor, now: datetime
) -> None:
    second = Stop.objects.get(round=patrol, order=2)
    assert second.place == "文德路 3 号"
    made = check(
        Looked(Finding.FINE, stop=second.pk, lon=lamp.lon, lat=lamp.lat + 0.001), by=worker, at=now, now=now, key="k"
    )
    lamp.refresh_from_db()
    assert (made.asset_id, made.metres, lamp.checked_at) == (LAMP, 111, now)
    assert broken_link(f"asset:{LAMP}") is None
    with connection.cursor() as cursor:
        columns = {
            column.name: column for column in connection.introspection.get_table_description(cursor, "ledger_check")
        }
    assert {"lon", "lat", "note", "words", "text", "name"} & set(columns) == set()


def test_an_older_look_that_comes_later_does_not_turn_the_day_back(lamp: Asset, worker: Actor, now: datetime) -> None:
    check(Looked(Finding.FINE, asset=LAMP), by=worker, at=now, now=now, key="new")
    check(Looked(Finding.CLOSED, asset=LAMP), by=worker, at=now - timedelta(hours=3), now=now, key="old")
    lamp.refresh_from_db()
    assert lamp.checked_at == now


@pytest.mark.parametrize(("looked", "case", "code"), [
    (Looked(Finding.FINE), "", "input-missing"), (Looked(Finding.FAULT, asset=LAMP), "", "input-missing"),
    (Looked(Finding.FINE, asset=LAMP), "260612-0001", "input-missing"), (Looked(Finding.FINE, stop=10**9), "", "not-found"),
    (Looked(Finding.FINE, asset="5101080107999999"), "", "not-found"),
])  # fmt: skip
def test_a_check_of_nothing_or_half_a_fault_is_refused(
    lamp: Asset, worker: Actor, now: datetime, looked: Looked, case: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        check(looked, by=worker, at=now, now=now, case=case)
    assert (refused.value.code, Check.objects.count()) == (code, 0)


def test_a_round_is_drawn_only_inside_the_own_area_and_goes_with_its_checks_kept(
    patrol: Round, worker: Actor, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        draw_round(
            "别处",
            Purpose.VISIT,
            Period.WEEK,
            [StopLine("x")],
            unit=STATION,
            area="510108001",
            by=actor_at("1200"),
            now=now,
        )
    assert refused.value.code == "not-yours"
    stop = Stop.objects.filter(round=patrol).earliest("order")
    check(Looked(Finding.CLOSED, stop=stop.pk), by=worker, at=now, now=now)
    drop_round(patrol, by=actor_at("1200"), now=now, key="d")
    drop_round(patrol, by=actor_at("1200"), now=now, key="d")
    assert (list(rounds(worker)), Check.objects.count(), Entry.objects.filter(kind="round.dropped").count()) == (
        [],
        1,
        1,
    )
    with pytest.raises(Refused):
        check(Looked(Finding.FINE, stop=stop.pk), by=worker, at=now, now=now)


def test_the_demo_has_assets_and_rounds_and_a_second_start_adds_none(now: datetime) -> None:
    for _ in range(2):
        stand_assets(now)
    assert (Asset.objects.count(), Round.objects.count(), Check.objects.count()) == (62, 2, 2)
    assert {row.kind[0] for row in Asset.objects.filter(sort=Sort.COMPONENT)} == {"C"}

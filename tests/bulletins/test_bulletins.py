"""Bulletins reach whom they concern while they hold; columns arrange the first page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.bulletins.actions import publish, withdraw, write_column
from liandong.bulletins.models import Bulletin, Column
from liandong.bulletins.queries import LEVELS, bulletin, columns, in_force
from liandong.bulletins.rules import ADDRESS, Arranged, Told, links_in
from liandong.bulletins.states import Shows, Topic
from liandong.journal.models import Entry
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused
from tests.people import actor_at

pytestmark = pytest.mark.django_db
DISTRICT, STREET, COMMUNITY, GRID = "510108", "510108012", "510108012002", "510108012002003"


def told(area: str = COMMUNITY, **words: object) -> Told:
    today = local_day(now())
    made = Told(area, Topic.SUPPLY, "周五上午停水", "8:00 至 12:00", today, today + timedelta(days=3))
    return replace(made, **words)  # type: ignore[arg-type]


def published(area: str = COMMUNITY, **words: object) -> Bulletin:
    return publish(told(area, **words), by=actor_at("0201", "supervisor"), now=now())


@pytest.fixture(autouse=True)
def none_yet(db: None) -> None:
    Bulletin.objects.all().delete()


@pytest.mark.parametrize(
    ("area", "asked", "shown"),
    [
        (DISTRICT, GRID, True), (STREET, COMMUNITY, True), (COMMUNITY, COMMUNITY, True), (GRID, COMMUNITY, True), (COMMUNITY, "", True),
        (COMMUNITY, "510108012003", False), (GRID, "510108012002004", False), ("510108013", COMMUNITY, False),
    ],
)  # fmt: skip
def test_a_place_is_told_what_is_for_it_inside_it_and_around_it(area: str, asked: str, shown: bool) -> None:
    published(area)
    assert in_force(local_day(now()), asked).exists() is shown


@given(
    st.sampled_from([DISTRICT, STREET, COMMUNITY, GRID]),
    st.sampled_from([DISTRICT, STREET, COMMUNITY, GRID, "510108013001"]),
)
def test_to_be_told_is_mutual(one: str, other: str) -> None:
    def around(area: str) -> list[str]:
        return [area[:digits] for digits in LEVELS if digits <= len(area)]

    assert (one.startswith(other) or one in around(other)) == (other.startswith(one) or other in around(one))


def test_it_is_shown_from_its_first_to_its_last_day_and_on_the_topics_that_are_wanted() -> None:
    row, today = published(), local_day(now())
    assert list(in_force(today + timedelta(days=3))) == [row]
    assert not in_force(today + timedelta(days=4)).exists()
    assert not in_force(today - timedelta(days=1)).exists()
    assert not in_force(today, topics=[Topic.ROADS]).exists()
    assert list(in_force(today, topics=[Topic.SUPPLY, "nonsense"])) == [row]


def test_who_publishes_stays_inside_the_area_of_the_post_and_a_key_publishes_once() -> None:
    by = actor_at("1200")
    with pytest.raises(Refused, match="岗位范围"):
        publish(told(DISTRICT), by=by, now=now())
    rows = {publish(told(by.area), by=by, now=now(), key="b1").pk for _ in range(2)}
    assert len(rows) == 1 == Entry.objects.filter(kind="bulletin.published", key="b1").count()


@pytest.mark.parametrize(
    ("words", "field"),
    [({"title": " "}, "title"), ({"title": "字" * 61}, "title"), ({"text": ""}, "text"), ({"topic": "gossip"}, "topic"),
     ({"area": ""}, "area"), ({"valid_until": local_day(now()) - timedelta(days=1)}, "valid_until"),
     ({"valid_until": local_day(now()) + timedelta(days=400)}, "valid_until")],
)  # fmt: skip
def test_one_that_says_nothing_or_never_ends_is_refused(words: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        published(**words)
    assert (refused.value.field, Bulletin.objects.count()) == (field, 0)


def test_the_unit_takes_it_back_with_a_reason_and_nobody_finds_it() -> None:
    row = published(STREET)
    with pytest.raises(Refused, match="别的单位"):
        withdraw(row.pk, "写错了", by=actor_at("1201"), now=now())
    with pytest.raises(Refused, match="理由"):
        withdraw(row.pk, " ", by=actor_at("0201", "supervisor"), now=now())
    withdraw(row.pk, "改期了", by=actor_at("0201", "supervisor"), now=now())
    with pytest.raises(Refused, match="没有这条公告"):
        bulletin(row.pk, local_day(now()))


def test_columns_stand_in_their_order_and_those_turned_off_do_not() -> None:
    by = actor_at("0301", "steward")
    first = write_column(Arranged(5, "常用", "Often", Shows.LINKS, links="查 | Find | /track"), by=by, now=now())
    assert columns()[0] == first
    write_column(
        Arranged(5, "常用", "Often", Shows.LINKS, links="查 | Find | /track", on=False), by=by, now=now(), pk=first.pk
    )
    assert first not in columns()
    assert first in columns(on=False)
    with pytest.raises(Refused, match="叫这个名字"):
        write_column(Arranged(6, "公告", "More", Shows.BULLETINS), by=by, now=now())


@pytest.mark.parametrize(
    ("column", "field"),
    [
        (Arranged(1, "", "A", Shows.MINE), "name"), (Arranged(1, "甲", " ", Shows.MINE), "name_en"), (Arranged(1, "甲", "A", "ads"), "shows"),
        (Arranged(1, "甲", "A", Shows.ANSWERS), "words"), (Arranged(1, "甲", "A", Shows.LINKS), "links"), (Arranged(-1, "甲", "A", Shows.MINE), "order"),
    ],
)  # fmt: skip
def test_a_column_that_could_show_nothing_is_refused(column: Arranged, field: str) -> None:
    before = Column.objects.count()
    with pytest.raises(Refused) as refused:
        write_column(column, by=actor_at("0301", "steward"), now=now())
    assert (refused.value.field, Column.objects.count()) == (field, before)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//evil.example", "http://plain.example", "/\\evil.example", "data:text/html,x", "track"],
)
def test_a_link_leads_to_this_site_to_https_or_to_a_telephone(address: str) -> None:
    assert ADDRESS.fullmatch(address) is None
    with pytest.raises(Refused, match="看不懂"):
        links_in(f"名 | Name | {address}")
    assert links_in("名 | Name | /track\n\n电话 | Call | tel:96966")[1]["address"] == "tel:96966"

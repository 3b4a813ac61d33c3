"""An hour in which one message in ten is lost, and others are doubled, late and out of order: nothing is lost, doubled or
stuck unseen. The same seed gives the same hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from random import Random

import pytest

from liandong.cases.actions import move
from liandong.cases.models import Case, Report
from liandong.cases.states import Move
from liandong.exchange.actions import hand_over_now
from liandong.exchange.models import HandOver, Incoming, Outgoing
from liandong.exchange.queries import stuck_in, stuck_out
from liandong.exchange.states import OPEN, Sending, Standing, Taking, Way
from liandong.faces.desk.case.triage import Wanted, dispatch
from tests.exchange.conftest import Clock, World, exchanged
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
MATTER = {"police": "emergency", "gov": "service", "urban": "city"}


def hour(world: World, clock: Clock, reported: Callable[..., Case], dice: Random) -> None:
    """Cases go both ways at their own times; units work on what came in."""
    for minute in range(60):
        code = dice.choice(sorted(world))
        if minute % 3 == 0 and minute < 45:
            case = reported(clock.at, text=f"第 {minute} 分钟的事")
            given = {"partner": code, "matter": MATTER[code], "reason": "请接办", "asked": "1"}
            hand_over_now(case.number, given, by=actor_at("0217", "dispatcher"), now=clock.at, key=f"out:{minute}")
        if minute % 4 == 1 and minute < 45:
            matter = "city" if code == "urban" else "service"
            world[code].hand_in(
                {"text": f"路灯不亮 {minute}", "matter": matter, "lon": 104.1142, "lat": 30.6935}, clock.at
            )
        exchanged(world, clock, 60, step=15)
        work(clock.at)


def work(at: datetime) -> None:
    """The dispatcher sends out what other centres brought; every unit accepts it and says that it is done."""
    centre = actor_at("0217", "dispatcher")
    for case in Case.objects.filter(channel__in=MATTER).exclude(state__in=("handled", "merged")).defer("search"):
        if case.state == "received":
            dispatch(case.number, Wanted(kind="C0107"), by=centre, now=at, key=f"{case.number}:dispatch")
            continue
        name, given = (Move.ACCEPT, {}) if case.state == "assigned" else (Move.HANDLE, {"note": "修好了"})
        move(case.number, name, given, by=unit_actor(str(case.unit)), now=at, key=f"{case.number}:{name}")


@pytest.mark.parametrize("seed", [7, 96966])
def test_in_an_hour_of_mishaps_no_case_is_lost_doubled_or_stuck_unseen(
    seed: int, centres: Callable[..., World], clock: Clock, reported: Callable[..., Case]
) -> None:
    world = centres(seed=seed, loses=0.1, doubles=0.1, delays=0.2, pace=2.0)
    hour(world, clock, reported, Random(seed))
    exchanged(world, clock, 3600, step=30)
    out = list(HandOver.objects.filter(way=Way.OUT).select_related("case"))
    assert len(out) == 15
    theirs = {thread: (number, ours) for centre in world.values()
              for thread, number, ours in centre.store.rows("SELECT thread, number, theirs FROM cases WHERE way = 'out'")}  # fmt: skip
    assert theirs == {one.thread: (one.theirs, one.case.number) for one in out}
    assert Counter(one.standing for one in out if one.standing in OPEN) == {}
    wanted = {Standing.REFUSED: {"received"}, Standing.DONE: {"handled", "verified"}}
    assert [one.case.number for one in out if one.case.state not in wanted[Standing(one.standing)]] == []
    brought = {number for centre in world.values()
               for (number,) in centre.store.rows("SELECT number FROM cases WHERE way = 'in'")}  # fmt: skip
    came = HandOver.objects.filter(way=Way.IN)
    assert {one.theirs for one in came} == brought
    assert len(came) == len(brought) == Report.objects.filter(channel__in=MATTER).count() == 11
    assert_both_sides_agree(world)


def assert_both_sides_agree(world: World) -> None:
    """Every message has its receipt and was taken once; what they were told last is how our case stands."""
    assert Outgoing.objects.exclude(state=Sending.RECEIVED).count() == 0
    assert Incoming.objects.exclude(state=Taking.DONE).count() == 0
    seen = [id_ for centre in world.values() for (id_,) in centre.store.rows("SELECT id FROM seen")]
    assert sorted(seen) == sorted(str(row.pk) for row in Outgoing.objects.all())
    said = [id_ for centre in world.values() for (id_,) in centre.store.rows("SELECT id FROM letters")]
    unsent = [
        id_ for centre in world.values() for (id_,) in centre.store.rows("SELECT id FROM letters WHERE receipt IS NULL")
    ]
    assert sorted(said) == sorted(Incoming.objects.values_list("message", flat=True))
    assert unsent == []
    told = {str(thread): str(state) for centre in world.values()
            for thread, state in centre.store.rows("SELECT thread, told FROM cases WHERE way = 'in'")}  # fmt: skip
    for one in HandOver.objects.filter(way=Way.IN).select_related("case__leading"):
        leading = one.case.leading
        assert told[one.thread] in ({"merged", leading.state} if leading else {one.case.state})


def test_a_centre_that_is_away_leaves_every_message_on_the_page_of_stuck_ones(
    centres: Callable[..., World], clock: Clock, reported: Callable[..., Case]
) -> None:
    world = centres(seed=3, away=True)
    for number, (code, matter) in enumerate(MATTER.items()):
        case = reported(clock.at, text=f"第 {number} 件")
        given = {"partner": code, "matter": matter, "reason": "请接办", "asked": "1"}
        hand_over_now(case.number, given, by=actor_at("0217", "dispatcher"), now=clock.at, key=f"out:{number}")
    assert [row.hand_over.partner_id for row in stuck_out(clock.at)] == ["police"], (
        "an emergency is stuck at its first failure"
    )
    exchanged(world, clock, 1200, step=30)
    assert stuck_out(clock.at).count() == Case.objects.filter(state="handed_over").count() == 3
    assert stuck_in(clock.at).count() == 0

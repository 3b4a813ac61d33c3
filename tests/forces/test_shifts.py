"""Staff are located on shift only, after clocking in, for at most thirty days, and nobody else sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from liandong.forces.models import Position, Shift, Stint
from liandong.forces.shift_actions import Point, clock_in, clock_out, forget_positions, keep_track, plan_shift
from liandong.forces.shift_queries import open_stint, own_track, stints_lately
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused
from tests.people import actor_at

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def point(at: datetime, lon: float = 104.1) -> Point:
    return Point(at, lon, 30.69, 8)


@pytest.fixture
def shift(now: datetime) -> Shift:
    plan_shift(actor_at("1203").post, now, now + 8 * HOUR, actor="system", now=now)
    return Shift.objects.get()


def test_only_what_lies_inside_a_stint_is_kept(shift: Shift, now: datetime) -> None:
    me = actor_at("1203")
    clock_in(by=me, at=now + HOUR, now=now + HOUR, key="in")
    clock_out(by=me, at=now + 3 * HOUR, now=now + 3 * HOUR, key="out")
    at = [now + timedelta(minutes=minutes) for minutes in (30, 60, 120, 180, 181, 600)]
    assert keep_track([point(one) for one in at], by=me, now=now + 12 * HOUR, key="t-1") == 3
    assert [one.at for one in own_track(me.post, Stint.objects.get().pk, now + 12 * HOUR)] == at[1:4]


def test_without_clocking_in_nothing_is_kept_and_a_forgotten_stint_ends_with_its_shift(
    shift: Shift, now: datetime
) -> None:
    me = actor_at("1203")
    assert keep_track([point(now + HOUR)], by=me, now=now + HOUR, key="t-1") == 0
    clock_in(by=me, at=now, now=now, key="in")
    late = now + 20 * HOUR
    assert keep_track([point(now + 7 * HOUR), point(now + 9 * HOUR)], by=me, now=late, key="t-2") == 1
    assert open_stint(me.post, late) is None
    assert Position.objects.get().at == now + 7 * HOUR


def test_clocking_in_needs_a_shift_and_happens_once(shift: Shift, now: datetime) -> None:
    me = actor_at("1203")
    with pytest.raises(Refused, match="没有排您的班"):
        clock_in(by=me, at=now - 2 * HOUR, now=now, key="early")
    with pytest.raises(Refused, match="没有排您的班"):
        clock_in(by=actor_at("1202"), at=now, now=now, key="another")
    first = clock_in(by=me, at=now, now=now, key="in")
    assert clock_in(by=me, at=now, now=now + HOUR, key="in").pk == first.pk
    with pytest.raises(Refused, match="已经打过"):
        clock_in(by=me, at=now + HOUR, now=now + HOUR, key="in-2")
    with pytest.raises(Refused, match="已经用过"):
        clock_in(by=me, at=now + HOUR, now=now + HOUR, key="in")


def test_clocking_out_needs_a_stint_and_is_repeated_harmlessly(shift: Shift, now: datetime) -> None:
    me = actor_at("1203")
    with pytest.raises(Refused, match="不在班上"):
        clock_out(by=me, at=now, now=now, key="out")
    clock_in(by=me, at=now + HOUR, now=now + HOUR, key="in")
    with pytest.raises(Refused, match="不在班上"):
        clock_out(by=me, at=now, now=now + HOUR, key="out-1")
    ended = clock_out(by=me, at=now + 2 * HOUR, now=now + 2 * HOUR, key="out-2")
    assert clock_out(by=me, at=now + 2 * HOUR, now=now + 4 * HOUR, key="out-2").pk == ended.pk
    assert Stint.objects.get().ended_at == now + 2 * HOUR


def test_a_track_that_comes_twice_is_kept_once_and_no_entry_says_where(shift: Shift, now: datetime) -> None:
    me = actor_at("1203")
    clock_in(by=me, at=now, now=now, key="in")
    for _ in range(2):
        assert keep_track([point(now + HOUR, 104.98765)], by=me, now=now + HOUR, key="t-1") == 1
    assert keep_track([point(now + HOUR, 104.98765)], by=me, now=now + HOUR, key="t-2") == 1
    assert Position.objects.count() == 1
    assert not any("104.98765" in str(entry.data) for entry in Entry.objects.all())


def test_after_thirty_days_a_position_is_gone(shift: Shift, now: datetime) -> None:
    me = actor_at("1203")
    stint = clock_in(by=me, at=now, now=now, key="in")
    keep_track([point(now + HOUR), point(now + 2 * HOUR)], by=me, now=now + 3 * HOUR, key="t-1")
    later = now + timedelta(days=30) + HOUR + timedelta(seconds=1)
    assert own_track(me.post, stint.pk, later).count() == 1
    assert forget_positions(now=later) == 1
    assert keep_track([point(now + HOUR)], by=me, now=later, key="t-2") == 0
    assert [vars(one)["points"] for one in stints_lately(me.post, now + timedelta(days=29))] == [1]


def test_nobody_else_is_given_a_track(shift: Shift, now: datetime) -> None:
    me = actor_at("1203")
    stint = clock_in(by=me, at=now, now=now, key="in")
    keep_track([point(now + HOUR)], by=me, now=now + HOUR, key="t-1")
    for other in ("0201", "0001", "1202", "0902"):
        assert list(own_track(actor_at(other).post, stint.pk, now + HOUR)) == []


@pytest.mark.parametrize(
    ("start", "hours", "code"), [(4, 8, "shift-overlaps"), (24, 25, "bad-shift"), (24, 0, "bad-shift")]
)
def test_a_shift_that_makes_no_sense_is_refused(shift: Shift, now: datetime, start: int, hours: int, code: str) -> None:
    begin = now + start * HOUR
    with pytest.raises(Refused) as refused:
        plan_shift(actor_at("1203").post, begin, begin + hours * HOUR, actor="system", now=now)
    assert refused.value.code == code
    assert Shift.objects.count() == 1

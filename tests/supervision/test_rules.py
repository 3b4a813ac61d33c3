"""When rungs are reached and to whom they lead: whatever the clock, the ladder and the calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.cases.clocks import Ticking
from liandong.deadlines.calendar import WorkingCalendar
from liandong.deadlines.holidays import public_days
from liandong.deadlines.states import Measure, Urgency
from liandong.kernel.clock import LOCAL
from liandong.kernel.refusals import Refused
from liandong.supervision.ladder import Ladders, Rung, parsed, refuse_disorder
from liandong.supervision.rules import allowed, coming, seat
from liandong.supervision.states import Delivery, Wait, Whom

CALENDAR = WorkingCalendar(days=public_days())
UNITS = {"510108-center", "510108012-center", "510108012-huanwei", "510108012-hecha", "510108-zhaoming"}


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LOCAL)


def rung(number: int, amount: str, wait: Wait = Wait.WORKING_HOURS, whom: Whom = Whom.HEAD,
         delivery: Delivery = Delivery.ALWAYS, **more: str) -> Rung:  # fmt: skip
    return Rung(more.get("matter", ""), Urgency(more.get("urgency", "normal")), more.get("stage", "handle"), number,
                Decimal(amount), wait, whom, delivery)  # fmt: skip


CLIMB = (
    rung(0, "0.25", Wait.SHARE, Whom.UNIT),
    rung(1, "0"),
    rung(2, "4", whom=Whom.CENTRE),
    rung(3, "16", whom=Whom.LEADER),
)
MIDNIGHT = datetime(2025, 1, 1, tzinfo=UTC)
instants = st.integers(0, 700 * 24 * 60).map(lambda minutes: MIDNIGHT + timedelta(minutes=minutes))
waits = st.sampled_from([Wait.WORKING_HOURS, Wait.HOURS])
deliveries = st.sampled_from(list(Delivery))
amounts = st.lists(st.decimals(0, 80, places=2), min_size=1, max_size=4, unique=True).map(sorted)


@st.composite
def ladders(draw: st.DrawFn) -> list[Rung]:
    wait, delivery = draw(waits), draw(deliveries)
    return [rung(number, str(amount), wait, delivery=delivery) for number, amount in enumerate(draw(amounts), start=1)]


@given(instants, ladders(), st.lists(st.floats(0, 72), min_size=4, max_size=4))
def test_rungs_come_in_order_never_before_their_time_and_leave_each_as_long_as_the_table_says(
    due_at: datetime, ladder: list[Rung], late: list[float]
) -> None:
    """`late`: hours by which whatever delivers them was down before each."""
    clock, told = Ticking("handle", due_at - timedelta(hours=8), due_at), dict[int, datetime]()
    for one, down in zip(ladder, late, strict=False):
        alarm = next(coming(clock, ladder, told, CALENDAR))
        assert alarm.rung == one
        measure = Measure(one.wait)
        assert CALENDAR.between(due_at, alarm.at, measure) >= CALENDAR.length(one.amount, measure)
        assert allowed(alarm.at, one.delivery, CALENDAR) == alarm.at
        if told:
            below = ladder[one.rung - 2]
            own = CALENDAR.length(one.amount - below.amount, measure)
            assert CALENDAR.between(told[below.rung], alarm.at, measure) >= own
        told[one.rung] = alarm.at + timedelta(hours=down)
    assert list(coming(clock, ladder, told, CALENDAR)) == []


@given(instants, ladders())
def test_without_quiet_hours_and_delays_each_rung_comes_exactly_at_its_time(
    due_at: datetime, ladder: list[Rung]
) -> None:
    ladder = [rung(one.rung, str(one.amount), one.wait) for one in ladder]
    found = [alarm.at for alarm in coming(Ticking("handle", None, due_at), ladder, {}, CALENDAR)]
    for one, alarm_at in zip(ladder, found, strict=True):
        measure = Measure(one.wait)
        assert CALENDAR.between(due_at, alarm_at, measure) == CALENDAR.length(one.amount, measure)


def test_a_warning_comes_when_a_quarter_of_the_working_time_is_left() -> None:
    clock = Ticking("handle", at(12, 16, 30), CALENDAR.add(at(12, 16, 30), 8, Measure.WORKING_HOURS))
    assert clock.due_at == at(15, 16, 30)
    found = [(alarm.rung.rung, alarm.at) for alarm in coming(clock, CLIMB, {}, CALENDAR)]
    assert found == [(0, at(15, 14, 30)), (1, at(15, 16, 30)), (2, at(16, 11, 30)), (3, at(17, 16, 30))]


def test_a_clock_that_runs_around_the_clock_warns_in_its_own_time() -> None:
    clock = Ticking("handle", at(12, 16, 30), at(12, 20, 30))
    [warning, *_] = coming(clock, CLIMB, {}, CALENDAR, around_the_clock=True)
    assert warning.at == at(12, 19, 30)


def test_the_spring_festival_of_2026_stops_the_climb_and_its_make_up_day_does_not() -> None:
    """The office is shut from Sunday 15 to Monday 23 February 2026; Saturday 14 and Saturday 28 February are worked."""
    clock = Ticking("handle", None, at(14, 16, 0, month=2))
    found = [alarm.at for alarm in coming(clock, CLIMB[1:], {}, CALENDAR)]
    assert found == [at(14, 16, 0, month=2), at(24, 11, 0, month=2), at(25, 16, 0, month=2)]


def test_the_spring_festival_of_2025_stops_the_climb_and_its_make_up_day_does_not() -> None:
    """Sunday 26 January 2025 is worked, the office is shut from Tuesday 28 January to Tuesday 4 February."""
    due = datetime(2025, 1, 26, 10, 0, tzinfo=LOCAL)
    found = [alarm.at for alarm in coming(Ticking("handle", None, due), CLIMB[1:], {}, CALENDAR)]
    assert found == [due, datetime(2025, 1, 26, 15, 0, tzinfo=LOCAL), datetime(2025, 2, 5, 10, 0, tzinfo=LOCAL)]


@pytest.mark.parametrize(("delivery", "given_", "expected"), [
    (Delivery.ALWAYS, at(12, 23), at(12, 23)),
    (Delivery.DAYTIME, at(12, 21, 59), at(12, 21, 59)),
    (Delivery.DAYTIME, at(12, 22), at(13, 7)),
    (Delivery.DAYTIME, at(13, 3), at(13, 7)),
    (Delivery.WORKING, at(12, 12, 30), at(12, 13)),
    (Delivery.WORKING, at(12, 17, 30), at(15, 8, 30)),
])  # fmt: skip
def test_quiet_hours_are_kept(delivery: Delivery, given_: datetime, expected: datetime) -> None:
    assert allowed(given_, delivery, CALENDAR) == expected


def test_who_was_told_after_a_quiet_night_has_as_long_as_anybody() -> None:
    ladder = [rung(1, "0", Wait.HOURS, delivery=Delivery.DAYTIME), rung(2, "2", Wait.HOURS, delivery=Delivery.DAYTIME)]
    found = [alarm.at for alarm in coming(Ticking("handle", None, at(12, 23)), ladder, {}, CALENDAR)]
    assert found == [at(13, 7), at(13, 9)]


@pytest.mark.parametrize(("whom", "stage", "unit", "area", "expected"), [
    (Whom.UNIT, "handle", "510108012-huanwei", "510108012002001", ("510108012-huanwei", "")),
    (Whom.HEAD, "handle", "510108012-huanwei", "510108012002001", ("510108012-huanwei", "head")),
    (Whom.CENTRE, "handle", "510108012-huanwei", "510108012002001", ("510108012-center", "supervisor")),
    (Whom.CENTRE, "handle", "510108-zhaoming", "510108012002001", ("510108-center", "supervisor")),
    (Whom.UNIT, "verify", "510108012-huanwei", "510108012002001", ("510108012-hecha", "")),
    (Whom.CENTRE, "verify", "510108-zhaoming", "510108012002001", ("510108012-center", "supervisor")),
    (Whom.UNIT, "triage", None, "510108", ("510108-center", "")),
    (Whom.LEADER, "handle", "510108012-huanwei", "510108012", ("510108-center", "leader")),
])  # fmt: skip
def test_a_rung_leads_to_a_post(whom: Whom, stage: str, unit: str | None, area: str, expected: tuple[str, str]) -> None:
    found = list(seat(whom, stage, unit, area, "510108", UNITS.__contains__))
    assert found[0] == (whom, expected)
    assert found[-1] == (Whom.LEADER, ("510108-center", "leader"))


def test_the_longest_prefix_has_the_whole_ladder_and_the_urgency_goes_first() -> None:
    table = Ladders(
        [*CLIMB, rung(1, "1", matter="E01"), rung(1, "0", urgency="urgent"), rung(2, "1", urgency="urgent")]
    )
    assert [one.rung for one in table.ladder("E0102", "handle", "normal")] == [1]
    assert [one.rung for one in table.ladder("C0101", "handle", "normal")] == [0, 1, 2, 3]
    assert [one.urgency for one in table.ladder("E0102", "handle", "critical")] == [Urgency.URGENT] * 2
    assert table.ladder("E0102", "verify", "normal") == ()


@pytest.mark.parametrize("rungs", [
    [rung(1, "2"), rung(2, "2")], [rung(1, "2"), rung(2, "1")], [rung(1, "2"), rung(1, "3")],
    [rung(1, "2"), rung(2, "3", Wait.HOURS)],
])  # fmt: skip
def test_a_ladder_out_of_order_is_refused(rungs: list[Rung]) -> None:
    with pytest.raises(Refused, match="一级比一级晚"):
        refuse_disorder(rungs)


@pytest.mark.parametrize("words", [
    {"stage": "sleep"}, {"rung": "10"}, {"rung": "1.5"}, {"amount": "-1"}, {"amount": "x"}, {"wait": "weeks"},
    {"whom": "nobody"}, {"delivery": "never"}, {"rung": "1", "wait": "share"}, {"amount": "1.5", "wait": "share"},
])  # fmt: skip
def test_a_row_that_makes_no_sense_is_refused_with_its_line(words: dict[str, str]) -> None:
    row = {"stage": "handle", "rung": "0", "amount": "0.5", "wait": "hours", "whom": "head", "delivery": "", **words}
    with pytest.raises(Refused, match="第 7 行") as refusal:
        parsed(row, 7)
    assert refusal.value.code == "bad-ladder"

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from liandong.deadlines.calendar import WorkingCalendar
from liandong.deadlines.clock import Clock, Term, stops_in
from liandong.deadlines.holidays import public_days
from liandong.deadlines.states import Measure
from liandong.kernel.clock import LOCAL

CALENDAR = WorkingCalendar(days=public_days())
FIRST = datetime(2025, 12, 1, tzinfo=UTC)
instants = st.timedeltas(timedelta(0), timedelta(days=120)).map(lambda since: FIRST + since)
terms = st.builds(Term, st.integers(1, 60), st.sampled_from(Measure))
stops = st.lists(st.tuples(instants, instants).map(lambda pair: (min(pair), max(pair))), max_size=4).map(tuple)
extensions = st.lists(st.integers(1, 20), max_size=3).map(tuple)
clocks = st.builds(Clock, st.just(CALENDAR), instants, terms, stops, extensions)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def four_hours(*stops: tuple[datetime, datetime | None], more: tuple[int, ...] = ()) -> Clock:
    return Clock(CALENDAR, local("2026-06-12T09:00"), Term(4, Measure.WORKING_HOURS), stops, more)


def due(clock: Clock) -> datetime:
    assert clock.due_at is not None
    return clock.due_at


def test_a_stop_moves_the_end_by_the_working_time_it_lasted() -> None:
    stop = (local("2026-06-12T11:00"), local("2026-06-12T13:30"))
    assert four_hours().due_at == local("2026-06-12T14:00")
    assert four_hours(stop).due_at == local("2026-06-12T15:30")
    assert four_hours(stop).elapsed(local("2026-06-12T13:15")) == timedelta(hours=2)
    assert four_hours(stop).remaining(local("2026-06-12T14:30")) == timedelta(hours=1)


def test_a_stop_over_the_weekend_costs_nothing() -> None:
    clock = replace(four_hours(), started_at=local("2026-06-12T16:30"))
    stop = (local("2026-06-12T18:00"), local("2026-06-15T08:00"))
    assert replace(clock, stops=(stop,)).due_at == clock.due_at == local("2026-06-15T11:30")


def test_nobody_knows_the_end_while_the_clock_stands_still() -> None:
    clock = four_hours((local("2026-06-12T11:00"), None))
    assert clock.due_at is None
    assert clock.is_stopped(local("2026-06-20T11:00"))
    assert clock.remaining(local("2026-06-20T11:00")) == timedelta(hours=2)


def test_a_stop_after_the_end_changes_nothing_about_it() -> None:
    assert four_hours((local("2026-06-12T14:30"), None)).due_at == local("2026-06-12T14:00")


def test_an_extension_by_working_days_ends_at_a_close_again() -> None:
    clock = Clock(CALENDAR, local("2026-06-12T09:00"), Term(2, Measure.WORKING_DAYS), (), (3,))
    assert clock.due_at == local("2026-06-22T17:30")


def test_what_is_over_has_a_negative_rest() -> None:
    assert four_hours().remaining(local("2026-06-12T14:35")) == timedelta(minutes=-35)


def test_marks_fold_into_stops() -> None:
    at = [local(f"2026-06-12T{hour:02}:00") for hour in range(9, 16)]
    marks = [(at[0], True), (at[1], False), (at[2], False), (at[3], True), (at[4], True), (at[5], False)]
    assert stops_in(marks) == ((at[1], at[3]), (at[5], None))
    assert stops_in([]) == ()


@given(clock=clocks, stop=st.tuples(instants, instants), now=instants)
def test_stopping_never_shortens_what_remains(clock: Clock, stop: tuple[datetime, datetime], now: datetime) -> None:
    stopped = replace(clock, stops=(*clock.stops, (min(stop), max(stop))))
    assert stopped.remaining(now) >= clock.remaining(now)
    assert due(stopped) >= due(clock)


@given(clock=clocks, stop=st.tuples(instants, instants))
def test_the_end_moves_by_exactly_the_counted_time_that_was_stopped(
    clock: Clock, stop: tuple[datetime, datetime]
) -> None:
    begun, ended = max(min(stop), clock.started_at), max(*stop, clock.started_at)
    plain, stopped = replace(clock, stops=()), replace(clock, stops=((begun, ended),))
    measure = clock.limit.measure
    counts = plain.remaining(begun) > timedelta()
    pause = CALENDAR.between(begun, ended, measure) if counts else timedelta()
    assert CALENDAR.between(due(plain), due(stopped), measure) == pause


@given(clock=clocks)
def test_at_its_end_a_clock_has_nothing_left(clock: Clock) -> None:
    assert clock.remaining(due(clock)) == timedelta()
    assert clock.remaining(due(clock) - timedelta(microseconds=1)) > timedelta()


@given(clock=clocks, first=st.integers(1, 9), second=st.integers(1, 9))
def test_extensions_add_up(clock: Clock, first: int, second: int) -> None:
    apart = replace(clock, extensions=(*clock.extensions, first, second))
    together = replace(clock, extensions=(*clock.extensions, first + second))
    assert apart.due_at == together.due_at
    longer = clock.calendar.length(first + second, clock.limit.measure)
    assert apart.allowed - clock.allowed == longer


@given(clock=clocks, one=instants, other=instants)
def test_time_that_has_run_never_goes_back(clock: Clock, one: datetime, other: datetime) -> None:
    assert clock.elapsed(min(one, other)) <= clock.elapsed(max(one, other))
    assert clock.elapsed(one) >= timedelta()


@given(clock=clocks)
def test_the_order_of_stops_does_not_matter(clock: Clock) -> None:
    assert replace(clock, stops=clock.stops[::-1]).due_at == clock.due_at

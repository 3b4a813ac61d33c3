from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.deadlines.calendar import SpecialDay, WorkingCalendar
from liandong.deadlines.holidays import public_days
from liandong.deadlines.states import Measure
from liandong.kernel.clock import LOCAL

CALENDAR = WorkingCalendar(days=public_days())
WORKING = [Measure.WORKING_HOURS, Measure.WORKING_DAYS]
FIRST = datetime(2019, 1, 1, tzinfo=UTC)
instants = st.timedeltas(timedelta(0), timedelta(days=4380)).map(lambda since: FIRST + since)
amounts = st.decimals(0, 400, places=2)
measures = st.sampled_from(Measure)
counted = st.timedeltas(timedelta(0), timedelta(days=60))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("start", "amount", "measure", "due"),
    [
        ("2026-06-12T09:00", 4, "working_hours", "2026-06-12T14:00"),
        ("2026-06-12T08:30", Decimal("3.5"), "working_hours", "2026-06-12T12:00"),
        ("2026-06-12T12:20", 1, "working_hours", "2026-06-12T14:00"),
        ("2026-06-12T06:00", 1, "working_hours", "2026-06-12T09:30"),
        ("2026-06-12T16:30", 2, "working_hours", "2026-06-15T09:30"),
        ("2026-06-13T10:00", 2, "working_hours", "2026-06-15T10:30"),
        ("2026-06-12T16:30", 2, "hours", "2026-06-12T18:30"),
        ("2026-06-12T16:30", 1, "days", "2026-06-14T00:00"),
        ("2026-06-12T00:00", 1, "days", "2026-06-14T00:00"),
        ("2026-06-12T08:00", 1, "working_days", "2026-06-15T17:30"),
        ("2026-06-12T21:00", 1, "working_days", "2026-06-15T17:30"),
        ("2026-06-13T10:00", 1, "working_days", "2026-06-15T17:30"),
        ("2026-06-12T08:00", 5, "working_days", "2026-06-22T17:30"),
        ("2026-06-12T08:00", Decimal("1.5"), "working_days", "2026-06-16T13:30"),
    ],
)
def test_a_limit_ends_when_its_measure_is_used_up(start: str, amount: int | Decimal, measure: str, due: str) -> None:
    assert CALENDAR.add(local(start), amount, Measure(measure)) == local(due)


@pytest.mark.parametrize(
    ("start", "amount", "measure", "due"),
    [
        ("2026-02-13T16:30", 8, "working_hours", "2026-02-14T16:30"),
        ("2026-02-13T10:00", 3, "working_days", "2026-02-25T17:30"),
        ("2026-02-14T17:00", 1, "working_hours", "2026-02-24T09:00"),
        ("2026-02-16T10:00", 1, "working_days", "2026-02-24T17:30"),
        ("2026-02-16T10:00", 1, "days", "2026-02-18T00:00"),
        ("2025-12-31T17:00", 1, "working_hours", "2026-01-04T09:00"),
    ],
)
def test_holidays_do_not_count_and_make_up_days_do(start: str, amount: int, measure: str, due: str) -> None:
    """2026: off from 15 to 23 February, worked on Saturdays 14 and 28; and on Sunday 4 January."""
    assert CALENDAR.add(local(start), amount, Measure(measure)) == local(due)


def test_a_holiday_has_a_name_and_so_has_a_make_up_day() -> None:
    assert CALENDAR.name_of(date(2026, 2, 17)) == "春节"
    assert CALENDAR.name_of(date(2026, 2, 14)) == "春节调休上班"
    assert CALENDAR.name_of(date(2026, 6, 12)) == ""


@pytest.mark.parametrize(
    ("at", "working"),
    [
        ("2026-06-12T08:29", False),
        ("2026-06-12T08:30", True),
        ("2026-06-12T12:00", False),
        ("2026-06-12T13:00", True),
        ("2026-06-12T17:30", False),
        ("2026-06-13T10:00", False),
        ("2026-02-14T10:00", True),
    ],
)
def test_office_hours_end_at_their_closing_minute(at: str, working: bool) -> None:
    assert CALENDAR.at_work(local(at)) is working


@given(start=instants, amount=amounts, measure=measures)
def test_what_was_added_lies_between(start: datetime, amount: Decimal, measure: Measure) -> None:
    due = CALENDAR.add(start, amount, measure)
    assert CALENDAR.between(start, due, measure) == CALENDAR.span(start, amount, measure)


@given(start=instants, more=counted, measure=measures)
def test_a_limit_ends_at_the_first_instant_that_uses_it_up(start: datetime, more: timedelta, measure: Measure) -> None:
    due = CALENDAR.moved(start, more, measure)
    assert due >= start
    if more:
        assert CALENDAR.between(start, due - timedelta(microseconds=1), measure) < more


@given(start=instants, first=counted, second=counted, measure=measures)
def test_moving_twice_is_moving_by_the_sum(
    start: datetime, first: timedelta, second: timedelta, measure: Measure
) -> None:
    halfway = CALENDAR.moved(start, first, measure)
    assert CALENDAR.moved(halfway, second, measure) == CALENDAR.moved(start, first + second, measure)


@given(one=instants, other=instants, third=instants, measure=measures)
def test_counted_time_adds_up_and_turns_its_sign(
    one: datetime, other: datetime, third: datetime, measure: Measure
) -> None:
    whole = CALENDAR.between(one, third, measure)
    assert CALENDAR.between(one, other, measure) + CALENDAR.between(other, third, measure) == whole
    assert CALENDAR.between(third, one, measure) == -whole


@given(start=instants, later=counted, amount=amounts, measure=measures)
def test_who_starts_later_is_due_no_earlier(
    start: datetime, later: timedelta, amount: Decimal, measure: Measure
) -> None:
    assert CALENDAR.add(start, amount, measure) <= CALENDAR.add(start + later, amount, measure)


@given(start=instants, minutes=st.integers(0, 20_000), measure=st.sampled_from(WORKING))
def test_working_time_agrees_with_counting_minutes(start: datetime, minutes: int, measure: Measure) -> None:
    start = start.replace(second=0, microsecond=0)
    sampled = range(0, minutes, 10)
    by_hand = sum(CALENDAR.at_work(start + timedelta(minutes=minute)) for minute in sampled)
    exact = CALENDAR.between(start, start + timedelta(minutes=10 * len(sampled)), measure) / timedelta(minutes=10)
    assert abs(by_hand - exact) <= 2 * (minutes // 1440 + 2)


@given(start=instants, days=st.integers(1, 60))
def test_working_days_end_at_the_close_of_a_working_day(start: datetime, days: int) -> None:
    due = CALENDAR.add(start, days, Measure.WORKING_DAYS).astimezone(LOCAL)
    first = start.astimezone(LOCAL).date() + timedelta(days=1)
    passed = [first + timedelta(days=n) for n in range((due.date() - first).days + 1)]
    assert (due.hour, due.minute, due.second) == (17, 30, 0)
    assert sum(CALENDAR.is_working_day(day) for day in passed) == days


def test_a_place_may_work_at_night_and_on_sundays() -> None:
    calendar = WorkingCalendar(((0, 120), (1320, 1440)), frozenset({7}), {date(2026, 6, 12): SpecialDay(True)})
    assert calendar.add(local("2026-06-12T23:00"), 2, Measure.WORKING_HOURS) == local("2026-06-14T01:00")
    assert calendar.add(local("2026-06-12T23:00"), 1, Measure.WORKING_DAYS) == local("2026-06-15T00:00")
    assert calendar.day_length == timedelta(hours=4)


@pytest.mark.parametrize(
    ("hours", "weekdays"),
    [((), {1}), (((510, 510),), {1}), (((780, 1050), (510, 720)), {1}), (((0, 1441),), {1}),
     (((0, 9),), set()), (((0, 9),), {0})],
)  # fmt: skip
def test_a_calendar_without_working_time_cannot_be_made(hours: tuple[tuple[int, int], ...], weekdays: set[int]) -> None:
    with pytest.raises(ValueError, match=r"calendar|hours"):
        WorkingCalendar(hours, frozenset(weekdays))


def test_a_negative_limit_is_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add(local("2026-06-12T09:00"), -1, Measure.HOURS)

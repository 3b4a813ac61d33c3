"""Clocks of a case: standstills, extensions, other kinds and urgencies; by hand across Spring Festival, and by property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.cases.clocks import Mark, Office, Running, Ticking, after, ended, resumed, ticking
from liandong.cases.states import Move, State
from liandong.deadlines.calendar import WorkingCalendar
from liandong.deadlines.clock import Clock, Term
from liandong.deadlines.holidays import public_days
from liandong.deadlines.limits import LimitRow, Limits
from liandong.deadlines.states import Measure, Stage, Urgency
from liandong.kernel.clock import LOCAL

HOURS, DAYS, WORKING, WORKDAYS = Measure.HOURS, Measure.DAYS, Measure.WORKING_HOURS, Measure.WORKING_DAYS
CALENDAR = WorkingCalendar(days=public_days())


def limit(matter: str, stage: Stage, amount: str, measure: Measure, urgency: Urgency = Urgency.NORMAL) -> LimitRow:
    return LimitRow(matter, stage, urgency, Term(Decimal(amount), measure))


OFFICE = Office(CALENDAR, Limits([
    *(limit("", stage, "8", WORKING) for stage in Stage), limit("", Stage.OVERALL, "3", WORKDAYS),
    limit("Q", Stage.HANDLE, "7", DAYS), limit("Q", Stage.OVERALL, "15", DAYS),
    *(limit("", stage, "4", HOURS, Urgency.URGENT) for stage in Stage),
]))  # fmt: skip


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL)


BEGIN = at(2025, 1, 1, 0)
instants = st.integers(0, 700 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
spans = st.integers(0, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
measures = st.sampled_from(list(Measure))
terms = st.builds(Term, st.decimals("0.25", 20, places=2), measures)
given_hours = st.integers(1, 240).map(Decimal)


def with_(case: Running, new: Mapping[str, Any], **more: Any) -> Running:
    return replace(case, **new, **more)


def running(start: datetime, kind: str = "E01", urgency: str = "normal", **more: Any) -> Running:
    due = OFFICE.due(kind, Stage.HANDLE, urgency, start)
    overall, answer = (OFFICE.due(kind, stage, urgency, start) for stage in (Stage.OVERALL, Stage.ANSWER))
    return replace(Running(State.ACCEPTED, kind, urgency, start, start, due, overall, answer), **more)


@given(instants, terms, spans, spans)
def test_a_standstill_never_loses_or_gains_counted_time(
    start: datetime, term: Term, ran: timedelta, stood: timedelta
) -> None:
    """What was left when it stopped, in its own measure, is what is left when it goes on; what was late is as late."""
    due = CALENDAR.add(start, term.amount, term.measure)
    stopped, now = start + ran, start + ran + stood
    new = resumed(due, stopped, now, term.measure, CALENDAR)
    left = CALENDAR.between(stopped, due, term.measure)
    if due <= stopped:
        assert now - new == stopped - due
    elif left:
        assert CALENDAR.between(now, new, term.measure) == left
    else:
        assert new - now == due - stopped


@given(instants, terms, st.lists(st.tuples(spans, spans), max_size=4))
def test_the_fold_agrees_with_a_clock_and_its_stops(
    start: datetime, term: Term, stops: list[tuple[timedelta, timedelta]]
) -> None:
    """As long as it is not late when it stops, the end folded mark by mark is that of `deadlines.Clock`."""
    at_, marks = start.astimezone(UTC), []
    for ran, stood in stops:
        begun = at_ + ran
        at_ = begun + stood
        if stood:
            marks.append(Mark(begun, until=at_))
    for count in range(1, len(marks) + 1):
        due = ended(start, term, marks[: count - 1], OFFICE)
        if due is None or due <= marks[count - 1].at or not CALENDAR.between(marks[count - 1].at, due, term.measure):
            return
    clock = Clock(CALENDAR, start, term, tuple((mark.at, mark.until) for mark in marks))
    assert ended(start, term, marks, OFFICE) == clock.due_at


@given(instants, terms, given_hours)
def test_an_extension_adds_exactly_its_working_hours(start: datetime, term: Term, hours: Decimal) -> None:
    due = CALENDAR.add(start, term.amount, term.measure)
    new = ended(start, term, [Mark(start, hours=hours)], OFFICE)
    assert new is not None
    assert CALENDAR.between(due, new, WORKING) == timedelta(hours=int(hours))


@given(
    instants,
    spans,
    st.lists(st.tuples(spans, st.one_of(spans, given_hours)), max_size=4),
    st.sampled_from(["E01", "Q"]),
)
def test_another_kind_counts_as_if_it_had_been_so_from_the_beginning(
    start: datetime, later: timedelta, happened: list[tuple[timedelta, timedelta | Decimal]], kind: str
) -> None:
    """The same standstills and extensions, made step by step with the new kind from the start, end at the same instant."""
    at_, marks, case = start, list[Mark](), running(start, kind)
    for gap, what in happened:
        at_ += gap
        if isinstance(what, Decimal):
            marks.append(Mark(at_, hours=what))
            case = with_(case, after(Move.GRANT_EXTENSION, State.ACCEPTED, kind, "normal", case, OFFICE, at_, what))
            continue
        kept = {name: value.isoformat() for name in ("stage_due_at", "due_at") if (value := getattr(case, name))}
        stopped = replace(case, state=State.SUSPENDED, stopped=(at_, kept))
        marks.append(Mark(at_, until=at_ + what))
        at_ += what
        new = after(Move.RESUME, State.ACCEPTED, kind, "normal", stopped, OFFICE, at_)
        case = with_(case, new)
    other = "Q" if kind == "E01" else "E01"
    wrong = replace(running(start, other), marks=marks)
    right = after(Move.CLASSIFY, State.ACCEPTED, kind, "normal", wrong, OFFICE, at_ + later)
    assert right["stage_due_at"] == case.stage_due_at
    assert right["due_at"] == case.due_at


@given(instants, spans)
def test_there_and_back_again_changes_nothing(start: datetime, later: timedelta) -> None:
    case = running(start)
    urgent = with_(case, after(Move.GRADE, case.state, "E01", "urgent", case, OFFICE, start + later), urgency="urgent")
    assert urgent.stage_due_at == CALENDAR.add(start, 4, HOURS)
    back = after(Move.GRADE, case.state, "E01", "normal", urgent, OFFICE, start + later * 2)
    assert with_(urgent, back, urgency="normal") == case


def test_a_promise_stays_what_was_promised_when_the_kind_changes() -> None:
    start, promised = at(2026, 6, 12, 9), at(2026, 6, 19, 12)
    case = running(start, marks=[Mark(at(2026, 6, 15, 9), promised=promised)])
    new = after(Move.CLASSIFY, case.state, "Q", "normal", case, OFFICE, at(2026, 6, 16, 9))
    assert new["stage_due_at"] == promised
    assert new["due_at"] == CALENDAR.add(start, 15, DAYS)


@pytest.mark.parametrize("move", [Move.DELEGATE, Move.REASSIGN, Move.TAKE_OVER])
def test_another_holder_begins_the_stage_anew_and_the_whole_goes_on(move: Move) -> None:
    case, now = running(at(2026, 6, 12, 9)), at(2026, 6, 15, 10)
    target = State.ACCEPTED if move is Move.TAKE_OVER else State.ASSIGNED
    new = after(move, target, case.kind, "normal", case, OFFICE, now)
    assert (new["stage_at"], new["stage_due_at"]) == (now, CALENDAR.add(now, 8, WORKING))
    assert (new["due_at"], new["answer_due_at"], new["begun_at"]) == (case.due_at, case.answer_due_at, case.begun_at)


def test_a_suspension_of_a_day_gives_a_clock_around_the_clock_that_day_back() -> None:
    """Urgent, 4 hours from Friday 15:00; stopped at 16:00 with 3 left; goes on Monday at 9:00."""
    case = running(at(2026, 6, 12, 15), urgency="urgent")
    kept = {"stage_due_at": at(2026, 6, 12, 19).isoformat(), "due_at": None}
    stopped = replace(case, state=State.SUSPENDED, stopped=(at(2026, 6, 12, 16), kept))
    new = after(Move.RESUME, State.ACCEPTED, "E01", "urgent", stopped, OFFICE, at(2026, 6, 15, 9))
    assert new["stage_due_at"] == at(2026, 6, 15, 12)


def test_the_spring_festival_of_2026_by_hand() -> None:
    """8 working hours (a day has 8: 8:30 to 12:00, 13:00 to 17:30) from Friday 13 February 2026, 15:00.

    Friday gives 2:30. Saturday 14 February is a make-up day: 5:30 more end there at 15:00. Without the make-up day the
    festival, Sunday 15 to Monday 23, would have put it on Tuesday 24 at 15:00. Stopped on the make-up day at 10:00, with
    4:00 left (2:00 to noon, 2:00 after lunch), and resumed on Monday 23, a holiday, at 10:00: on Tuesday 24 at 13:30.
    """
    start = at(2026, 2, 13, 15)
    term = OFFICE.term("E01", Stage.HANDLE, "normal")
    assert ended(start, term, (), OFFICE) == at(2026, 2, 14, 15)
    stop = Mark(at(2026, 2, 14, 10), until=at(2026, 2, 23, 10))
    assert ended(start, term, [stop], OFFICE) == at(2026, 2, 24, 13, 30)
    assert ended(start, term, [stop, Mark(at(2026, 2, 24, 9), hours=Decimal(8))], OFFICE) == at(2026, 2, 25, 13, 30)


def test_the_spring_festival_of_2025_by_hand() -> None:
    """3 working days from Friday 24 January 2025: Sunday 26 (make-up day), Monday 27, then the festival from Tuesday 28
    January to Tuesday 4 February, and Wednesday 5 February to the close of business. 7 calendar days for the other kind:
    the festival counts, and it ends on Friday 31 January at 24:00. Changed on the 27th, it is as if it had been so."""
    start = at(2025, 1, 24, 10)
    case = running(start)
    assert case.due_at == at(2025, 2, 5, 17, 30)
    other = after(Move.CLASSIFY, case.state, "Q", "normal", case, OFFICE, at(2025, 1, 27, 9))
    assert other["stage_due_at"] == at(2025, 2, 1, 0)


@dataclass
class Columns:
    """A case's columns, as far as clocks go."""

    state: str
    stage_at: datetime | None = None
    begun_at: datetime | None = None
    stage_due_at: datetime | None = None
    due_at: datetime | None = None
    answer_due_at: datetime | None = None
    answered_at: datetime | None = None
    order_due_at: datetime | None = None


def test_the_first_answer_is_owed_also_while_a_case_stands_still_and_until_it_is_given() -> None:
    start, end = at(2026, 6, 12, 9), at(2026, 6, 15, 17, 30)
    case = Columns("suspended", begun_at=start, answer_due_at=end)
    assert list(ticking(case)) == [Ticking("answer", start, end)]
    assert list(ticking(replace(case, answered_at=start))) == []
    assert list(ticking(replace(case, state="closed"))) == []

"""What if the calendar or the limits were others: which running clocks would end at another instant.

Nothing is written here. The same fold that sets a clock's end is made with the office of today and with the other one; a
clock moves where the two differ. An end that today's office would not give (the limits were changed after it was set)
stays as it is, and is counted, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from liandong.cases.clocks import Mark, Office, Running, counted_anew
from liandong.cases.models import Case
from liandong.cases.queries import marks_of
from liandong.cases.states import STAGES, State
from liandong.deadlines.calendar import SpecialDay, WorkingCalendar
from liandong.deadlines.limits import LimitRow, Limits
from liandong.deadlines.queries import limit_rows
from liandong.deadlines.states import Measure
from liandong.kernel.clock import LOCAL

COLUMNS: Final = ("stage_due_at", "due_at", "answer_due_at")
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day is worked, or is not."""

    day: date
    working: bool


@dataclass(frozen=True, slots=True)
class LimitChange:
    """A row of the limits is set anew, or with `drop` taken away."""

    row: LimitRow
    drop: bool = False


Change = DayChange | LimitChange


@dataclass(frozen=True, slots=True)
class Shift:
    """A clock that would end at another instant."""

    case: Case
    column: str
    old: datetime
    new: datetime

    def late(self, now: datetime) -> int:
        """1 where it would be overdue and is not, -1 the other way round, else 0."""
        return (self.new < now) - (self.old < now)


@dataclass(frozen=True, slots=True)
class Answer:
    """What would move. `kept`: clocks whose end was set under other limits and would stay."""

    shifts: Sequence[Shift]
    looked: int
    kept: int

    @property
    def cases(self) -> int:
        return len({shift.case.pk for shift in self.shifts})

    def overdue(self, now: datetime) -> int:
        return sum(shift.late(now) > 0 for shift in self.shifts)

    def saved(self, now: datetime) -> int:
        return sum(shift.late(now) < 0 for shift in self.shifts)

    def spans(self, office: Office) -> tuple[timedelta, timedelta, timedelta] | None:
        """The smallest, the median and the largest move, in working time; earlier is negative."""
        moves = sorted(office.calendar.between(one.old, one.new, Measure.WORKING_HOURS) for one in self.shifts)
        return (moves[0], moves[len(moves) // 2], moves[-1]) if moves else None


def changed(office: Office, change: Change) -> Office:
    """The office as it would be."""
    if isinstance(change, DayChange):
        days = {**office.calendar.days, change.day: SpecialDay(change.working)}
        calendar = WorkingCalendar(office.calendar.hours, office.calendar.weekdays, days)
        return Office(calendar, office.limits, office.alarms)
    rows = [row for row in limit_rows() if row.place != change.row.place]
    return Office(office.calendar, Limits(rows if change.drop else [*rows, change.row]), office.alarms)


def concerned(change: Change) -> QuerySet[Case]:
    """The cases whose clocks run and whom the change could touch; of a suspended one the first answer's clock runs on."""
    running = [*(state.value for state in STAGES), State.SUSPENDED.value]
    open_ = Case.objects.filter(state__in=running).defer("search").order_by("id")
    if isinstance(change, LimitChange):
        prefix = change.row.matter
        return open_.filter(kind__startswith=prefix) if prefix else open_
    midnight = datetime.combine(change.day, datetime.min.time(), LOCAL)
    later = [Q(**{f"{column}__gte": midnight}) for column in COLUMNS]
    return open_.filter(later[0] | later[1] | later[2])


def what_if(change: Change, office: Office, cases: QuerySet[Case] | None = None) -> Answer:
    """Looks at all cases concerned, in batches."""
    other, shifts, looked, kept = changed(office, change), list[Shift](), 0, 0
    found = concerned(change) if cases is None else concerned(change) & cases
    for batch in batches(found):
        marks = marks_of(case for case in batch if case.paused or case.extended or case.promised)
        looked += len(batch)
        for case in batch:
            moved, stays = moved_ends(case, marks.get(case.pk, ()), office, other)
            shifts += [Shift(case, column, old, new) for column, (old, new) in moved.items()]
            kept += stays
    return Answer(shifts, looked, kept)


def batches(found: QuerySet[Case]) -> Iterator[list[Case]]:
    last = 0
    while batch := list(found.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def moved_ends(
    case: Case, marks: Iterable[Mark], office: Office, other: Office
) -> tuple[Mapping[str, tuple[datetime, datetime]], int]:
    """The ends of a case's clocks that would move, old and new; and how many stay because they were set otherwise."""
    was = Running(
        State(case.state), case.kind, case.urgency, case.stage_at, case.begun_at, case.stage_due_at, case.due_at,
        None if case.answered_at else case.answer_due_at, marks=tuple(marks),
    )  # fmt: skip
    today, then = (counted_anew(case.kind, case.urgency, was, each) for each in (office, other))
    moved, kept = {}, 0
    for column, end in then.items():
        old = getattr(was, column)
        if end is None or old is None or end == today[column]:
            continue
        if old == today[column]:
            moved[column] = (old, end)
        else:
            kept += 1
    return moved, kept

"""What a move does to a case's clocks: one for the stage it stands in, one for the whole case, one for the first answer.

A clock is never kept, only its end: `ended` gives it from where it began, its limit, and what happened since. So whoever
changes the kind, the urgency, a limit or the calendar asks the same question as the move that set it, and gets what would
stand there if it had been so from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from liandong.cases.states import STAGES, Move, State
from liandong.deadlines.calendar import WorkingCalendar
from liandong.deadlines.clock import Term
from liandong.deadlines.states import Measure, Stage, Urgency

ORDER: Final = "order"
"""The word for the clock of a supervision order, which has no limit in the table: whoever gives it says until when."""

ANEW: Final = frozenset({Move.ASSIGN, Move.DELEGATE, Move.REPORT_UP, Move.RULE, Move.REASSIGN, Move.TAKE_OVER})
"""Moves that give the case to somebody else: the stage's clock begins anew, even where the stage is the same."""


class FindsLimits(Protocol):
    """`liandong.deadlines`' table of limits."""

    def term(self, kind: str, stage: Stage, urgency: Urgency) -> Term: ...


@dataclass(frozen=True, slots=True)
class Ticking:
    """A clock that runs: its stage, from when (None where nobody knows) and until when."""

    stage: str
    start: datetime | None
    due_at: datetime


class FindsAlarms(Protocol):
    """Says when somebody must look at a case for the first time because of its clocks."""

    def first(self, kind: str | None, urgency: str, ticking: Sequence[Ticking], office: Office) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Begun:
    """What stands in a case's row when a stage begins at the moment it comes in."""

    stage_due_at: datetime
    due_at: datetime | None
    answer_due_at: datetime | None
    next_alarm_at: datetime | None


@dataclass(frozen=True, slots=True)
class Office:
    """The calendar, the limits and the alarms that hold."""

    calendar: WorkingCalendar
    limits: FindsLimits
    alarms: FindsAlarms | None = None
    begun: dict[tuple[datetime, str | None, str, str, bool], Begun] = field(default_factory=dict)

    def due(self, kind: str | None, stage: str, urgency: str, start: datetime) -> datetime:
        """When a stage that begins at `start` must be done."""
        term = self.term(kind, stage, urgency)
        return self.calendar.add(start, term.amount, term.measure)

    def term(self, kind: str | None, stage: str, urgency: str) -> Term:
        return self.limits.term(kind or "", Stage(stage), Urgency(urgency))

    def begin(self, kind: str | None, stage: str, urgency: str, start: datetime, *, filed: bool) -> Begun:
        """The clocks of a case that comes in at `start`; kept, since many come in at once."""
        asked = start, kind, stage, urgency, filed
        if asked not in self.begun:
            if len(self.begun) > 1000:
                self.begun.clear()
            ends = [self.due(kind, stage, urgency, start)]
            ends += [self.due(kind, each, urgency, start) for each in (Stage.OVERALL, Stage.ANSWER) if filed]
            names = (stage, Stage.OVERALL.value, Stage.ANSWER.value)
            ticking = [Ticking(name, start, end) for name, end in zip(names, ends, strict=False)]
            overall, answer = ends[1:] or (None, None)
            self.begun[asked] = Begun(ends[0], overall, answer, self.first_alarm(kind, urgency, ticking))
        return self.begun[asked]

    def first_alarm(self, kind: str | None, urgency: str, ticking: Sequence[Ticking]) -> datetime | None:
        return self.alarms.first(kind, urgency, ticking, self) if self.alarms and ticking else None


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened to clocks at an instant: they stood still `until` (None: they still do), were given `hours`
    working hours, or, the stage's only, a new end was `promised`."""

    at: datetime
    until: datetime | None = None
    hours: Decimal | None = None
    promised: datetime | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A case's clocks before a move. `stopped`: the instant and the data of the entry that suspended or merged it, if it
    stands still; `marks`: all that happened to its clocks, needed only where kind or urgency change."""

    state: State
    kind: str | None
    urgency: str
    stage_at: datetime | None
    begun_at: datetime | None
    stage_due_at: datetime | None
    due_at: datetime | None
    answer_due_at: datetime | None = None
    kept_due_at: datetime | None = None
    stopped: tuple[datetime, Mapping[str, Any]] | None = None
    marks: Sequence[Mark] = ()


Ends = dict[str, datetime | None]
CLOCKS: Final = ("stage_at", "begun_at", "stage_due_at", "due_at", "answer_due_at", "kept_due_at")


def after(move: Move, target: State, kind: str | None, urgency: str, was: Running, office: Office, now: datetime,
          hours: Decimal | None = None) -> Ends:  # fmt: skip
    """The new values of `CLOCKS`.

    A stage's clock begins when the case enters the stage or gets another holder; those of the whole case and of the
    first answer at filing, and anew at a reopening. An extension adds working hours to both, a promise sets the stage's
    end. A suspension stops stage and whole, whose end is kept; at the end of it each gets back what it had left. A merged case that is split
    gets both back as if they had run on. Another kind or urgency: as if it had been so from where each clock began.
    """
    new: Ends = {name: getattr(was, name) for name in CLOCKS}
    if move is Move.SPLIT and was.stopped is not None:
        given_back = {name: instant(was.stopped[1].get(name)) for name in ("stage_due_at", "due_at")}
        return {**new, **given_back, "kept_due_at": None}
    if move is Move.RESUME and was.stopped is not None:
        at, kept = was.stopped
        for name, stage in (("stage_due_at", STAGES[target]), ("due_at", Stage.OVERALL)):
            measure = office.term(kind, stage, urgency).measure
            due = datetime.fromisoformat(kept[name]) if kept.get(name) else None
            new[name] = resumed(due, at, now, measure, office.calendar) if due else None
        return {**new, "kept_due_at": None}
    if target not in STAGES:
        stays = target in (State.SUSPENDED, State.MERGED)
        whole = {"due_at": None, "kept_due_at": was.due_at or was.kept_due_at} if stays else {}
        return {**new, "stage_at": was.stage_at if stays else None, "stage_due_at": None, **whole}
    if move is Move.GRANT_EXTENSION and hours is not None:
        later = {name: extended(due, hours, office) for name in ("stage_due_at", "due_at") if (due := new[name])}
        return {**new, **later}
    if move is Move.PROMISE and hours is not None:
        return {**new, "stage_due_at": office.calendar.add(now, hours, Measure.WORKING_HOURS)}
    if move in (Move.FILE, Move.REOPEN, Move.RECHECK_FAILED):
        new |= {"begun_at": now, "due_at": office.due(kind, Stage.OVERALL, urgency, now),
                "answer_due_at": office.due(kind, Stage.ANSWER, urgency, now)}  # fmt: skip
    elif (kind, urgency) != (was.kind, was.urgency):
        new |= counted_anew(kind, urgency, was, office)
    if target is not was.state or move in ANEW:
        new |= {"stage_at": now, "stage_due_at": office.due(kind, STAGES[target], urgency, now)}
    return new


def counted_anew(kind: str | None, urgency: str, was: Running, office: Office) -> Ends:
    """The ends of the running clocks as if kind, urgency, limits and calendar had been these from where each began."""
    found: Ends = {}
    if was.stage_at and was.stage_due_at and (stage := STAGES.get(was.state)):
        found["stage_due_at"] = ended(was.stage_at, office.term(kind, stage, urgency), was.marks, office)
    if was.begun_at and was.due_at:
        marks = [mark for mark in was.marks if not mark.promised]
        found["due_at"] = ended(was.begun_at, office.term(kind, Stage.OVERALL, urgency), marks, office)
    if was.begun_at and was.answer_due_at:
        found["answer_due_at"] = ended(was.begun_at, office.term(kind, Stage.ANSWER, urgency), (), office)
    return found


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def ended(start: datetime, term: Term, marks: Sequence[Mark], office: Office) -> datetime | None:
    """When a clock that began at `start` ends; None while it stands still. Marks before its start are not its own."""
    due = office.calendar.add(start, term.amount, term.measure)
    for mark in marks:
        if mark.at < start:
            continue
        if mark.promised is not None:
            due = mark.promised
        elif mark.hours is not None:
            due = extended(due, mark.hours, office)
        elif mark.until is None:
            return None
        else:
            due = resumed(due, mark.at, mark.until, term.measure, office.calendar)
    return due


def extended(due: datetime, hours: Decimal, office: Office) -> datetime:
    return office.calendar.add(due, hours, Measure.WORKING_HOURS)


def resumed(
    due: datetime, stopped_at: datetime, now: datetime, measure: Measure, calendar: WorkingCalendar
) -> datetime:
    """The new end of a clock that ran until `stopped_at` towards `due`: what was left, in its own measure, counts from
    `now` on. One that was late is as late as it was."""
    left = calendar.between(stopped_at, due, measure)
    if due <= stopped_at or not left:
        return now + (due - stopped_at)
    return calendar.moved(now, left, measure)


class HasClocks(Protocol):
    """A case's columns, as far as clocks go."""

    state: str
    stage_at: datetime | None
    begun_at: datetime | None
    stage_due_at: datetime | None
    due_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    order_due_at: datetime | None


def ticking(case: HasClocks) -> Iterator[Ticking]:
    """The clocks of a case that run: the first answer's also while the case is suspended, since the reporter waits on."""
    stage = STAGES.get(State(case.state))
    if stage and case.stage_due_at:
        yield Ticking(stage, case.stage_at, case.stage_due_at)
    if stage and case.due_at:
        yield Ticking(Stage.OVERALL.value, case.begun_at, case.due_at)
    if (stage or case.state == State.SUSPENDED) and case.answer_due_at and case.answered_at is None:
        yield Ticking(Stage.ANSWER.value, case.begun_at, case.answer_due_at)
    if case.order_due_at:
        yield Ticking(ORDER, None, case.order_due_at)

"""What a move does to a case's clocks: one for the stage it stands in, one for the whole case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from liandong.cases.states import STAGES, Move, State
from liandong.deadlines.calendar import WorkingCalendar
from liandong.deadlines.clock import Term
from liandong.deadlines.states import Measure, Stage, Urgency


class FindsLimits(Protocol):
    """`liandong.deadlines`' table of limits."""

    def term(self, kind: str, stage: Stage, urgency: Urgency) -> Term: ...


@dataclass(frozen=True, slots=True)
class Office:
    """The calendar and the limits that hold."""

    calendar: WorkingCalendar
    limits: FindsLimits
    dues: dict[tuple[datetime, str | None, str, str], datetime] = field(default_factory=dict)

    def due(self, kind: str | None, stage: str, urgency: str, start: datetime) -> datetime:
        """When a stage that begins at `start` must be done."""
        asked = start, kind, stage, urgency
        if asked not in self.dues:
            if len(self.dues) > 1000:
                self.dues.clear()
            term = self.term(kind, stage, urgency)
            self.dues[asked] = self.calendar.add(start, term.amount, term.measure)
        return self.dues[asked]

    def term(self, kind: str | None, stage: str, urgency: str) -> Term:
        return self.limits.term(kind or "", Stage(stage), Urgency(urgency))


@dataclass(frozen=True, slots=True)
class Running:
    """A case's clocks before a move. `stopped`: the data of the entry that suspended it, if it stands still."""

    state: State
    kind: str | None
    urgency: str
    stage_due_at: datetime | None
    due_at: datetime | None
    stopped: tuple[datetime, Mapping[str, Any]] | None = None


def after(move: Move, target: State, kind: str | None, was: Running, office: Office, now: datetime,
          hours: Decimal | None = None) -> dict[str, datetime | None]:  # fmt: skip
    """The new `stage_due_at` and `due_at`.

    A stage's clock starts when the case enters the stage; the whole case's at filing, and anew when it is reopened.
    An extension adds working hours to both. A suspension stops both; at the end of it each gets back what it had left.
    """
    stage, overall = was.stage_due_at, was.due_at
    if move is Move.RESUME and was.stopped is not None:
        at, kept = was.stopped
        return {name: resumed(kept.get(name), at, office, now) for name in ("stage_due_at", "due_at")}
    if move is Move.GRANT_EXTENSION and hours is not None:
        return {"stage_due_at": extended(stage, hours, office), "due_at": extended(overall, hours, office)}
    if target not in STAGES:
        return {"stage_due_at": None, "due_at": None if target is State.SUSPENDED else overall}
    if move in (Move.FILE, Move.REOPEN) or (kind != was.kind and overall is not None):
        overall = office.due(kind, Stage.OVERALL, was.urgency, now)
    if target is not was.state or kind != was.kind:
        stage = office.due(kind, STAGES[target], was.urgency, now)
    return {"stage_due_at": stage, "due_at": overall}


def extended(due: datetime | None, hours: Decimal, office: Office) -> datetime | None:
    return office.calendar.add(due, hours, Measure.WORKING_HOURS) if due else None


def resumed(due: str | None, stopped_at: datetime, office: Office, now: datetime) -> datetime | None:
    """The new end of a clock that ran until `stopped_at` towards `due`: the working time left counts from now on."""
    if due is None:
        return None
    end = datetime.fromisoformat(due)
    if end <= stopped_at:
        return now - (stopped_at - end)
    left = office.calendar.between(stopped_at, end, Measure.WORKING_HOURS)
    return office.calendar.moved(now, left, Measure.WORKING_HOURS) if left else now + (end - stopped_at)

"""A clock that counts a limit down over a working calendar, stands still, and is given more time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from liandong.deadlines.calendar import Amount, WorkingCalendar
from liandong.deadlines.states import Measure

Stop = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Term:
    """An amount of time in a measure: 4 工作时, 7 工作日."""

    amount: Amount
    measure: Measure


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit from `started_at`, with its stops and extensions.

    `stops` are spans (from, to) in any order, which may overlap; an open one (to is None) still lasts.
    `extensions` are amounts in the limit's measure; a working day more is worth a working day's office hours,
    so it moves a limit that ends at the close of business to the close of the next working day.

    All of it is counted time: stopping takes nothing from what remains, wherever the stop falls.
    """

    calendar: WorkingCalendar
    started_at: datetime
    limit: Term
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Amount, ...] = ()

    @property
    def allowed(self) -> timedelta:
        """The counted time of the limit with all its extensions."""
        given = self.calendar.span(self.started_at, self.limit.amount, self.limit.measure)
        return sum((self.calendar.length(more, self.limit.measure) for more in self.extensions), given)

    @property
    def due_at(self) -> datetime | None:
        """When the limit ends, in UTC; None while the clock stands still, since nobody can know it yet."""
        left = self.allowed
        for begun, ended in self._runs():
            ran = None if ended is None else self.calendar.between(begun, ended, self.limit.measure)
            if ran is None or ran >= left:
                return self.calendar.moved(begun, left, self.limit.measure)
            left -= ran
        return None

    def elapsed(self, now: datetime) -> timedelta:
        """The counted time that has run from the start until `now`."""
        total = timedelta()
        for begun, ended in self._runs():
            until = now if ended is None else min(ended, now)
            if until > begun:
                total += self.calendar.between(begun, until, self.limit.measure)
        return total

    def remaining(self, now: datetime) -> timedelta:
        """The counted time left at `now`; negative when the limit is over."""
        return self.allowed - self.elapsed(now)

    def is_stopped(self, now: datetime) -> bool:
        """Whether the clock stands still at `now`."""
        return any(begun <= now and (ended is None or now < ended) for begun, ended in self.stops)

    def _runs(self) -> Iterator[Stop]:
        """The spans during which the clock runs, in order; the last one is open unless a stop is."""
        running_from = self.started_at.astimezone(UTC)
        for begun, ended in sorted(self.stops, key=lambda stop: stop[0]):
            if begun > running_from:
                yield running_from, begun
            if ended is None:
                return
            running_from = max(running_from, ended)
        yield running_from, None


def stops_in(marks: Iterable[tuple[datetime, bool]]) -> tuple[Stop, ...]:
    """The stops in a sequence of (instant, whether the clock runs from then on), oldest first.

    A mark that repeats the one before it changes nothing; before the first mark the clock runs.
    """
    stops: list[Stop] = []
    stopped_at: datetime | None = None
    for at, running in marks:
        if not running and stopped_at is None:
            stopped_at = at
        elif running and stopped_at is not None:
            stops.append((stopped_at, at))
            stopped_at = None
    return (*stops, (stopped_at, None)) if stopped_at is not None else tuple(stops)

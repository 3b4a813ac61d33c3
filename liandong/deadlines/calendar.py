"""The working calendar: which time counts, and when an amount of it is used up.

How a limit is counted, by its measure:

* `hours` 小时 and `working_hours` 工作时 run from the instant itself (《民法典》第二百零一条第二款). Working
  hours pass only inside the office hours of working days; a limit used up at noon ends at noon, not after
  lunch.
* `days` 自然日 and `working_days` 工作日: the day on which it begins is not counted (第二百零一条第一款), and
  the limit ends on the last day at 24:00, for working days at the close of business (第二百零三条第二款).
  What arrives on a Saturday or late on a Friday has the same limit as what arrived on Friday morning.
* Natural days are not moved when the last one is a holiday, although 第二百零三条第一款 does so for
  contracts: city management says 自然日 for just what cannot wait for the end of a holiday.

Cities that count a day from minute to minute write 24 小时 or 8 工作时 into their table instead.

Internally an instant is a count of microseconds in China's civil time (UTC+8; no summer time since 1991), and
working time is a count of whole working days plus microseconds of the day, so that all results are exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from liandong.deadlines.states import Measure

MINUTE: Final = 60_000_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
MICROSECOND: Final = timedelta(microseconds=1)
LOCAL_ZERO: Final = datetime(1970, 1, 1, tzinfo=UTC) - timedelta(hours=8)
ZERO_ORDINAL: Final = date(1970, 1, 1).toordinal()
OFFICE_HOURS: Final = ((510, 720), (780, 1050))
MONDAY_TO_FRIDAY: Final = frozenset({1, 2, 3, 4, 5})

Amount = int | Decimal


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its weekday: a public holiday, or a make-up day 调休 on which people work."""

    working: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Year:
    """One year: its first day, its working days, and how many of them lie before each of its days."""

    first: int
    working: list[int]
    before: list[int]


@dataclass(frozen=True)
class WorkingCalendar:
    """Office hours, working weekdays and special days of one place, in China's civil time.

    `hours` are spans in minutes since midnight, in order and apart from each other; `weekdays` are ISO
    numbers (1 is Monday). Years are counted out on first use and kept: an instance is meant to live long.

    Raises:
        ValueError: on making one without any working time, or with spans that are out of order.
    """

    hours: tuple[tuple[int, int], ...] = OFFICE_HOURS
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    days: Mapping[date, SpecialDay] = field(default_factory=dict, hash=False)
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        edges = [minute for span in self.hours for minute in span]
        if not edges or edges != sorted(set(edges)) or edges[0] < 0 or edges[-1] > 24 * 60:
            raise ValueError("office hours must be spans of a day, in order and apart from each other")
        if not self.weekdays or not self.weekdays <= set(range(1, 8)):
            raise ValueError("a calendar needs working weekdays, numbered from 1 for Monday to 7")

    @property
    def day_length(self) -> timedelta:
        """The working time of one working day."""
        return self._day_work * MICROSECOND

    @property
    def breaks(self) -> tuple[tuple[int, int], ...]:
        """The pauses inside a working day, in minutes since midnight."""
        return tuple((span[1], after[0]) for span, after in zip(self.hours, self.hours[1:], strict=False))

    def is_working_day(self, day: date) -> bool:
        special = self.days.get(day)
        return special.working if special else day.isoweekday() in self.weekdays

    def name_of(self, day: date) -> str:
        """The holiday's or make-up day's name; empty for an ordinary day."""
        special = self.days.get(day)
        return special.name if special else ""

    def at_work(self, at: datetime) -> bool:
        """Whether the instant lies within office hours; the closing minute itself does not."""
        day, rest = divmod(_local(at), DAY)
        on_duty = any(start * MINUTE <= rest < end * MINUTE for start, end in self.hours)
        return on_duty and self.is_working_day(date.fromordinal(ZERO_ORDINAL + day))

    def add(self, start: datetime, amount: Amount, measure: Measure) -> datetime:
        """The instant at which a limit that begins at `start` ends, in UTC; see the head of this module.

        Nothing added is the start itself. Part of a day means that part of the last day's counted time.

        Raises:
            ValueError: the amount is negative.
        """
        return self.moved(start, self.span(start, amount, measure), measure)

    def between(self, start: datetime, end: datetime, measure: Measure) -> timedelta:
        """The time that counts from `start` to `end`: working time for 工作时 and 工作日, else all of it.

        Negative when `end` is the earlier one.
        """
        if measure in (Measure.HOURS, Measure.DAYS):
            return end - start
        first, last = _local(start), _local(end)
        year = date.fromordinal(ZERO_ORDINAL + min(first, last) // DAY).year
        return (self._worked(last, year) - self._worked(first, year)) * MICROSECOND

    def span(self, start: datetime, amount: Amount, measure: Measure) -> timedelta:
        """How much counted time a limit gives that begins at `start`.

        For days this is the rest of the day of `start`, which is not counted against it, and then the days.
        """
        given = self.length(amount, measure)
        if not given or measure in (Measure.HOURS, Measure.WORKING_HOURS):
            return given
        midnight = LOCAL_ZERO + (_local(start) // DAY + 1) * timedelta(days=1)
        return self.between(start, midnight, measure) + given

    def length(self, amount: Amount, measure: Measure) -> timedelta:
        """The counted time in an amount: a working day is as long as its office hours, a day 24 hours."""
        if amount < 0:
            raise ValueError("a limit cannot be negative")
        unit = {Measure.DAYS: DAY, Measure.WORKING_DAYS: self._day_work}.get(measure, HOUR)
        return round(Fraction(amount) * unit) * MICROSECOND

    def moved(self, start: datetime, counted: timedelta, measure: Measure) -> datetime:
        """The earliest instant, in UTC, at which `counted` time has passed since `start`."""
        if not counted:
            return start.astimezone(UTC)
        if measure in (Measure.HOURS, Measure.DAYS):
            return start.astimezone(UTC) + counted
        local = _local(start)
        year = date.fromordinal(ZERO_ORDINAL + local // DAY).year
        whole, rest = divmod(self._worked(local, year) + counted // MICROSECOND - 1, self._day_work)
        return LOCAL_ZERO + (self._working_day(whole, year) * DAY + self._into_day(rest + 1)) * MICROSECOND

    @property
    def _day_work(self) -> int:
        return sum(end - start for start, end in self.hours) * MINUTE

    def _worked(self, local: int, since: int) -> int:
        """Working microseconds from 1 January of the year `since` to a local instant not before it."""
        day, rest = divmod(local, DAY)
        this = date.fromordinal(ZERO_ORDINAL + day).year
        table = self._year(this)
        done = sum(len(self._year(year).working) for year in range(since, this)) + table.before[day - table.first]
        if table.before[day - table.first + 1] == table.before[day - table.first]:
            return done * self._day_work
        today = sum(max(0, min(rest, end * MINUTE) - start * MINUTE) for start, end in self.hours)
        return done * self._day_work + today

    def _working_day(self, index: int, since: int) -> int:
        """The day (since 1970) that is working day number `index` (from 0) since 1 January of a year."""
        while index >= len(self._year(since).working):
            index -= len(self._year(since).working)
            since += 1
        return self._year(since).working[index]

    def _into_day(self, work: int) -> int:
        """Microseconds after midnight at which `work` microseconds (above 0) of a working day are done."""
        for start, end in self.hours:
            if work <= (end - start) * MINUTE:
                return start * MINUTE + work
            work -= (end - start) * MINUTE
        raise AssertionError("more work than fits into a day")

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            self._years[year] = self._counted_out(year)
        return self._years[year]

    def _counted_out(self, year: int) -> _Year:
        first, after = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
        working = [n - ZERO_ORDINAL for n in range(first, after) if self.is_working_day(date.fromordinal(n))]
        before = [bisect_left(working, n - ZERO_ORDINAL) for n in range(first, after + 1)]
        return _Year(first - ZERO_ORDINAL, working, before)


def _local(at: datetime) -> int:
    """An aware instant as microseconds of China's civil time since 1970."""
    return (at - LOCAL_ZERO) // MICROSECOND

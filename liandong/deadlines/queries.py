"""Reads of calendars and limits, kept in the process and checked for changes once a second at most."""

from __future__ import annotations

from datetime import date
from typing import Final

from liandong.deadlines.calendar import SpecialDay, WorkingCalendar
from liandong.deadlines.clock import Term
from liandong.deadlines.limits import LimitRow, Limits
from liandong.deadlines.models import Calendar, CalendarDay, DeadlinesVersion, Limit
from liandong.deadlines.states import Measure, Stage, Urgency
from liandong.kernel.refusals import Refused
from liandong.kernel.versions import versioned, watched

DISTRICT: Final = "district"
"""The code of the calendar that holds where nothing else is said."""


def calendar(code: str = DISTRICT) -> WorkingCalendar:
    """The working calendar with this code. A change made elsewhere is seen within a second.

    Raises:
        Refused: there is no such calendar.
    """
    calendars = _calendars.get()
    if code not in calendars:
        raise Refused("没有工作日历 {calendar}。请系统管理员先装入日历。", code="no-calendar", calendar=code)
    return calendars[code]


def limits() -> Limits:
    """All limits at once, for many cases together. A change made elsewhere is seen within a second."""
    return _limits.get()


def limit_for(kind: str, stage: Stage, urgency: Urgency) -> Term:
    """The term for a kind's code, a stage and an urgency; raises Refused where no row covers it."""
    return limits().term(kind, stage, urgency)


def special_days(code: str, year: int) -> list[CalendarDay]:
    """A calendar's holidays and make-up days in one year, in order."""
    return list(CalendarDay.objects.filter(calendar__code=code, day__year=year).order_by("day"))


def last_special_day(code: str = DISTRICT) -> date | None:
    """The last day that a calendar names; after it only weekdays count, which is worth a warning."""
    found = CalendarDay.objects.filter(calendar__code=code).order_by("-day").values_list("day", flat=True)
    return found.first()


def forget() -> None:
    """Makes this process read everything anew: after its own writes, and between tests."""
    for kept in (_calendars, _limits):
        kept.forget()


def _read_calendars() -> dict[str, WorkingCalendar]:
    days: dict[int, dict[date, SpecialDay]] = {}
    for row in CalendarDay.objects.all():
        days.setdefault(row.calendar_id, {})[row.day] = SpecialDay(row.working, row.name)
    return {
        row.code: WorkingCalendar(
            tuple((start, end) for start, end in row.hours), frozenset(row.weekdays), days.get(row.pk, {})
        )
        for row in Calendar.objects.all()
    }


def limit_rows() -> list[LimitRow]:
    """All rows of the table of limits, as they stand."""
    return [
        LimitRow(
            row.matter,
            Stage(row.stage),
            Urgency(row.urgency),
            Term(row.amount, Measure(row.measure)),
            row.source,
        )
        for row in Limit.objects.all()
    ]


def _read_limits() -> Limits:
    return Limits(limit_rows())


_version: Final = watched(f"SELECT token FROM {DeadlinesVersion._meta.db_table} LIMIT 1")
_calendars: Final = versioned(_read_calendars, _version)
_limits: Final = versioned(_read_limits, _version)

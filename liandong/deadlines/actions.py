"""The only writer of calendars and limits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from liandong.deadlines.calendar import MONDAY_TO_FRIDAY, OFFICE_HOURS, WorkingCalendar
from liandong.deadlines.holidays import public_days
from liandong.deadlines.limits import LimitRow, no_general_limit, refuse_gaps
from liandong.deadlines.models import Calendar, CalendarDay, DeadlinesVersion, Limit
from liandong.deadlines.queries import forget
from liandong.deadlines.states import Stage, Urgency
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused


@transaction.atomic
def load_calendar(
    code: str, name: str, *, actor: str, now: datetime, key: str | None = None,
    hours: Sequence[tuple[int, int]] = OFFICE_HOURS, weekdays: Iterable[int] = MONDAY_TO_FRIDAY,
) -> None:  # fmt: skip
    """Makes a calendar or renews it: office hours, weekdays, and the public days of all published years.

    `hours` are spans in minutes since midnight, `weekdays` ISO numbers. Days set by hand stay as they are.

    Raises:
        Refused: there would be no working time, or the hours are out of order.
    """
    try:
        made = WorkingCalendar(tuple(hours), frozenset(weekdays), public_days())
    except ValueError:
        raise Refused("上班时间要按先后写，互不重叠，并且至少有一天上班。请改好再装入。", code="bad-hours") from None
    words = {"name": name, "hours": [list(span) for span in made.hours], "weekdays": sorted(made.weekdays)}
    if written_before(key, f"calendar:{code}", Fact("calendar.loaded", words)):
        return
    _lock_and_renew_version()
    calendar, _ = Calendar.objects.update_or_create(code=code, defaults=words)
    calendar.days.filter(by_hand=False).delete()
    by_hand = set(calendar.days.values_list("day", flat=True))
    rows = [
        CalendarDay(calendar=calendar, day=day, working=special.working, name=special.name)
        for day, special in made.days.items()
        if day not in by_hand
    ]
    CalendarDay.objects.bulk_create(rows)
    fact = Fact("calendar.loaded", {**words, "days": len(rows), "until": max(made.days).isoformat()})
    record(f"calendar:{code}", fact, actor=actor, now=now, key=key)


@transaction.atomic
def set_day(
    code: str, day: date, *, working: bool, name: str, actor: str, now: datetime, key: str | None = None
) -> None:
    """Says of one day by hand whether it is worked, and why; later loads leave it alone.

    Raises:
        Refused: there is no such calendar, or no name was given.
    """
    if not name.strip():
        raise Refused("请写明这一天为什么与平日不同，例如“防汛值守”。", code="no-name", field="name")
    told = {"working": working, "name": name.strip()}
    fact = Fact("calendar.day_set", {**told, "day": day.isoformat()})
    if written_before(key, f"calendar:{code}", fact):
        return
    _lock_and_renew_version()
    calendar = Calendar.objects.filter(code=code).first()
    if calendar is None:
        raise Refused("没有工作日历 {calendar}。请系统管理员先装入日历。", code="no-calendar", calendar=code)
    CalendarDay.objects.update_or_create(calendar=calendar, day=day, defaults={**told, "by_hand": True})
    record(f"calendar:{code}", fact, actor=actor, now=now, key=key)


@transaction.atomic
def load_limits(rows: Iterable[LimitRow], *, actor: str, now: datetime, key: str | None = None) -> int:
    """Replaces the whole table of limits and returns its length; what is already due stays due when it was.

    Raises:
        Refused: a stage has no normal limit for all matters, or a row is there twice.
    """
    rows = list(rows)
    refuse_gaps(rows)
    table = [[*row.place, str(row.term.amount), row.term.measure, row.source] for row in rows]
    if written_before(key, "limits", Fact("limits.loaded", {"rows": table})):
        return len(rows)
    _lock_and_renew_version()
    Limit.objects.all().delete()
    Limit.objects.bulk_create(
        Limit(
            matter=row.matter, stage=row.stage, urgency=row.urgency, amount=row.term.amount,
            measure=row.term.measure, source=row.source,
        )
        for row in rows
    )  # fmt: skip
    record("limits", Fact("limits.loaded", {"rows": table}), actor=actor, now=now, key=key)
    return len(rows)


@transaction.atomic
def set_limit(row: LimitRow, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Sets the limit of one place of the table, new or known; what is already due stays due when it was."""
    words = {"amount": str(row.term.amount), "measure": row.term.measure.value, "source": row.source}
    fact = Fact("limit.set", {**_place(row.matter, row.stage, row.urgency), **words})
    if written_before(key, "limits", fact):
        return
    _lock_and_renew_version()
    term = {"amount": row.term.amount, "measure": row.term.measure, "source": row.source}
    Limit.objects.update_or_create(matter=row.matter, stage=row.stage, urgency=row.urgency, defaults=term)
    record("limits", fact, actor=actor, now=now, key=key)


@transaction.atomic
def drop_limit(
    matter: str, stage: Stage, urgency: Urgency, *, actor: str, now: datetime, key: str | None = None
) -> None:
    """Takes a limit out of the table; a wider one holds from now on.

    Raises:
        Refused: a stage would be left without a normal limit for all matters.
    """
    fact = Fact("limit.dropped", _place(matter, stage, urgency))
    if written_before(key, "limits", fact):
        return
    if not matter and urgency is Urgency.NORMAL:
        raise no_general_limit(stage)
    _lock_and_renew_version()
    Limit.objects.filter(matter=matter, stage=stage, urgency=urgency).delete()
    record("limits", fact, actor=actor, now=now, key=key)


def _place(matter: str, stage: Stage, urgency: Urgency) -> dict[str, str]:
    return {"matter": matter, "stage": stage.value, "urgency": urgency.value}


def _lock_and_renew_version() -> None:
    """Tells all processes to read anew; the row's lock also keeps two writers of these tables apart."""
    DeadlinesVersion.objects.update_or_create(id=1, defaults={"token": uuid.uuid4()})
    forget()
    transaction.on_commit(forget)

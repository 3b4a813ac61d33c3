"""Writes after a what-if was meant: the calendar or the limits change, and running clocks are counted anew if asked."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from procrastinate.contrib.django import app

from liandong.cases.climbing import count_anew
from liandong.cases.queries import marks_of
from liandong.cases.reference import office
from liandong.deadlines.actions import load_limits, set_day
from liandong.deadlines.clock import Term
from liandong.deadlines.limits import LimitRow
from liandong.deadlines.queries import DISTRICT, calendar, limit_rows
from liandong.deadlines.states import Measure, Stage, Urgency
from liandong.journal.queries import entry_with_key
from liandong.supervision.models import Recount
from liandong.supervision.what_if import Change, DayChange, LimitChange, changed, concerned, moved_ends

TASK: Final = "supervision.recount"
BATCH: Final = 200


@transaction.atomic
def make_so(
    change: Change, *, name: str, running: bool, actor: str, now: datetime, key: str | None = None
) -> Recount | None:
    """Changes a day of the calendar or a row of the limits; with `running` a job counts the running clocks anew.

    Without it what is due stays due: the change is for the stages that begin from now on.

    Raises:
        Refused: the calendar or the limits do not take the change.
    """
    if key and entry_with_key(key):
        return Recount.objects.filter(asked_by=actor).order_by("-id").first() if running else None
    before = back(change)
    if isinstance(change, DayChange):
        set_day(DISTRICT, change.day, working=change.working, name=name, actor=actor, now=now, key=key)
    else:
        rows = [row for row in limit_rows() if row.place != change.row.place]
        load_limits(rows if change.drop else [*rows, change.row], actor=actor, now=now, key=key)
    if not running:
        return None
    made = Recount.objects.create(why="calendar" if isinstance(change, DayChange) else "limits", before=words_of(before),
                                  asked_by=actor, asked_at=now, total=concerned(before).count())  # fmt: skip
    app.configure_task(TASK).defer(pk=made.pk)
    return made


def back(change: Change) -> Change:
    """The change that undoes this one, as things stand before it."""
    if isinstance(change, DayChange):
        return DayChange(change.day, calendar().is_working_day(change.day))
    was = next((row for row in limit_rows() if row.place == change.row.place), None)
    return LimitChange(was) if was else LimitChange(change.row, drop=True)


@transaction.atomic
def recount_batch(pk: int, now: datetime) -> bool:
    """Counts the next cases of a recount anew; False when none is left. Cases that moved meanwhile are left alone."""
    run = Recount.objects.select_for_update().get(pk=pk)
    if run.finished_at:
        return False
    before, today = change_of(run.before), office()
    past = changed(today, before)
    batch = list(concerned(before).filter(pk__gt=run.last).select_for_update(of=("self",))[:BATCH])
    marks = marks_of(case for case in batch if case.paused or case.extended or case.promised)
    for case in batch:
        ends, _ = moved_ends(case, marks.get(case.pk, ()), past, today)
        if ends:
            count_anew(case, ends, run.why, actor=run.asked_by, now=now, key=f"recount:{run.pk}:{case.pk}")
            run.moved += 1
    run.done += len(batch)
    if batch:
        run.last = batch[-1].pk
    else:
        run.finished_at = now
    run.save()
    return bool(batch)


def words_of(change: Change) -> dict[str, Any]:
    """A change as JSON."""
    if isinstance(change, DayChange):
        return {"day": change.day.isoformat(), "working": change.working}
    row = change.row
    return {"matter": row.matter, "stage": row.stage.value, "urgency": row.urgency.value, "amount": str(row.term.amount),
            "measure": row.term.measure.value, "source": row.source, "drop": change.drop}  # fmt: skip


def change_of(words: dict[str, Any]) -> Change:
    """`words_of` the other way round."""
    if "day" in words:
        return DayChange(date.fromisoformat(words["day"]), words["working"])
    term = Term(Decimal(words["amount"]), Measure(words["measure"]))
    row = LimitRow(words["matter"], Stage(words["stage"]), Urgency(words["urgency"]), term, words["source"])
    return LimitChange(row, words["drop"])


def last_recount() -> Recount | None:
    """The newest recount, with how far it has come."""
    return Recount.objects.order_by("-id").first()

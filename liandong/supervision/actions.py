"""Writes of supervision: ladders are loaded, and clocks sound."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction

from liandong.cases.climbing import climb, put_off
from liandong.cases.clocks import ticking
from liandong.cases.models import Case
from liandong.cases.reference import office
from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.queries import entry_with_key
from liandong.supervision.ladder import Rung, refuse_disorder
from liandong.supervision.models import LadderRung
from liandong.supervision.queries import ALARMS, LADDERS, Seats, alarms, delivered, key_of, seat_for, seats
from liandong.supervision.rules import Alarm
from liandong.supervision.states import Whom

PUT_OFF: Final = timedelta(hours=1)
log = structlog.get_logger(__name__)


@transaction.atomic
def load_ladders(rungs: Iterable[Rung], *, actor: str, now: datetime, key: str | None = None) -> int:
    """Replaces the whole table of ladders and returns its length; clocks that run look at it at their next alarm.

    Raises:
        Refused: the rungs of a ladder are out of order.
    """
    rows = list(rungs)
    if key and entry_with_key(key):
        return len(rows)
    refuse_disorder(rows)
    LadderRung.objects.all().delete()
    LadderRung.objects.bulk_create(
        LadderRung(matter=one.matter, urgency=one.urgency, stage=one.stage, rung=one.rung, amount=one.amount, wait=one.wait,
                   whom=one.whom, delivery=one.delivery)
        for one in rows
    )  # fmt: skip
    table = [[*one.place, one.rung, str(one.amount), one.wait, one.whom, one.delivery] for one in rows]
    record(LADDERS, Fact("ladders.loaded", {"rows": table}), actor=actor, now=now, key=key)
    transaction.on_commit(ALARMS.forget)
    ALARMS.forget()
    return len(rows)


def sound_all(now: datetime, most: int = 200) -> int:
    """Looks at the cases whose clocks want it, those first that have waited longest; gives how many it looked at.

    One that cannot be looked at is put off, so that it does not hold up the others.
    """
    waiting = Case.objects.filter(next_alarm_at__lte=now).order_by("next_alarm_at", "id").values_list("pk", flat=True)
    taken, looked = seats(now), 0
    for pk in list(waiting[:most]):
        try:
            sound(pk, now, taken)
            looked += 1
        except Exception:
            log.exception("a clock could not be looked at", subject=f"case:{pk}")
            put_off(pk, now + PUT_OFF)
    return looked


@transaction.atomic
def sound(pk: int, now: datetime, taken: Seats) -> None:
    """Delivers what a case's clocks have reached, one rung of each at a time, and says when to look again.

    Locks the case. A rung is delivered once for a clock with this end, however often this runs: its entry has a key.
    """
    case = Case.objects.select_for_update().defer("search").filter(pk=pk, next_alarm_at__lte=now).first()
    if case is None:
        return
    clocks, table, known = list(ticking(case)), alarms(), office()
    told, reached, next_at = delivered(case, clocks), list[tuple[Fact, str]](), list[datetime]()
    for clock in clocks:
        alarm = next(table.coming(clock, case.kind, case.urgency, told[clock], known, now), None)
        if alarm and alarm.at <= now:
            reached.append((fact_of(alarm, case, taken), key_of(case, clock, alarm.rung.rung)))
            told[clock][alarm.rung.rung] = now
            alarm = next(table.coming(clock, case.kind, case.urgency, told[clock], known, now), None)
        if alarm:
            next_at.append(alarm.at)
    climb(case, reached, min(next_at, default=None), now=now)


def fact_of(alarm: Alarm, case: Case, taken: Seats) -> Fact:
    whom, (unit, role) = seat_for(alarm.rung, case, taken)
    data = {
        "stage": alarm.clock.stage, "rung": alarm.rung.rung, "due": alarm.clock.due_at.isoformat(), "whom": whom.value,
        "acting_unit": unit, "acting_role": role,
    }  # fmt: skip
    if whom is not alarm.rung.whom:
        data["meant"] = Whom(alarm.rung.whom).value
    return Fact("case.escalated" if alarm.rung.rung else "case.warned", data)

"""Writes of whistles: units are called to a place, answer, and somebody writes down who came and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.states import State
from liandong.forces.queries import units
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.linkage.actions import add
from liandong.linkage.involving import done_before, joint, locked, tell
from liandong.linkage.models import Assist, Call, Whistle
from liandong.linkage.states import JOINABLE, LIVE
from liandong.linkage.whistling import Answer, Attendance, may_blow, refuse_answer, refuse_call, refuse_result


@transaction.atomic
def blow(
    number: str, called: Sequence[str], *, place: str, meet_at: datetime | None, reason: str, by: Actor, now: datetime,
    key: str | None = None,
) -> Whistle:  # fmt: skip
    """Calls units to a place at a time; from now on they see the case.

    Raises:
        Refused: this actor may not, or the call makes no sense.
    """
    case = locked(number, by)
    if done_before(case, key, "whistle.blown"):
        return Whistle.objects.filter(case=case).latest("id")
    if refusal := may_blow(joint(case), by):
        raise refusal
    wanted = list(dict.fromkeys(called))
    refuse_call(wanted, place, reason, meet_at, by.unit, now)
    for code in wanted:
        if code not in units() or not units()[code].active:
            raise Refused("没有单位 {unit}。", code="bad-unit", field="units", unit=code)
    made = Whistle.objects.create(case=case, unit=by.unit, called_by=by.label, place=place.strip(), meet_at=meet_at or now,
                                  reason=reason.strip(), called_at=now)  # fmt: skip
    Call.objects.bulk_create(Call(whistle=made, unit=code) for code in wanted)
    data = {"whistle": made.pk, "place": made.place, "meet_at": made.meet_at.isoformat(), "reason": made.reason,
            "units": wanted, "to": wanted}  # fmt: skip
    tell(case, Fact("whistle.blown", data), actor=by.label, now=now, key=key)
    return made


@transaction.atomic
def answer(
    number: str, whistle: int, said: Answer, reason: str = "", *, by: Actor, now: datetime, key: str | None = None
) -> Call:
    """A called unit confirms, or declines with a reason.

    Raises:
        Refused: it was not called, has answered, comes too late, or gives no reason.
    """
    case = locked(number, by)
    found = whistle_of(case, whistle)
    call = found.calls.select_for_update().filter(unit=by.unit).first()
    if call and done_before(case, key, f"whistle.{said.value}"):
        return call
    mine = call is not None and by.may("case.handle")
    refuse_answer(said, reason, mine=mine, held=found.held_at is not None, before=call.answer if call else None)
    assert call is not None
    call.answer, call.reason, call.answered_at = said.value, reason.strip(), now
    call.save()
    data = {"whistle": found.pk, "unit": by.unit, "reason": call.reason, "to": [found.unit]}
    tell(case, Fact(f"whistle.{said.value}", data), actor=by.label, now=now, key=key)
    return call


@transaction.atomic
def hold(
    number: str, whistle: int, outcome: str, came: Mapping[str, str], tasks: Mapping[str, str], *, by: Actor, now: datetime,
    key: str | None = None,
) -> Whistle:  # fmt: skip
    """Writes down who came and what was settled; a task for a unit becomes its required part of the case.

    Raises:
        Refused: another unit called, it is too early or done, a unit is left out, or there are no words.
    """
    case = locked(number, by)
    found = whistle_of(case, whistle)
    if done_before(case, key, "whistle.held"):
        return found
    if by.unit != found.unit and not by.may("case.assign"):
        raise Refused("到场情况由吹哨的单位登记。", code="not-caller")
    calls = list(found.calls.select_for_update().order_by("id"))
    held = found.held_at is not None
    refuse_result(outcome, came, [call.unit for call in calls], found.meet_at, now, held=held)
    for call in calls:
        call.attendance = came[call.unit]
        call.save()
    found.outcome, found.held_at = outcome.strip(), now
    found.save()
    by_attendance = {name.value: [unit for unit, how in came.items() if how == name] for name in Attendance}
    data = {"whistle": found.pk, "outcome": found.outcome, **by_attendance, "to": [call.unit for call in calls]}
    tell(case, Fact("whistle.held", data), *work(case, tasks, by, now), actor=by.label, now=now, key=key)
    return found


def work(case: Case, tasks: Mapping[str, str], by: Actor, now: datetime) -> list[Fact]:
    """Parts of the case for the units that were given something to do, but for who leads or assists already."""
    if State(case.state) not in JOINABLE:
        return []
    busy = {case.unit, *Assist.objects.filter(case=case, state__in=sorted(LIVE)).values_list("unit", flat=True)}
    wanted = {unit: task.strip() for unit, task in tasks.items() if task.strip() and unit not in busy}
    return [add(case, unit, task, required=True, by=by, now=now)[1] for unit, task in wanted.items()]


def whistle_of(case: Case, pk: int) -> Whistle:
    found = Whistle.objects.select_for_update().filter(case=case, pk=pk).first()
    if found is None:
        raise Refused("这件案卷没有这次吹哨。", code="not-found")
    return found

"""Writes of assists: units are invited, answer for their part, and somebody else looks at it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.reference import office
from liandong.files.actions import attach
from liandong.files.states import Role
from liandong.forces.queries import units
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.linkage import rules
from liandong.linkage.involving import SYSTEM, done_before, joint, locked, standing, tell
from liandong.linkage.models import Assist
from liandong.linkage.states import LIVE, STAGES, AssistMove, AssistState

PHOTOS = {AssistMove.ANSWER: Role.AFTER, AssistMove.VERIFY: Role.VERIFY, AssistMove.REWORK: Role.VERIFY}


@transaction.atomic
def invite(
    number: str, unit: str, *, task: str, required: bool, by: Actor, now: datetime, key: str | None = None
) -> Assist:
    """Invites a unit to assist: from now on it sees the case. An earlier refusal of the same unit is thereby settled.

    Raises:
        Refused: this actor may not, the unit does not exist or leads or assists already, or the case is over.
    """
    case = locked(number, by)
    if done_before(case, key, "assist.invited"):
        return Assist.objects.filter(case=case, unit=unit).latest("id")
    found = units().get(unit)
    if found is None or not found.active:
        raise Refused("没有单位 {unit}。", code="bad-unit", field="unit", unit=unit)
    mine = Assist.objects.filter(case=case)
    live = frozenset(mine.filter(state__in=sorted(LIVE)).values_list("unit", flat=True))
    rules.refuse_invitation(joint(case), unit, live, {"task": task.strip()}, by)
    made, fact = add(case, unit, task, required=required, by=by, now=now)
    tell(case, fact, actor=by.label, now=now, key=key)
    return made


def add(case: Case, unit: str, task: str, *, required: bool, by: Actor, now: datetime) -> tuple[Assist, Fact]:
    """A new assist and its fact, which the caller records; an earlier refusal of the same unit is settled by it."""
    mine = Assist.objects.filter(case=case)
    mine.filter(unit=unit, state=AssistState.DECLINED).update(state=AssistState.WITHDRAWN, due_at=None)
    made = Assist.objects.create(
        case=case, unit=unit, task=task.strip(), required=required, state=AssistState.INVITED, invited_by=by.label,
        invited_at=now, due_at=due(case, AssistState.INVITED, now),
    )  # fmt: skip
    fact = Fact("assist.invited", {"unit": unit, "task": task.strip(), "required": required, "to": [unit]})
    return made, with_id(fact, made)


@transaction.atomic
def move(
    number: str, assist: int, name: AssistMove, inputs: Mapping[str, Any], *, by: Actor, now: datetime,
    key: str | None = None,
) -> Assist:  # fmt: skip
    """Makes one move on an assist. Inputs are what `ASSIST_MOVES[name].asks` names, with "note" and "photos".

    Raises:
        Refused: the table, the actor's post or the inputs do not allow it, or it is out of the actor's sight.
    """
    case = locked(number, by)
    found = Assist.objects.select_for_update().filter(case=case, pk=assist).first()
    if found is None:
        raise Refused("这件案卷没有这份协办。", code="not-found")
    if done_before(case, key, f"assist.{rules.PAST[name]}"):
        return found
    outcome = rules.decide(name, standing(found), joint(case), inputs, by)
    apply(found, name, outcome, by, now)
    keep_photos(case, name, inputs.get("photos") or (), now)
    tell(case, with_id(outcome.fact, found), actor=by.label, now=now, key=key)
    return found


def apply(found: Assist, name: AssistMove, outcome: rules.Outcome, by: Actor, now: datetime) -> None:
    """Writes a decision into the row; each new stage starts its clock."""
    found.state, data = outcome.state, outcome.fact.data
    found.due_at = due(found.case, outcome.state, now)
    if name is AssistMove.ANSWER:
        found.answer, found.answered_account, found.answered_at = data["note"], by.account, now
    found.reason = data.get("reason", "")
    found.save()


def due(case: Case, state: AssistState, now: datetime) -> datetime | None:
    """When a stage of an assist that begins now must be done; None where none runs."""
    stage = STAGES.get(state)
    return office().due(case.kind, stage, case.urgency, now) if stage else None


def with_id(fact: Fact, found: Assist) -> Fact:
    ends = {"due_at": found.due_at.isoformat() if found.due_at else None}
    data = {name: [str(one) for one in value] if name == "photos" else value for name, value in fact.data.items()}
    return Fact(fact.kind, {**data, **ends, "assist": found.pk})


def keep_photos(case: Case, name: AssistMove, photos: Sequence[uuid.UUID], now: datetime) -> None:
    if photos:
        attach(photos, subject_of(case), PHOTOS.get(name, Role.BEFORE), actor=SYSTEM, now=now)


@transaction.atomic
def release(case_id: int, reason: str, *, now: datetime) -> int:
    """Ends what is still open of the assists of a case that is over; gives how many. Again, it does nothing."""
    case = Case.objects.select_for_update().defer("search").get(pk=case_id)
    open_ones = list(Assist.objects.filter(case=case, state__in=sorted(LIVE)).order_by("id"))
    for one in open_ones:
        one.state, one.due_at, one.reason = AssistState.WITHDRAWN, None, reason
        one.save()
    facts = [Fact("assist.withdrawn", {"assist": one.pk, "unit": one.unit, "reason": reason, "to": [one.unit]})
             for one in open_ones]  # fmt: skip
    if facts:
        tell(case, *facts, actor=SYSTEM, now=now)
    return len(facts)

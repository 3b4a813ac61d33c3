"""Writes of supervision orders: given, answered, sent back, closed with an outcome, or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from liandong.access.rules import Actor
from liandong.cases.climbing import set_order
from liandong.cases.models import Case
from liandong.cases.queries import in_sight, not_found, subject_of
from liandong.cases.reference import office
from liandong.cases.states import State
from liandong.deadlines.states import Measure
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.supervision.models import RUNNING, Order
from liandong.supervision.ordering import PAST, Supervised, decide, hours
from liandong.supervision.states import Act, OrderState


def supervised(case: Case) -> Supervised:
    """What decisions need to know of a case."""
    return Supervised(State(case.state), case.unit, OrderState(case.order_state) if case.order_state else None)


@transaction.atomic
def supervise(
    number: str, act: Act, inputs: Mapping[str, Any], *, by: Actor, now: datetime, key: str | None = None
) -> Order:
    """Does one act about a case's supervision order, and gives the order.

    Locks the case. Inputs are what `ACTS[act].asks` names; closing takes a remark as well.

    Raises:
        Refused: the order does not stand so, the actor's post or the inputs do not allow it, or the case is out of sight.
    """
    case = Case.objects.select_for_update().defer("search").filter(number=number).first()
    if case is None or not in_sight(case, by):
        raise not_found(number)
    if written_before(key, subject_of(case), Fact(PAST[act])):
        return orders_of(case).latest("id")
    state, fact = decide(act, supervised(case), inputs, by)
    due_at = (
        office().calendar.add(now, hours(fact.data["hours"]), Measure.WORKING_HOURS)
        if state is OrderState.OPEN
        else None
    )
    order = Order(case=case, unit=case.unit or "") if act is Act.ORDER else orders_of(case).get(RUNNING)
    write(order, act, fact.data, by, now)
    order.state, order.due_at = state, due_at or order.due_at
    order.save()
    running = state in (OrderState.OPEN, OrderState.ANSWERED)
    down = set_order(case, state.value if running else None, due_at, given=act is Act.ORDER)
    told = {**fact.data, "order": order.pk, "to": told_units(act, order, case)}
    if due_at:
        told["answer_until"] = due_at.isoformat()
    record(subject_of(case), Fact(fact.kind, told), *down, actor=by.label, now=now, key=key)
    return order


def orders_of(case: Case) -> QuerySet[Order]:
    return Order.objects.filter(case=case)


def write(order: Order, act: Act, given: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """Writes who did what into an order (not yet saved)."""
    match act:
        case Act.ORDER:
            order.demand, order.ordered_by, order.ordered_from, order.ordered_at = (
                given["demand"],
                by.label,
                by.unit,
                now,
            )
        case Act.ANSWER:
            order.answer, order.answered_by, order.answered_at = given["answer"], by.label, now
        case Act.SEND_BACK:
            order.demand = given["reason"]
        case _:
            order.outcome, order.remark = given.get("outcome", ""), given.get("reason", given.get("remark", ""))
            order.ended_by, order.ended_at = by.label, now


def told_units(act: Act, order: Order, case: Case) -> list[str]:
    """Which unit must know: who gave the order of the answer, the holder of everything else."""
    return [order.ordered_from] if act is Act.ANSWER else [case.unit or order.unit]

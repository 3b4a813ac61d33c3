"""Supervision orders and what-if, for whoever is signed in at a desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from liandong.access.roles import Sight
from liandong.cases.models import Case
from liandong.cases.queries import case_seen_by, seen_by
from liandong.cases.reference import office
from liandong.deadlines.limits import parsed
from liandong.faces.api.document import problems
from liandong.faces.api.linked import REFUSALS, Asked, key_for
from liandong.faces.api.problems import problem
from liandong.faces.api.schemas import Words
from liandong.faces.api.staff import Desk, acting
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.supervision.models import Order
from liandong.supervision.orders import orders_of, supervise
from liandong.supervision.queries import running_orders
from liandong.supervision.states import Act
from liandong.supervision.what_if import Change, DayChange, LimitChange, Shift, what_if

router = Router(tags=["supervision"], auth=Desk())
MOST_SHIFTS: Final = 100


class OrderIn(Asked):
    """What the unit that holds the case has to answer, and within how many working hours."""

    demand: Words = Field(max_length=500, examples=["请今天到现场办完并说明原因。"])
    hours: float = Field(examples=[4], allow_inf_nan=False)


class OrderActIn(Asked):
    """`answer` asks `answer`; `send_back` asks `reason` and `hours`; `close` asks `outcome` (`done`, `explained`, `not_done`)
    and takes a `remark`; `withdraw` asks `reason`."""

    act: Words = Field(max_length=10, examples=["answer"])
    answer: Words = Field("", max_length=1000)
    reason: Words = Field("", max_length=500)
    hours: float | None = Field(None, allow_inf_nan=False)
    outcome: Words = Field("", max_length=12)
    remark: Words = Field("", max_length=500)


class OrderOut(Schema):
    """A supervision order. `state`: open, answered, closed or withdrawn."""

    number: str = Field(examples=["260612-0417"])
    unit: str = Field(examples=["510108012-huanwei"])
    state: str = Field(examples=["open"])
    demand: str
    ordered_from: str
    ordered_at: datetime
    due_at: datetime
    answer: str
    answered_at: datetime | None
    outcome: str
    remark: str
    ended_at: datetime | None


class ForeseeIn(Schema):
    """Either a day and whether it is worked, or a row of the limits: the end would be `amount` in `measure`, from then on."""

    day: date | None = Field(None, examples=["2026-10-10"])
    working: bool = False
    matter: Words = Field("", max_length=16, examples=["E01"])
    stage: Words = Field("", max_length=8, examples=["handle"])
    urgency: Words = Field("normal", max_length=8)
    amount: Words = Field("", max_length=10, examples=["8"])
    measure: Words = Field("working_hours", max_length=13)


class ShiftOut(Schema):
    """A clock that would end at another instant. `late`: 1 it would be overdue and is not, -1 the other way round, else 0."""

    number: str
    clock: str = Field(examples=["stage_due_at"])
    old: datetime
    new: datetime
    late: int


class ForeseenOut(Schema):
    """What would move. `kept`: clocks whose end was set under other limits and would stay. `shifts`: at most 100, those that
    would become overdue first; empty for a post that sees no cases."""

    looked: int
    clocks: int
    cases: int
    kept: int
    overdue: int
    saved: int
    shifts: list[ShiftOut]


def told(order: Order) -> dict[str, Any]:
    names = OrderOut.model_fields.keys() - {"number"}
    return {"number": order.case.number, **{name: getattr(order, name) for name in names}}


def all_of(number: str) -> list[dict[str, Any]]:
    """The orders of a case, newest first."""
    return [told(one) for one in orders_of(Case.objects.get(number=number)).select_related("case").order_by("-id")]


@router.get("/orders", response={200: list[OrderOut], **problems(401, 403)})
def running(request: HttpRequest) -> list[dict[str, Any]]:
    """The orders that are not settled, of the cases in sight; at most 200, what is due first."""
    actor = acting(request)
    refuse_unless(actor.may("case.supervise"), actor.role.word)
    return [told(one) for one in running_orders(seen_by(actor))]


@router.get("/cases/{number}/orders", response={200: list[OrderOut], **problems(401, 403, 404, 422)})
def orders(request: HttpRequest, number: Path[Words]) -> list[dict[str, Any]]:
    """All orders of a case within sight, newest first."""
    case_seen_by(acting(request), number)
    return all_of(number)


@router.post("/cases/{number}/orders", response={200: list[OrderOut], **REFUSALS})
def give(request: HttpRequest, number: Path[Words], given: OrderIn) -> list[dict[str, Any]]:
    """Gives a supervision order to the unit that holds the case."""
    inputs = {"demand": given.demand, "hours": given.hours}
    supervise(number, Act.ORDER, inputs, by=acting(request), now=now(), key=key_for(request, given))
    return all_of(number)


@router.post("/cases/{number}/orders/acts", response={200: list[OrderOut], **REFUSALS})
def act(request: HttpRequest, number: Path[Words], given: OrderActIn) -> list[dict[str, Any]]:
    """Answers, sends back, closes or withdraws the running order of a case."""
    if given.act not in list(Act) or given.act == Act.ORDER:
        raise problem(422, gettext_noop("{name} 不是可选的值。"), "bad-choice", "act")
    inputs = given.dict(exclude={"act", "key"}, exclude_none=True)
    supervise(number, Act(given.act), inputs, by=acting(request), now=now(), key=key_for(request, given))
    return all_of(number)


@router.get("/foresee", response={200: ForeseenOut, **problems(401, 403, 422)})
def foresee(request: HttpRequest, asked: Query[ForeseeIn]) -> dict[str, Any]:
    """What would move if a day or a limit were another; nothing is changed."""
    actor, at = acting(request), now()
    refuse_unless(actor.may("case.supervise") or actor.may("reference.edit"), actor.role.word)
    sees = actor.role.sight is Sight.AREA
    answer = what_if(change(asked), office(), seen_by(actor) if sees else None)
    first = sorted(answer.shifts, key=lambda one: (-one.late(at), one.new))[: MOST_SHIFTS if sees else 0]
    return {
        "looked": answer.looked, "clocks": len(answer.shifts), "cases": answer.cases, "kept": answer.kept,
        "overdue": answer.overdue(at), "saved": answer.saved(at), "shifts": [shift_told(one, at) for one in first],
    }  # fmt: skip


def shift_told(one: Shift, at: datetime) -> dict[str, Any]:
    return {"number": one.case.number, "clock": one.column, "old": one.old, "new": one.new, "late": one.late(at)}


def change(asked: ForeseeIn) -> Change:
    if (asked.day is None) == (not asked.amount):
        raise problem(422, gettext_noop("要么给 day，要么给 amount，只给一个。"), "one-of", "day")
    if asked.day is not None:
        return DayChange(asked.day, asked.working)
    return LimitChange(parsed(asked.dict(include={"matter", "stage", "urgency", "amount", "measure"}), 1))


def refuse_unless(allowed: bool, role: str) -> None:
    if not allowed:
        raise Refused(
            "您的岗位（{role}）不办这件事。换一个岗位，或者请有这个岗位的同事办。", code="no-permission", role=role
        )

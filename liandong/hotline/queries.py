"""Reads of calls and seats."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from liandong.access.rules import Actor
from liandong.access.shared_keys import Known, known_keys, to_sign_with
from liandong.cases.queries import seen_by
from liandong.hotline.models import CallBack, PhoneCall, Seat, ShiftPlan, Specialty
from liandong.hotline.rules import Plan, Span, leads, span_at
from liandong.hotline.states import CallBackState, CallState, SeatState
from liandong.kernel import clock
from liandong.kernel.refusals import Refused


def queue() -> QuerySet[PhoneCall]:
    """The callers who wait, the longest first."""
    return PhoneCall.objects.filter(state=CallState.WAITING).select_related("identity").order_by("arrived_at", "id")


def passed_to(seat: Seat | None) -> QuerySet[PhoneCall]:
    """The callers who wait for the specialty of a seat, the longest first; nobody for a seat without one."""
    waiting = PhoneCall.objects.filter(state=CallState.TALKING, passed_at__isnull=False, specialty__isnull=False)
    there = waiting.filter(specialty=seat.specialty_id) if seat and seat.specialty_id else waiting.none()
    return there.select_related("identity", "specialty").order_by("passed_at", "id")


def specialties() -> list[Specialty]:
    """All of them, by code."""
    return list(Specialty.objects.order_by("code"))


def seat_of(by: Actor) -> Seat | None:
    """The seat of a person, with the call at hand."""
    found = Seat.objects.select_related(
        "call__identity", "call__case", "call__article", "call__specialty", "post", "specialty"
    )
    return found.filter(account_id=by.account).first()


def seats_taken(by: Actor) -> QuerySet[Seat]:
    """Who sits at the hotline now, by staff number; only for whoever leads the shift.

    Raises:
        Refused: it is not theirs to see.
    """
    if not leads(by):
        raise Refused("只有当班值班长能看全班坐席；您可以看自己的。", code="not-lead")
    taken = Seat.objects.exclude(state=SeatState.OFF).select_related("account", "post")
    return taken.order_by("account__username")


def call_at_hand(by: Actor) -> PhoneCall:
    """The call that a person has at hand.

    Raises:
        Refused: there is none.
    """
    seat = seat_of(by)
    if seat is None or seat.call is None:
        raise Refused("您手上现在没有电话。", code="no-call")
    return seat.call


def own_call(pk: int, by: Actor) -> PhoneCall:
    """A call as its agent may see it, or whoever leads the shift.

    Raises:
        Refused: there is none, or somebody else answered it.
    """
    found = PhoneCall.objects.select_related("identity", "case", "article", "post").filter(pk=pk).first()
    if found is None or not (found.account_id == by.account or leads(by)):
        raise Refused("没有这通电话，或者它是别的坐席接的。", code="not-found")
    return found


def plans() -> list[Plan]:
    """The shifts of a day, by when they begin."""
    return [
        Plan(row.code, row.name, row.name_en, row.begins, row.hours) for row in ShiftPlan.objects.order_by("begins")
    ]


def shift_now(now: datetime) -> Span | None:
    """The shift that runs; None where nobody has set any up."""
    return span_at(plans(), now)


CENTRE_KEY: Final = "telephony"
"""How the keys shared with the call centre are named, and the file of the first one."""


def telephony_keys(at: datetime) -> list[Known]:
    """The keys under which the call centre may speak, the newest first."""
    return known_keys(CENTRE_KEY, CENTRE_KEY, at)


def telephony_key() -> bytes:
    """The key under which we speak to the call centre."""
    return to_sign_with(telephony_keys(clock.now()))


def call_backs(by: Actor) -> QuerySet[CallBack]:
    """The call-backs that wait within somebody's sight, by when they are due."""
    found = CallBack.objects.filter(state=CallBackState.WAITING, case__in=seen_by(by))
    return found.select_related("case", "report__identity", "taken_by").order_by("due_at", "id")


def call_identities(report: int) -> list[tuple[str, object]]:
    """(subject, identity) of the calls that became a report: whoever reported sees the looks of the time before, too."""
    rows = PhoneCall.objects.filter(report=report, identity__isnull=False).values_list("pk", "identity_id")
    return [(f"call:{pk}", identity) for pk, identity in rows]

"""Writes of a call while it is talked: held, muted, passed on to a specialty, taken there. The call centre is told first, by the
face; what stands here is what it has done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liandong.access.rules import Actor, refuse_without
from liandong.hotline.actions import move_seat, pass_gate, subject_of
from liandong.hotline.models import PhoneCall, Seat, Specialty
from liandong.hotline.queries import passed_to
from liandong.hotline.rules import refuse_unready
from liandong.hotline.states import CallState, SeatState
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused


def talked(pk: int, by: Actor) -> PhoneCall:
    """The call, locked, while its agent talks.

    Raises:
        Refused: it is not at hand, or the caller has hung up.
    """
    call = PhoneCall.objects.select_for_update(of=("self",)).filter(pk=pk, account_id=by.account).first()
    if call is None or call.state != CallState.TALKING:
        raise Refused("这通电话不在您手上，或者对方已经挂了。", code="no-call")
    return call


@transaction.atomic
def set_line(pk: int, *, by: Actor, now: datetime, held: bool | None = None, muted: bool | None = None,
             key: str | None = None) -> None:  # fmt: skip
    """What the caller hears from now on: music, nothing, or the agent. What is None stays.

    Raises:
        Refused: the call is not being talked.
    """
    call = talked(pk, by)
    asked = Fact("call.line_set", {name: on for name, on in (("held", held), ("muted", muted)) if on is not None})
    if written_before(key, subject_of(call), asked):
        return
    if held is not None:
        call.held_at = (call.held_at or now) if held else None
    if muted is not None:
        call.muted = muted
    call.save(update_fields=["held_at", "muted"])
    record(subject_of(call), asked, actor=by.label, now=now, key=key)


def refuse_empty(specialty: str, by: Actor) -> Specialty:
    """The specialty of a code.

    Raises:
        Refused: there is none, or nobody else sits at it now: the caller would wait for nobody.
    """
    found = Specialty.objects.filter(pk=specialty).first()
    if found is None:
        raise Refused("没有这个专席。", code="not-found", field="specialty")
    if (
        not Seat.objects.filter(specialty=found)
        .exclude(state__in=[SeatState.OFF, SeatState.BREAK])
        .exclude(account_id=by.account)
        .exists()
    ):
        raise Refused(
            "{specialty}现在没有人在班，请记下来约回电。", code="nobody-there", field="specialty", specialty=found.name
        )
    return found


@transaction.atomic
def pass_on(pk: int, specialty: str, *, by: Actor, now: datetime, key: str | None = None) -> PhoneCall:
    """Lets the caller wait for a specialty, with the worksheet as far as it is written; the agent is free again.

    Raises:
        Refused: the call is not being talked, something came of it already, or nobody sits at the specialty.
    """
    pass_gate()
    call = PhoneCall.objects.filter(pk=pk).first()
    if call and written_before(key, subject_of(call), Fact("call.passed_on", {"specialty": specialty})):
        return call
    call = talked(pk, by)
    if call.outcome:
        raise Refused("这通电话已经办成了，不用再转。", code="settled-before", field="outcome")
    call.specialty = refuse_empty(specialty, by)
    seat = Seat.objects.filter(call=call).first()
    call.account = call.post = None
    call.passed_at, call.held_at, call.muted = now, None, False
    call.save()
    record(
        subject_of(call),
        Fact("call.passed_on", {"specialty": specialty, "post": by.post}),
        actor=by.label,
        now=now,
        key=key,
    )
    if seat:
        move_seat(seat, None, now)
    return call


@transaction.atomic
def take_passed(*, by: Actor, now: datetime, key: str | None = None) -> PhoneCall:
    """Gives the caller who waits longest for the agent's specialty to them, with what is written already.

    Raises:
        Refused: the agent is not ready, sits at no specialty, or nobody waits there.
    """
    pass_gate()
    if written_before(key, None, Fact("call.taken", {"post": by.post})):
        return PhoneCall.objects.filter(account_id=by.account).latest("answered_at")
    refuse_without(by, "call.take")
    seat = Seat.objects.filter(account_id=by.account).first()
    refuse_unready(SeatState(seat.state) if seat else SeatState.OFF)
    call = passed_to(seat).select_for_update(of=("self",)).first() if seat else None
    if seat is None or call is None or call.passed_at is None:
        raise Refused("现在没有人在等您这个专席。", code="nobody-waits")
    waited = max(0, round((now - call.passed_at).total_seconds()))
    call.account_id, call.post_id, call.passed_at = by.account, by.post, None
    call.save()
    record(
        subject_of(call), Fact("call.taken", {"post": by.post, "waited_s": waited}), actor=by.label, now=now, key=key
    )
    move_seat(seat, call, now)
    return call

"""Writes of calls and seats. All of them pass one gate, so that no call is lost between two hands or given to both.

The gate is a lock in the transaction: it goes with a killed process. What takes longer (a report, a message to another
centre) happens outside of it, under the call's own row.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from liandong.access.actions import keep_person
from liandong.access.models import Account, Post
from liandong.access.queries import actor_of, posts_held
from liandong.access.rules import Actor, refuse_without
from liandong.access.vault import Person
from liandong.hotline.models import PhoneCall, Seat, Specialty
from liandong.hotline.ports import Event
from liandong.hotline.queries import queue
from liandong.hotline.rules import (
    Heard,
    chosen_state,
    heard,
    lapsed,
    refuse_unready,
    seat_beside,
    state_of,
    waited,
)
from liandong.hotline.states import AT_HAND, CallState, EventKind, SeatState
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused

GATE: Final = 96966
"""The name of the gate among PostgreSQL's advisory locks of two numbers."""
CENTRE: Final = "telephony"
SYSTEM: Final = "system"


def pass_gate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [GATE])


def subject_of(call: PhoneCall) -> str:
    """How the journal names a call."""
    return f"call:{call.pk}"


@transaction.atomic
def take_event(event: Event, *, now: datetime) -> PhoneCall:
    """Takes one event of the call centre; the same again changes nothing, and a late one is put in its place.

    The caller's number goes into the vault and nowhere else. An agent whom the centre connects itself gets the call on
    their screen; whatever they had at hand before is over for the centre, and so for us.
    """
    pass_gate()
    call = PhoneCall.objects.filter(centre_call=event.call).first()
    known = known_of(call) if call else None
    after = heard(known, event)
    if call is None:
        call = PhoneCall(centre_call=event.call, line=event.line, arrived_at=after.arrived_at, state=CallState.WAITING)
        call.save(force_insert=True)
        record(subject_of(call), Fact("call.arrived", {"line": event.line}), actor=CENTRE, now=now)
    learn_number(call, event, now)
    if after == known:
        return call
    call.arrived_at, call.ended_at, call.recording = after.arrived_at, after.ended_at, after.recording
    if after.answered_at and call.answered_at is None:
        account = account_of(after.agent, now)
        if account:
            put_aside(account, call, now)
        connected(call, account, after.answered_at, CENTRE, now)
    settle(call, event.kind, now)
    return call


def known_of(call: PhoneCall) -> Heard:
    return Heard(call.arrived_at, call.answered_at, call.ended_at, "", call.recording)


def learn_number(call: PhoneCall, event: Event, now: datetime) -> None:
    if event.number and call.identity_id is None:
        call.identity = keep_person(Person("", event.number), now=now)
        call.save(update_fields=["identity"])
    if event.line and not call.line:
        call.line = event.line


def account_of(agent: str, now: datetime) -> Actor | None:
    """The post of an agent whom the centre names by staff number, where it may take calls."""
    account = Account.objects.filter(username=agent, is_active=True).first()
    posts = posts_held(account.pk, now) if account else Post.objects.none()
    actors = [actor_of(post) for post in posts]
    return next((actor for actor in actors if actor.may("call.take")), None)


def settle(call: PhoneCall, kind: EventKind, now: datetime) -> None:
    """Writes a call after an event, its facts, and what it means for the seat."""
    was, call.state = call.state, state_of(call.answered_at, call.ended_at, call.wrapped_at)
    if call.ended_at:
        call.passed_at, call.held_at, call.muted = None, None, False
    call.save()
    if kind is EventKind.RECORDED:
        record(subject_of(call), Fact("call.recorded"), actor=CENTRE, now=now)
    elif call.state != was:
        facts = {
            CallState.ABANDONED: Fact("call.abandoned", {"waited_s": seconds(call.arrived_at, call.ended_at)}),
            CallState.WRAPPING: Fact("call.ended", {"talked_s": seconds(call.answered_at, call.ended_at)}),
        }
        if fact := facts.get(CallState(call.state)):
            record(subject_of(call), fact, actor=CENTRE, now=now)
    if call.state == CallState.WRAPPING and call.account_id is None:
        wrap(call, now)
    seat = Seat.objects.filter(call=call).first()
    if seat:
        move_seat(seat, call, now)


def seconds(begun: datetime | None, ended: datetime | None) -> int:
    return round(waited(begun, ended).total_seconds()) if begun and ended else 0


def connected(
    call: PhoneCall, by: Actor | None, at: datetime, actor: str, now: datetime, key: str | None = None
) -> None:
    """Gives a call to who answered it, and the seat with it. Nobody whom we know: it is answered all the same."""
    call.answered_at, call.state = at, state_of(at, call.ended_at, None)
    if by is not None:
        call.account_id, call.post_id = by.account, by.post
    call.save()
    told = {"waited_s": seconds(call.arrived_at, at), **({"post": by.post} if by else {})}
    record(subject_of(call), Fact("call.answered", told), actor=actor, now=now, key=key)
    if by is not None and call.state in AT_HAND:
        seat, _ = Seat.objects.get_or_create(
            account_id=by.account,
            defaults={"post_id": by.post, "extension": "", "state": SeatState.READY, "since": now},
        )
        move_seat(seat, call, now)


def put_aside(by: Actor, fresh: PhoneCall, now: datetime) -> None:
    """Ends whatever a person still had at hand when the centre gave them another call."""
    for call in PhoneCall.objects.filter(account_id=by.account, state__in=AT_HAND).exclude(pk=fresh.pk):
        call.ended_at = call.ended_at or now
        wrap(call, now)
        Seat.objects.filter(call=call).update(call=None)


def wrap(call: PhoneCall, now: datetime) -> None:
    call.wrapped_at, call.state = now, CallState.DONE
    call.save()
    record(subject_of(call), Fact("call.wrapped", {"outcome": call.outcome}), actor=SYSTEM, now=now)


def move_seat(seat: Seat, call: PhoneCall | None, now: datetime) -> None:
    """Puts a seat beside a call at hand, or frees it."""
    state = CallState(call.state) if call else None
    was = seat.state
    seat.call = call if state in AT_HAND else None
    seat.state = seat_beside(state, SeatState(was))
    if seat.state != was:
        seat.since = now
    seat.save()


@transaction.atomic
def answer_next(*, by: Actor, now: datetime, key: str | None = None) -> PhoneCall:
    """Gives the longest waiting caller to an agent. The same key again gives the same call.

    Raises:
        Refused: the agent is not ready, or nobody waits.
    """
    pass_gate()
    if written_before(key, None, Fact("call.answered", {"post": by.post})):
        return PhoneCall.objects.filter(account_id=by.account).latest("answered_at")
    refuse_without(by, "call.take")
    seat = Seat.objects.filter(account_id=by.account).first()
    refuse_unready(SeatState(seat.state) if seat else SeatState.OFF)
    call = queue().select_for_update(of=("self",)).first()
    if call is None:
        raise Refused("现在没有人在排队。", code="nobody-waits")
    connected(call, by, now, by.label, now, key)
    return call


@transaction.atomic
def sit(
    state: str, *, by: Actor, now: datetime, extension: str = "", specialty: str | None = None, key: str | None = None
) -> Seat:
    """An agent says that they are ready, on a break, or gone. `extension`: the telephone where they sit; `specialty`: whose
    queue they take too ("" none, None as before).

    Raises:
        Refused: a call is at hand, or there is no such state or specialty.
    """
    pass_gate()
    refuse_without(by, "call.take")
    subject = f"seat:{by.account}"
    seat, _ = Seat.objects.get_or_create(
        account_id=by.account, defaults={"post_id": by.post, "extension": "", "state": SeatState.OFF, "since": now}
    )
    if written_before(key, subject, Fact("seat.changed", {"state": state})):
        return seat
    was, seat.state = seat.state, chosen_state(SeatState(seat.state), state)
    seat.post_id, seat.extension = by.post, extension.strip()[:20] or seat.extension
    if specialty is not None:
        seat.specialty = named_specialty(specialty)
    if seat.state != was:
        seat.since = now
    seat.save()
    record(subject, Fact("seat.changed", {"state": state, "was": was}), actor=by.label, now=now, key=key)
    return seat


def named_specialty(code: str) -> Specialty | None:
    """The specialty of a code; none for "".

    Raises:
        Refused: there is no such.
    """
    found = Specialty.objects.filter(pk=code).first() if code else None
    if code and found is None:
        raise Refused("没有这个专席。", code="not-found", field="specialty")
    return found


@transaction.atomic
def finish(*, by: Actor, now: datetime, key: str | None = None, after: str = "") -> PhoneCall:
    """The agent has done with the call at hand; the seat is ready again, or as `after` says (a break).

    Raises:
        Refused: nothing is at hand, or nothing was said of what came of it.
    """
    pass_gate()
    if written_before(key, None, Fact("call.wrapped", {"post": by.post})):
        return PhoneCall.objects.filter(account_id=by.account).latest("wrapped_at")
    seat = Seat.objects.filter(account_id=by.account, call__isnull=False).first()
    if seat is None or seat.call_id is None:
        raise Refused("您手上现在没有电话。", code="no-call")
    call = PhoneCall.objects.select_for_update().get(pk=seat.call_id)
    if not call.outcome:
        raise Refused("先写下这通电话办成了什么：登记、当场答复，或者没有事项。", code="no-outcome", field="outcome")
    call.ended_at = call.ended_at or now
    call.wrapped_at, call.state = now, CallState.DONE
    call.save()
    told = {"outcome": call.outcome, "post": by.post}
    record(subject_of(call), Fact("call.wrapped", told), actor=by.label, now=now, key=key)
    move_seat(seat, None, now)
    if after in (SeatState.BREAK, SeatState.OFF):
        seat.state = after
        seat.save(update_fields=["state"])
    return call


@transaction.atomic
def end_lapsed(*, now: datetime) -> int:
    """Ends calls of whose end we never heard; gives how many."""
    pass_gate()
    count = 0
    for call in PhoneCall.objects.filter(state__in=[CallState.WAITING, CallState.TALKING]):
        state = CallState(call.state)
        if lapsed(state, call.answered_at or call.arrived_at, now):
            call.ended_at = now
            record(subject_of(call), Fact("call.lapsed"), actor=SYSTEM, now=now)
            settle(call, EventKind.ENDED, now)
            count += 1
    return count

"""Calls and seats with real rows: none is lost, none is answered twice, and the number stands nowhere but in the vault."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.access.models import Identity
from liandong.access.queries import vault_key
from liandong.access.rules import Actor
from liandong.access.vault import opened
from liandong.hotline.actions import answer_next, end_lapsed, finish, sit, take_event
from liandong.hotline.models import PhoneCall, Seat
from liandong.hotline.ports import Event
from liandong.hotline.states import AT_HAND, CallState, EventKind
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link
from liandong.kernel.refusals import Refused
from tests.hotline.conftest import agent_of

pytestmark = pytest.mark.django_db
Rings = Callable[..., PhoneCall]


def tell(kind: EventKind, call: str, at: datetime, **more: str) -> PhoneCall:
    return take_event(Event(kind, call, at, **more), now=at)


def test_the_longest_waiting_caller_is_answered_first(rings: Rings, agent: Actor, now: datetime) -> None:
    rings("late", at=now + timedelta(seconds=3))
    rings("early")
    assert answer_next(by=agent, now=now + timedelta(seconds=9)).centre_call == "early"
    seat = Seat.objects.get(account_id=agent.account)
    assert (seat.state, seat.call.centre_call if seat.call else "") == ("busy", "early")


def test_an_agent_with_a_call_at_hand_or_on_a_break_gets_none(rings: Rings, agent: Actor, now: datetime) -> None:
    rings("one")
    rings("two")
    answer_next(by=agent, now=now)
    with pytest.raises(Refused) as refused:
        answer_next(by=agent, now=now)
    assert refused.value.code == "call-at-hand"


def test_the_same_key_gives_the_same_call_again(rings: Rings, agent: Actor, now: datetime) -> None:
    rings("one")
    rings("two")
    first = answer_next(by=agent, now=now, key="hotline:k")
    assert answer_next(by=agent, now=now, key="hotline:k") == first
    assert PhoneCall.objects.get(centre_call="two").state == CallState.WAITING


def test_a_caller_who_hangs_up_before_the_answer_is_counted_as_given_up(
    rings: Rings, agent: Actor, now: datetime
) -> None:
    rings()
    assert tell(EventKind.ENDED, "c1", now + timedelta(seconds=40)).state == CallState.ABANDONED
    with pytest.raises(Refused) as refused:
        answer_next(by=agent, now=now)
    assert refused.value.code == "nobody-waits"


def test_the_agent_writes_on_after_the_end_and_is_free_when_they_say_so(
    rings: Rings, agent: Actor, now: datetime
) -> None:
    call = rings()
    answer_next(by=agent, now=now)
    tell(EventKind.ENDED, "c1", now + timedelta(seconds=60))
    assert Seat.objects.get().state == "after_call"
    with pytest.raises(Refused) as refused:
        finish(by=agent, now=now)
    assert refused.value.code == "no-outcome"
    PhoneCall.objects.filter(pk=call.pk).update(outcome="nothing")
    finish(by=agent, now=now + timedelta(seconds=90), key="hotline:done")
    finish(by=agent, now=now + timedelta(seconds=95), key="hotline:done")
    call.refresh_from_db()
    assert (call.state, call.wrapped_at, Seat.objects.get().state) == ("done", now + timedelta(seconds=90), "ready")


def test_the_centre_may_connect_an_agent_itself(rings: Rings, agent: Actor, now: datetime) -> None:
    rings()
    call = tell(EventKind.ANSWERED, "c1", now + timedelta(seconds=4), agent="9611")
    assert (call.account_id, Seat.objects.get().state) == (agent.account, "busy")


def test_a_call_that_the_centre_answers_ends_what_was_still_at_hand(rings: Rings, agent: Actor, now: datetime) -> None:
    rings("one")
    answer_next(by=agent, now=now)
    rings("two")
    tell(EventKind.ANSWERED, "two", now + timedelta(seconds=50), agent="9611")
    assert PhoneCall.objects.get(centre_call="one").state == "done"
    seat = Seat.objects.get()
    assert seat.call is not None
    assert seat.call.centre_call == "two"


def test_an_answer_by_somebody_we_do_not_know_is_an_answer(rings: Rings, now: datetime) -> None:
    rings()
    assert tell(EventKind.ANSWERED, "c1", now, agent="nobody").state == CallState.TALKING
    assert tell(EventKind.ENDED, "c1", now + timedelta(seconds=9)).state == CallState.DONE


def test_words_of_an_end_that_never_came_are_missed(rings: Rings, now: datetime) -> None:
    rings()
    assert end_lapsed(now=now + timedelta(minutes=29)) == 0
    assert end_lapsed(now=now + timedelta(minutes=31)) == 1
    assert PhoneCall.objects.get().state == CallState.ABANDONED


def test_the_number_stands_in_the_vault_and_nowhere_else(rings: Rings, agent: Actor, now: datetime,
                                                        capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    call = rings(number="13912345678")
    answer_next(by=agent, now=now)
    identity = Identity.objects.get()
    assert opened(identity.pk, bytes(identity.sealed), vault_key()).phone == "13912345678"
    assert identity.masked_phone == "139****5678"
    rows = json.dumps([[entry.subject, entry.data, entry.key] for entry in Entry.objects.all()])
    assert "13912345678" not in rows + str(PhoneCall.objects.values().get()) + capsys.readouterr().err
    assert broken_link(f"call:{call.pk}") is None


def test_somebody_without_the_permission_takes_no_calls(rings: Rings, now: datetime) -> None:
    rings()
    with pytest.raises(Refused) as refused:
        sit("ready", by=agent_of("9619", now, "dispatcher"), now=now)
    assert refused.value.code == "no-permission"


STEPS = st.lists(
    st.tuples(st.sampled_from(["arrived", "answered", "ended", "next", "finish", "break", "ready"]), st.integers(0, 4),
              st.integers(0, 1)), min_size=1, max_size=30,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_no_call_is_lost_or_has_two_agents(now: datetime, agent: Actor, other: Actor,
                                                           steps: list[tuple[str, int, int]]) -> None:  # fmt: skip
    PhoneCall.objects.update(outcome="nothing")
    Seat.objects.update(call=None, state="ready")
    PhoneCall.objects.all().delete()
    arrived = set()
    for second, (step, number, who) in enumerate(steps):
        by, at, name = (agent, other)[who], now + timedelta(seconds=second), f"p{number}"
        if step in set(EventKind):
            tell(EventKind(step), name, at, **({"agent": ("9611", "9612")[who]} if step == "answered" else {}))
            arrived.add(name)
        else:
            with contextlib.suppress(Refused):
                if step == "next":
                    answer_next(by=by, now=at)
                elif step == "finish":
                    PhoneCall.objects.filter(account_id=by.account).update(outcome="nothing")
                    finish(by=by, now=at)
                else:
                    sit(step, by=by, now=at)
    assert set(PhoneCall.objects.values_list("centre_call", flat=True)) == arrived
    for call in PhoneCall.objects.all():
        facts = list(Entry.objects.filter(subject=f"call:{call.pk}").values_list("kind", flat=True))
        assert facts.count("call.answered") == (call.answered_at is not None)
        held = Seat.objects.filter(call=call)
        assert held.count() == (call.state in AT_HAND and call.account_id is not None)
        assert all(seat.account_id == call.account_id for seat in held)

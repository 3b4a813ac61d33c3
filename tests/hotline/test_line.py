"""A call while it is talked: held, muted, passed on to a specialty with what is written, taken there; never lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from liandong.access.rules import Actor
from liandong.hotline.actions import answer_next, finish, sit, take_event
from liandong.hotline.line_actions import pass_on, set_line, take_passed
from liandong.hotline.models import PhoneCall, Seat
from liandong.hotline.ports import Event
from liandong.hotline.queries import passed_to
from liandong.hotline.reference_actions import save_specialties
from liandong.hotline.states import EventKind
from liandong.hotline.worksheet import Sheet, Wishes
from liandong.hotline.worksheet_actions import keep_sheet, note_outcome
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link
from liandong.kernel.refusals import Refused

pytestmark = pytest.mark.django_db
Rings = Callable[..., PhoneCall]


@pytest.fixture
def talked(rings: Rings, agent: Actor, now: datetime) -> PhoneCall:
    """A call at hand, with a worksheet begun."""
    save_specialties([("housing", "公积金专席", "Housing fund desk")], actor="system", now=now)
    rings()
    call = answer_next(by=agent, now=now + timedelta(seconds=5))
    return keep_sheet(call.pk, Sheet(text="公积金怎么提取"), Wishes(), by=agent, now=now)


@pytest.fixture
def specialist(other: Actor, now: datetime) -> Actor:
    save_specialties([("housing", "公积金专席", "Housing fund desk")], actor="system", now=now)
    sit("ready", by=other, now=now, specialty="housing")
    return other


def test_a_call_is_held_and_muted_once_for_each_key_and_let_go_at_its_end(
    talked: PhoneCall, agent: Actor, now: datetime
) -> None:
    for _ in range(2):
        set_line(talked.pk, held=True, by=agent, now=now, key="h")
    set_line(talked.pk, muted=True, by=agent, now=now)
    talked.refresh_from_db()
    assert (talked.held_at, talked.muted) == (now, True)
    assert Entry.objects.filter(kind="call.line_set").count() == 2
    take_event(Event(EventKind.ENDED, "c1", now + timedelta(seconds=60)), now=now + timedelta(seconds=60))
    talked.refresh_from_db()
    assert (talked.held_at, talked.muted) == (None, False)
    with pytest.raises(Refused) as refused:
        set_line(talked.pk, held=True, by=agent, now=now)
    assert refused.value.code == "no-call"


def test_a_caller_who_is_passed_on_waits_for_the_specialty_with_the_worksheet(
    talked: PhoneCall, agent: Actor, specialist: Actor, now: datetime
) -> None:
    at = now + timedelta(seconds=40)
    for _ in range(2):
        pass_on(talked.pk, "housing", by=agent, now=at, key="p")
    assert Seat.objects.get(account_id=agent.account).state == "ready"
    assert list(passed_to(Seat.objects.get(account_id=specialist.account))) == [talked]
    assert list(passed_to(Seat.objects.get(account_id=agent.account))) == []
    taken = take_passed(by=specialist, now=at + timedelta(seconds=8), key="t")
    assert take_passed(by=specialist, now=at, key="t") == taken
    assert (taken.account_id, taken.passed_at, taken.sheet["text"]) == (specialist.account, None, "公积金怎么提取")
    assert taken.answered_at == now + timedelta(seconds=5)
    note_outcome(taken.pk, "followed", by=specialist, now=at, key="o")
    finish(by=specialist, now=at)
    assert Entry.objects.get(kind="call.taken").data["waited_s"] == 8
    assert broken_link(f"call:{talked.pk}") is None


def test_nobody_is_passed_on_to_a_specialty_where_nobody_sits(
    talked: PhoneCall, agent: Actor, other: Actor, now: datetime
) -> None:
    for code, wanted in (("housing", "nobody-there"), ("nothing", "not-found")):
        with pytest.raises(Refused) as refused:
            pass_on(talked.pk, code, by=agent, now=now)
        assert refused.value.code == wanted
    sit("ready", by=other, now=now, specialty="housing")
    sit("break", by=other, now=now)
    with pytest.raises(Refused):
        pass_on(talked.pk, "housing", by=agent, now=now)
    talked.refresh_from_db()
    assert (talked.account_id, talked.state) == (agent.account, "talking")


def test_a_caller_who_hangs_up_while_waiting_is_done_and_waits_for_nobody(
    talked: PhoneCall, agent: Actor, specialist: Actor, now: datetime
) -> None:
    pass_on(talked.pk, "housing", by=agent, now=now)
    ended = take_event(Event(EventKind.ENDED, "c1", now + timedelta(seconds=90)), now=now + timedelta(seconds=90))
    assert (ended.state, ended.passed_at) == ("done", None)
    with pytest.raises(Refused) as refused:
        take_passed(by=specialist, now=now)
    assert refused.value.code == "nobody-waits"


def test_what_is_settled_or_in_other_hands_is_not_passed_on(
    talked: PhoneCall, agent: Actor, specialist: Actor, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        pass_on(talked.pk, "housing", by=specialist, now=now)
    assert refused.value.code == "no-call"
    note_outcome(talked.pk, "nothing", by=agent, now=now, key="o")
    with pytest.raises(Refused) as settled:
        pass_on(talked.pk, "housing", by=agent, now=now)
    assert settled.value.code == "settled-before"


def test_an_agent_who_is_busy_takes_nobody(
    talked: PhoneCall, agent: Actor, specialist: Actor, rings: Rings, now: datetime
) -> None:
    pass_on(talked.pk, "housing", by=agent, now=now)
    rings("c2")
    answer_next(by=specialist, now=now)
    with pytest.raises(Refused) as refused:
        take_passed(by=specialist, now=now)
    assert refused.value.code == "call-at-hand"

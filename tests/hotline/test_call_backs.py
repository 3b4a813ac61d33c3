"""Call-backs: asked once for each verification, taken by one agent, and what people say counts as their own word."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.access.rules import Actor
from liandong.access.vault import Person
from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.hotline.call_back_actions import answer_call_back, ask_for, take_call_back
from liandong.hotline.models import CallBack
from liandong.hotline.reactions import spare_reporter
from liandong.hotline.rules import Told, call_back_at, next_try
from liandong.hotline.states import CallBackState, Reach
from liandong.journal.models import Entry
from liandong.kernel.clock import LOCAL
from liandong.kernel.refusals import Refused
from tests.people import actor_at, unit_actor

Verified = Callable[..., CallBack]
REACHED = Told(Reach.REACHED, solved=True, stars=5)
INSTANTS = st.integers(0, 31_536_000).map(lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second))


@given(INSTANTS, st.one_of(st.none(), st.times(timezones=st.none())))
def test_nobody_is_rung_before_the_verification_nor_by_night(at: datetime, after: time | None) -> None:
    due = call_back_at(at, after)
    assert due >= at
    assert time(9) <= due.astimezone(LOCAL).time().replace(microsecond=0) <= time(20)
    assert due - at < timedelta(hours=36)


def test_three_times_without_an_answer_are_enough(now: datetime) -> None:
    away = Told(Reach.UNREACHED)
    assert [next_try(away, tries, now)[0] for tries in (1, 2, 3)] == [
        CallBackState.WAITING, CallBackState.WAITING, CallBackState.UNREACHED,
    ]  # fmt: skip


@pytest.fixture
def verified(db: None, now: datetime) -> Verified:
    """A case that somebody reported by telephone and that was verified; its call-back."""

    def make(phone: str = "13912345678", channel: str = "hotline") -> CallBack:
        draft = Draft(key=str(uuid.uuid4()), channel=channel, text="垃圾堆了两天没人清", kind="E0102", lon=104.1142, lat=30.6935,
                      reported_at=now, person=Person("", phone))  # fmt: skip
        [got] = receive([draft], actor="system", now=now)
        assert isinstance(got, Received)
        unit = unit_actor(got.unit or "")
        move(got.number, Move.ACCEPT, {}, by=unit, now=now)
        move(got.number, Move.HANDLE, {"note": "已经清运干净。"}, by=unit, now=now)
        Case.objects.filter(pk=got.case).update(sampled=False)
        entry = move(got.number, Move.VERIFY, {"note": "干净了"}, by=unit_actor(f"{got.area[:9]}-hecha"), now=now).entry
        ask_for(entry)
        ask_for(entry)
        return CallBack.objects.get(case=got.case)

    return make


def key() -> str:
    return f"hotline:{uuid.uuid4()}"


def test_a_grade_given_by_telephone_is_the_reporters_rating_and_closes_the_case(
    verified: Verified, agent: Actor, now: datetime
) -> None:
    row, mark = verified(), key()
    for _ in range(2):
        answer_call_back(row.pk, REACHED, by=agent, now=now, key=mark)
    row.refresh_from_db()
    case = Case.objects.get()
    assert (case.state, case.stars, row.state, row.tries) == ("closed", 5, "done", 1)
    entry = Entry.objects.get(kind="case.rated")
    assert (entry.actor, entry.data["report"]) == (agent.label, row.report_id)


def test_what_is_not_solved_opens_the_case_again(verified: Verified, agent: Actor, now: datetime) -> None:
    row = verified()
    answer_call_back(row.pk, Told(Reach.REACHED, False, 2, words="还有一堆没清"), by=agent, now=now, key=key())
    case = Case.objects.get()
    assert (case.state, case.reopened) == ("triaged", 1)


def test_what_cannot_be_given_is_rated_but_does_not_reopen(verified: Verified, agent: Actor, now: datetime) -> None:
    row = verified()
    answer_call_back(row.pk, Told(Reach.REACHED, False, 1, True, "要求每家发钱"), by=agent, now=now, key=key())
    case = Case.objects.get()
    assert (case.state, case.reopened, case.stars) == ("closed", 0, 1)


@pytest.mark.parametrize(("told", "field"), [
    (Told(Reach.REACHED, None, 5), "solved"), (Told(Reach.REACHED, True, None), "stars"), (Told(Reach.REACHED, True, 6), "stars"),
    (Told(Reach.REACHED, False, 2), "words"), (Told(Reach.REACHED, True, 2, True), "words"),
])  # fmt: skip
def test_half_an_answer_is_refused_and_nothing_is_written(
    verified: Verified, agent: Actor, now: datetime, told: Told, field: str
) -> None:
    row = verified()
    with pytest.raises(Refused) as refused:
        answer_call_back(row.pk, told, by=agent, now=now, key=key())
    row.refresh_from_db()
    assert (refused.value.field, row.tries, row.state) == (field, 0, "waiting")


def test_nobody_is_rung_by_two_agents_at_once(verified: Verified, agent: Actor, other: Actor, now: datetime) -> None:
    row = verified()
    take_call_back(row.pk, by=agent, now=now)
    with pytest.raises(Refused) as refused:
        take_call_back(row.pk, by=other, now=now + timedelta(minutes=29))
    assert refused.value.code == "taken"
    assert take_call_back(row.pk, by=other, now=now + timedelta(minutes=31)).taken_by_id == other.account


def test_whoever_has_rated_themselves_is_not_rung(verified: Verified, now: datetime) -> None:
    row = verified()
    entry = Entry(subject=f"case:{row.case_id}", kind="case.rated", at=now, data={"report": row.report_id})
    spare_reporter(entry)
    row.refresh_from_db()
    assert row.state == "spared"


@pytest.mark.parametrize(("phone", "channel"), [("", "hotline"), ("13912345678", "app")])
def test_only_who_called_and_left_a_number_is_called_back(verified: Verified, phone: str, channel: str) -> None:
    with pytest.raises(CallBack.DoesNotExist):
        verified(phone, channel)


def test_somebody_who_takes_no_calls_answers_no_call_back(verified: Verified, now: datetime) -> None:
    row = verified()
    with pytest.raises(Refused) as refused:
        answer_call_back(row.pk, REACHED, by=actor_at("0217"), now=now, key=key())
    assert refused.value.code == "not-found"

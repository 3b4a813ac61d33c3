"""Urging and supervising: a unit is asked to hurry, or has to answer; who does not, climbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.access.rules import Actor
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.queries import Filters, inbox, subject_of
from liandong.cases.states import Move, State
from liandong.journal.jobs import react
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.clock import LOCAL
from liandong.kernel.refusals import Refused
from liandong.notices.queries import notices_for
from liandong.supervision.actions import sound_all
from liandong.supervision.models import Order
from liandong.supervision.ordering import ACT_WORDS, ORDER_STATE_WORDS, PAST, Supervised, decide, obstacle
from liandong.supervision.orders import supervise
from liandong.supervision.states import ACTS, Act, OrderState
from tests.people import actor_at, unit_actor

Make = Callable[..., Case]
TEAM = "510108012-huanwei"
INPUTS: dict[str, Any] = {
    "demand": "今天必须清完",
    "hours": "2",
    "answer": "车已经到了",
    "reason": "没说什么时候清完",
    "outcome": "done",
}


def june(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=LOCAL)


@pytest.mark.django_db
def test_an_urging_is_counted_told_and_not_repeated_within_half_an_hour(rubbish: Make) -> None:
    case, by = rubbish(), actor_at("0217")
    move(case.number, Move.URGE, {"note": "市民又来电了"}, by=by, now=june(12, 14, 40))
    with pytest.raises(Refused, match="30 分钟内不再催") as refusal:
        move(case.number, Move.URGE, {}, by=by, now=june(12, 15, 9))
    assert refusal.value.code == "urged-lately"
    urged = move(case.number, Move.URGE, {}, by=actor_at("0201"), now=june(12, 15, 10)).case
    assert urged.urged == 2
    react(entries=list(timeline(subject_of(case)).values_list("pk", flat=True)))
    assert [one.kind for one in notices_for(unit_actor(case.unit or ""))].count("case.urged") == 2


@pytest.mark.django_db
def test_a_unit_cannot_urge_itself(rubbish: Make) -> None:
    case = rubbish()
    with pytest.raises(Refused, match="不能催办"):
        move(case.number, Move.URGE, {}, by=unit_actor(case.unit or ""), now=june(12, 14, 40))


@pytest.mark.django_db
def test_an_order_is_answered_sent_back_answered_again_and_closed_with_its_outcome(rubbish: Make) -> None:
    case, above = rubbish(), actor_at("0201")
    unit, at = unit_actor(case.unit or ""), iter(june(12, 14, 40) + timedelta(minutes=5 * step) for step in range(9))

    def act(name: Act, by: Actor, **given: str) -> Order:
        return supervise(case.number, name, given, by=by, now=next(at))

    order = act(Act.ORDER, above, demand="今天必须清完", hours="2")
    assert (order.unit, order.due_at, order.state) == (TEAM, june(12, 16, 40), OrderState.OPEN)
    assert Case.objects.get().order_due_at == june(12, 16, 40)
    act(Act.ANSWER, unit, answer="车已经到了")
    assert (Case.objects.get().order_state, Case.objects.get().order_due_at) == ("answered", None)
    act(Act.SEND_BACK, above, reason="没说什么时候清完", hours="1")
    assert Case.objects.get().order_due_at == june(12, 15, 50)
    supervise(case.number, Act.ANSWER, {"answer": "四点以前清完"}, by=unit, now=next(at))
    order = act(Act.CLOSE, above, outcome="done", remark="看过照片")
    case.refresh_from_db()
    assert (order.answer, order.outcome, order.remark, order.state) == (
        "四点以前清完",
        "done",
        "看过照片",
        OrderState.CLOSED,
    )
    assert (case.order_state, case.order_due_at, case.supervised) == (None, None, 1)
    assert broken_link(subject_of(case)) is None


@pytest.mark.django_db
def test_an_order_nobody_answers_climbs_and_comes_down_with_the_answer(rubbish: Make) -> None:
    case = rubbish()
    unit = unit_actor(case.unit or "")
    move(case.number, Move.ACCEPT, {}, by=unit, now=june(12, 14, 35))
    supervise(
        case.number, Act.ORDER, {"demand": "今天必须清完", "hours": "1"}, by=actor_at("0201"), now=june(12, 14, 40)
    )
    for minute in range(0, 60, 10):
        sound_all(june(12, 15, minute))
    case.refresh_from_db()
    assert (case.rung, case.rung_of, case.acting_unit, case.acting_role) == (1, "order", TEAM, "head")
    assert [one.pk for one in inbox(actor_at("1211"), Filters(tab="acting")).cases] == [case.pk]
    supervise(case.number, Act.ANSWER, {"answer": "车已经到了"}, by=unit, now=june(12, 15, 55))
    case.refresh_from_db()
    assert (case.rung, case.acting_role) == (0, None)


@pytest.mark.django_db
def test_the_same_key_gives_one_order_and_a_second_order_waits_for_the_first(rubbish: Make) -> None:
    case, above = rubbish(), actor_at("0201")
    first = supervise(case.number, Act.ORDER, INPUTS, by=above, now=june(12, 14, 40), key="o:1")
    again = supervise(case.number, Act.ORDER, INPUTS, by=above, now=june(12, 14, 41), key="o:1")
    assert (first.pk, Order.objects.count()) == (again.pk, 1)
    with pytest.raises(Refused, match="先了结那一份"):
        supervise(case.number, Act.ORDER, INPUTS, by=actor_at("0001"), now=june(12, 14, 42))
    withdrawn = supervise(case.number, Act.WITHDRAW, {"reason": "已经办好"}, by=above, now=june(12, 14, 43))
    assert (withdrawn.state, Case.objects.get().order_state) == (OrderState.WITHDRAWN, None)


@pytest.mark.django_db
def test_nobody_supervises_a_case_outside_their_sight(rubbish: Make) -> None:
    case = rubbish()
    with pytest.raises(Refused, match="没有找到"):
        supervise(case.number, Act.ANSWER, INPUTS, by=unit_actor("510108016-huanwei"), now=june(12, 14, 40))
    assert not Order.objects.exists()


def post(role: str, unit: str) -> Actor:
    return Actor(1, 1, role, role, unit, "510108")


PEOPLE = [post("supervisor", "510108-center"), post("leader", "510108-center"), post("dispatcher", "510108-center"),
          post("handler", TEAM), post("head", TEAM), post("handler", "510108012-zhifa"), post("verifier", "510108012-hecha")]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(list(Act)), st.sampled_from(PEOPLE)), max_size=40))
def test_whatever_is_tried_an_order_goes_only_where_its_table_allows(tried: list[tuple[Act, Actor]]) -> None:
    case = Supervised(State.ACCEPTED, TEAM, None)
    for act, by in tried:
        try:
            state, fact = decide(act, case, INPUTS, by)
        except Refused:
            continue
        rule = ACTS[act]
        assert obstacle(act, case, by) is None
        assert by.may(rule.permission)
        assert not rule.holder or by.unit == TEAM
        assert case.order in rule.sources or (act is Act.ORDER and case.order is None)
        assert (state, fact.kind) == (rule.target, PAST[act])
        case = Supervised(case.state, case.unit, state if state in (OrderState.OPEN, OrderState.ANSWERED) else None)


@pytest.mark.parametrize(("act", "given_", "code"), [
    (Act.ORDER, {"hours": "2"}, "input-missing"), (Act.ORDER, {"demand": "x", "hours": "x"}, "bad-hours"),
    (Act.ORDER, {"demand": "x", "hours": "241"}, "bad-hours"), (Act.ORDER, {"demand": "x", "hours": "0"}, "bad-hours"),
    (Act.CLOSE, {"outcome": "maybe"}, "bad-outcome"), (Act.ANSWER, {}, "no-permission"),
])  # fmt: skip
def test_an_order_without_what_it_needs_is_refused(act: Act, given_: dict[str, str], code: str) -> None:
    order = None if act is Act.ORDER else OrderState.ANSWERED
    with pytest.raises(Refused) as refusal:
        decide(act, Supervised(State.ACCEPTED, TEAM, order), given_, PEOPLE[0])
    assert refusal.value.code == code


@pytest.mark.parametrize("state", [State.CLOSED, State.REFUSED, State.VOID])
def test_what_is_over_is_not_supervised(state: State) -> None:
    refusal = obstacle(Act.ORDER, Supervised(state, TEAM, None), PEOPLE[0])
    assert refusal is not None
    assert refusal.code == "wrong-state"


def test_every_act_and_state_of_an_order_has_its_words() -> None:
    assert set(ACT_WORDS) == set(PAST) == set(ACTS) == set(Act)
    assert set(ORDER_STATE_WORDS) == set(OrderState)

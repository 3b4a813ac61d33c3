"""Assists hold whatever anybody tries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.access.rules import Actor
from liandong.cases.states import State
from liandong.kernel.refusals import Refused
from liandong.linkage.rules import (
    ASSIST_MOVE_WORDS,
    ASSIST_STATE_WORDS,
    PAST,
    Joint,
    Standing,
    decide,
    refuse_invitation,
)
from liandong.linkage.states import ASSIST_MOVES, JOINABLE, STAGES, AssistMove, AssistState, AssistWho

CENTRE, LEAD, OTHER, CHECK = "510108-center", "510108012-zhifa", "510108012-huanwei", "510108012-hecha"
INPUTS: dict[str, Any] = {"reason": "理由", "note": "清运完了", "task": "清运垃圾", "required": True}


def post(role: str, unit: str, account: int) -> Actor:
    return Actor(account, account, role, role, unit, "510108")


PEOPLE = [
    post("dispatcher", CENTRE, 1), post("supervisor", CENTRE, 2), post("handler", LEAD, 3), post("handler", OTHER, 4),
    post("verifier", CHECK, 5), post("leader", CENTRE, 6), post("agent", CENTRE, 7), post("audit_admin", CENTRE, 8),
    post("verifier", OTHER, 9), post("grid_worker", OTHER, 10),
]  # fmt: skip
CASE = Joint(State.ACCEPTED, "510108012002001", LEAD)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(list(AssistMove)), st.sampled_from(PEOPLE)), max_size=40))
def test_whatever_is_tried_an_assist_stands_where_the_table_allows(tried: list[tuple[AssistMove, Actor]]) -> None:
    one = Standing(AssistState.INVITED, OTHER)
    for move, by in tried:
        try:
            outcome = decide(move, one, CASE, INPUTS, by)
        except Refused:
            continue
        rule = ASSIST_MOVES[move]
        assert one.state in rule.sources
        assert outcome.state is rule.target
        assert by.unit == OTHER or rule.who is not AssistWho.UNIT
        assert (by.unit != OTHER and by.account != one.answered_account) or rule.who is not AssistWho.OTHERS
        assert outcome.fact.data["unit"] == OTHER
        assert by.unit not in outcome.fact.data["to"]
        account = by.account if move is AssistMove.ANSWER else one.answered_account
        one = replace(one, state=outcome.state, answered_account=account)


def test_every_assist_can_come_to_an_end() -> None:
    ends = {AssistState.VERIFIED, AssistState.WITHDRAWN}
    grown = set(ends)
    while more := {state for state in AssistState if state not in grown and any(
            state in rule.sources and rule.target in grown for rule in ASSIST_MOVES.values())}:  # fmt: skip
        grown |= more
    assert grown == set(AssistState)


def test_every_state_and_move_of_an_assist_has_its_words() -> None:
    assert set(ASSIST_STATE_WORDS) == set(AssistState)
    assert set(ASSIST_MOVE_WORDS) == set(PAST) == set(ASSIST_MOVES) == set(AssistMove)
    assert set(STAGES) <= set(AssistState)


@pytest.mark.parametrize("move", [move for move, rule in ASSIST_MOVES.items() if rule.asks])
def test_what_is_missing_is_named(move: AssistMove) -> None:
    rule = ASSIST_MOVES[move]
    by = {AssistWho.UNIT: PEOPLE[3], AssistWho.LEAD: PEOPLE[2], AssistWho.OTHERS: PEOPLE[4]}[rule.who]
    with pytest.raises(Refused) as refusal:
        decide(move, Standing(min(rule.sources), OTHER), CASE, {}, by)
    assert (refusal.value.code, refusal.value.field) == ("input-missing", rule.asks[0])


@pytest.mark.parametrize("state", sorted(set(State) - JOINABLE))
def test_nobody_is_invited_before_somebody_leads_or_after_it_is_verified(state: State) -> None:
    with pytest.raises(Refused, match="现在不能请协办"):
        refuse_invitation(replace(CASE, state=state), OTHER, frozenset(), INPUTS, PEOPLE[0])


@pytest.mark.parametrize(
    ("unit", "live", "by", "code"),
    [
        (LEAD, frozenset(), PEOPLE[0], "is-lead"),
        (OTHER, frozenset({OTHER}), PEOPLE[2], "invited-before"),
        (CHECK, frozenset(), PEOPLE[2], "verifies"),
        (OTHER, frozenset(), PEOPLE[3], "not-lead"),
        (OTHER, frozenset(), PEOPLE[4], "not-lead"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(unit: str, live: frozenset[str], by: Actor, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        refuse_invitation(CASE, unit, live, INPUTS, by)
    assert refusal.value.code == code

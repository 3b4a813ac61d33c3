"""The procedure holds whatever anybody tries: the table of moves under random hands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.access.rules import Actor
from liandong.cases.rules import (
    COUNTERS,
    MOVE_WORDS,
    PAST,
    STATE_WORDS,
    By,
    OtherCentre,
    Reporter,
    Standing,
    System,
    decide,
)
from liandong.cases.states import ENDS, MOVES, STAGES, Move, State, Who
from liandong.kernel.refusals import Refused

CENTRE, TEAM, STREET, CHECK = "510108-center", "510108012-huanwei", "510108012-office", "510108012-hecha"
INPUTS: dict[str, Any] = {
    "reason": "理由", "partner": "police", "matter": "emergency", "note": "办好了", "kind": "E0102", "hours": 4, "stars": 5,
    "unit": TEAM, "urgency": "urgent", "lead": "260612-0001",
    "place": {"lon": 104.1, "lat": 30.7, "grid": "510108012002001", "area": "510108012002001", "place": "桃蹊路"},
}  # fmt: skip


def post(role: str, unit: str, account: int) -> Actor:
    return Actor(account, account, role, role, unit, "510108")


PEOPLE: list[By] = [
    post("dispatcher", CENTRE, 1), post("supervisor", CENTRE, 2), post("handler", TEAM, 3), post("handler", STREET, 4),
    post("verifier", CHECK, 5), post("leader", CENTRE, 6), post("agent", CENTRE, 7), post("audit_admin", CENTRE, 8),
    post("verifier", TEAM, 9), Reporter(1), System(), OtherCentre("police"),
]  # fmt: skip
NEW = Standing(State.RECEIVED, "510108", None, False, None, None, None, None, acting=(CENTRE, "leader"))


def after(case: Standing, move: Move, by: By, inputs: dict[str, Any]) -> Standing:
    outcome = decide(move, case, inputs, by)
    located = case.located or move is Move.PLACE
    columns = {name: outcome.changes[name]
               for name in ("kind", "unit", "pending", "handled_unit", "handled_account", "urgency", "stars")
               if name in outcome.changes}  # fmt: skip
    before = case.state if move is Move.MERGE else case.before
    return replace(case, state=outcome.state, located=located, before=before, **columns)


UNSORTED = ENDS | {State.RECEIVED, State.HANDED_OVER, State.HANDLED, State.VERIFIED, State.TRIAGED}
"""Without a kind a case may only be where nobody works on it: what another centre has done may come back unsorted."""
HELD = {State.ASSIGNED, State.ACCEPTED, State.SUSPENDED}
steps = st.lists(st.tuples(st.sampled_from(list(Move)), st.sampled_from(PEOPLE)), max_size=60)


@given(steps)
def test_whatever_is_tried_the_case_stands_in_a_state_the_table_allows(tried: list[tuple[Move, By]]) -> None:
    case = NEW
    for move, by in tried:
        before = case
        try:
            case = after(case, move, by, INPUTS)
        except Refused:
            assert case == before
            continue
        assert before.state in MOVES[move].sources
        assert case.state is ((before.before if MOVES[move].back else MOVES[move].target) or before.state)
        assert case.kind or case.state in UNSORTED
        assert case.unit or case.state not in HELD
        if MOVES[move].who is Who.ACTING:
            assert isinstance(by, Actor)
            assert (by.unit, by.role_name) == before.acting
        if MOVES[move].who is Who.OTHERS:
            assert isinstance(by, Actor)
            assert by.unit != before.handled_unit
            assert by.account != before.handled_account


def test_every_state_reaches_an_end() -> None:
    ending: set[State] = set(ENDS)
    while grown := {state for state in State if state not in ending and any(
            state in rule.sources and rule.target in ending for rule in MOVES.values())}:  # fmt: skip
        ending |= grown
    assert ending == set(State)


def test_every_state_can_be_reached() -> None:
    reached = {State.RECEIVED}
    while grown := {rule.target for rule in MOVES.values() if rule.target and rule.target not in reached
                    and rule.sources & reached}:  # fmt: skip
        reached |= grown
    assert reached == set(State)


def test_every_state_and_move_has_its_words() -> None:
    assert set(STATE_WORDS) == set(State)
    assert set(MOVE_WORDS) == set(PAST) == set(MOVES) == set(Move)
    assert set(COUNTERS) <= set(Move)
    assert set(STAGES) <= set(State)


handled = Standing(State.HANDLED, "510108012002001", "E0102", True, TEAM, None, TEAM, 3)


@pytest.mark.parametrize("by", [post("verifier", TEAM, 9), post("verifier", CHECK, 3)], ids=["unit", "person"])
def test_who_handled_it_never_verifies_it(by: Actor) -> None:
    with pytest.raises(Refused, match="要由别人核查"):
        decide(Move.VERIFY, handled, INPUTS, by)


def test_the_system_never_verifies_approves_or_voids() -> None:
    for move in (Move.VERIFY, Move.GRANT_EXTENSION, Move.GRANT_SUSPENSION, Move.RESUME, Move.VOID, Move.REFUSE):
        with pytest.raises(Refused, match="要由人来做"):
            decide(move, handled, INPUTS, System())


@pytest.mark.parametrize("name", [name for rule in MOVES.values() for name in rule.asks])
def test_a_move_without_what_it_asks_is_refused_with_the_name_of_what_is_missing(name: str) -> None:
    for move, rule in MOVES.items():
        if name not in rule.asks:
            continue
        state = min(rule.sources)
        case = Standing(state, "510108012", "E0102", True, STREET, None, None, None, acting=(CENTRE, "supervisor"),
                        above=("510108012002-station",), recheck=True)  # fmt: skip
        by = next(one for one in PEOPLE if not refused(move, case, one)) if move not in PENDING else None
        if by is None:
            continue
        with pytest.raises(Refused) as refusal:
            decide(move, case, {key: value for key, value in INPUTS.items() if key != name}, by)
        assert (refusal.value.code, refusal.value.field) == ("input-missing", name)


PENDING = {Move.RULE, Move.GRANT_EXTENSION, Move.DENY_EXTENSION, Move.GRANT_SUSPENSION, Move.DENY_SUSPENSION}


def refused(move: Move, case: Standing, by: By) -> bool:
    try:
        decide(move, case, {**INPUTS, "unit": "510108012002-station"}, by)
    except Refused:
        return True
    return False


def test_a_second_request_waits_for_the_answer_to_the_first() -> None:
    case = Standing(State.ACCEPTED, "510108012", "E0102", True, TEAM, "extension", None, None)
    with pytest.raises(Refused, match="等审批"):
        decide(Move.ASK_SUSPENSION, case, INPUTS, post("handler", TEAM, 3))


def test_handing_down_goes_down_only() -> None:
    case = Standing(State.ACCEPTED, "510108012", "E0102", True, STREET, None, None, None)
    by = post("handler", STREET, 4)
    assert decide(Move.DELEGATE, case, {"unit": "510108012002-station"}, by).changes["unit"] == "510108012002-station"
    for unit in ("510108-chengguan", "510108013001-station", TEAM):
        with pytest.raises(Refused, match="下级单位"):
            decide(Move.DELEGATE, case, {"unit": unit}, by)


@pytest.mark.parametrize(("urgency", "code"), [("normal", "no-change"), ("asap", "bad-urgency")])
def test_an_urgency_that_is_none_or_the_same_is_refused(urgency: str, code: str) -> None:
    case = Standing(State.ACCEPTED, "510108012", "E0102", True, TEAM, None, None, None)
    with pytest.raises(Refused) as refusal:
        decide(Move.GRADE, case, {"urgency": urgency, "reason": "x"}, post("dispatcher", CENTRE, 1))
    assert refusal.value.code == code

"""Several units, one case: invited, answered, verified, and never closed without a required one."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.access.rules import Actor
from liandong.cases import actions as cases
from liandong.cases.models import Case
from liandong.cases.queries import Filters, case_seen_by, inbox, seen_by, subject_of
from liandong.cases.reference import office
from liandong.cases.states import ENDS, Move
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.refusals import Refused
from liandong.linkage import actions
from liandong.linkage.models import Assist
from liandong.linkage.reactions import release_assists
from liandong.linkage.states import AssistMove, AssistState
from tests.linkage.conftest import accepted_case
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
FAR = "510108016-zhifa"
LIGHTING = "510108-zhaoming"


def invited(case: Case, now: datetime, unit: str = FAR, *, required: bool = True, key: str | None = None) -> Assist:
    lead = unit_actor(case.unit or "")
    return actions.invite(case.number, unit, task="清运垃圾", required=required, by=lead, now=now, key=key)


def verifier(case: Case) -> Actor:
    return unit_actor(f"{case.area[:9]}-hecha")


def answered(case: Case, one: Assist, now: datetime) -> None:
    by = unit_actor(one.unit)
    actions.move(case.number, one.pk, AssistMove.ACCEPT, {}, by=by, now=now)
    actions.move(case.number, one.pk, AssistMove.ANSWER, {"note": "清运完了"}, by=by, now=now)


def test_an_invited_unit_sees_the_case_wherever_it_lies_and_only_while_it_takes_part(case: Case, now: datetime) -> None:
    helper, stranger = unit_actor(FAR), unit_actor("510108016-huanwei")
    assert list(seen_by(helper)) == []
    one = invited(case, now)
    assert [found.pk for found in seen_by(helper)] == [case.pk]
    assert list(seen_by(stranger)) == []
    assert [found.pk for found in inbox(helper, Filters(tab="joint")).cases] == [case.pk]
    assert inbox(helper, Filters(tab="open")).cases == []
    actions.move(case.number, one.pk, AssistMove.DECLINE, {"reason": "没有车"}, by=helper, now=now)
    assert list(seen_by(helper)) == []
    with pytest.raises(Refused, match="没有找到案卷"):
        case_seen_by(helper, case.number)


def test_a_post_limited_to_some_matters_sees_no_other_matter_through_an_invitation(case: Case, now: datetime) -> None:
    helper = unit_actor(FAR)
    invited(case, now)
    limited = Actor(helper.post, helper.account, helper.name, helper.role_name, helper.unit, helper.area, ("C04",))
    assert list(seen_by(limited)) == []
    with pytest.raises(Refused, match="没有找到案卷"):
        cases.move(case.number, Move.NOTE, {"note": "看看"}, by=limited, now=now)


def test_each_assist_has_a_clock_of_its_own(case: Case, now: datetime) -> None:
    one = invited(case, now)
    assert one.due_at == office().due(case.kind, "accept", case.urgency, now)
    later = now + timedelta(minutes=30)
    one = actions.move(case.number, one.pk, AssistMove.ACCEPT, {}, by=unit_actor(FAR), now=later)
    assert one.due_at == office().due(case.kind, "handle", case.urgency, later)
    assert Case.objects.get(pk=case.pk).stage_due_at == case.stage_due_at


def test_the_case_waits_for_the_required_assist_and_says_whose(case: Case, now: datetime) -> None:
    one = invited(case, now)
    cases.move(case.number, Move.HANDLE, {"note": "扫完了"}, by=unit_actor(case.unit or ""), now=now)
    with pytest.raises(Refused) as refusal:
        cases.move(case.number, Move.VERIFY, {"note": "看过了"}, by=verifier(case), now=now)
    assert refusal.value.code == "assists-open"
    assert refusal.value.words["units"] == "龙潭街道综合执法队"
    answered(case, one, now)
    with pytest.raises(Refused, match="协办没有办完"):
        cases.move(case.number, Move.VERIFY, {"note": "看过了"}, by=verifier(case), now=now)
    actions.move(case.number, one.pk, AssistMove.VERIFY, {}, by=verifier(case), now=now)
    done = cases.move(case.number, Move.VERIFY, {"note": "看过了"}, by=verifier(case), now=now).case
    assert done.state == "verified"
    assert broken_link(subject_of(case)) is None


def test_a_refusal_to_help_does_not_let_the_case_through(case: Case, now: datetime) -> None:
    one = invited(case, now)
    actions.move(case.number, one.pk, AssistMove.DECLINE, {"reason": "没有车"}, by=unit_actor(FAR), now=now)
    lead = unit_actor(case.unit or "")
    cases.move(case.number, Move.HANDLE, {"note": "扫完了"}, by=lead, now=now)
    with pytest.raises(Refused, match="协办没有办完"):
        cases.move(case.number, Move.VERIFY, {"note": "看过了"}, by=verifier(case), now=now)
    actions.move(case.number, one.pk, AssistMove.WITHDRAW, {"reason": "不用了"}, by=lead, now=now)
    assert cases.move(case.number, Move.VERIFY, {"note": "看过了"}, by=verifier(case), now=now).case.state == "verified"


def test_whoever_answered_does_not_verify_it(case: Case, now: datetime) -> None:
    one = invited(case, now)
    answered(case, one, now)
    own = Actor(1, 1, "自己人", "verifier", FAR, "510108")
    with pytest.raises(Refused, match="要由别人核查"):
        actions.move(case.number, one.pk, AssistMove.VERIFY, {}, by=own, now=now)


def test_an_optional_assist_ends_with_the_case_and_again_changes_nothing(case: Case, now: datetime) -> None:
    one = invited(case, now, LIGHTING, required=False)
    cases.move(case.number, Move.HANDLE, {"note": "扫完了"}, by=unit_actor(case.unit or ""), now=now)
    entry = cases.move(case.number, Move.VERIFY, {"note": "看过了"}, by=verifier(case), now=now).entry
    for _ in range(2):
        release_assists(entry)
    one.refresh_from_db()
    assert (one.state, one.due_at) == (AssistState.WITHDRAWN, None)
    assert [entry.kind for entry in timeline(subject_of(case))].count("assist.withdrawn") == 1
    assert Case.objects.get(pk=case.pk).involved == []


def test_the_same_key_invites_once_and_is_refused_for_something_else(case: Case, now: datetime) -> None:
    first, again = invited(case, now, key="k1"), invited(case, now, key="k1")
    assert first.pk == again.pk
    with pytest.raises(Refused, match="已经用过"):
        actions.move(case.number, first.pk, AssistMove.ACCEPT, {}, by=unit_actor(FAR), now=now, key="k1")


def test_a_unit_that_declined_can_be_asked_again(case: Case, now: datetime) -> None:
    one = invited(case, now)
    actions.move(case.number, one.pk, AssistMove.DECLINE, {"reason": "没有车"}, by=unit_actor(FAR), now=now)
    second = invited(case, now)
    assert sorted(Assist.objects.filter(case=case).values_list("state", flat=True)) == ["invited", "withdrawn"]
    answered(case, second, now)
    assert Case.objects.get(pk=case.pk).awaited == [FAR]


MOVES = st.sampled_from([Move.HANDLE, Move.VERIFY, Move.CLOSE, Move.REWORK, Move.RETURN, Move.VOID])
UNITS = st.sampled_from([FAR, LIGHTING])


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.one_of(MOVES, st.tuples(UNITS, st.booleans()), st.sampled_from(list(AssistMove))), max_size=14))
def test_a_case_is_never_verified_with_an_open_required_assist(db: None, now: datetime, tried: list[Any]) -> None:
    case = accepted_case(now)
    lead, boss = case.unit or "", actor_at("0201")
    for one in tried:
        try:
            attempt(case, one, lead, boss, now)
        except Refused:
            continue
        found = Case.objects.get(pk=case.pk)
        undone = Assist.objects.filter(case=case, required=True).exclude(state__in=["verified", "withdrawn"])
        assert sorted(found.awaited or []) == sorted(undone.values_list("unit", flat=True))
        assert found.state not in {"verified", *ENDS - {"void"}} or not undone.exists()


def attempt(case: Case, one: Any, lead: str, boss: Actor, now: datetime) -> None:
    key = str(uuid.uuid4())
    if isinstance(one, Move):
        by = boss if one is Move.VOID else unit_actor(lead) if one in (Move.HANDLE, Move.RETURN) else verifier(case)
        cases.move(case.number, one, {"note": "好了", "reason": "理由"}, by=by, now=now, key=key)
    elif isinstance(one, AssistMove):
        for row in Assist.objects.filter(case=case).order_by("-id"):
            by = {"verify": verifier(case), "rework": verifier(case), "withdraw": boss}.get(one, unit_actor(row.unit))
            actions.move(case.number, row.pk, one, {"note": "好了", "reason": "理由"}, by=by, now=now)
    else:
        unit, required = one
        actions.invite(case.number, unit, task="帮忙", required=required, by=boss, now=now, key=key)

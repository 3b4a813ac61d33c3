"""Whose it is: up the line, disputed, ruled for good, offered the next time; and after three transfers somebody keeps it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liandong.cases import actions as cases
from liandong.cases.models import Case
from liandong.cases.queries import seen_by, subject_of
from liandong.cases.reference import office
from liandong.cases.states import Move
from liandong.deadlines.states import Measure
from liandong.journal.models import Entry
from liandong.journal.queries import timeline
from liandong.kernel.refusals import Refused
from liandong.linkage import dispute_actions as disputes
from liandong.linkage.models import Copy, Dispute, Precedent
from liandong.linkage.ownership import USUAL, Offer, Terms, fitting, last_resort, skipped
from liandong.linkage.precedents import KNOWN, precedent
from liandong.linkage.reactions import copy_to_skipped, drop_dispute, find_owner
from liandong.linkage.reference_actions import set_terms, withdraw_precedent
from liandong.linkage.states import UNDECIDED
from tests.linkage.conftest import accepted_case, assigned_case
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
STREET, HYGIENE, ENFORCEMENT = "510108012-office", "510108012-huanwei", "510108012-zhifa"
STATION, CENTRE = "510108012002-station", "510108-center"


@pytest.fixture(autouse=True)
def fresh() -> None:
    KNOWN.forget()


def last(case: Case, kind: str) -> Entry:
    return timeline(subject_of(case)).filter(kind=kind).last()  # type: ignore[return-value]


def held_by(now: datetime, unit: str) -> Case:
    """A case that a unit has accepted."""
    case = assigned_case(now)
    Case.objects.filter(pk=case.pk).update(unit=unit, area="510108012002001")
    return cases.move(case.number, Move.ACCEPT, {}, by=unit_actor(unit), now=now).case


def test_a_unit_reports_up_with_a_reason_and_the_unit_above_has_its_own_time(now: datetime) -> None:
    case, later = held_by(now, STATION), now + timedelta(minutes=20)
    inputs = {"unit": STREET, "reason": "要几个部门一起"}
    moved = cases.move(case.number, Move.REPORT_UP, inputs, by=unit_actor(STATION), now=later).case
    assert (moved.unit, moved.state) == (STREET, "assigned")
    assert moved.stage_due_at == office().due(case.kind, "accept", case.urgency, later)
    copy_to_skipped(last(case, "case.reported_up"))
    assert Copy.objects.count() == 0


def test_who_is_passed_over_gets_one_copy_and_sees_the_case(now: datetime) -> None:
    case = held_by(now, STATION)
    cases.move(case.number, Move.REPORT_UP, {"unit": CENTRE, "reason": "急"}, by=unit_actor(STATION), now=now)
    for _ in range(2):
        copy_to_skipped(last(case, "case.reported_up"))
    assert [(copy.unit, copy.to) for copy in Copy.objects.all()] == [(STREET, CENTRE)]
    assert last(case, "copy.sent").data["to"] == [STREET]
    assert [seen.pk for seen in seen_by(unit_actor(STREET))] == [case.pk]


def test_nobody_reports_sideways_or_down(now: datetime) -> None:
    case = held_by(now, STREET)
    for unit in (STATION, HYGIENE, "510108016-office"):
        with pytest.raises(Refused, match="上级单位"):
            cases.move(case.number, Move.REPORT_UP, {"unit": unit, "reason": "理由"}, by=unit_actor(STREET), now=now)


def test_downward_those_between_are_passed_over() -> None:
    line = [STREET, CENTRE]
    assert skipped("delegate", CENTRE, STATION, [], line) == [STREET]
    assert skipped("delegate", STREET, STATION, [CENTRE], line) == []
    assert skipped("assign", "510108-chengguan", STATION, [CENTRE], line) == [STREET]
    assert skipped("report_up", STATION, CENTRE, line, []) == [STREET]


def claimed(case: Case, now: datetime, named: str = ENFORCEMENT) -> Dispute:
    return disputes.claim(case.number, "占道经营产生的", named=named, by=unit_actor(case.unit or ""), now=now)


def test_the_named_unit_takes_it_over(now: datetime) -> None:
    case = accepted_case(now)
    claimed(case, now)
    assert [seen.pk for seen in seen_by(unit_actor(ENFORCEMENT))] == [case.pk]
    disputes.answer(case.number, ours=True, reason="", by=unit_actor(ENFORCEMENT), now=now)
    case.refresh_from_db()
    assert (case.unit, case.state, case.pending, case.kept_by) == (ENFORCEMENT, "assigned", None, None)
    assert list(seen_by(unit_actor(HYGIENE))) == []


def test_silence_counts_as_taking_it_over_but_makes_no_precedent(now: datetime) -> None:
    case = accepted_case(now)
    found = claimed(case, now)
    assert found.due_at == office().calendar.add(now, Decimal(4), Measure.WORKING_HOURS)
    assert disputes.settle(now) == 0
    assert disputes.settle(found.due_at) == 1
    assert disputes.settle(found.due_at) == 0
    case.refresh_from_db()
    assert (case.unit, Precedent.objects.count()) == (ENFORCEMENT, 0)


def contested(case: Case, now: datetime) -> Dispute:
    claimed(case, now)
    return disputes.answer(case.number, ours=False, reason="垃圾归环卫", by=unit_actor(ENFORCEMENT), now=now)


def ruled(case: Case, now: datetime, unit: str = ENFORCEMENT, **more: Any) -> Dispute:
    return disputes.rule_on(case.number, unit, "占道经营的垃圾由执法队清", by=actor_at("0217"), now=now, **more)


def test_the_centre_rules_for_good_and_the_ruling_is_offered_the_next_time(now: datetime) -> None:
    case = accepted_case(now)
    contested(case, now)
    ruled(case, now)
    case.refresh_from_db()
    assert (case.unit, case.kept_by, case.pending) == (ENFORCEMENT, ENFORCEMENT, None)
    for move in (Move.RETURN, Move.REPORT_UP):
        with pytest.raises(Refused) as refusal:
            cases.move(case.number, move, {"reason": "x", "unit": STREET}, by=unit_actor(ENFORCEMENT), now=now)
        assert refusal.value.code == "kept"
    with pytest.raises(Refused, match="负责到底"):
        disputes.claim(case.number, "还是不归我们", by=unit_actor(ENFORCEMENT), now=now)
    KNOWN.forget()
    again = assigned_case(now + timedelta(days=1))
    offer = precedent(again)
    assert offer is not None
    assert (offer.unit, offer.number) == (ENFORCEMENT, case.number)
    withdraw_precedent(offer.pk, "机构改了", actor="post:1", now=now)
    KNOWN.forget()
    assert precedent(again) is None
    with pytest.raises(Refused, match="已经撤下"):
        withdraw_precedent(offer.pk, "再撤一次", actor="post:1", now=now)


def test_while_it_is_disputed_the_holder_works_on_and_gives_it_to_nobody(now: datetime) -> None:
    case = accepted_case(now)
    claimed(case, now)
    with pytest.raises(Refused, match="正在等权属裁定"):
        cases.move(case.number, Move.RETURN, {"reason": "不要"}, by=unit_actor(HYGIENE), now=now)
    cases.move(case.number, Move.HANDLE, {"note": "先清了"}, by=unit_actor(HYGIENE), now=now)
    for _ in range(2):
        drop_dispute(last(case, "case.handled"))
    assert Dispute.objects.get().state == "dropped"


def test_only_the_named_unit_answers_and_only_once(now: datetime) -> None:
    case = accepted_case(now)
    contested(case, now)
    with pytest.raises(Refused, match="已经答复过"):
        disputes.answer(case.number, ours=True, reason="", by=unit_actor(ENFORCEMENT), now=now)
    with pytest.raises(Refused, match="没有点到"):
        disputes.answer(case.number, ours=True, reason="", by=unit_actor(HYGIENE), now=now)


def test_without_a_ruling_in_time_the_holder_goes_on_and_keeps_it(now: datetime) -> None:
    case = accepted_case(now)
    found = contested(case, now)
    disputes.settle(found.due_at or now)
    case.refresh_from_db()
    assert (case.unit, case.kept_by, Dispute.objects.get().state) == (HYGIENE, HYGIENE, "lapsed")


def test_the_third_return_gives_it_to_the_territory_which_cannot_return_it(now: datetime) -> None:
    case = assigned_case(now)
    for number in range(3):
        cases.move(case.number, Move.RETURN, {"reason": "不归我们"}, by=unit_actor(HYGIENE), now=now)
        entry = last(case, "case.returned")
        for _ in range(2):
            find_owner(entry)
        case.refresh_from_db()
        if number < 2:
            assert case.state == "triaged"
            cases.move(case.number, Move.ASSIGN, {"unit": HYGIENE}, by=actor_at("0217"), now=now)
    assert (case.unit, case.state, case.kept_by) == (STREET, "assigned", STREET)
    with pytest.raises(Refused, match="负责到底"):
        cases.move(case.number, Move.RETURN, {"reason": "我们也不要"}, by=unit_actor(STREET), now=now)


def test_terms_are_rows_and_nonsense_is_refused(now: datetime) -> None:
    set_terms([Terms("510108", Decimal(2), Decimal(3), 1, "{subdistrict}-office", "一次就够")], actor="post:1", now=now)
    KNOWN.forget()
    case = accepted_case(now)
    found = claimed(case, now)
    assert found.due_at == office().calendar.add(now, Decimal(2), Measure.WORKING_HOURS)
    assert disputes.to_last_resort(case.pk, now=now) == STREET
    for bad in ({"unit": "{nowhere}-office"}, {"answer_hours": Decimal(0)}, {"sentence": " "}):
        row: dict[str, Any] = {"area": "", "answer_hours": Decimal(1), "ruling_hours": Decimal(1), "transfers": 1,
               "unit": "{subdistrict}-office", "sentence": "理由", **bad}  # fmt: skip
        with pytest.raises(Refused):
            set_terms([Terms(**row)], actor="post:1", now=now)


def offer(pk: int, **more: Any) -> Offer:
    return Offer(
        **{
            "pk": pk,
            "kind": "E0102",
            "area": "510108012",
            "words": "",
            "unit": "u",
            "sentence": "s",
            "number": "n",
            **more,
        }
    )


def test_the_precedent_that_fits_best_is_offered() -> None:
    offers = [
        offer(1),
        offer(2, area="510108"),
        offer(3, words="占道、摊位"),
        offer(4, kind="E0103"),
        offer(5, area="510108013"),
    ]
    assert fitting("E0102", "510108012002", "摊位旁的垃圾", offers) == offers[2]
    assert fitting("E0102", "510108012002", "垃圾", offers) == offers[0]
    assert fitting("E0102", "510108014002", "垃圾", offers) == offers[1]
    assert fitting("E0105", "510108012002", "垃圾", offers) is None


@given(st.integers(0, 9), st.integers(0, 9))
def test_after_so_many_transfers_there_is_an_owner(returned: int, disputed: int) -> None:
    found = last_resort(USUAL, "510108012002001", returned, disputed)
    assert found == (STREET if returned + disputed >= 3 else None)


TRIED = st.sampled_from(["claim", "ours", "theirs", "rule", "handle", "return", "assign", "accept", "later", "up"])


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(TRIED, max_size=14))
def test_every_dispute_ends_and_three_transfers_find_an_owner(db: None, now: datetime, tried: list[str]) -> None:
    case = assigned_case(now)
    for one in tried:
        now += timedelta(hours=1)
        try:
            attempt(case, one, now)
        except Refused:
            continue
        case.refresh_from_db()
        open_ones = Dispute.objects.filter(case=case, state__in=sorted(UNDECIDED))
        assert open_ones.exists() == (case.pending == "dispute")
        assert case.returned + case.disputed < 3 or case.unit is not None
    disputes.settle(now + timedelta(days=40))
    assert not Dispute.objects.filter(case=case, state__in=sorted(UNDECIDED)).exists()


def attempt(case: Case, one: str, now: datetime) -> None:
    case.refresh_from_db()
    key, holder = str(uuid.uuid4()), unit_actor(case.unit or HYGIENE)
    other = ENFORCEMENT if case.unit != ENFORCEMENT else HYGIENE
    if one == "claim":
        disputes.claim(case.number, "不归我们", named=other, by=holder, now=now, key=key)
    elif one in ("ours", "theirs"):
        disputes.answer(case.number, ours=one == "ours", reason="理由", by=unit_actor(other), now=now, key=key)
    elif one == "rule":
        disputes.rule_on(case.number, other, "依据", by=actor_at("0217"), now=now, key=key)
    elif one == "later":
        disputes.settle(now + timedelta(days=3))
    else:
        move = {
            "handle": Move.HANDLE,
            "return": Move.RETURN,
            "assign": Move.ASSIGN,
            "accept": Move.ACCEPT,
            "up": Move.REPORT_UP,
        }[one]
        by = actor_at("0217") if one == "assign" else holder
        cases.move(
            case.number,
            move,
            {"reason": "理由", "note": "好了", "unit": STREET if one == "up" else other},
            by=by,
            now=now,
        )
    for entry in timeline(subject_of(case)).filter(at=now):
        for kinds, reaction in ((("case.returned", "case.disputed"), find_owner), (("case.handled",), drop_dispute)):
            if entry.kind in kinds:
                reaction(entry)

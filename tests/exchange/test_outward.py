"""Cases that go out: what may, what is passed on of the reporter, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from liandong.access.models import Footprint
from liandong.access.vault import Person
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.states import Move
from liandong.exchange import jobs, stuck_actions
from liandong.exchange.actions import hand_over_now
from liandong.exchange.models import HandOver, Outgoing
from liandong.exchange.queries import stuck_out
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused
from tests.exchange.conftest import Clock, World, exchanged, reactions
from tests.people import actor_at

pytestmark = pytest.mark.django_db
Centres = Callable[..., World]
Reported = Callable[..., Case]
EMERGENCY = {"partner": "police", "matter": "emergency", "reason": "着火", "asked": "1"}
CITY = {"partner": "urban", "matter": "city", "reason": "占道经营"}


def hand(case: Case, given: dict[str, Any], now: datetime, number: str = "0217") -> Outgoing:
    return hand_over_now(case.number, given, by=actor_at(number), now=now, key=f"hand:{case.number}")


def kinds(case: Case) -> list[str]:
    return list(Entry.objects.filter(subject=subject_of(case)).order_by("seq").values_list("kind", flat=True))


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_an_emergency_has_its_receipt_before_the_call_returns_and_the_fact_says_how_long_it_took(
    centres: Centres, reported: Reported, now: datetime
) -> None:
    centres()
    case = reported(text="三楼着火了")
    message = hand(case, EMERGENCY, now, "9601")
    assert message.state == "received"
    sent = Entry.objects.get(subject=subject_of(case), kind="exchange.sent")
    assert sent.data["number"] == HandOver.objects.get().theirs != ""
    assert 0 <= sent.data["ms"] < 1000
    assert hand(case, EMERGENCY, now, "9601").pk == message.pk, "the same key is the same hand-over"


def test_an_emergency_that_nobody_answers_is_stuck_at_once_and_tried_every_few_seconds(
    centres: Centres, reported: Reported, clock: Clock
) -> None:
    centres(away=True)
    case = reported(text="三楼着火了")
    message = hand(case, EMERGENCY, clock.at, "9601")
    assert (message.state, message.tries) == ("waiting", 1)
    assert "exchange.unanswered" in kinds(case)
    assert stuck_out(clock.at).get() == message
    assert [jobs.send_due(clock.on(10)) for _ in range(3)] == [1, 1, 1]


@pytest.mark.parametrize(("change", "code"), [
    ({"asked": ""}, "not-asked"), ({"partner": "gov"}, "matter-not-passed"), ({"matter": "city"}, "matter-not-passed"),
    ({"matter": "gossip"}, "bad-matter"), ({"partner": "army"}, "no-partner"), ({"reason": ""}, "input-missing"),
])  # fmt: skip
def test_what_may_not_go_out_is_refused_and_leaves_no_trace(
    change: dict[str, str], code: str, centres: Centres, reported: Reported, now: datetime
) -> None:
    centres()
    case = reported()
    before = kinds(case)
    with pytest.raises(Refused) as refusal:
        hand(case, {**EMERGENCY, **change}, now)
    assert refusal.value.code == code
    assert (state(case), kinds(case), Outgoing.objects.count()) == (case.state, before, 0)


def test_a_verifier_or_a_handler_hands_nothing_over(centres: Centres, reported: Reported, now: datetime) -> None:
    centres()
    for number in ("1202", "1201"):
        with pytest.raises(Refused):
            hand(reported(), CITY, now, number)


def test_the_reporter_goes_along_only_when_asked_with_two_footprints_and_lies_nowhere_open(
    centres: Centres, reported: Reported, now: datetime
) -> None:
    centres(away=True)
    hand(reported(person=Person("张三丰", "13812342041")), CITY, now)
    assert Footprint.objects.count() == 0
    case = reported(person=Person("张三丰", "13812342041"))
    message = hand(case, {**CITY, "identity": "1"}, now)
    assert sorted(Footprint.objects.values_list("field", flat=True)) == ["name", "phone"]
    with connection.cursor() as cursor:
        for table in ("exchange_outgoing", "journal_entry", "procrastinate_jobs"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ '张三丰|13812342041'")
            assert cursor.fetchone() == (0,), table
    centres()
    jobs.send_due(now)
    message.refresh_from_db()
    assert (message.state, message.person) == ("received", None)


def test_who_asked_to_be_covered_is_not_passed_on(centres: Centres, reported: Reported, now: datetime) -> None:
    centres()
    case = reported(person=Person("张三丰", "13812342041", confidential=True))
    with pytest.raises(Refused, match="要求保密"):
        hand(case, {**CITY, "identity": "1"}, now)
    assert Footprint.objects.count() == 0


def test_what_a_centre_refuses_comes_back_to_the_dispatcher_with_the_reason(
    centres: Centres, reported: Reported, clock: Clock
) -> None:
    world = centres(refuses=1.0)
    case = reported()
    hand(case, CITY, clock.at)
    exchanged(world, clock, 200)
    assert state(case) == "received"
    back = Entry.objects.get(subject=subject_of(case), kind="case.taken_back")
    assert (back.actor, back.data["reason"]) == ("partner:urban", "不在城管职责范围内，属物业管理。")


@pytest.mark.parametrize(
    ("given", "ends"), [(CITY, "handled"), (EMERGENCY, "verified")], ids=["verified by us", "trusted"]
)
def test_a_result_is_verified_by_us_where_the_partners_row_asks_for_it(
    given: dict[str, str], ends: str, centres: Centres, reported: Reported, clock: Clock
) -> None:
    world = centres(refuses=0.0, pace=10.0)
    case = reported()
    hand(case, given, clock.at)
    exchanged(world, clock, 600)
    assert state(case) == ends
    assert HandOver.objects.get().standing == "done"


def test_what_another_centre_did_badly_is_taken_back_and_not_reworked(
    centres: Centres, reported: Reported, clock: Clock
) -> None:
    world = centres(refuses=0.0, pace=10.0)
    case = reported()
    hand(case, CITY, clock.at)
    exchanged(world, clock, 600)
    verifier = actor_at("1202")
    with pytest.raises(Refused) as refusal:
        move(case.number, Move.REWORK, {"reason": "还在"}, by=verifier, now=clock.at)
    assert refusal.value.code == "elsewhere"
    move(case.number, Move.TAKE_BACK, {"reason": "还在"}, by=verifier, now=clock.at)
    assert state(case) == "received"


def test_voiding_or_taking_back_tells_the_centre_that_has_it(
    centres: Centres, reported: Reported, now: datetime
) -> None:
    world = centres(refuses=0.0)
    for name, number in ((Move.VOID, "0201"), (Move.TAKE_BACK, "0217")):
        case = reported()
        hand(case, CITY, now)
        jobs.send_due(now)
        move(case.number, name, {"reason": "重复"}, by=actor_at(number), now=now)
        reactions()
        jobs.send_due(now)
        assert HandOver.objects.get(case=case).standing == "withdrawn"
    assert world["urban"].store.rows("SELECT count(*) FROM seen WHERE kind = 'withdrawn'") == [(2,)]


@pytest.fixture
def unanswered(centres: Centres, reported: Reported, now: datetime) -> Outgoing:
    centres(away=True)
    return hand(reported(text="三楼着火了"), EMERGENCY, now, "9601")


def test_said_by_telephone_it_is_no_longer_sent(unanswered: Outgoing, now: datetime) -> None:
    by = actor_at("0201")
    for _ in range(2):
        stuck_actions.said_by_phone(unanswered.pk, "李警官接的，已派车", by=by, now=now, key="phone")
    assert (stuck_out(now).count(), jobs.send_due(now + timedelta(hours=1))) == (0, 0)
    assert HandOver.objects.get().standing == "taken"
    assert Entry.objects.filter(kind="exchange.by_phone").count() == 1
    with pytest.raises(Refused) as refusal:
        stuck_actions.said_by_phone(unanswered.pk, "再记一次", by=by, now=now, key="phone 2")
    assert refusal.value.code == "settled-before"


def test_dropped_the_case_is_back_with_the_dispatcher(unanswered: Outgoing, now: datetime) -> None:
    stuck_actions.drop(unanswered.pk, "误报，锅烧糊了", by=actor_at("0301"), now=now, key="drop")
    assert (Case.objects.get().state, HandOver.objects.get().standing, stuck_out(now).count()) == (
        "received",
        "withdrawn",
        0,
    )


def test_sent_elsewhere_it_is_with_the_other_centre(centres: Centres, reported: Reported, now: datetime) -> None:
    centres(away=True)
    case = reported()
    message = hand(case, {**CITY, "partner": "gov", "matter": "service"}, now)
    centres()
    stuck_actions.send_elsewhere(message.pk, "urban", "政务中心系统升级", by=actor_at("0201"), now=now, key="else")
    jobs.send_due(now)
    there = HandOver.objects.get(standing="asked")
    assert (there.partner_id, bool(there.theirs), state(case)) == ("urban", True, "handed_over")


@pytest.mark.parametrize("number", ["1201", "1202", "0001", "0901"])
def test_who_has_nothing_to_do_with_it_clears_nothing(number: str, unanswered: Outgoing, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        stuck_actions.drop(unanswered.pk, "算了", by=actor_at(number), now=now, key="drop")
    assert refusal.value.code == "no-permission"


def test_nothing_is_cleared_without_a_word_why(unanswered: Outgoing, now: datetime) -> None:
    for clear in (stuck_actions.drop, stuck_actions.said_by_phone):
        with pytest.raises(Refused) as refusal:
            clear(unanswered.pk, "  ", by=actor_at("0201"), now=now, key="empty")
        assert refusal.value.code == "input-missing"

"""What other centres say: each once, in order, and only what is for them to say."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from liandong.access.models import Identity
from liandong.cases.models import Case, Report
from liandong.exchange import inbox_actions, jobs, stuck_actions
from liandong.exchange.actions import hand_over_now
from liandong.exchange.models import HandOver, Incoming
from liandong.exchange.ports import Message, Receipt
from liandong.exchange.queries import partner_named, stuck_in
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused
from tests.exchange.conftest import World
from tests.people import actor_at

pytestmark = pytest.mark.django_db
CASE = {"text": "路灯不亮，晚上看不见", "matter": "service", "lon": 104.1142, "lat": 30.6935}


def said(now: datetime, kind: str, seq: int, body: dict[str, Any], *, thread: str = "t1", number: str = "J2026061200001",
         id_: str = "", partner: str = "police") -> Receipt:  # fmt: skip
    message = Message(id_ or str(uuid.uuid4()), thread, seq, kind, now, number, body)
    return inbox_actions.take(partner_named(partner), message, now=now)


def test_a_case_that_police_command_diverts_becomes_a_case_of_ours_once(partners: None, now: datetime) -> None:
    first = said(now, "case", 1, CASE, id_="m1")
    assert first == said(now, "case", 1, CASE, id_="m1")
    assert said(now, "case", 1, CASE, thread="t2").number == first.number
    case = Case.objects.get()
    assert (case.number, case.channel, Report.objects.count()) == (first.number, "police", 1)


@pytest.mark.parametrize(("change", "code"), [
    ({"matter": "crime"}, "matter-not-taken"), ({"matter": "emergency"}, "matter-not-taken"), ({"matter": "city"}, "matter-not-taken"),
    ({"matter": None}, "matter-not-taken"), ({"text": " "}, "bad-message"), ({"lon": 200}, "bad-coordinates"),
    ({"lon": 103.0, "lat": 30.0}, "outside"),
])  # fmt: skip
def test_what_may_not_come_in_is_refused_and_leaves_no_case(
    change: dict[str, Any], code: str, partners: None, now: datetime
) -> None:
    receipt = said(now, "case", 1, {**CASE, **change})
    assert (receipt.taken, receipt.code) == (False, code)
    assert Case.objects.count() == HandOver.objects.count() == 0


def test_a_number_that_is_not_theirs_is_refused(partners: None, now: datetime) -> None:
    assert said(now, "case", 1, CASE, number="12345").code == "bad-number"


def test_who_reported_goes_into_the_vault_and_nowhere_else(partners: None, now: datetime) -> None:
    person = {"name": "张三丰", "phone": "13812342041"}
    said(now, "note", 2, {"note": "早到的一句", "person": person})
    said(now, "case", 1, {**CASE, "person": person})
    assert Identity.objects.get().masked_phone == "138****2041"
    with connection.cursor() as cursor:
        for table in (
            "cases_case",
            "cases_report",
            "exchange_incoming",
            "exchange_handover",
            "journal_entry",
            "procrastinate_jobs",
        ):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ '张三丰|13812342041'")
            assert cursor.fetchone() == (0,), table
    assert Incoming.objects.exclude(person=None).count() == 0


def test_an_id_that_stood_under_something_else_is_refused(partners: None, now: datetime) -> None:
    said(now, "case", 1, CASE, id_="m1")
    with pytest.raises(Refused) as refusal:
        said(now, "note", 2, {"note": "x"}, id_="m1")
    assert refusal.value.code == "key-reused"


@pytest.fixture
def out(centres: Callable[..., World], reported: Callable[..., Case], now: datetime) -> HandOver:
    """A case that urban management has."""
    centres(refuses=0.0)
    case = reported()
    given = {"partner": "urban", "matter": "city", "reason": "占道经营"}
    message = hand_over_now(case.number, given, by=actor_at("0217", "dispatcher"), now=now, key="out")
    jobs.send_due(now)
    return HandOver.objects.get(pk=message.hand_over_id)


def test_messages_out_of_order_are_held_and_then_taken_in_order(out: HandOver, now: datetime) -> None:
    def from_urban(kind: str, seq: int, body: dict[str, str]) -> bool:
        return said(now, kind, seq, body, thread=out.thread, number=out.theirs, partner="urban").taken

    assert from_urban("result", 3, {"state": "已结案", "note": "已清走"})
    assert from_urban("state", 2, {"state": "处置中"})
    assert HandOver.objects.get(pk=out.pk).their_state == ""
    assert from_urban("accepted", 1, {})
    after = HandOver.objects.select_related("case").get(pk=out.pk)
    assert (after.standing, after.their_state, after.case.state) == ("done", "已结案", "handled")


def test_what_waits_in_vain_goes_on_after_ten_minutes_and_the_late_one_does_no_harm(
    out: HandOver, now: datetime
) -> None:
    words = {"thread": out.thread, "number": out.theirs, "partner": "urban"}
    said(now, "state", 2, {"state": "处置中"}, **words)
    assert jobs.release_held(now + timedelta(minutes=9)) == 0
    assert jobs.release_held(now + timedelta(minutes=10)) == 1
    said(now, "state", 1, {"state": "已立案"}, **words)
    assert HandOver.objects.get(pk=out.pk).their_state == "处置中"
    assert stuck_in(now + timedelta(hours=1)).count() == 0


def test_a_message_of_an_unknown_hand_over_is_refused_or_held_where_a_person_sees_it(
    partners: None, now: datetime
) -> None:
    assert said(now, "note", 1, {"note": "?"}).code == "unknown-thread"
    assert said(now, "note", 5, {"note": "?"}, thread="t9").taken
    assert jobs.release_held(now + timedelta(hours=1)) == 0
    assert stuck_in(now + timedelta(hours=1)).count() == 1


def test_another_partner_cannot_speak_in_this_hand_over(out: HandOver, now: datetime) -> None:
    assert said(now, "result", 1, {"note": "办了"}, thread=out.thread, partner="gov").code == "unknown-thread"
    assert Case.objects.get(pk=out.case_id).state == "handed_over"


def test_a_person_takes_or_drops_what_is_held_once_and_the_journal_says_who(partners: None, now: datetime) -> None:
    by, later = actor_at("0301"), now + timedelta(hours=1)
    said(now, "note", 2, {"note": "?", "person": {"name": "张三丰"}}, thread="t8")
    row = Incoming.objects.get()
    assert stuck_actions.take_now(row.pk, by=by, now=later, key="take") == "没有这次移交。"
    assert Incoming.objects.get().state == "held"
    with pytest.raises(Refused, match="写一句"):
        stuck_actions.drop_incoming(row.pk, " ", by=by, now=later, key="drop")
    for _ in range(2):
        stuck_actions.drop_incoming(row.pk, "对方误发", by=by, now=later, key="drop")
    assert (Incoming.objects.get().state, Incoming.objects.get().person) == ("refused", None)
    told = Entry.objects.get(subject="partner:police")
    assert (told.kind, told.actor, told.data["reason"]) == ("exchange.incoming_dropped", by.label, "对方误发")
    with pytest.raises(Refused) as refusal:
        stuck_actions.take_now(row.pk, by=by, now=later, key="again")
    assert refusal.value.code == "settled-before"

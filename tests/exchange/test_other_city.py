"""A case is handed over to another city that speaks Open311: our own endpoint plays the city, a stranger's client looks at what it has."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from liandong.access.client_actions import open_client
from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.exchange import jobs, open311_partner, transports
from liandong.exchange.actions import hand_over_now
from liandong.exchange.following import follow_all
from liandong.exchange.models import HandOver, Outgoing
from liandong.exchange.open311_partner import Open311Partner
from liandong.exchange.ports import Message, NotDelivered
from liandong.exchange.queries import PARTNER_TABLE, secret_of
from liandong.exchange.reference_actions import give_key, save_partner
from liandong.exchange.states import Kind, Sending, Standing
from liandong.faces.api import clients
from liandong.journal.queries import timeline
from liandong.kernel.clock import now as true_now
from liandong.kernel.refusals import Refused
from tests.exchange.conftest import reactions
from tests.faces.api.stranger311 import GeoReport
from tests.people import actor_at

pytestmark = pytest.mark.django_db
GIVEN = {"partner": "jinniu", "matter": "city", "reason": "在区界那边"}


class City:
    """The other city's machine: requests reach our own endpoint; some get lost when the test says so."""

    def __init__(self, client: Client) -> None:
        self.client, self.loses_answer, self.away = client, False, False
        self.seen: list[str] = []

    def __call__(self, request: urllib.request.Request, _within: float) -> tuple[int, bytes]:
        if self.away:
            raise NotDelivered("unreachable")
        parts = urlsplit(request.full_url)
        self.seen.append(f"{request.get_method()} {parts.path}")
        headers = {name: str(value) for name, value in request.header_items() if name == "Idempotency-key"}
        body = request.data if isinstance(request.data, bytes) else b""
        answer = self.client.generic(request.get_method(), f"{parts.path}?{parts.query}", body,
                                     content_type="application/x-www-form-urlencoded", headers=headers)  # fmt: skip
        if self.loses_answer and request.get_method() == "POST":
            raise NotDelivered("no-answer")
        return answer.status_code, answer.content


@pytest.fixture
def city(client: Client, settings: Any, keys: None, monkeypatch: pytest.MonkeyPatch) -> City:
    """A partner that is reached by Open311, with the key it gave us."""
    clients.forget()
    settings.LIANDONG_TWINS_JOIN = False
    there = City(client)
    made = open311_partner.connect
    monkeypatch.setattr(open311_partner, "connect", lambda *words: replace(made(*words), ask=there))
    transports.connected.cache_clear()
    secret = open_client("成华区", ["open311"], actor="system", now=true_now())
    row = {"name": "金牛区", "phone": "028-00000000", "channel": "open311", "transport": "open311", "outward": ["city"],
           "address": "http://city.example/open311/v2?jurisdiction_id=jinniu", "kinds": {"E": "E0102"}}  # fmt: skip
    save_partner("jinniu", row, actor="system", now=true_now())
    give_key("jinniu", secret, actor="system", now=true_now())
    PARTNER_TABLE.forget()
    return there


@pytest.fixture
def handed(city: City, reported: Callable[..., Case]) -> Callable[[], HandOver]:
    """A case of ours that was handed over to the city just now."""

    def make() -> HandOver:
        case = reported(true_now(), text="垃圾堆在区界那边两天没人清")
        hand_over_now(case.number, GIVEN, by=actor_at("0201", "supervisor"), now=true_now(), key="h-1")
        return HandOver.objects.get(case=case)

    return make


def knows(kinds: dict[str, str]) -> None:
    save_partner("jinniu", {"kinds": kinds}, actor="system", now=true_now())
    PARTNER_TABLE.forget()


def theirs(hand_over: HandOver) -> Case:
    hand_over.refresh_from_db()
    return Case.objects.get(number=hand_over.theirs)


def kinds_of(case: Case) -> list[str]:
    return [
        each.kind
        for each in timeline(f"case:{case.pk}")
        if each.kind.startswith(("exchange.", "case.handed", "case.result"))
    ]


def test_the_city_has_a_request_and_its_end_comes_back_to_our_case(city: City, handed: Callable[[], HandOver]) -> None:
    hand_over = handed()
    assert jobs.send_due(true_now()) == 1
    there = theirs(hand_over)
    assert (there.channel, there.kind) == ("open311", "E0102")
    stranger = GeoReport(lambda method, address, form="": tuple_of(city.client, method, address, form), "/open311/v2")
    assert stranger.request(there.number)["status"] == "open"
    assert follow_all(true_now()) == 1
    hand_over.refresh_from_db()
    assert hand_over.standing == Standing.TAKEN
    assert follow_all(true_now()) == 0
    move(there.number, Move.VOID, {"reason": "已清"}, by=actor_at("0201", "supervisor"), now=true_now())
    assert follow_all(true_now()) == 1
    hand_over.refresh_from_db()
    hand_over.case.refresh_from_db()
    assert (hand_over.standing, hand_over.case.state) == (Standing.DONE, "handled")
    assert kinds_of(hand_over.case) == [
        "case.handed_over",
        "exchange.sent",
        "exchange.accepted",
        "exchange.stood",
        "case.result_taken",
    ]
    assert follow_all(true_now()) == 0


def tuple_of(client: Client, method: str, address: str, form: str) -> tuple[int, bytes]:
    answer = client.generic(method, address, form, content_type="application/x-www-form-urlencoded")
    return answer.status_code, answer.content


def test_an_answer_that_was_lost_files_nothing_twice(city: City, handed: Callable[[], HandOver]) -> None:
    city.loses_answer = True
    hand_over = handed()
    jobs.send_due(true_now())
    assert Outgoing.objects.get().state == Sending.WAITING
    city.loses_answer = False
    jobs.send_due(true_now() + timedelta(minutes=5))
    assert Outgoing.objects.get().state == Sending.RECEIVED
    assert theirs(hand_over).pk != hand_over.case_id
    assert Case.objects.filter(channel="open311").count() == 1


def test_a_kind_without_a_word_there_comes_back_with_the_reason(city: City, handed: Callable[[], HandOver]) -> None:
    knows({"C": "C0401"})
    hand_over = handed()
    jobs.send_due(true_now())
    hand_over.refresh_from_db()
    assert hand_over.standing == Standing.REFUSED
    assert [
        each.data["reason"] for each in timeline(f"case:{hand_over.case_id}") if each.kind == "case.taken_back"
    ] == ["这类事还没有对应的服务代码，请系统管理员补上。"]
    assert city.seen == []


def test_what_the_city_refuses_comes_back_in_its_words(city: City, handed: Callable[[], HandOver]) -> None:
    knows({"E": "nothing-of-theirs"})
    hand_over = handed()
    jobs.send_due(true_now())
    hand_over.refresh_from_db()
    assert hand_over.standing == Standing.REFUSED


def test_a_city_that_is_away_is_asked_again_and_loses_nothing(city: City, handed: Callable[[], HandOver]) -> None:
    hand_over = handed()
    city.away = True
    jobs.send_due(true_now())
    city.away = False
    jobs.send_due(true_now() + timedelta(minutes=5))
    assert theirs(hand_over)
    city.away = True
    assert follow_all(true_now()) == 0
    city.away = False
    assert follow_all(true_now()) == 1


def test_taking_a_case_back_is_for_a_person_to_say(city: City, handed: Callable[[], HandOver]) -> None:
    hand_over = handed()
    jobs.send_due(true_now())
    move(
        hand_over.case.number,
        Move.TAKE_BACK,
        {"reason": "我们自己清", "partner": "jinniu"},
        by=actor_at("0217"),
        now=true_now(),
    )
    reactions()
    jobs.send_due(true_now())
    last = Outgoing.objects.order_by("seq").last()
    assert last
    assert (last.kind, last.state, last.settled_at) == (Kind.WITHDRAWN, Sending.REFUSED, None)


def test_the_given_key_lies_sealed_and_an_empty_one_is_refused(city: City) -> None:
    assert secret_of("jinniu").decode() not in str(list(timeline("reference:partners").values_list("data", flat=True)))
    with pytest.raises(Refused):
        give_key("jinniu", "", actor="system", now=true_now())


@pytest.mark.parametrize(
    ("answers", "code"),
    [([(200, b"[]"), (200, b"[]")], "bad-receipt"), ([(200, b"[]"), (503, b"")], "error"), ([(200, b"<x/>")], "bad-receipt"),
     ([(200, b"[]"), (403, b'[{"code":403,"description":"key"}]')], "error")],
)  # fmt: skip
def test_what_is_no_receipt_is_tried_again(answers: list[tuple[int, bytes]], code: str, now: datetime) -> None:
    left = iter(answers)
    way = Open311Partner("http://city.example", {}, "k", lambda _request, _within: next(left))
    with pytest.raises(NotDelivered) as failure:
        way.send(Message("m", "t", 1, "case", now, "510108-1", {"their_kind": "1", "text": "x"}), 1.0)
    assert failure.value.code == code


def test_a_token_is_a_number_until_there_is_one(now: datetime) -> None:
    answers = iter([(200, b"[]"), (200, b'[{"token":"abc"}]'), (200, b'[{"service_request_id":"77","token":"abc"}]'),
                    (200, b'[{"service_request_id":"77","status":"open"}]')])  # fmt: skip
    way = Open311Partner("http://city.example", {}, "", lambda _request, _within: next(answers))
    number = way.send(Message("m", "t", 1, "case", now, "510108-1", {"their_kind": "1", "text": "x"}), 1.0).number
    assert number == "token:abc"
    found = way.follow(number, 1.0)
    assert found
    assert (found.number, found.state, found.done) == ("77", "open", False)

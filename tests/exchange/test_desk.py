"""Hand-overs at the desk: the red banner, its one key, the panel, and the page of stuck messages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from liandong.access.vault import Person
from liandong.cases.models import Case
from liandong.exchange.models import HandOver, Outgoing
from liandong.journal.models import Entry
from liandong.site.health import STUCK
from tests.exchange.conftest import World
from tests.people import signed_in

pytestmark = pytest.mark.django_db
Centres = Callable[..., World]
Reported = Callable[..., Case]
FIRE = "三楼着火了，有老人没下来"


@pytest.fixture(autouse=True)
def one_factor(settings: Settings) -> None:
    settings.LIANDONG_SECOND_FACTOR = "optional"
    cache.clear()


def sent(client: Client, address: str, **given: Any) -> str:
    return client.post(f"/desk/{address}", {"key": uuid.uuid4(), **given}, follow=True).content.decode()


def test_a_word_of_danger_shows_one_red_key_that_hands_over_before_the_next_page(
    centres: Centres, reported: Reported
) -> None:
    centres()
    case, client = reported(text=FIRE, person=Person("张三丰", "13812342041")), signed_in("9601")
    shown = client.get(f"/desk/cases/{case.number}").content.decode()
    assert "说到“着火”" in shown
    assert "119" in shown
    assert 'data-key="y"' in shown
    after = sent(client, f"cases/{case.number}/emergency", reason="着火")
    there = HandOver.objects.get()
    assert f"已移交公安指挥中心，对方编号 {there.theirs}" in after
    assert "说到“着火”" not in after
    assert "等对方接收" in after
    assert Entry.objects.filter(kind="identity.seen").count() == 0


def test_an_everyday_matter_and_a_post_that_hands_nothing_over_see_no_red_key(
    centres: Centres, reported: Reported
) -> None:
    centres()
    everyday, fire = reported(), reported(text=FIRE)
    assert 'class="danger"' not in signed_in("9601").get(f"/desk/cases/{everyday.number}").content.decode()
    assert 'class="danger"' not in signed_in("0001").get(f"/desk/cases/{fire.number}").content.decode()
    assert signed_in("0001").post(f"/desk/cases/{fire.number}/emergency").status_code == 403


def test_without_an_answer_the_page_says_at_once_whom_to_call_until_somebody_has(
    centres: Centres, reported: Reported
) -> None:
    centres(away=True)
    case, client = reported(text=FIRE), signed_in("9601")
    after = sent(client, f"cases/{case.number}/emergency")
    assert "公安指挥中心没有应答。马上打电话：028-86407110" in after
    assert "公安指挥中心还没有应答，马上打电话：028-86407110" in after
    message = Outgoing.objects.get()
    sent(client, f"exchange/out/{message.pk}/phone", note="李警官接的")
    assert "还没有应答" not in client.get(f"/desk/cases/{case.number}").content.decode()


def test_a_report_is_registered_and_handed_over_with_one_key(centres: Centres, now: Any) -> None:
    centres()
    after = sent(
        signed_in("9601"), "register", channel="hotline", text=FIRE, lon="104.1142", lat="30.6935", emergency="1"
    )
    assert "已移交公安指挥中心" in after
    assert Case.objects.get().state == "handed_over"


def test_the_form_of_a_hand_over_refuses_with_the_form_still_filled(centres: Centres, reported: Reported) -> None:
    centres()
    case, client = reported(), signed_in("0217")
    assert "选一个中心" in client.get(f"/desk/cases/{case.number}/moves/hand_over").content.decode()
    refused = sent(client, f"cases/{case.number}/moves/hand_over", partner="police", matter="crime", reason="偷电瓶车")
    assert "报警和险情只在反映人要求时转" in refused
    assert "偷电瓶车" in refused
    sent(client, f"cases/{case.number}/moves/hand_over", partner="police", matter="crime", reason="偷电瓶车", asked="1")
    assert Case.objects.get().state == "handed_over"


def test_a_hand_over_costs_a_case_without_one_nothing_and_one_with_it_a_statement(
    centres: Centres, reported: Reported
) -> None:
    centres()
    client, plain, out = signed_in("0217"), reported(), reported()
    sent(client, f"cases/{out.number}/moves/hand_over", partner="urban", matter="city", reason="占道")
    asked = {}
    for case in (plain, out):
        client.get(f"/desk/cases/{case.number}")
        with CaptureQueriesContext(connection) as statements:
            client.get(f"/desk/cases/{case.number}")
        asked[case.pk] = sum("exchange_handover" in each["sql"] for each in statements.captured_queries)
    assert asked == {plain.pk: 0, out.pk: 1}


@pytest.fixture
def stuck(centres: Centres, reported: Reported) -> Outgoing:
    centres(away=True)
    case = reported(text="垃圾一直没人清")
    sent(signed_in("0217"), f"cases/{case.number}/moves/hand_over", partner="gov", matter="service", reason="办证")
    message = Outgoing.objects.get()
    Outgoing.objects.update(tries=6, error="no-answer", queued_at=message.queued_at - timedelta(hours=1))
    return message


@pytest.mark.parametrize("number", ["0201", "0301"])
def test_the_page_of_stuck_messages_says_what_since_when_how_often_and_why(number: str, stuck: Outgoing) -> None:
    shown = signed_in(number).get("/desk/exchange").content.decode()
    for words in (
        "移交案卷，发给政务服务中心",
        "试了 6 次",
        "对方没有应答",
        "028-83310000",
        stuck.hand_over.case.number,
    ):
        assert words in shown
    assert "垃圾一直没人清" not in shown


def test_who_has_nothing_to_do_with_it_does_not_see_the_page(stuck: Outgoing) -> None:
    for number in ("1201", "1202", "0001", "0901"):
        assert signed_in(number).get("/desk/exchange").status_code == 403


def test_a_person_clears_what_is_stuck(stuck: Outgoing, centres: Centres) -> None:
    client = signed_in("0201")
    assert "还是没有发到" in sent(client, f"exchange/out/{stuck.pk}/retry")
    assert "写一句" in sent(client, f"exchange/out/{stuck.pk}/drop", note=" ")
    sent(client, f"exchange/out/{stuck.pk}/elsewhere", partner="urban", note="政务中心断网")
    assert list(HandOver.objects.order_by("begun_at").values_list("partner_id", "standing")) == [
        ("gov", "withdrawn"), ("urban", "asked"),
    ]  # fmt: skip
    assert "没有卡住的消息" in client.get("/desk/exchange").content.decode()


def test_a_retry_that_arrives_empties_the_page(stuck: Outgoing, centres: Centres) -> None:
    centres()
    client = signed_in("0301")
    assert "发到了" in sent(client, f"exchange/out/{stuck.pk}/retry")
    assert "没有卡住的消息" in client.get("/desk/exchange").content.decode()


def test_what_is_written_to_the_other_centre_goes_out_once(centres: Centres, reported: Reported) -> None:
    centres()
    case, client, once = reported(), signed_in("0217"), uuid.uuid4()
    sent(client, f"cases/{case.number}/moves/hand_over", partner="urban", matter="city", reason="占道")
    for _ in range(2):
        sent(client, f"cases/{case.number}/partner-note", note="摊主下午三点在", key=once)
    assert list(Outgoing.objects.filter(kind="note").values_list("body__note", flat=True)) == ["摊主下午三点在"]


def test_health_counts_what_is_stuck(stuck: Outgoing, client: Client) -> None:
    STUCK.forget()
    assert client.get("/healthz").json() == {"status": "ok", "stuck_messages": 1}
    STUCK.forget()

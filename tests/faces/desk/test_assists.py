"""Several units at one case, at the desk: who is asked, who answers, and what the others see of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.linkage.models import Assist
from tests.faces.desk.test_statements import MOST
from tests.people import unit_actor

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]
HYGIENE, LIGHTING = "510108012-huanwei", "510108-zhaoming"


@pytest.fixture
def case(report: Make) -> Case:
    found = report(kind="E0102")
    assert found.unit == HYGIENE
    return move(found.number, Move.ACCEPT, {}, by=unit_actor(HYGIENE), now=found.received_at).case


def post(client: Client, url: str, **given: str) -> int:
    return client.post(url, {"key": str(uuid.uuid4()), **given}).status_code


def test_a_lead_asks_another_unit_which_answers_and_a_verifier_looks(sit: Sit, case: Case) -> None:
    lead, helper, verifier = sit("1201"), sit("3001"), sit("1202")
    page = f"/desk/cases/{case.number}"
    assert "加协办" in lead.get(page).content.decode()
    assert helper.get(page).status_code == 404
    assert post(lead, f"{page}/assists", unit=LIGHTING, task="路灯下的垃圾看不清，补一盏灯", required="on") == 302
    one = Assist.objects.get()
    shown = helper.get("/desk/?tab=joint").content.decode()
    assert case.title in shown
    assert "协办：待签收" in shown
    assert "签收协办" in helper.get(page).content.decode()
    assert post(helper, f"{page}/assists/{one.pk}/accept") == 302
    assert post(helper, f"{page}/assists/{one.pk}/answer", note="灯亮了") == 302
    assert post(lead, f"{page}/moves/handle", note="扫完了") == 302
    shown = verifier.get(page).content.decode()
    assert "还有协办没有办完并核查：照明监管所" in shown
    assert "主办与协办" in shown
    assert post(verifier, f"{page}/moves/verify", note="干净了") == 409
    assert post(verifier, f"{page}/assists/{one.pk}/verify", note="亮着") == 302
    assert post(verifier, f"{page}/moves/verify", note="干净了") == 302


def test_a_refused_form_comes_back_with_what_was_written(sit: Sit, case: Case) -> None:
    answer = sit("1201").post(f"/desk/cases/{case.number}/assists", {"unit": HYGIENE, "task": "一起扫"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "这个单位就是主办单位" in shown
    assert "一起扫" in shown


def test_a_declined_part_goes_out_of_sight_and_the_lead_reads_why(sit: Sit, case: Case) -> None:
    lead, helper, page = sit("1201"), sit("3001"), f"/desk/cases/{case.number}"
    post(lead, f"{page}/assists", unit=LIGHTING, task="补一盏灯", required="on")
    declined = helper.post(f"{page}/assists/{Assist.objects.get().pk}/decline", {"reason": "那里不归我们装"})
    assert declined.headers["Location"] == "/desk/"
    assert helper.get(page).status_code == 404
    assert "那里不归我们装" in lead.get(page).content.decode()


def test_a_fragment_comes_where_the_page_is_open_and_a_page_where_it_is_not(sit: Sit, case: Case) -> None:
    lead, url = sit("1201"), f"/desk/cases/{case.number}/assists"
    assert "<nav" not in lead.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<nav" in lead.get(url).content.decode()


@pytest.mark.parametrize("number", ["0217", "1201", "1202", "3001"])
@pytest.mark.parametrize("page", ["", "/preview"])
def test_a_joint_case_sends_few_statements(sit: Sit, case: Case, number: str, page: str) -> None:
    for unit in (LIGHTING, "510108012-zhifa", "510108012-shizheng"):
        post(sit("1201"), f"/desk/cases/{case.number}/assists", unit=unit, task="来一趟", required="on")
    client, url = sit(number), f"/desk/cases/{case.number}{page}"
    for address in (url, "/desk/?tab=joint"):
        client.get(address)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= MOST

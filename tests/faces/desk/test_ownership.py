"""Whose a case is, at the desk: not ours, answered, ruled, and proposed the next time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.kernel.clock import LOCAL, now
from liandong.linkage.models import Precedent
from liandong.linkage.precedents import KNOWN
from tests.faces.desk.test_statements import MOST
from tests.people import unit_actor

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]
HYGIENE, LIGHTING = "510108012-huanwei", "510108-zhaoming"


@pytest.fixture
def case(report: Make) -> Case:
    KNOWN.forget()
    found = report(kind="E0102")
    return move(found.number, Move.ACCEPT, {}, by=unit_actor(HYGIENE), now=found.received_at).case


def post(client: Client, url: str, **given: str) -> int:
    return client.post(url, {"key": str(uuid.uuid4()), **given}).status_code


def test_a_dispute_is_answered_ruled_and_its_precedent_proposed(sit: Sit, case: Case, report: Make) -> None:
    holder, named, centre, page = sit("1201"), sit("3001"), sit("0217"), f"/desk/cases/{case.number}"
    assert "不归我们" in holder.get(page).content.decode()
    assert post(holder, f"{page}/dispute", reason="灯杆拆下来的废料", named=LIGHTING) == 302
    assert "归我们，接下来" in named.get(page).content.decode()
    assert "灯杆拆下来的废料" in centre.get(f"{page}/preview").content.decode().partition("权属争议")[2]
    assert post(named, f"{page}/dispute/answer/theirs", reason="不是我们拆的") == 302
    assert case.title in centre.get("/desk/?tab=disputed").content.decode()
    shown = centre.get(page).content.decode()
    assert "不是我们拆的" in shown
    assert "裁定归属" in shown
    given = {"unit": LIGHTING, "reason": "灯杆废料由照明所清走", "precedent": "on", "words": "灯杆"}
    assert post(centre, f"{page}/dispute/ruling", **given) == 302
    KNOWN.forget()
    assert Precedent.objects.get().words == "灯杆"
    waiting = report(kind=None, text="灯杆拆下来的废料堆在路边")
    shown = centre.get(f"/desk/cases/{waiting.number}/preview?kind=E0102").content.decode()
    assert f"按先例（案卷 {case.number} 的裁定）：灯杆废料由照明所清走" in shown
    assert post(centre, f"/desk/cases/{waiting.number}/dispatch", kind="E0102") == 302
    assert Case.objects.get(pk=waiting.pk).unit == LIGHTING
    other = report(kind=None, text="绿化带边的垃圾")
    assert post(centre, f"/desk/cases/{other.number}/dispatch", kind="E0102") == 302
    assert Case.objects.get(pk=other.pk).unit == HYGIENE


def test_an_administrator_withdraws_a_precedent_and_sets_the_hours(sit: Sit, case: Case) -> None:
    page, admin = f"/desk/cases/{case.number}", sit("0901")
    post(sit("1201"), f"{page}/dispute", reason="灯杆拆下来的废料")
    post(sit("0217"), f"{page}/dispute/ruling", unit=LIGHTING, reason="灯杆废料由照明所清走", precedent="on")
    made = Precedent.objects.get()
    assert "灯杆废料由照明所清走" in admin.get("/desk/reference/ownership").content.decode()
    assert post(admin, f"/desk/reference/precedents/{made.pk}/withdraw", reason=" ") == 409
    assert post(admin, f"/desk/reference/precedents/{made.pk}/withdraw", reason="机构改了") == 302
    given = {
        "area": "510108",
        "answer_hours": "2",
        "ruling_hours": "4",
        "transfers": "2",
        "unit": "{subdistrict}-office",
    }
    assert post(admin, "/desk/reference/ownership", **given, sentence="") == 409
    assert post(admin, "/desk/reference/ownership", **given, sentence="两次就够") == 302
    assert "两次就够" in admin.get("/desk/reference/ownership").content.decode()


def test_a_station_reports_up_to_its_street(sit: Sit, report: Make) -> None:
    case = report(area="510108012002")
    Case.objects.filter(pk=case.pk).update(unit="510108012002-station", state="assigned", kind="E0102")
    worker, page = sit("1203"), f"/desk/cases/{case.number}"
    assert "桃蹊路街道办事处" in worker.get(f"{page}/report-up").content.decode()
    assert post(worker, f"{page}/report-up", unit="510108012-office", reason="要几个部门一起办") == 302
    assert Case.objects.get(pk=case.pk).unit == "510108012-office"


@pytest.mark.parametrize("number", ["0217", "1201", "3001", "0201"])
@pytest.mark.parametrize("page", ["", "/preview"])
def test_a_disputed_case_sends_few_statements(sit: Sit, case: Case, number: str, page: str) -> None:
    url = f"/desk/cases/{case.number}"
    post(sit("1201"), f"{url}/dispute", reason="灯杆拆下来的废料", named=LIGHTING)
    client = sit(number)
    for address in (url + page, "/desk/?tab=disputed", "/desk/?tab=joint"):
        client.get(address)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= MOST


@pytest.mark.parametrize("number", ["0217", "0201", "1201", "3001"])
@pytest.mark.parametrize("page", ["", "/preview"])
def test_a_case_with_assists_a_dispute_and_a_whistle_sends_few_statements(
    number: str, page: str, sit: Sit, case: Case
) -> None:
    holder, centre, here = sit("1201"), sit("0217"), f"/desk/cases/{case.number}"
    assert post(holder, f"{here}/assists", unit="510108012-zhifa", task="来一趟", required="on") == 302
    meet_at = (now() + timedelta(hours=3)).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")
    assert post(centre, f"{here}/whistles", units=LIGHTING, place="桃蹊路口", meet_at=meet_at, reason="一起看") == 302
    assert post(holder, f"{here}/dispute", reason="不是我们的", named=LIGHTING) == 302
    client = sit(number)
    client.get(here + page)
    with CaptureQueriesContext(connection) as sent:
        assert client.get(here + page).status_code == 200
    asked = [one["sql"] for one in sent.captured_queries]
    assert len(asked) <= MOST, "\n".join(one[:300] for one in asked)

"""A whistle at the desk: blown from the case, answered by the called, written down, and listed with who stayed away."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.kernel.clock import LOCAL, now
from liandong.linkage.models import Assist, Whistle
from tests.people import unit_actor

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]
HYGIENE, LIGHTING, STATION, ENFORCEMENT = (
    "510108012-huanwei",
    "510108-zhaoming",
    "510108012002-station",
    "510108012-zhifa",
)
ANQUAN = "510108012-anquan"


@pytest.fixture
def case(report: Make) -> Case:
    found = report(kind="E0102")
    return move(found.number, Move.ACCEPT, {}, by=unit_actor(HYGIENE), now=found.received_at).case


def post(client: Client, url: str, **given: object) -> int:
    return client.post(url, {"key": str(uuid.uuid4()), **given}).status_code


def test_four_units_are_called_and_what_comes_of_it_becomes_parts_of_the_case(sit: Sit, case: Case) -> None:
    centre, lighting, station, page = sit("0217"), sit("3001"), sit("1203"), f"/desk/cases/{case.number}"
    called = [LIGHTING, STATION, ENFORCEMENT, ANQUAN]
    meet_at = f"{now().astimezone(LOCAL):%Y-%m-%dT%H:%M}"
    assert "吹哨" in centre.get(page).content.decode()
    assert lighting.get("/desk/whistles").content.decode().count("没有吹哨") == 1
    assert (
        post(centre, f"{page}/whistles", units=called, place="桃蹊路口", meet_at=meet_at, reason="摊位、路灯一起看")
        == 302
    )
    url = f"/desk/whistles/{Whistle.objects.get().pk}"
    assert "桃蹊路口" in lighting.get("/desk/whistles").content.decode()
    assert "会到场" in lighting.get(url).content.decode()
    assert post(lighting, f"{url}/answer/confirmed") == 302
    assert post(station, f"{url}/answer/declined") == 409
    assert post(station, f"{url}/answer/declined", reason="网格员都在核酸点") == 302
    came = {
        f"came-{LIGHTING}": "present",
        f"came-{STATION}": "absent",
        f"came-{ENFORCEMENT}": "late",
        f"came-{ANQUAN}": "absent",
    }
    assert post(lighting, f"{url}/result", outcome="定了", **came) == 409
    assert post(centre, f"{url}/result", outcome="照明所补灯", **came, **{f"task-{LIGHTING}": "补一盏灯"}) == 302
    assert [(one.unit, one.task) for one in Assist.objects.all()] == [(LIGHTING, "补一盏灯")]
    shown = centre.get("/desk/whistles").content.decode()
    assert "近三个月缺席" in shown
    assert "桃蹊路街道应急办" in shown
    assert "补一盏灯" in lighting.get(page).content.decode()


def test_a_unit_that_may_not_blow_finds_no_button_and_is_refused(sit: Sit, case: Case) -> None:
    holder, page = sit("1201"), f"/desk/cases/{case.number}"
    assert "/whistles" not in holder.get(page).content.decode().split('class="actions"')[1]
    answer = holder.post(
        f"{page}/whistles", {"units": [LIGHTING], "place": "路口", "reason": "一起看", "meet_at": "2030-01-01T10:00"}
    )
    assert "吹哨由街道或者大联动中心来做" in answer.content.decode()
    assert Whistle.objects.count() == 0

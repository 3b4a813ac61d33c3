"""The ledger and the rounds at the desk."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from liandong.access.models import Post
from liandong.kernel.clock import now
from liandong.ledger.models import Round
from liandong.site.demo.life_ledger import STATION, stand_assets

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
HYDRANT = "5101080109000001"


@pytest.fixture(autouse=True)
def assets() -> None:
    stand_assets(now())


def form(**changed: str) -> dict[str, str]:
    usual = {
        "name": "河堤夜查",
        "purpose": "patrol",
        "period": "week",
        "unit": STATION,
        "stops": f"院门口 | 通道\n | | {HYDRANT}",
    }
    return {**usual, "key": str(uuid.uuid4()), **changed}


def test_assets_are_found_by_code_and_place_a_page_at_a_time(sit: Sit) -> None:
    client = sit("1200")
    page = client.get("/desk/assets").content.decode()
    assert page.count('href="/desk/assets/') == 50
    assert "下一页" in page
    assert client.get("/desk/assets?q=5101080109").content.decode().count('href="/desk/assets/') == 12
    assert "油烟井" in client.get("/desk/assets?sort=hazard").content.decode()
    assert "没有找到" in client.get("/desk/assets?q=zzz").content.decode()


def test_an_asset_has_a_qr_code_that_opens_its_check(sit: Sit) -> None:
    client = sit("1200")
    page = client.get(f"/desk/assets/{HYDRANT}").content.decode()
    assert f"/desk/assets/{HYDRANT}/qr.svg" in page
    picture = client.get(f"/desk/assets/{HYDRANT}/qr.svg")
    assert (picture["Content-Type"], b"<svg" in picture.content) == ("image/svg+xml", True)
    assert client.get("/desk/assets/5101080109999999").status_code == 404


def test_who_has_no_part_in_it_sees_no_asset(sit: Sit) -> None:
    assert sit("0903").get("/desk/assets").status_code == 403
    stranger = (
        Post.objects.filter(role="handler").exclude(area="510108").exclude(area__startswith="510108012").earliest("id")
    )
    assert HYDRANT not in sit(stranger.account.username).get("/desk/assets").content.decode()
    assert sit(stranger.account.username).get(f"/desk/assets/{HYDRANT}").status_code == 404


def test_a_round_is_drawn_once_and_taken_away(sit: Sit) -> None:
    client, given = sit("1200"), form()
    for _ in range(2):
        assert client.post("/desk/rounds", given).status_code == 302
    made = Round.objects.get(name="河堤夜查")
    page = client.get("/desk/rounds").content.decode()
    assert "已走 0 / 2" in page
    assert "已走 2 / 6" in page
    client.post("/desk/rounds", {"drop": str(made.pk), "key": str(uuid.uuid4())})
    assert "河堤夜查" not in client.get("/desk/rounds").content.decode()


@pytest.mark.parametrize(
    "changed", [{"name": " "}, {"unit": ""}, {"purpose": "spy"}, {"stops": ""}, {"stops": "| |井盖"}]
)
def test_what_makes_no_sense_is_refused_with_the_form_kept(sit: Sit, changed: dict[str, str]) -> None:
    answer = sit("1200").post("/desk/rounds", form(**changed))
    assert answer.status_code == 409
    assert Round.objects.count() == 2
    assert "每周一遍" in answer.content.decode()


def test_only_who_leads_draws_rounds(sit: Sit) -> None:
    assert sit("1203").get("/desk/rounds").status_code == 403

"""Rounds and checks as a telephone asks for them: kept once, a fault becomes a report at the asset's place."""

from __future__ import annotations

from typing import Any

import pytest

from liandong.cases.models import Case
from liandong.kernel.clock import now as clock
from liandong.ledger.models import Asset, Check, Stop
from liandong.site.demo.life_ledger import stand_assets
from tests.people import signed_in

pytestmark = pytest.mark.django_db
HYDRANT = "5101080109000001"


@pytest.fixture(autouse=True)
def assets() -> None:
    stand_assets(clock())


def sent(number: str, **given: Any) -> Any:
    return signed_in(number).post("/api/v1/field/checks", given, content_type="application/json")


def test_a_telephone_is_given_its_rounds_and_the_assets_of_its_area() -> None:
    said = signed_in("1203").get("/api/v1/field/rounds").json()
    patrol = next(each for each in said["rounds"] if each["purpose"] == "patrol")
    assert [stop["checked"] and stop["checked"]["finding"] for stop in patrol["stops"]] == [
        "fine",
        "fine",
        None,
        None,
        None,
        None,
    ]
    assert len(said["assets"]) == 62
    assert signed_in("3001").get("/api/v1/field/rounds").status_code == 403


def test_a_tick_is_kept_once() -> None:
    stop = Stop.objects.filter(round__purpose="patrol", order=3).get()
    first, again = (sent("1203", stop=stop.pk, finding="fine", key="t") for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    assert first.json()["case"] is None


def test_a_fault_is_one_report_at_the_place_of_the_asset_and_one_check_however_often_it_is_sent() -> None:
    before, asset = Case.objects.count(), Asset.objects.get(pk=HYDRANT)
    for _ in range(2):
        answer = sent("1203", asset=HYDRANT, finding="fault", text="栓口漏水", lon=104.2, lat=30.6, key="f")
        assert answer.status_code == 200, answer.content
    case = Case.objects.get(number=answer.json()["case"]["number"])
    assert Case.objects.count() == before + 1
    assert (case.kind, case.lon, case.lat, case.channel) == ("C0109", asset.lon, asset.lat, "grid")
    assert HYDRANT in case.reports.get().text
    assert Check.objects.get(asset=HYDRANT).case == case.number


@pytest.mark.parametrize(("given", "status", "code"), [
    ({"finding": "fine"}, 422, "input-missing"), ({"finding": "fault"}, 422, "empty"),
    ({"finding": "fine", "asset": "5101080107999999"}, 404, "not-found"), ({"finding": "fault", "asset": "X"}, 404, "not-found"),
    ({"finding": "broken", "asset": HYDRANT}, 422, "wrong-type"), ({"finding": "fine", "asset": HYDRANT, "note": "x"}, 422, "unknown-field"),
    ({"finding": "fault", "asset": HYDRANT, "kind": "Z9"}, 422, "unknown-kind"),
])  # fmt: skip
def test_a_bad_check_is_refused_and_nothing_is_kept(given: dict[str, Any], status: int, code: str) -> None:
    checks, cases = Check.objects.count(), Case.objects.count()
    answer = sent("1203", **given, key="k")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (Check.objects.count(), Case.objects.count()) == (checks, cases)

"""A heap of rubbish, reported three times through three channels: one case with three reporters, cleared, told to all of them, reopened by
one, cleared again, closed; and the figures say one."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from liandong.access.client_actions import open_client
from liandong.cases.models import Case, Report
from liandong.cases.tracking import token
from liandong.faces.api import clients
from liandong.journal.jobs import react
from liandong.journal.models import Entry
from liandong.kernel.clock import local_day, now
from liandong.scores.queries import Asked, counted
from liandong.scores.rules import Period, total
from liandong.scores.states import Part
from tests.people import actor_at, signed_in

pytestmark = pytest.mark.django_db
LON, LAT = "104.1142", "30.6935"
SAID = (
    "巷口垃圾堆得走不过去，推婴儿车只能走机动车道",
    "巷口垃圾堆得走不过去，两天没人收",
    "商户装修扔的旧门板和水泥袋占道约一米五",
)
AGAIN = "李家门口那一半还在"


@pytest.fixture(autouse=True)
def quiet(settings: Settings, tmp_path: Path) -> None:
    settings.LIANDONG_SECOND_FACTOR = "optional"
    settings.LIANDONG_OUTBOX = str(tmp_path)
    cache.clear()
    clients.forget()


def jobs() -> None:
    """What the worker does after each action; each entry once more than needed."""
    done = -1
    while done != (done := Entry.objects.count()):
        react(list(Entry.objects.order_by("pk").values_list("pk", flat=True)))


def post(client: Client, path: str, **given: str) -> str:
    answer = client.post(path, {"key": str(uuid.uuid4()), **given}, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:3000]
    jobs()
    return str(answer.content.decode())


def messages(folder: Path) -> dict[str, list[str]]:
    """What went out, by telephone number."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.json"), key=lambda file: int(file.stem.partition("-")[0])):
        told = json.loads(file.read_text(encoding="utf-8"))
        found.setdefault(told["to"], []).append(told["text"])
    return found


def three_reports() -> list[Case]:
    """A resident's phone, the hotline's desk and a program of another window."""
    phone = Client().post("/report", {"key": str(uuid.uuid4()), "kind": "E0102", "lon": LON, "lat": LAT, "text": SAID[0],
                                      "phone": "13800000001"})  # fmt: skip
    assert phone.status_code == 303
    jobs()
    post(signed_in("9601"), "/desk/register", channel="hotline", text=SAID[1], kind="E0102", lon=LON, lat="30.69355",
         phone="13800000002")  # fmt: skip
    secret = open_client("窗口", ["window"], actor="system", now=now(), secret="one-key-for-this-story")
    sent = {"text": SAID[2], "channel": "window", "key": "w-1", "lon": float(LON), "lat": 30.6936, "kind": "E0102",
            "reporter": {"phone": "13800000003"}}  # fmt: skip
    answer = Client().post("/api/v1/reports", json.dumps(sent), content_type="application/json",
                           headers={"Authorization": f"Bearer {secret}"})  # fmt: skip
    assert answer.status_code == 201, answer.content
    jobs()
    return list(Case.objects.order_by("pk"))


def handle_and_verify(lead: Case) -> None:
    post(signed_in("1201"), f"/desk/cases/{lead.number}/moves/accept")
    post(signed_in("1201"), f"/desk/cases/{lead.number}/moves/handle", note="清运干净了")
    post(signed_in("1202"), f"/desk/cases/{lead.number}/moves/verify", note="看过，干净了")


def test_a_heap_that_three_people_report_is_one_case_for_all_of_them(tmp_path: Path) -> None:
    lead, by_phone, at_window = three_reports()
    assert [case.state for case in (lead, by_phone, at_window)] == ["assigned", "merged", "assigned"]
    dispatcher = signed_in("0217")
    page = dispatcher.get(f"/desk/cases/{at_window.number}").content.decode()
    assert re.search(r"相距 \d+ 米、前后差 1 分", page)
    post(dispatcher, f"/desk/cases/{at_window.number}/twins/{lead.number}/join")
    lead.refresh_from_db()
    assert lead.reporters == 3
    handle_and_verify(lead)
    told = messages(tmp_path)
    assert [sum("核查通过" in text and "请评价" in text for text in texts) for texts in told.values()] == [1, 1, 1]
    assert sum("同一件事" in text for texts in told.values() for text in texts) == 2

    first, second, _third = (token(pk) for pk in Report.objects.order_by("pk").values_list("pk", flat=True))
    mine, theirs = Client(), Client()
    page = theirs.get(f"/track/{second}").content.decode()
    assert f"已并入 {lead.number}，3 人上报" in page
    assert by_phone.number in page
    assert SAID[0] not in page
    post(theirs, f"/track/{second}/reopen", reason=AGAIN)
    lead.refresh_from_db()
    assert (lead.state, lead.reopened) == ("triaged", 1)
    assert AGAIN not in mine.get(f"/track/{first}").content.decode()
    assert AGAIN in theirs.get(f"/track/{second}").content.decode()

    post(dispatcher, f"/desk/cases/{lead.number}/dispatch", unit=lead.handled_unit or "")
    handle_and_verify(lead)
    for client, mark, stars in ((mine, first, "5"), (theirs, second, "3")):
        assert "您评的是" in post(client, f"/track/{mark}/rate", stars=stars)
    lead.refresh_from_db()
    assert (lead.state, lead.stars, lead.reporters) == ("closed", 3, 3)

    day = local_day(now())
    numbers = total(row.counts for row in counted(actor_at("0001"), Asked(Period(day, day)), now()))
    assert (numbers[Part.RECEIVED], numbers[Part.FILED]) == (1, 1)
    seen = dispatcher.get(f"/api/v1/cases/{by_phone.number}").json()
    assert (seen["state"], seen["leading"]) == ("merged", lead.number)
    assert lead.number in dispatcher.get(f"/desk/?tab=closed&q={at_window.number}").content.decode()

"""Twins at the desk: shown with reasons, joined with one key, kept apart, split; and shown while one registers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from liandong.cases.models import Case, Twin
from liandong.cases.queries import subject_of
from liandong.cases.reactions import find_twins
from liandong.journal.models import Entry
from tests.faces.desk.test_statements import MOST, statements

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]
HEAP = "绿化带边垃圾堆了两天，走不过去"


@pytest.fixture
def pair(report: Make) -> tuple[Case, Case]:
    """Two reports of one heap in other words: found by the reaction, not joined by it."""
    lead = report(kind="E0102", text=HEAP)
    twin = report(kind="E0102", text="商户扔的床垫挡住了人行道", channel="app")
    for entry in Entry.objects.filter(subject=subject_of(twin)):
        find_twins(entry)
    twin.refresh_from_db()
    lead.refresh_from_db()
    return lead, twin


def key_of(page: str, part: str) -> str:
    [found] = re.findall(rf'value="([^"]*-{part}-\d+)"', page)
    return str(found)


def test_a_dispatcher_sees_why_two_are_alike_joins_them_and_splits_them_again(
    sit: Sit, pair: tuple[Case, Case]
) -> None:
    lead, twin = pair
    client = sit("0217")
    page = client.get(f"/desk/cases/{twin.number}").content.decode()
    assert lead.number in page
    assert "相距 1 米" in page
    assert "同类" in page
    given = {"key": key_of(page, "join")}
    for _ in range(2):
        answer = client.post(f"/desk/cases/{twin.number}/twins/{lead.number}/join", given, follow=True)
        assert answer.status_code == 200
    page = client.get(f"/desk/cases/{lead.number}").content.decode()
    assert "2 人上报" in page
    assert f"原编号 {twin.number}" in page
    merged = client.get(f"/desk/cases/{twin.number}").content.decode()
    assert f"已并入 {lead.number}，那一件共 2 份上报" in merged
    client.post(f"/desk/cases/{twin.number}/moves/split", {"key": key_of(page, "split")})
    twin.refresh_from_db()
    assert (twin.leading_id, twin.state) == (None, "assigned")


def test_two_that_are_said_to_be_two_are_offered_no_more(sit: Sit, pair: tuple[Case, Case]) -> None:
    lead, twin = pair
    client = sit("0217")
    page = client.get(f"/desk/cases/{lead.number}").content.decode()
    client.post(f"/desk/cases/{lead.number}/twins/{twin.number}/apart", {"key": key_of(page, "apart")})
    assert Twin.objects.get().standing == "apart"
    assert "可能和另外" not in client.get(f"/desk/cases/{twin.number}/preview").content.decode()


def test_only_who_triages_is_shown_twins_or_may_join_them(sit: Sit, pair: tuple[Case, Case]) -> None:
    lead, twin = pair
    client = sit("1201")
    assert "可能和另外" not in client.get(f"/desk/cases/{twin.number}").content.decode()
    assert client.post(f"/desk/cases/{twin.number}/twins/{lead.number}/join", {"key": "k"}).status_code == 403
    twin.refresh_from_db()
    assert twin.leading_id is None


def test_twins_cost_one_statement_at_most(sit: Sit, pair: tuple[Case, Case]) -> None:
    client = sit("0217")
    for case in pair:
        for page in ("", "/preview"):
            sent = statements(client, f"/desk/cases/{case.number}{page}")
            assert len(sent) <= MOST, sent


def test_who_registers_sees_likely_twins_beside_the_form(sit: Sit, pair: tuple[Case, Case]) -> None:
    lead, twin = pair
    given = {"text": HEAP, "kind": "E0102", "lon": str(lead.lon), "lat": str(lead.lat)}
    page = sit("9601").post("/desk/register/twins", given).content.decode()
    assert lead.number in page
    assert twin.number in page
    assert "可能已经有人报过" in page
    assert sit("9601").post("/desk/register/twins", {"text": "垃圾"}).content.decode().strip() == ""


def test_words_that_are_typed_travel_in_no_address(sit: Sit, pair: tuple[Case, Case]) -> None:
    clerk = sit("9601")
    assert clerk.get("/desk/register/twins", {"text": HEAP}).status_code == 405
    form = clerk.get("/desk/register").content.decode()
    [asks] = re.findall(r'<div id="beside"[^>]*>', form)
    assert 'hx-post="/desk/register/twins"' in asks
    assert "hx-get" not in asks


def test_the_inbox_can_be_narrowed_to_what_many_report(sit: Sit, pair: tuple[Case, Case]) -> None:
    lead, twin = pair
    Case.objects.filter(pk=lead.pk).update(reporters=5)
    page = sit("0217").get("/desk/?tab=open&reporters=5").content.decode()
    assert lead.number in page
    assert f"{twin.number}</span></div>" not in page
    assert re.search(r'<span class="tag warn"><svg[^>]*>.*?</svg>5 人上报</span>', page)

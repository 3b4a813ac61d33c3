"""Hot matters of the district's own cases: found by the job, shown to who sees every case of theirs."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from liandong.access.vault import Person
from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.insight.actions import look
from liandong.insight.jobs import look_at_week, look_back
from liandong.insight.models import HotMatter
from liandong.insight.queries import hot
from liandong.insight.states import Span
from liandong.kernel.clock import now as clock
from liandong.places.models import Grid
from tests.faces.test_scope import seated
from tests.insight.messages_made_up import OTHERS, PLANT, PLANT_TEXT
from tests.people import actor_at, signed_in

pytestmark = pytest.mark.django_db
HERE, THERE = "510108012", "510108016"


def reported(title: str, text: str, at: datetime, area: str = HERE) -> Case:
    grid = Grid.objects.filter(code__startswith=area, valid_until=None).earliest("code")
    draft = Draft(key=str(uuid.uuid4()), channel="hotline", title=title, text=text, reported_at=at, lon=grid.lon, lat=grid.lat,
                  person=Person("欧阳锋利", "13912345678"))  # fmt: skip
    [made] = receive([draft], actor="system", now=at)
    assert isinstance(made, Received)
    return Case.objects.get(pk=made.case)


@pytest.fixture(autouse=True)
def desk(settings: Settings) -> None:
    settings.LIANDONG_SECOND_FACTOR = "optional"
    cache.clear()


@pytest.fixture
def plant() -> list[Case]:
    """Six cases about one plant over four weeks, and six about other things; looked through."""
    at = clock()
    for day, (title, text) in enumerate(OTHERS):
        reported(title, text, at - timedelta(days=day, hours=1))
    made = [
        reported(title, PLANT_TEXT + title, at - timedelta(days=5 * day, hours=2)) for day, title in enumerate(PLANT)
    ]
    for span in Span:
        look(span, actor="system", now=clock())
    return made


def test_the_matter_is_found_with_its_cases_and_nothing_else(plant: list[Case]) -> None:
    [found] = hot(actor_at("0217"), Span.MONTH, "", clock())
    assert sorted(found.numbers) == sorted(case.number for case in plant)
    assert (found.figures.messages, found.open, found.area, sum(found.days)) == (6, 6, HERE, 6)
    assert "云溪雅苑" in found.title
    assert "搅拌站" in found.title


def test_a_shorter_span_counts_what_came_in_it(plant: list[Case]) -> None:
    assert hot(actor_at("0217"), Span.WEEK, "", clock()) == [], "two reports are no hot matter"


def test_looking_again_puts_what_is_found_in_the_place_of_what_was(plant: list[Case]) -> None:
    assert HotMatter.objects.count() == 2
    Case.objects.filter(pk=plant[0].pk).update(state="void")
    look_back(0)
    assert look_at_week(0) == 0
    assert {matter.cases for matter in HotMatter.objects.all()} == {5}


def test_the_page_leads_from_the_number_to_the_cases(plant: list[Case]) -> None:
    client = signed_in("0217")
    page = client.get("/desk/hot?days=30").content.decode()
    [link] = re.findall(r'<a href="(/desk/hot/cases\?matter=\d+)">6 件案卷</a>', page)
    behind = client.get(link).content.decode()
    assert all(case.number in behind for case in plant)
    assert "polyline" in page
    assert "欧阳" not in page + behind


def test_who_does_not_see_every_case_of_a_matter_sees_nothing_of_it(plant: list[Case]) -> None:
    [matter] = HotMatter.objects.filter(span=30)
    Case.objects.filter(pk=plant[0].pk).update(area=f"{THERE}001")
    for number, area in (("h1", HERE), ("h2", THERE)):
        client = seated(number, "dispatcher", "510108-center", area)
        assert "云溪雅苑" not in client.get("/desk/hot?days=30").content.decode()
        assert client.get(f"/desk/hot/cases?matter={matter.pk}").status_code == 404
        assert client.get("/api/v1/insight/hot?days=30").json() == []


def test_who_sees_only_the_cases_of_a_unit_is_refused(plant: list[Case]) -> None:
    client = seated("h3", "handler", f"{HERE}-huanwei", HERE)
    assert client.get("/desk/hot").status_code == 403
    assert client.get("/api/v1/insight/hot").status_code == 403


def test_the_api_says_the_same_as_the_page(plant: list[Case]) -> None:
    client = signed_in("0217")
    [one] = client.get("/api/v1/insight/hot?days=90&top=5").json()
    assert (one["rank"], one["reports"], one["weeks"], len(one["days"])) == (1, 6, 4, 90)
    assert sorted(one["cases"]) == sorted(case.number for case in plant)
    assert one["heat"] == round(sum(one["parts"].values()), 1)
    assert client.get("/api/v1/insight/hot?days=31").json()["code"] == "bad-choice"
    assert client.get(f"/api/v1/insight/hot?days=90&area={THERE}").json() == []
    assert Client().get("/api/v1/insight/hot").status_code == 401


def test_an_unknown_matter_is_not_there(plant: list[Case]) -> None:
    client = signed_in("0217")
    assert [client.get(f"/desk/hot/cases{words}").status_code for words in ("", "?matter=0", "?matter=x")] == [404] * 3


def test_the_page_sends_few_statements_however_many_matters_there_are(plant: list[Case]) -> None:
    client = signed_in("0217")
    client.get("/desk/hot")
    with CaptureQueriesContext(connection) as sent:
        client.get("/desk/hot")
    assert len(sent.captured_queries) <= 12

"""For which sessions the stream of changes opens, and how a list takes in what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as chosen
from django.test import Client
from pytest_django import Settings

from liandong.access.actions import close_account, end_post
from liandong.access.models import Account
from liandong.cases import queries
from liandong.cases.models import Case
from liandong.cases.queries import Order
from liandong.faces.desk.live.seats import seats
from liandong.kernel.clock import now
from tests.faces.desk.conftest import actor

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]


def key_of(client: Client) -> str:
    return str(client.cookies[chosen.SESSION_COOKIE_NAME].value)


def test_a_stream_opens_for_whom_the_desk_opens(sit: Sit) -> None:
    one, two = key_of(sit("0217")), key_of(sit("9601", "dispatcher"))
    found = seats({one, two, "nobody"}, now())
    assert {key: (by.account, by.role_name) for key, by in found.items()} == {
        one: (actor("0217").account, "dispatcher"), two: (actor("9601").account, "dispatcher")}  # fmt: skip


def test_a_session_that_ended_idles_or_lost_its_post_hears_nothing_more(sit: Sit, settings: Settings) -> None:
    client = sit("0217")
    key = key_of(client)
    client.get("/desk/")
    assert seats({key}, now() + timedelta(minutes=settings.LIANDONG_IDLE_MINUTES + 1)) == {}
    settings.LIANDONG_SECOND_FACTOR = "required"
    assert seats({key}, now()) == {}
    settings.LIANDONG_SECOND_FACTOR = "optional"
    client.logout()
    assert seats({key}, now()) == {}
    other = key_of(sit("0201"))
    end_post(actor("0201").post, actor="system", now=now())
    assert seats({other}, now()) == {}
    third = key_of(sit("1201"))
    close_account(actor("1201").account, actor="system", now=now())
    assert seats({third}, now()) == {}
    fourth = sit("1202")
    Account.objects.filter(username="1202").update(password="changed")
    assert seats({key_of(fourth)}, now()) == {}


def test_changed_rows_come_anew_with_the_numbers_of_queues_and_groups(sit: Sit, report: Make) -> None:
    mine, gone = report(), report()
    Case.objects.filter(pk=gone.pk).update(state="assigned")
    client = sit("0217")
    part = client.get(f"/desk/changes?tab=received&changed={mine.pk}&changed={gone.pk}&changed=x").content.decode()
    assert re.findall(r'class="row" data-case="(\d+)"', part) == [str(mine.pk)]
    assert re.search(r'data-number="tab-received">1<', part)
    assert re.search(r'data-number="tab-assigned">1<', part)
    assert f'data-inside="{mine.pk}"' in part
    table = client.get(f"/desk/changes?tab=received&look=table&changed={mine.pk}").content.decode()
    assert f'<tr class="row" data-case="{mine.pk}"' in table


def test_what_lies_beyond_the_rows_loaded_so_far_is_not_called_new(sit: Sit, report: Make) -> None:
    made = [report() for _ in range(3)]
    for hours, case in enumerate(made):
        Case.objects.filter(pk=case.pk).update(stage_due_at=now() + timedelta(hours=hours))
    first, second, third = [Case.objects.get(pk=case.pk) for case in made]
    first.reporters = 3
    for order, cases in ((Order.DUE, [first, second, third]), (Order.NEW, [third, second, first]), (Order.MANY, [first, second, third])):  # fmt: skip
        place = queries.parsed_place(queries.place_of(second, order), order)
        assert place is not None
        assert [queries.stands_before(case, place, order) for case in cases] == [True, True, False]
    upto = queries.place_of(second, Order.DUE).replace("+", "%2B")
    words = f"tab=received&upto={upto}&" + "&".join(f"changed={case.pk}" for case in made)
    part = sit("0217").get(f"/desk/changes?{words}").content.decode()
    assert f'data-inside="{first.pk} {second.pk}"' in part


def test_the_page_names_the_stream_only_where_there_is_one(sit: Sit, report: Make, settings: Settings) -> None:
    case, client = report(), sit("0217")
    assert "data-live" not in client.get("/desk/").content.decode()
    settings.LIANDONG_LIVE_URL = ":8001/desk/live"
    for page in ("/desk/", f"/desk/cases/{case.number}"):
        answer = client.get(page)
        assert 'data-live="http://testserver:8001/desk/live"' in answer.content.decode()
        assert "connect-src 'self' http://testserver:8001" in answer["Content-Security-Policy"]

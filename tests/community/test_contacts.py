"""Contacts are kept by public names; who is called, once, and what the message says and does not say."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from liandong.access.models import Identity
from liandong.access.vault import Person
from liandong.cases.actions import receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.community.actions import add_contact, call_contacts, end_contact, tell_contacts
from liandong.community.models import CourtyardContact
from liandong.community.queries import called_for, contacts_at, kept_within
from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from tests.people import actor_at

pytestmark = pytest.mark.django_db
PHONE, REPORTER = "19900000777", "13812342041"


@pytest.fixture(autouse=True)
def outbox(settings: Settings, tmp_path: Path) -> Path:
    CourtyardContact.objects.all().delete()
    settings.LIANDONG_OUTBOX = str(tmp_path / "outbox")
    return tmp_path / "outbox"


def case() -> Case:
    draft = Draft(key=str(uuid.uuid4()), channel="app", text="", title="消防通道被堵", reported_at=now(), lon=104.1142, lat=30.6935,
                  kind="E0506", person=Person("张三丰", REPORTER))  # fmt: skip
    receive([draft], actor="reporter", now=now())
    return Case.objects.latest("pk")


def added(area: str, name: str = "院落长", phone: str = PHONE, relay: str = "028-96966,2101") -> CourtyardContact:
    return add_contact(area, name, "Courtyard head", relay, phone, by=actor_at("0201", "supervisor"), now=now())


def test_those_of_the_grid_come_before_those_of_the_community_and_others_are_not_called() -> None:
    grid = case().grid
    assert grid
    assert contacts_at(grid) == [] == contacts_at(None)
    community = added(grid[:12])
    added("510108013001", "别处的")
    assert contacts_at(grid) == [community]
    assert contacts_at(grid) != [yard := added(grid)]
    assert contacts_at(grid) == [yard]


def test_they_are_told_once_what_and_where_it_is_and_nothing_of_the_reporter(outbox: Path) -> None:
    told = case()
    assert told.grid
    row, shown = added(told.grid[:12]), added(told.grid[:12], "安全员", "")
    for _ in range(2):
        assert call_contacts(told.pk, actor="reporter", now=now()) == [row, shown]
    entry = Entry.objects.get(kind="contacts.called")
    for _ in range(2):
        tell_contacts(entry)
    [message] = [json.loads(file.read_text()) for file in outbox.iterdir()]
    assert (message["to"], told.number in message["text"], "消防通道被堵" in message["text"]) == (PHONE, True, True)
    assert not any(word in message["text"] for word in (REPORTER, "138", "张"))
    assert called_for(f"case:{told.pk}") == [row, shown]


def test_where_nobody_is_kept_nothing_is_written() -> None:
    assert call_contacts(case().pk, actor="reporter", now=now()) == []
    assert not Entry.objects.filter(kind="contacts.called").exists()


def test_the_own_number_lies_in_no_table_and_goes_with_the_contact() -> None:
    row = added("510108012002")
    assert row.identity
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', [PHONE])
            assert cursor.fetchone() == (0,), table
    end_contact(row.pk, by=actor_at("0201", "supervisor"), now=now())
    assert not Identity.objects.filter(pk=row.identity.pk).exists()
    assert not kept_within(actor_at("0201", "supervisor")).exists()
    with pytest.raises(Refused, match="没有这位联系人"):
        end_contact(row.pk, by=actor_at("0201", "supervisor"), now=now())


@pytest.mark.parametrize(
    ("area", "name", "relay", "phone", "field"),
    [("510108", "院落长", "028-96966", "", "area"), ("510108013001", "院落长", "028-96966", "", "area"), ("510108012002", " ", "028-96966", "", "role_name"),
     ("510108012002", "院落长", "ask me", "", "relay"), ("510108012002", "院落长", "028-96966", "12345", "phone")],
)  # fmt: skip
def test_what_is_not_whole_or_not_of_the_area_is_refused(
    area: str, name: str, relay: str, phone: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_contact(area, name, "Head", relay, phone, by=actor_at("1200"), now=now())
    assert (refused.value.field, CourtyardContact.objects.count()) == (field, 0)


def test_the_same_key_adds_one() -> None:
    by = actor_at("0201", "supervisor")
    made = {
        add_contact("510108012002", "院落长", "Head", "028-96966", PHONE, by=by, now=now(), key="c1").pk
        for _ in range(2)
    }
    assert (len(made), CourtyardContact.objects.count()) == (1, 1)

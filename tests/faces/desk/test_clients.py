"""The security administrator's page of programs that call the API."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from liandong.access.client_actions import key_digest
from liandong.access.models import Client as Program
from liandong.access.models import ClientKey
from liandong.journal.models import Entry

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
SECURITY = "0902"
GIVEN = {"name": "路灯平台", "channels": ["sensor"], "scopes": ["reports.write"], "per_minute": "60", "per_day": "1000"}


def secret_in(answer: object) -> str:
    found = re.search(r'id="client-secret" readonly value="([^"]+)"', answer.content.decode())  # type: ignore[attr-defined]
    assert found is not None
    return found[1]


@pytest.mark.parametrize("number", ["0901", "0903", "0217", "0201", "0301"])
def test_nobody_but_the_security_administrator_sees_programs(sit: Sit, number: str) -> None:
    assert sit(number).get("/desk/clients").status_code == 403
    assert sit(number).post("/desk/clients", GIVEN).status_code == 403
    assert not Program.objects.exists()


def test_a_program_is_registered_gets_a_second_key_and_is_revoked(sit: Sit) -> None:
    desk = sit(SECURITY)
    first = secret_in(desk.post("/desk/clients", GIVEN))
    row = Program.objects.get()
    assert first not in desk.get(f"/desk/clients/{row.pk}").content.decode()
    second = secret_in(desk.post(f"/desk/clients/{row.pk}/rotate", {"days": "3"}))
    assert {key.digest for key in row.keys.all()} == {key_digest(first), key_digest(second)}
    assert desk.post(f"/desk/clients/{row.pk}/rotate", {"days": "3"}).status_code == 409
    desk.post(f"/desk/clients/{row.pk}/keys/{ClientKey.objects.earliest('id').pk}/end")
    desk.post(f"/desk/clients/{row.pk}/close")
    row.refresh_from_db()
    assert (row.active, row.keys.filter(ends_at=None).count()) == (False, 0)
    actors = set(Entry.objects.filter(subject=f"client:{row.pk}").values_list("actor", flat=True))
    assert [actor.partition(":")[0] for actor in actors] == ["post"]


def test_what_a_program_may_do_is_changed(sit: Sit) -> None:
    desk = sit(SECURITY)
    desk.post("/desk/clients", GIVEN)
    row = Program.objects.get()
    path = f"/desk/clients/{row.pk}"
    assert desk.post(path, {**GIVEN, "area": "510108012", "per_day": "7"}).status_code == 302
    row.refresh_from_db()
    assert (row.area, row.per_day) == ("510108012", 7)
    refused = desk.post(path, {**GIVEN, "area": "成华"})
    assert (refused.status_code, "没有这个范围" in refused.content.decode()) == (409, True)


@pytest.mark.parametrize("given", [
    {"name": ""}, {"channels": []}, {"channels": ["police"]}, {"scopes": []}, {"scopes": ["all"]}, {"per_day": "viele"},
    {"per_minute": "0"}, {"area": "x"}, {"area": "999"},
])  # fmt: skip
def test_a_program_that_makes_no_sense_is_refused_and_the_form_keeps_what_was_said(
    sit: Sit, given: dict[str, object]
) -> None:
    answer = sit(SECURITY).post("/desk/clients", {**GIVEN, **given})
    assert (answer.status_code, Program.objects.exists()) == (409, False)
    if "name" not in given:
        assert "路灯平台" in answer.content.decode()


def test_a_name_is_taken_once(sit: Sit) -> None:
    desk = sit(SECURITY)
    desk.post("/desk/clients", GIVEN)
    assert desk.post("/desk/clients", GIVEN).status_code == 409
    assert ClientKey.objects.count() == 1

"""The security administrator's page of keys that both sides know."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liandong.access.models import SharedKey
from liandong.exchange.queries import PARTNER_TABLE, keys_of, secret_of
from liandong.journal.models import Entry
from liandong.kernel.clock import now as true_now
from liandong.site.demo.life_exchange import load_partners

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
SECURITY, PAGE, POLICE = "0902", "/desk/keys", "/desk/keys/partner:police"


@pytest.fixture(autouse=True)
def connected(now: datetime) -> None:
    load_partners(now, "test:partners")
    PARTNER_TABLE.forget()


def shown(answer: Any) -> str:
    found = re.search(r'id="secret" readonly value="([0-9a-f]{64})"', answer.content.decode())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("number", ["0901", "0903", "0217", "0201", "0301"])
def test_nobody_but_the_security_administrator_sees_or_changes_keys(sit: Sit, number: str) -> None:
    client = sit(number)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{POLICE}/change", {"days": "7"}).status_code == 403
    assert client.post(f"{POLICE}/1/end").status_code == 403
    assert not SharedKey.objects.exists()


def test_a_partners_key_is_changed_shown_once_and_taken_back(sit: Sit) -> None:
    desk, old = sit(SECURITY), secret_of("police")
    assert "话务系统" in desk.get(PAGE).content.decode()
    new = shown(desk.post(f"{POLICE}/change", {"days": "7"}))
    assert [each.secret for each in keys_of("police", true_now())] == [bytes.fromhex(new), old]
    page = desk.get(PAGE).content.decode()
    assert (new in page, old.hex() in page) == (False, False)
    assert f"…{new[-4:]}" in page
    assert "还没有" in page
    assert desk.post(f"{POLICE}/change", {"days": "7"}).status_code == 409
    newest = SharedKey.objects.latest("id").pk
    assert desk.post(f"{POLICE}/{newest}/end").status_code == 302
    assert [each.secret for each in keys_of("police", true_now())] == [old]
    assert desk.post(f"{POLICE}/{SharedKey.objects.earliest('id').pk}/end").status_code == 409
    entries = Entry.objects.filter(subject="key:partner:police").order_by("seq")
    assert [entry.kind for entry in entries] == ["key.changed", "key.ended"]
    assert {entry.actor.partition(":")[0] for entry in entries} == {"post"}
    assert new not in str([entry.data for entry in entries])


def test_a_key_that_a_partner_gave_is_taken_in_and_shown_nowhere(sit: Sit) -> None:
    desk = sit(SECURITY)
    answer = desk.post("/desk/keys/partner:gov/change", {"days": "0", "given": "their-own-word"}, follow=True)
    assert (answer.status_code, secret_of("gov")) == (200, b"their-own-word")
    assert "对方给的" in answer.content.decode()
    assert "their-own-word" not in answer.content.decode()


@pytest.mark.parametrize(("path", "given", "status"), [
    ("partner:nobody/change", {"days": "7"}, 404), ("partner:police/change", {"days": "viele"}, 409),
    ("partner:police/change", {}, 409), ("partner:police/change", {"days": "91"}, 409), ("partner:police/7/end", {}, 404),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(sit: Sit, path: str, given: dict[str, str], status: int) -> None:
    assert sit(SECURITY).post(f"{PAGE}/{path}", given).status_code == status
    assert not SharedKey.objects.exists()

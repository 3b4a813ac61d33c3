"""A sandbox is marked wherever somebody looks, and shares nothing."""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liandong.access.client_actions import open_client
from liandong.access.models import Client as Program
from liandong.faces.api import clients
from liandong.faces.shared.sandbox import sandbox_headers
from liandong.site.dev.run import make_sandbox

STRIP = "这里的案卷都不是真的"


@pytest.mark.django_db
def test_answers_and_pages_of_a_sandbox_say_so_and_real_ones_do_not(client: Client, settings: Any) -> None:
    real, page = client.get("/api/v1/kinds"), client.get("/accounts/login/")
    assert ("Liandong-Sandbox" in real, STRIP in page.content.decode(), sandbox_headers()) == (False, False, [])
    settings.LIANDONG_SANDBOX = True
    for address in ("/", "/accounts/login/"):
        assert STRIP in client.get(address).content.decode()
    assert client.get("/api/v1/kinds")["Liandong-Sandbox"] == "1"


@pytest.mark.django_db
def test_a_key_of_a_sandbox_is_refused_by_name_at_the_real_address(
    client: Client, settings: Any, now: datetime
) -> None:
    clients.forget()
    settings.LIANDONG_SANDBOX = True
    key = open_client("试一试", ["web"], actor="system", now=now)
    assert client.get("/api/v1/client", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    settings.LIANDONG_SANDBOX = False
    clients.forget()
    Program.objects.get().keys.all().delete()  # the real database has never heard of it
    answer = client.get("/api/v1/client", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "sandbox-key")


def test_a_sandbox_takes_another_folder_and_port_and_never_a_named_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANDONG_SANDBOX", "")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    asked = argparse.Namespace(data=None, port=8000, days=90)
    make_sandbox(asked)
    assert (asked.data, asked.port, os.environ["LIANDONG_SANDBOX"]) == (".data-sandbox", 8100, "1")
    monkeypatch.setenv("DATABASE_URL", "postgresql:///real")
    with pytest.raises(SystemExit, match="database of its own"):
        make_sandbox(asked)

"""The second factor with real codes: set up, asked for at the next sign-in, and a wrong one refused."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from pytest_django import Settings

from liandong.site.demo.people import PASSWORD

pytestmark = pytest.mark.django_db


def code(secret: str, age: int = 0) -> str:
    """The six digits of now, or of some half minutes ago (a code is taken only once, so the next sign-in uses the next)."""
    counters = list(yield_hotp_counters_from_time())
    counter = counters[len(counters) // 2]
    return str(format_hotp_value(hotp_value(secret, counter - age)))


def signed_in(number: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": number, "password": PASSWORD})
    return client


def test_who_must_have_a_second_factor_sets_it_up_and_is_asked_for_it(settings: Settings) -> None:
    settings.LIANDONG_SECOND_FACTOR = "required"
    first = signed_in("0217")
    assert first.get("/desk/").status_code == 302
    first.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = first.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"\b[A-Z2-7]{32}\b", page)
    assert secret is not None
    first.post("/accounts/2fa/totp/activate/", {"code": code(secret[0])})
    assert first.get("/desk/").status_code == 200

    second = signed_in("0217")
    assert second.get("/desk/").status_code == 302
    second.post("/accounts/2fa/authenticate/", {"code": code(secret[0], age=100)})
    assert second.get("/desk/").status_code == 302
    second.post("/accounts/2fa/authenticate/", {"code": code(secret[0], age=-1)})
    assert second.get("/desk/").status_code == 200

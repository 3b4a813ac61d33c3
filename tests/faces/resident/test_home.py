"""The first page, what a phone remembers, and what keeps strangers away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from liandong.cases.models import Case
from tests.faces.resident.conftest import text, token_of

pytestmark = pytest.mark.django_db
Send = Callable[..., HttpResponse]
OPEN_PAGES = ("/", "/report", "/track")


def test_what_was_reported_from_this_phone_stands_on_its_first_page_and_on_no_other(phone: Client, send: Send) -> None:
    token = token_of(send())
    assert f"/track/{token}" in text(phone.get("/"))
    assert f"/track/{token}" not in text(Client().get("/"))
    cookie = phone.cookies["ld_mine"]
    assert (cookie["httponly"], cookie["max-age"], cookie["samesite"]) == (True, 180 * 86400, "Lax")


def test_a_cookie_that_we_did_not_sign_counts_for_nothing(phone: Client, send: Send) -> None:
    token = token_of(send())
    stranger = Client()
    stranger.cookies["ld_mine"] = f"{token}:forged"
    assert token not in text(stranger.get("/"))


def test_the_list_can_be_taken_off_the_phone(phone: Client, send: Send) -> None:
    token = token_of(send())
    phone.post("/forget")
    assert token not in text(phone.get("/track"))
    assert phone.get(f"/track/{token}").status_code == 200


def test_a_code_or_the_address_from_a_message_finds_the_case(phone: Client, send: Send) -> None:
    token = token_of(send())
    for given in (
        token,
        f" {token.upper()} ",
        f"http://127.0.0.1:8000/track/{token}",
        f"https://x.cn/track/{token}?new=1",
    ):
        assert phone.get("/track", {"code": given})["Location"] == f"/track/{token}"
    assert phone.get(f"/t/{token}")["Location"] == f"/track/{token}"


def test_a_case_number_opens_nothing(phone: Client, send: Send) -> None:
    send()
    answer = Client().get("/track", {"code": Case.objects.get().number})
    assert (answer.status_code, "没有找到这件事" in text(answer)) == (404, True)


def test_elder_mode_is_kept_and_leads_back_to_where_it_was_asked_for(phone: Client) -> None:
    answer = phone.post("/mode", {"mode": "elder", "next": "/track?code=1"})
    assert answer["Location"] == "/track?code=1"
    for page in OPEN_PAGES:
        assert 'data-mode="elder"' in text(phone.get(page))
        assert "打 96966 请人帮忙" in text(phone.get(page))
    phone.post("/mode", {"mode": "normal"})
    assert 'data-mode="elder"' not in text(phone.get("/"))


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_switch_leads_to_no_other_site(phone: Client, away: str) -> None:
    assert phone.post("/mode", {"mode": "elder", "next": away})["Location"] == "/"


def test_no_page_is_for_search_engines_or_for_other_sites_and_none_loads_anything_from_elsewhere(
    phone: Client, send: Send
) -> None:
    token = token_of(send(text="灯不亮"))
    for page in (*OPEN_PAGES, f"/track/{token}", f"/track/{token}?new=1", f"/track/{token}/looks", "/track/1-x"):
        answer = phone.get(page)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["X-Frame-Options"] == "DENY"
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert [word for word in ('src="http', 'href="http', "src='//", 'src="//') if word in text(answer)] == []
        assert answer["Cache-Control"] == ("private, no-cache" if page == "/report" else "private, no-store")

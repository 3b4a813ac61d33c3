"""Signing in, and being signed out when it is time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from liandong.access.actions import close_account, open_account
from liandong.access.models import Account, Post
from liandong.kernel.clock import now
from liandong.site.demo.people import PASSWORD

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]


def try_to_sign_in(client: Client, password: str) -> int:
    answer = client.post("/accounts/login/", {"login": "0217", "password": password})
    return answer.status_code


def test_a_staff_number_and_its_password_open_the_desk(client: Client) -> None:
    assert try_to_sign_in(client, PASSWORD) == 302
    assert client.get("/desk/").status_code == 200


def test_a_wrong_password_says_so_and_five_of_them_close_the_door(client: Client) -> None:
    assert "工号或密码不对" in client.post("/accounts/login/", {"login": "0217", "password": "wrong"}).content.decode()
    for _ in range(4):
        try_to_sign_in(client, "wrong")
    answer = client.post("/accounts/login/", {"login": "0217", "password": PASSWORD})
    assert "暂停登录" in answer.content.decode()
    assert client.get("/desk/").status_code == 302


def test_nobody_signs_up_for_an_account(client: Client) -> None:
    client.post(
        "/accounts/signup/", {"username": "me", "password1": "a very long word", "password2": "a very long word"}
    )
    assert not Account.objects.filter(username="me").exists()
    assert "不开放注册" in client.get("/accounts/signup/").content.decode()


def test_a_stranger_is_sent_to_the_door(client: Client) -> None:
    answer = client.get("/desk/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_an_idle_session_ends_with_a_sentence(sit: Sit) -> None:
    client = sit("0217")
    assert client.get("/desk/").status_code == 200
    session = client.session
    session["seen_at"] = (now() - timedelta(minutes=31)).isoformat()
    session.save()
    answer = client.get("/desk/", follow=True)
    assert "已自动退出" in answer.content.decode()
    assert client.get("/desk/").status_code == 302


def test_an_active_session_goes_on(sit: Sit) -> None:
    client = sit("0217")
    client.get("/desk/")
    session = client.session
    session["seen_at"] = (now() - timedelta(minutes=29)).isoformat()
    session.save()
    assert client.get("/desk/").status_code == 200
    assert client.session["seen_at"] > (now() - timedelta(minutes=1)).isoformat()


def test_a_closed_account_is_out_at_its_next_request(sit: Sit) -> None:
    client = sit("0217")
    close_account(Account.objects.get(username="0217").pk, actor="system", now=now())
    assert client.get("/desk/").status_code == 302


def test_where_a_second_factor_is_required_nothing_opens_without_one(sit: Sit, settings: Settings) -> None:
    settings.LIANDONG_SECOND_FACTOR = "required"
    client = sit("0217")
    for path in ("/desk/", "/desk/register", "/desk/reference/rules/R-101"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
    assert "还差第二步验证" in client.get("/accounts/2fa/").content.decode()


def test_one_person_works_from_one_post_at_a_time(sit: Sit) -> None:
    client = sit("9601")
    assert "热线坐席一" in client.get("/desk/").content.decode()
    other = Post.objects.get(account__username="9601", role="dispatcher")
    assert "派遣三席" in client.post("/desk/post", {"post": other.pk}, follow=True).content.decode()
    assert "受理派遣" in client.get("/desk/").content.decode()


def test_somebody_elses_post_cannot_be_taken(sit: Sit) -> None:
    client = sit("1201")
    client.post("/desk/post", {"post": Post.objects.get(account__username="0201").pk})
    assert "我们的案卷" in client.get("/desk/").content.decode()


def test_an_account_without_a_post_sees_nothing(sit: Sit) -> None:
    open_account("7777", "新人", None, actor="system", now=now())
    answer = sit("7777").get("/desk/")
    assert answer.status_code == 403
    assert "没有岗位" in answer.content.decode()


@pytest.mark.parametrize(("number", "lands_on"), [
    ("0901", "/desk/reference/kinds"), ("0902", "/desk/accounts"), ("0903", "/desk/journal"),
])  # fmt: skip
def test_each_administrator_lands_on_their_own_work(sit: Sit, number: str, lands_on: str) -> None:
    assert sit(number).get("/desk/")["Location"] == lands_on


def test_the_language_is_a_form(sit: Sit) -> None:
    client = sit("0217")
    client.post("/language", {"language": "en", "next": "/desk/"})
    assert 'lang="en"' in client.get("/desk/").content.decode()

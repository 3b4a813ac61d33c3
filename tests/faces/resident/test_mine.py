"""我的: a code brings together what one number reported by any door; it opens nothing of the staff, and shows no number."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from liandong.access.actions import look_at_reporter
from liandong.access.models import Identity
from liandong.access.vault import Person
from liandong.cases.actions import receive
from liandong.cases.intake import Draft
from liandong.cases.models import Report
from liandong.kernel.clock import now
from liandong.notices import couriers
from liandong.residents.models import Resident
from tests.faces.resident.conftest import text, token_of
from tests.people import actor_at

pytestmark = pytest.mark.django_db
Send = Callable[..., HttpResponse]
PHONE = "13812342041"


@pytest.fixture(autouse=True)
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.LIANDONG_OUTBOX = str(tmp_path / "outbox")
    return tmp_path / "outbox"


def asked(phone: Client, number: str = PHONE) -> Any:
    return phone.post("/mine/enter", {"phone": number, "key": str(uuid.uuid4())})


def digits(outbox: Path) -> str:
    [told] = [json.loads(file.read_text()) for file in outbox.glob("code-*.json")]
    found = re.search(r"\d{6}", told["text"])
    assert found
    return found[0]


def entered(phone: Client, outbox: Path) -> Client:
    answer = asked(phone)
    assert phone.post(answer["Location"], {"code": digits(outbox)}).status_code == 303
    return phone


def called() -> Report:
    """Somebody rings the hotline and leaves the number."""
    draft = Draft(key=str(uuid.uuid4()), channel="hotline", text="三楼的灯坏了", reported_at=now(), lon=104.1142, lat=30.6935,
                  kind="C0107", person=Person("张三丰", "138 1234 2041"))  # fmt: skip
    receive([draft], actor="post:1", now=now())
    return Report.objects.latest("pk")


def test_what_the_number_reported_by_the_hotline_stands_among_my_cases(phone: Client, outbox: Path) -> None:
    report = called()
    assert report.title not in text(phone.get("/track"))
    page = text(entered(phone, outbox).get("/track"))
    assert report.title in page
    assert "138****2041" in page
    assert f'href="/track/{report.pk}-' in page


def test_a_report_of_one_who_is_signed_in_carries_the_number_only_where_it_may(
    phone: Client, send: Send, outbox: Path
) -> None:
    entered(phone, outbox)
    send()
    assert Report.objects.latest("pk").identity is None
    send(mine="1", confidential="1")
    identity = Report.objects.latest("pk").identity
    assert identity
    assert (identity.masked_phone, identity.confidential) == ("138****2041", True)


def test_a_stranger_who_ticks_the_box_carries_no_number(phone: Client, send: Send) -> None:
    send(mine="1")
    assert Report.objects.get().identity is None


def test_every_look_at_any_of_my_identities_is_shown_to_me(phone: Client, outbox: Path) -> None:
    report, _ = called(), called()
    assert report.identity
    look_at_reporter(
        report.identity, "phone", purpose="call-back", reason="", subject="case:1", actor=actor_at("0217"), now=now()
    )
    page = text(entered(phone, outbox).get("/mine/looks"))
    assert page.count("本人要求回电") == 1
    assert "138****2041" in page
    assert Client().get("/mine/looks")["Location"] == "/mine/enter"


def test_signing_out_ends_it_at_this_telephone_and_may_clear_its_list(phone: Client, send: Send, outbox: Path) -> None:
    entered(phone, outbox)
    token, kept = token_of(send()), phone.cookies["ld_resident"].value
    phone.post("/mine/out")
    assert token in text(phone.get("/track"))
    phone.cookies["ld_resident"] = kept
    assert "已登录" not in text(phone.get("/track"))
    phone.post("/mine/out", {"forget": "1"})
    assert token not in text(phone.get("/track"))


def test_who_deletes_their_sign_in_leaves_no_number(phone: Client, outbox: Path) -> None:
    entered(phone, outbox)
    assert "138****2041" in text(phone.get("/mine/leave"))
    phone.post("/mine/leave")
    assert (Resident.objects.count(), Identity.objects.count()) == (0, 0)
    assert Client().get("/mine/leave")["Location"] == "/track"


def test_known_and_unknown_numbers_are_answered_alike(phone: Client, outbox: Path) -> None:
    entered(phone, outbox)
    answers = [
        asked(Client(REMOTE_ADDR=f"10.0.0.{at}"), number) for at, number in enumerate(("13912342041", "13712342041"))
    ]
    assert {re.sub(r"[0-9a-f-]{36}", "", answer["Location"]) for answer in answers} == {"/mine/code/"}


def test_what_is_wrong_is_said_beside_the_field(phone: Client, outbox: Path) -> None:
    bad = asked(phone, "028-1234")
    assert (bad.status_code, "这不像手机号码" in text(bad), "028-1234" in text(bad)) == (422, True, True)
    address = asked(phone)["Location"]
    again = asked(phone)
    assert (again.status_code, "秒后可以再要" in text(again)) == (429, True)
    wrong = phone.post(address, {"code": "nope"})
    assert (wrong.status_code, "验证码不对" in text(wrong)) == (422, True)
    over = phone.post(f"/mine/code/{uuid.uuid4()}", {"code": digits(outbox)})
    assert (over.status_code, "不能用了" in text(over)) == (422, True)


def test_when_no_message_goes_out_the_page_says_so(phone: Client, settings: Settings) -> None:
    settings.LIANDONG_SMS_URL = "http://127.0.0.1:9/"
    answer = asked(phone)
    assert (answer.status_code, "短信现在发不出去" in text(answer)) == (503, True)


def test_one_address_may_ask_for_twenty_codes_an_hour(phone: Client) -> None:
    answers = [asked(phone, f"138123420{at:02d}").status_code for at in range(21)]
    assert answers == [303] * 20 + [429]


def test_a_resident_sees_nothing_of_the_staff(phone: Client, outbox: Path) -> None:
    entered(phone, outbox)
    for address in ("/desk/", "/hotline/", "/desk/journal"):
        assert phone.get(address)["Location"].startswith("/accounts/login/")
    assert phone.get("/api/v1/me").status_code == 401


def test_the_number_lies_in_no_table_no_log_and_on_no_page(
    phone: Client, send: Send, outbox: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    entered(phone, outbox)
    token = token_of(send(mine="1"))
    code = rf"(?<![0-9.]){digits(outbox)}(?![0-9])"  # not the same digits within a coordinate
    for address in ("/", "/track", "/mine/looks", "/mine/leave", "/report", "/kept", f"/track/{token}"):
        assert not re.search(f"{PHONE}|{code}", text(phone.get(address))), address
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', [f"{PHONE}|{code}"])
            assert cursor.fetchone() == (0,), table
    said = caplog.text + "".join(capfd.readouterr())
    assert PHONE not in said
    assert not re.search(code, said)
    assert couriers.courier().name == "file"

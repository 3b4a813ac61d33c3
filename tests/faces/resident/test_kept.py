"""一指通 on a telephone: small, whole, the same for everybody; what was reported without a network comes in once."""

from __future__ import annotations

import json
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from liandong.access.models import Identity
from liandong.cases.models import Case, Report
from liandong.faces.resident.kept import SHELL, WORKER
from liandong.faces.shared.installable import built
from liandong.kernel.clock import now
from tests.faces.resident.conftest import INSIDE, LAMP, picture, text

pytestmark = pytest.mark.django_db
MOST_SCRIPT = 80_000


def post(client: Client, body: object) -> Any:
    return client.post("/app/reports", json.dumps(body), content_type="application/json")


def report(**given: Any) -> dict[str, Any]:
    return {"key": uuid.uuid4().hex, "kind": LAMP, **INSIDE, "text": "", "words": "", "at": now().isoformat(), **given}


def test_the_script_of_the_first_load_is_small_and_imports_nothing() -> None:
    scripts = re.findall(r'<script[^>]*src="/static/([^"]+)"', text(Client().get("/")))
    assert scripts == ["resident.js"]
    code = [built(name) for name in (*scripts, WORKER)]
    assert sum(map(len, code)) < MOST_SCRIPT
    assert not re.search(rb"(^|;)import[\s{*]", b";".join(code))


def test_the_worker_keeps_the_kept_page_and_every_file_that_it_names() -> None:
    answer = Client().get("/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    first, _, code = answer.content.decode().partition(";\n")
    said = json.loads(first.removeprefix("self.KEPT = "))
    page = text(Client().get(said["page"]))
    needed = set(
        re.findall(
            r'<(?:script|link rel="(?:icon|stylesheet|apple-touch-icon)")[^>]*(?:href|src)="(/static/[^"#]+)"', page
        )
    )
    assert needed <= set(said["files"]) == {f"/static/{name}" for name in SHELL}
    assert code.encode() == built(WORKER)


def test_the_kept_page_says_nothing_of_who_fetched_it() -> None:
    known = Client()
    made = post(known, report(text="三楼的灯坏了")).json()
    assert made["track"] in text(known.get("/"))
    assert "track/" not in text(known.get("/kept"))


def test_it_can_be_installed_in_both_languages() -> None:
    for language, name in (("zh-hans", "一指通"), ("en", "Yizhitong app")):
        said = Client(headers={"Accept-Language": language}).get("/manifest.webmanifest").json()
        assert (said["name"], said["display"], said["scope"]) == (name, "standalone", "/")
        assert all(built(icon["src"].removeprefix("/static/")).startswith(b"\x89PNG") for icon in said["icons"])


def test_what_comes_twice_under_its_key_is_one_report_of_the_time_at_which_it_was_made() -> None:
    phone, at = Client(), now() - timedelta(hours=5)
    body = report(at=at.isoformat(), phone="138 1234 2041")
    first, again = post(phone, body), post(phone, body)
    assert first.json() == again.json()
    assert first.json()["track"] in text(phone.get("/"))
    assert (Report.objects.get().reported_at, Case.objects.get().number) == (at, first.json()["number"])
    assert Identity.objects.get().masked_phone == "138****2041"


@pytest.mark.parametrize("said", ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "yesterday", "2026-01-01T00:00:00"])
def test_a_time_that_cannot_be_believed_is_the_time_at_which_it_came(said: str) -> None:
    post(Client(), report(at=said))
    assert now() - Report.objects.get().reported_at < timedelta(minutes=1)


def test_a_photo_goes_up_first_and_one_that_is_gone_is_asked_for_again() -> None:
    phone, key = Client(), uuid.uuid4().hex
    photo = phone.post("/app/uploads", {"key": key, "file": picture()}).json()["id"]
    assert phone.post("/app/uploads", {"key": key, "file": picture()}).json()["id"] == photo
    assert post(phone, report(photos=[photo])).status_code == 200
    gone = post(phone, report(photos=[str(uuid.uuid4())]))
    assert (gone.status_code, gone.json()["code"]) == (422, "photo-gone")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("no object", "unreadable"),
        (report(kind="", lon="", lat=""), "invalid"),
        (report(phone="call me"), "invalid"),
        (report(lon="103.0000123", lat="30.0000123"), "outside"),
        (report(photos=["x"]), "photo-gone"),
    ],
)  # fmt: skip
def test_what_is_not_taken_says_why_and_makes_nothing(body: object, code: str) -> None:
    answer = post(Client(), body)
    assert (answer.status_code, answer.json()["code"], Case.objects.count()) == (422, code, 0)
    assert answer.json()["detail"]


def test_the_outbox_is_guarded_against_forgery_by_the_token_that_it_asks_for() -> None:
    phone = Client(enforce_csrf_checks=True)
    said = phone.get("/app/me").json()
    assert datetime.fromisoformat(said["at"]) <= now()
    assert post(phone, report()).status_code == 403
    answer = phone.post(
        "/app/reports", json.dumps(report()), content_type="application/json", headers={"X-CSRFToken": said["csrf"]}
    )
    assert answer.status_code == 200

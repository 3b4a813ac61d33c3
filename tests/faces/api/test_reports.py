from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from liandong.access.models import Client as Program
from liandong.access.models import Identity
from liandong.cases.models import Case, Report
from liandong.journal.models import Entry
from tests.faces.api.conftest import Send


def test_a_report_is_answered_with_everything_in_one_call(send: Send) -> None:
    answer = send(kind="C0401")
    said = answer.json()
    assert answer.status_code == 201, said
    assert set(said) == {"number", "state", "grid", "area", "kind", "unit", "deadline", "stage_deadline", "track_token",
                         "track_url", "repeated", "reporters"}  # fmt: skip
    assert said["state"] == "assigned"
    assert said["grid"].startswith("510108")
    assert said["unit"]["name"]
    assert said["deadline"].endswith("+08:00")
    assert said["repeated"] is False
    assert said["track_token"] in said["track_url"]
    assert answer["Cache-Control"] == "no-store"


def test_the_same_key_again_is_the_same_answer_and_no_second_case(send: Send) -> None:
    first, again = send(kind="C0401"), send(kind="C0401")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "repeated": True}
    assert Case.objects.count() == 1


def test_the_same_key_with_another_report_is_a_conflict(send: Send) -> None:
    send()
    answer = send(text="下水道堵了")
    assert (answer.status_code, answer.json()["code"]) == (409, "key-reused")
    assert Case.objects.count() == 1


def test_the_key_may_stand_in_the_header(send: Send) -> None:
    first = send(key=None, headers={"Idempotency-Key": "h-1"})
    again = send(key="h-1", headers={"Idempotency-Key": '"h-1"'})
    assert (first.status_code, again.status_code) == (201, 200)


def test_what_is_clear_is_put_right(send: Send) -> None:
    swapped = send(key="swapped", lon=30.6731, lat=104.1093)
    plain = send(key="plain")
    assert swapped.json()["grid"] == plain.json()["grid"]
    mars = send(key="gcj", lon=104.11178, lat=30.67069, coordinates="gcj02")
    stored = Report.objects.order_by("-id").first()
    assert mars.status_code == 201
    assert stored is not None
    assert stored.lon == pytest.approx(104.1093, abs=2e-4)
    assert stored.lat == pytest.approx(30.6731, abs=2e-4)


def test_script_is_text_like_any_other(send: Send) -> None:
    script = "<script>alert(1)</script>"
    answer = send(text=script, title=script, place=script, reporter={"name": script})
    assert answer.status_code == 201
    assert Report.objects.get().text == script
    assert script not in answer.content.decode()


def test_a_reporter_appears_nowhere_but_sealed_in_the_vault(
    send: Send, client: Client, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    name, phone = "欧阳月明", "13912340987"
    made = send(reporter={"name": name, "phone": phone, "confidential": True})
    answers: list[Any] = [made, send(reporter={"name": name, "phone": phone}), send(text="别的", reporter={"name": name, "phone": phone}),
               send(key="k-2", reporter={"name": name, "phone": phone, "born": 1}),
               client.get(f"/api/v1/reports/{made.json()['track_token']}")]  # fmt: skip
    assert [answer.status_code for answer in answers] == [201, 200, 409, 422, 200]
    shown = [answer.content.decode() for answer in answers] + [str(dict(answer.items())) for answer in answers]
    logged = "".join(capfd.readouterr()) + caplog.text
    entries = json.dumps([[entry.data, entry.actor, entry.key] for entry in Entry.objects.all()], ensure_ascii=False)
    search = str(list(Case.objects.values_list("search", "title", "place")))
    sealed = Identity.objects.get()
    for word in (name, phone, "月明", "0987"):
        assert all(word not in text for text in (*shown, logged, entries, search))
    for word in (name, phone):
        assert word.encode() not in bytes(sealed.sealed)


def test_too_many_in_a_minute_are_asked_to_come_again(send: Send) -> None:
    Program.objects.update(per_minute=2)
    statuses = [send(key=f"k-{number}").status_code for number in range(3)]
    late = send(key="k-9")
    assert statuses == [201, 201, 429]
    assert 0 < int(late["Retry-After"]) <= 60
    assert late["Content-Type"].startswith("application/problem+json")

"""公告 and columns, from the desk to a telephone that has chosen its place, and to a program."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from liandong.bulletins.models import Bulletin, Column
from liandong.kernel.clock import local_day, now
from liandong.places.models import PlaceName
from tests.faces.resident.conftest import text
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def none_yet(db: None) -> None:
    Bulletin.objects.all().delete()


def publish(**given: str) -> Any:
    today = local_day(now())
    words = {"area": "510108012002", "topic": "supply", "title": "周五上午停水", "text": "8:00 至 12:00", "key": "k1",
             "valid_from": str(today), "valid_until": str(today + timedelta(days=2)), **given}  # fmt: skip
    return signed_in("0201", "supervisor").post("/desk/bulletins", words)


def chosen(**given: Any) -> Client:
    phone = Client()
    assert phone.post("/bulletins/choice", given).status_code == 303
    return phone


def test_what_is_published_at_the_desk_stands_on_the_first_page_of_whom_it_concerns() -> None:
    assert publish().status_code == 302
    assert "周五上午停水" in text(chosen(area="510108012002").get("/"))
    assert "周五上午停水" not in text(chosen(area="510108013001").get("/"))
    assert "周五上午停水" not in text(chosen(area="510108012002", topic=["roads"]).get("/bulletins"))
    assert "周五上午停水" in text(Client().get("/bulletins"))
    assert "8:00 至 12:00" in text(Client().get(f"/bulletins/{Bulletin.objects.get().pk}"))


def test_a_courtyard_is_chosen_by_its_name_and_an_unknown_one_is_said() -> None:
    yard = PlaceName.objects.filter(kind="courtyard", community__startswith="510108").first()
    assert yard
    phone = chosen(courtyard=yard.name)
    assert len(phone.cookies["ld_place"].value) == 15
    publish(area="510108", courtyard=yard.name, title="水表箱要换")
    assert "水表箱要换" in text(phone.get("/"))
    answer = Client().post("/bulletins/choice", {"courtyard": "没有的大院", "topic": "supply"})
    assert (answer.status_code, "这里没有叫“没有的大院”的院落" in text(answer)) == (422, True)
    assert 'value="没有的大院"' in text(answer)
    assert 'value="supply" checked' in text(answer)


def test_a_choice_that_is_no_place_of_ours_counts_for_nothing() -> None:
    publish()
    phone = Client()
    phone.cookies["ld_place"], phone.cookies["ld_topics"] = "110101001", "nonsense"
    assert "周五上午停水" in text(phone.get("/"))


def test_what_was_withdrawn_is_found_by_nobody() -> None:
    publish()
    row = Bulletin.objects.get()
    signed_in("0201", "supervisor").post(f"/desk/bulletins/{row.pk}/withdraw", {"reason": "改期", "key": "w1"})
    assert Client().get(f"/bulletins/{row.pk}").status_code == 404
    assert "周五上午停水" not in text(Client().get("/"))
    assert "撤回了" in text(signed_in("0201", "supervisor").get("/desk/bulletins"))


def test_a_form_that_is_not_whole_keeps_what_was_written() -> None:
    answer = publish(valid_until="2020-01-01")
    assert (answer.status_code, "结束的日子" in text(answer), "8:00 至 12:00" in text(answer)) == (422, True, True)
    assert Bulletin.objects.count() == 0


def test_only_who_may_publishes_and_only_the_steward_arranges() -> None:
    assert signed_in("0217").get("/desk/bulletins").status_code == 403
    assert signed_in("0201", "supervisor").get("/desk/columns").status_code == 403
    assert signed_in("0301", "steward").get("/desk/columns").status_code == 200


def test_a_column_of_the_steward_is_there_at_once_in_both_languages_and_can_be_turned_off() -> None:
    desk = signed_in("0301", "steward")
    words = {
        "order": "15",
        "name": "办事",
        "name_en": "Errands",
        "shows": "links",
        "links": "查进展 | Follow | /track",
        "on": "1",
        "key": "c1",
    }
    assert desk.post("/desk/columns", words).status_code == 302
    assert "办事" in text(Client().get("/"))
    assert "Errands" in text(Client(headers={"Accept-Language": "en"}).get("/"))
    pk = Column.objects.get(name="办事").pk
    assert "查进展 | Follow | /track" in text(desk.get(f"/desk/columns/{pk}"))
    bad = desk.post(f"/desk/columns/{pk}", {**words, "links": "x", "key": "c2"})
    assert (bad.status_code, "这一行看不懂" in text(bad)) == (422, True)
    desk.post(f"/desk/columns/{pk}", {**words, "on": "", "key": "c3"})
    assert "Errands" not in text(Client(headers={"Accept-Language": "en"}).get("/"))


def test_a_program_reads_both_without_a_key() -> None:
    publish()
    found = Client().get("/api/v1/bulletins", {"area": "510108012"}).json()
    assert [(each["title"], each["unit"]["name"] != "") for each in found] == [("周五上午停水", True)]
    assert Client().get("/api/v1/bulletins", {"topic": "roads"}).json() == []
    assert Client().get("/api/v1/bulletins", {"topic": "gossip"}).status_code == 422
    columns = Client().get("/api/v1/columns").json()
    assert {"name": "公告", "name_en": "Bulletins", "shows": "bulletins", "words": "", "links": []} in columns


def test_in_elder_mode_the_first_page_offers_less_and_reads_itself_aloud() -> None:
    publish()
    desk = signed_in("0301", "steward")
    words = {
        "order": "15",
        "name": "办事入口",
        "name_en": "Errands",
        "shows": "links",
        "links": "查 | Find | /track",
        "on": "1",
        "key": "c9",
    }
    desk.post("/desk/columns", words)
    phone = Client()
    assert "办事入口" in text(phone.get("/"))
    assert "data-read" not in text(phone.get("/"))
    phone.cookies["ld_mode"] = "elder"
    page = text(phone.get("/"))
    assert ("办事入口" in page, "周五上午停水" in page, 'data-read="main"' in page) == (False, True, True)

"""The roster at the desk: planned for days on end, once, inside one's own area, without anybody's track."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from liandong.forces.models import Shift
from liandong.forces.shift_actions import Point, clock_in, keep_track
from liandong.kernel.clock import local_day, now
from tests.people import actor_at, signed_in

pytestmark = pytest.mark.django_db


def form(**changed: str) -> dict[str, str]:
    day = local_day(now()) + timedelta(days=1)
    usual = {"post": str(actor_at("1203").post), "day": day.isoformat(), "from": "08:30", "to": "17:30", "days": "3"}
    return {**usual, "key": str(uuid.uuid4()), **changed}


def test_days_on_end_are_planned_once_and_one_is_taken_away() -> None:
    client, given = signed_in("1200"), form()
    for _ in range(2):
        assert client.post("/desk/roster", given).status_code == 302
    assert [(one.ends_at - one.starts_at).seconds // 3600 for one in Shift.objects.all()] == [9, 9, 9]
    assert client.get("/desk/roster").content.decode().count("黄芳") == 4  # three rows, and once to choose
    client.post("/desk/roster", {"drop": str(Shift.objects.earliest("id").pk), "key": str(uuid.uuid4())})
    assert Shift.objects.count() == 2


def test_hours_that_end_before_they_begin_run_over_midnight() -> None:
    signed_in("1200").post("/desk/roster", form(**{"from": "22:00", "to": "06:00", "days": "1"}))
    assert Shift.objects.get().ends_at - Shift.objects.get().starts_at == timedelta(hours=8)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"post": "0"}, "请选人"),
        ({"post": ""}, "请选人"),
        ({"from": "x"}, "写法不对"),
        ({"day": "2026-13-01"}, "写法不对"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_form_kept(changed: dict[str, str], sentence: str) -> None:
    answer = signed_in("1200").post("/desk/roster", form(**changed))
    assert (answer.status_code, sentence in answer.content.decode()) == (409, True)
    assert Shift.objects.count() == 0


def test_of_days_that_overlap_none_is_planned() -> None:
    client = signed_in("1200")
    client.post("/desk/roster", form(days="1", day=(local_day(now()) + timedelta(days=2)).isoformat()))
    answer = client.post("/desk/roster", form(**{"from": "10:00"}))
    assert (answer.status_code, "已经排了班" in answer.content.decode()) == (409, True)
    assert Shift.objects.count() == 1


def test_only_people_of_the_own_area_are_there_and_only_for_those_who_lead() -> None:
    lighting = actor_at("3001").post
    page = signed_in("1200").get("/desk/roster").content.decode()
    assert ("黄芳" in page, "王磊" in page) == (True, False)
    assert signed_in("1200").post("/desk/roster", form(post=str(lighting))).status_code == 409
    assert signed_in("1203").get("/desk/roster").status_code == 403


def test_a_shift_with_a_stint_stays_and_the_page_does_not_say_where_anybody_was() -> None:
    client, me, at = signed_in("1200"), actor_at("1203"), now()
    client.post("/desk/roster", form(day=local_day(at).isoformat(), **{"from": "00:00", "to": "00:00", "days": "1"}))
    clock_in(by=me, at=at, now=at, key="in")
    keep_track([Point(at, 104.123456, 30.654321, 5)], by=me, now=at, key="t")
    page = client.get("/desk/roster").content.decode()
    assert ("已打卡" in page, "104.12" in page, "撤掉" in page) == (True, False, False)
    answer = client.post("/desk/roster", {"drop": str(Shift.objects.get().pk), "key": str(uuid.uuid4())})
    assert (answer.status_code, Shift.objects.count()) == (409, 1)

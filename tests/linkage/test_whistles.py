"""Four departments at one place: called, answered, who came, and what each then does."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from liandong.access.rules import Actor
from liandong.cases.models import Case
from liandong.cases.queries import seen_by, subject_of
from liandong.journal.queries import broken_link, timeline
from liandong.kernel.refusals import Refused
from liandong.linkage import whistle_actions as whistles
from liandong.linkage.models import Assist, Call, Whistle
from liandong.linkage.whistling import Answer
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
CALLED = ["510108012-zhifa", "510108012-shizheng", "510108-zhaoming", "510108016-zhifa"]


def blown(case: Case, now: datetime, by: Actor | None = None, **more: Any) -> Whistle:
    said = {
        "place": "桃蹊路口",
        "meet_at": now + timedelta(hours=2),
        "reason": "路面、摊位、路灯一起看",
        "key": str(uuid.uuid4()),
        **more,
    }
    return whistles.blow(case.number, said.pop("called", CALLED), by=by or actor_at("0217"), now=now, **said)


def came(**others: str) -> dict[str, str]:
    return {CALLED[0]: "present", CALLED[1]: "late", CALLED[2]: "present", CALLED[3]: "absent", **others}


def test_called_units_see_the_case_answer_and_their_attendance_is_kept(case: Case, now: datetime) -> None:
    made = blown(case, now)
    assert [seen.pk for seen in seen_by(unit_actor(CALLED[3]))] == [case.pk]
    whistles.answer(case.number, made.pk, Answer.CONFIRMED, by=unit_actor(CALLED[0]), now=now)
    whistles.answer(case.number, made.pk, Answer.DECLINED, "有消防检查", by=unit_actor(CALLED[1]), now=now)
    later = now + timedelta(hours=2)
    tasks = {CALLED[0]: "劝离摊位", CALLED[3]: "", case.unit or "": "已经主办"}
    whistles.hold(case.number, made.pk, "当场定了", came(), tasks, by=actor_at("0217"), now=later)
    assert list(Call.objects.filter(attendance="absent").values_list("unit", flat=True)) == [CALLED[3]]
    assert [(one.unit, one.task, one.required) for one in Assist.objects.all()] == [(CALLED[0], "劝离摊位", True)]
    assert Case.objects.get(pk=case.pk).awaited == [CALLED[0]]
    kinds = [entry.kind for entry in timeline(subject_of(case)) if entry.kind.startswith(("whistle", "assist"))]
    assert kinds == ["whistle.blown", "whistle.confirmed", "whistle.declined", "whistle.held", "assist.invited"]
    assert broken_link(subject_of(case)) is None


def test_only_a_street_or_the_centre_blows(case: Case, now: datetime) -> None:
    assert blown(case, now, called=CALLED[:1]).unit == "510108-center"
    for by in (unit_actor(case.unit or ""), actor_at("1202")):
        with pytest.raises(Refused, match="吹哨由街道或者大联动中心来做"):
            blown(case, now, by)


@pytest.mark.parametrize(
    ("more", "code"),
    [({"called": []}, "input-missing"), ({"called": ["510108-center"]}, "bad-units"), ({"called": ["510108-nobody"]}, "bad-unit"),
     ({"place": " "}, "input-missing"), ({"reason": ""}, "input-missing"), ({"meet_at": None}, "bad-time")],
)  # fmt: skip
def test_a_whistle_that_makes_no_sense_is_refused_and_leaves_no_trace(
    case: Case, now: datetime, more: Any, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        blown(case, now, **more)
    assert (refusal.value.code, Whistle.objects.count()) == (code, 0)


def test_answers_come_from_the_called_once_with_a_reason_for_no(case: Case, now: datetime) -> None:
    made, by = blown(case, now), unit_actor(CALLED[0])
    with pytest.raises(Refused, match="还差"):
        whistles.answer(case.number, made.pk, Answer.DECLINED, by=by, now=now)
    whistles.answer(case.number, made.pk, Answer.CONFIRMED, by=by, now=now)
    with pytest.raises(Refused, match="已经答复过"):
        whistles.answer(case.number, made.pk, Answer.DECLINED, "改了主意", by=by, now=now)
    with pytest.raises(Refused, match="没有叫您单位"):
        whistles.answer(case.number, made.pk, Answer.CONFIRMED, by=unit_actor(case.unit or ""), now=now)


def test_a_result_names_every_unit_comes_after_the_time_and_once(case: Case, now: datetime) -> None:
    made, centre, later = blown(case, now), actor_at("0217"), now + timedelta(hours=2)
    for at, outcome, attendance, code in (
        (now, "定了", came(), "too-early"), (later, " ", came(), "input-missing"),
        (later, "定了", {CALLED[0]: "present"}, "bad-attendance"), (later, "定了", came(**{CALLED[0]: "asleep"}), "bad-attendance"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            whistles.hold(case.number, made.pk, outcome, attendance, {}, by=centre, now=at)
        assert refusal.value.code == code
    with pytest.raises(Refused, match="吹哨的单位登记"):
        whistles.hold(case.number, made.pk, "定了", came(), {}, by=unit_actor(CALLED[0]), now=later)
    whistles.hold(case.number, made.pk, "定了", came(), {}, by=centre, now=later)
    with pytest.raises(Refused, match="已经有了结果"):
        whistles.hold(case.number, made.pk, "再定", came(), {}, by=centre, now=later)


def test_the_same_key_blows_once(case: Case, now: datetime) -> None:
    assert blown(case, now, key="w1").pk == blown(case, now, key="w1").pk

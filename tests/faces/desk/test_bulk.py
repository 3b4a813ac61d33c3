"""One act on many cases: each done or refused with its reason, followed, stopped, undone, and never done twice."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from liandong.access.actions import end_post
from liandong.access.models import Post
from liandong.cases.actions import move
from liandong.cases.models import Case, Suggestion
from liandong.cases.states import Move
from liandong.desks.batch_actions import begin, cancel, finish, turn, undo, work
from liandong.desks.models import Batch, BatchCase
from liandong.desks.rules import acts_for
from liandong.desks.states import MOST, Act
from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.notices.actions import tell_unit
from liandong.notices.models import Notice
from tests.faces.desk.conftest import actor

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]


def post(client: Client, act: str, cases: Sequence[Case], **given: Any) -> str:
    words = {"key": uuid.uuid4(), "act": act, "case": [case.number for case in cases], **given}
    answer = client.post("/desk/bulk", words, follow=True)
    return answer.content.decode()


def strip(client: Client) -> str:
    return client.get(f"/desk/bulk/batches/{Batch.objects.latest('asked_at').pk}/strip").content.decode()


def ready(report: Make, number: int) -> list[Case]:
    """Cases that wait for dispatch, their kind and place known."""
    made = [report() for _ in range(number)]
    Case.objects.filter(pk__in=[case.pk for case in made]).update(kind="E0102")
    return made


def states() -> list[str]:
    return sorted(Case.objects.values_list("state", flat=True))


def test_ticked_cases_are_dispatched_and_the_others_say_why_not(sit: Sit, report: Make) -> None:
    client, [one], unready = sit("0217"), ready(report, 1), report()
    page = post(client, "dispatch", [one, unready])
    assert "/strip" in page
    shown = strip(client)
    assert "办成 1 件" in shown
    assert "1 件没办成" in shown
    assert re.search(rf"{unready.number}</a> 立案前要先定下类别", shown)
    result = client.get(f"/desk/bulk/batches/{Batch.objects.get().pk}").content.decode()
    assert one.number in result
    assert unready.number in result


def test_what_was_dispatched_is_undone_and_the_units_are_told(sit: Sit, report: Make) -> None:
    client = sit("0217")
    post(client, "dispatch", ready(report, 3))
    batch = Batch.objects.get()
    assert states() == ["assigned"] * 3
    assert "撤销（10 分钟内）" in strip(client)
    client.post(f"/desk/bulk/batches/{batch.pk}/undo", {"key": uuid.uuid4()})
    assert states() == ["triaged"] * 3
    assert set(Case.objects.values_list("unit", flat=True)) == {None}
    for entry in Entry.objects.filter(kind="case.recalled"):
        tell_unit(entry)
    assert set(Notice.objects.filter(kind="case.recalled").values_list("unit", flat=True)) == {"510108012-huanwei"}
    assert "撤销（" not in strip(client)
    client.post(f"/desk/bulk/batches/{batch.pk}/undo", {"key": uuid.uuid4()})
    assert Entry.objects.filter(kind="case.recalled").count() == 3


def test_undoing_leaves_alone_what_somebody_has_gone_on_with(sit: Sit, report: Make) -> None:
    client, cases = sit("0217"), ready(report, 2)
    post(client, "dispatch", cases)
    handler = actor("1201")
    move(cases[0].number, Move.ACCEPT, {}, by=handler, now=now())
    client.post(f"/desk/bulk/batches/{Batch.objects.get().pk}/undo", {"key": uuid.uuid4()})
    assert states() == ["accepted", "triaged"]
    assert "后来又有人办过" in strip(client)


def test_a_kind_given_to_many_is_taken_off_again(sit: Sit, report: Make) -> None:
    client, cases = sit("0217"), [report(), report()]
    Suggestion.objects.create(
        case=cases[0], model="m", candidates=[{"kind": "E0107", "confidence": 0.4, "words": []}], accepted=False
    )
    Case.objects.filter(pk=cases[1].pk).update(kind="E0107")
    post(client, "classify", cases, kind="E0102")
    assert set(Case.objects.values_list("kind", flat=True)) == {"E0102"}
    assert Suggestion.objects.get(case=cases[0]).chosen == "E0102"
    client.post(f"/desk/bulk/batches/{Batch.objects.get().pk}/undo", {"key": uuid.uuid4()})
    assert [Case.objects.get(pk=case.pk).kind for case in cases] == [None, "E0107"]
    assert Suggestion.objects.get(case=cases[0]).chosen is None


def test_a_recall_is_undone_to_the_unit_that_had_it(sit: Sit, report: Make) -> None:
    client, cases = sit("0217"), ready(report, 2)
    post(client, "dispatch", cases)
    post(client, "recall", cases, reason="网格划错了")
    assert states() == ["triaged", "triaged"]
    client.post(f"/desk/bulk/batches/{Batch.objects.latest('asked_at').pk}/undo", {"key": uuid.uuid4()})
    assert set(Case.objects.values_list("state", "unit")) == {("assigned", "510108012-huanwei")}


def test_a_unit_accepts_and_gives_back_many_of_its_own(sit: Sit, report: Make) -> None:
    ours = [report("510108012", kind="E0102") for _ in range(2)]
    theirs = report("510108016", kind="E0102")
    client = sit("1201")
    post(client, "accept", [*ours, theirs])
    assert states() == ["accepted", "accepted", "assigned"]
    post(client, "return", ours, reason="不在我们辖区")
    assert states() == ["assigned", "triaged", "triaged"]
    assert (
        "不能成批撤销" in client.post(f"/desk/bulk/batches/{Batch.objects.latest('asked_at').pk}/undo").content.decode()
    )


def test_a_long_run_is_a_job_that_shows_how_far_it_is_and_can_be_stopped(sit: Sit, report: Make) -> None:
    client = sit("0217")
    post(client, "dispatch", ready(report, 15))
    batch = Batch.objects.get()
    assert states() == ["received"] * 15
    for _ in range(4):
        turn(batch.pk, now())
    shown = strip(client)
    assert re.search(r'max="15" value="4"', shown)
    assert 'hx-trigger="every 1s"' in shown
    client.post(f"/desk/bulk/batches/{batch.pk}/stop", {"key": uuid.uuid4()})
    work(batch.pk, now)
    assert states() == ["assigned"] * 4 + ["received"] * 11
    assert "停下时还有 11 件没动" in strip(client)
    client.post(f"/desk/bulk/batches/{batch.pk}/undo", {"key": uuid.uuid4()})
    assert states() == ["received"] * 11 + ["triaged"] * 4


def test_the_same_key_begins_one_run_and_a_repeated_turn_does_nothing_twice(report: Make) -> None:
    cases, by, key = ready(report, 2), actor("0217"), uuid.uuid4()
    numbers = [case.number for case in cases]
    for _ in range(2):
        batch = begin(Act.DISPATCH, [*numbers, numbers[0]], {}, actor=by, now=now(), key=key)
        work(batch.pk, now)
    BatchCase.objects.filter(batch=batch).update(outcome="waiting")
    Batch.objects.filter(pk=batch.pk).update(finished_at=None)
    work(batch.pk, now)
    assert Entry.objects.filter(kind="case.assigned").count() == 2
    assert list(BatchCase.objects.filter(batch=batch).values_list("outcome", flat=True)) == ["done", "done"]


def test_an_end_comes_only_when_nothing_waits(report: Make) -> None:
    by = actor("0217")
    batch = begin(Act.NOTE, [report().number], {"note": "看过了"}, actor=by, now=now(), key=uuid.uuid4())
    finish(batch.pk, now())
    assert Batch.objects.get().finished_at is None
    work(batch.pk, now)
    ended = Batch.objects.get().finished_at
    assert ended is not None
    cancel(batch.pk, actor=by, now=now())
    assert Batch.objects.get().cancelled_at is None
    with pytest.raises(Refused, match="不能成批撤销"):
        undo(batch.pk, actor=by, now=ended, key=uuid.uuid4())


def test_after_ten_minutes_nothing_is_undone(report: Make) -> None:
    by, [case] = actor("0217"), ready(report, 1)
    batch = begin(Act.DISPATCH, [case.number], {}, actor=by, now=now(), key=uuid.uuid4())
    with pytest.raises(Refused, match="先停下"):
        undo(batch.pk, actor=by, now=now(), key=uuid.uuid4())
    work(batch.pk, now)
    with pytest.raises(Refused, match="10 分钟"):
        undo(batch.pk, actor=by, now=now() + timedelta(minutes=11), key=uuid.uuid4())


def test_a_post_that_has_ended_does_nothing_more(report: Make) -> None:
    cases, by = ready(report, 2), actor("0217")
    batch = begin(Act.DISPATCH, [case.number for case in cases], {}, actor=by, now=now(), key=uuid.uuid4())
    turn(batch.pk, now())
    end_post(by.post, actor="system", now=now())
    work(batch.pk, now)
    assert states() == ["assigned", "received"]
    assert BatchCase.objects.get(outcome="refused").template == "交办的岗位已经停用。"


@pytest.mark.parametrize(("act", "given", "code"), [
    ("dispatch", {"case": []}, "一件也没有勾"), ("refuse", {}, "还差理由"), ("classify", {"kind": "X"}, "没有类别"),
    ("burn", {}, "请选要办什么"), ("accept", {}, "不办这件事"), ("dispatch", {"case": [str(n) for n in range(MOST + 1)]}, "最多办"),
])  # fmt: skip
def test_a_run_that_cannot_begin_says_why(sit: Sit, report: Make, act: str, given: dict[str, Any], code: str) -> None:
    words = {"key": uuid.uuid4(), "act": act, "case": [report().number], **given}
    answer = sit("0217").post("/desk/bulk", words)
    assert answer.status_code in (403, 409)
    assert code in answer.content.decode()
    assert Batch.objects.count() == 0


def test_nobody_follows_stops_or_undoes_the_run_of_another(sit: Sit, report: Make) -> None:
    post(sit("0217"), "dispatch", ready(report, 1))
    batch, other = Batch.objects.get(), sit("0201")
    for answer in (other.get(f"/desk/bulk/batches/{batch.pk}"), other.get(f"/desk/bulk/batches/{batch.pk}/strip"),
                   other.post(f"/desk/bulk/batches/{batch.pk}/stop"), other.post(f"/desk/bulk/batches/{batch.pk}/undo")):  # fmt: skip
        assert answer.status_code == 404
    assert states() == ["assigned"]


def test_the_page_of_many_offers_what_the_post_may_do(sit: Sit, report: Make) -> None:
    case = report()
    page = sit("0217").get(f"/desk/bulk/choose?case={case.number}&act=refuse").content.decode()
    assert re.findall(r'name="act" value="(\w+)"', page) == ["dispatch", "classify", "refuse", "recall", "urge", "note"]
    assert case.title in page
    whole = sit("0217").get("/desk/bulk/choose?all=1&tab=received").content.decode()
    assert case.number in whole
    assert acts_for(actor("0001")) == [Act.URGE, Act.NOTE]
    assert Post.objects.filter(role="handler").exists()
    assert acts_for(actor("1201")) == [Act.ACCEPT, Act.RETURN, Act.NOTE]


def test_many_units_are_urged_and_who_was_urged_just_now_is_left_in_peace(sit: Sit, report: Make) -> None:
    client, cases = sit("0217"), [report(kind="E0102") for _ in range(2)]
    move(cases[0].number, Move.URGE, {}, by=actor("0217"), now=now())
    post(client, "urge", cases, note="明天有检查")
    assert Entry.objects.filter(kind="case.urged").count() == 2
    assert "刚催办过" in strip(client)

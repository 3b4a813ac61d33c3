"""Clocks that act, as people at their desks meet them: an overdue case climbs three rungs, is urged and supervised."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from liandong.cases.models import Case
from liandong.cases.reference import DISTRICT
from liandong.journal.jobs import react
from liandong.journal.queries import timeline
from liandong.kernel.clock import now
from liandong.notices.models import Notice
from liandong.supervision.actions import sound_all
from liandong.supervision.models import LadderRung
from liandong.supervision.queries import ALARMS

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]


@pytest.fixture(autouse=True)
def own_ladders() -> Iterator[None]:
    yield
    ALARMS.forget()
    DISTRICT.forget()


def post(client: Client, url: str, **given: str) -> str:
    answer = client.post(url, {"key": str(uuid.uuid4()), **given}, follow=True)
    return answer.content.decode()


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.fixture
def climbing(sit: Sit, report: Make) -> Case:
    """A case that nobody accepted, on a ladder of minutes that the administrator has set at the desk."""
    admin = sit("0901")
    LadderRung.objects.filter(stage="accept").delete()
    for number, amount, whom in (("1", "0", "head"), ("2", "0.1", "centre"), ("3", "0.2", "leader")):
        post(admin, "/desk/reference/ladders", matter="", urgency="normal", stage="accept", rung=number, amount=amount,
             wait="hours", whom=whom, delivery="always")  # fmt: skip
    case = report(kind="E0102")
    Case.objects.filter(pk=case.pk).update(
        stage_due_at=now() - timedelta(minutes=1),
        next_alarm_at=now() - timedelta(minutes=1),
        due_at=now() + timedelta(days=9),
    )
    return case


def tell(case: Case) -> None:
    react(entries=list(timeline(f"case:{case.pk}").values_list("pk", flat=True)))


def test_an_overdue_case_climbs_three_rungs_and_each_time_somebody_else_must_act(sit: Sit, climbing: Case) -> None:
    seats = ["1211", "1200", "0001"]
    for rung, number in enumerate(seats, start=1):
        sound_all(now() + timedelta(minutes=7 * (rung - 1)))
        tell(climbing)
        for other in seats:
            shown = page(sit(other), "/desk/?tab=acting")
            assert (climbing.number in shown) == (other == number), (rung, other)
        on_page = page(sit(number), f"/desk/cases/{climbing.number}")
        assert f"已升级到第 {rung} 级" in on_page
        assert "轮到您了" in on_page
        assert "未读" in on_page
        post(sit(number), "/desk/notices/read")
        assert "已读" in page(sit(number), f"/desk/cases/{climbing.number}")
    post(sit("0001"), f"/desk/cases/{climbing.number}/moves/promise", reason="已协调", hours="4")
    climbing.refresh_from_db()
    assert (climbing.rung, climbing.promised) == (0, 1)
    assert climbing.number not in page(sit("0001"), "/desk/?tab=acting")


def test_what_was_delivered_and_not_read_is_listed_for_who_supervises(sit: Sit, climbing: Case) -> None:
    sound_all(now())
    tell(climbing)
    assert Notice.objects.filter(kind="case.escalated", read_at=None).count() == 1
    assert climbing.number in page(sit("0201"), "/desk/rungs")
    post(sit("1211"), "/desk/notices/read")
    assert climbing.number not in page(sit("0201"), "/desk/rungs")
    assert sit("1201").get("/desk/rungs").status_code == 403


def test_urging_and_an_order_from_demand_to_outcome_by_the_forms(sit: Sit, report: Make) -> None:
    case = report(kind="E0102")
    above, unit, url = sit("0201"), sit("1201"), f"/desk/cases/{case.number}"
    assert "已催办" in post(sit("0217", "dispatcher"), f"{url}/moves/urge")
    assert "30 分钟内不再催" in post(above, f"{url}/moves/urge")
    assert "多少工作时内答复" in page(above, f"{url}/order/order")
    post(above, f"{url}/order/order", demand="今天必须清完", hours="4")
    assert case.number in page(above, "/desk/orders")
    assert "今天必须清完" in page(unit, url)
    post(unit, f"{url}/order/answer", answer="车已经到了")
    assert "督办的结果" in post(above, f"{url}/order/close", outcome="maybe")
    post(above, f"{url}/order/close", outcome="done", remark="看过照片")
    shown = page(above, url)
    assert "已落实" in shown
    assert "督办 1 次" in shown
    assert "催办 1 次" in shown
    assert case.number not in page(above, "/desk/orders")


def test_a_unit_cannot_supervise_and_a_stranger_finds_nothing(sit: Sit, report: Make) -> None:
    case = report(kind="E0102")
    assert "不能督办" in post(sit("1201"), f"/desk/cases/{case.number}/order/order", demand="x", hours="1")
    assert sit("3001").get(f"/desk/cases/{case.number}/order/order").status_code == 404
    assert sit("1201").get("/desk/orders").status_code == 403


def test_the_reporter_reads_the_answer_and_its_clock_stops(sit: Sit, report: Make) -> None:
    case = report(kind="E0102")
    post(sit("1201"), f"/desk/cases/{case.number}/moves/answer", note="今天下午三点前清走，之后每天来一次。")
    case.refresh_from_db()
    assert case.answered_at is not None
    assert "首次答复" not in page(sit("1201"), f"/desk/cases/{case.number}").partition("时限")[2].partition("经过")[0]


def test_another_urgency_counts_the_clocks_anew_and_says_so(sit: Sit, report: Make) -> None:
    case = report(kind="E0102")
    post(sit("0217", "dispatcher"), f"/desk/cases/{case.number}/moves/grade", urgency="urgent", reason="挡住消防通道")
    case.refresh_from_db()
    assert case.urgency == "urgent"
    assert "时限重算（缓急改了）" in page(sit("0217", "dispatcher"), f"/desk/cases/{case.number}")


def test_the_what_if_page_shows_cases_to_who_sees_them_and_numbers_to_the_administrator(sit: Sit, report: Make) -> None:
    case = report(kind="E0102")
    asked = "/desk/what-if?matter=E0102&stage=overall&urgency=normal&amount=9&measure=working_days"
    assert case.number in page(sit("0201"), asked)
    for_admin = page(sit("0901"), asked)
    assert case.number not in for_admin
    assert "改，在走的也重算" in for_admin
    assert sit("1201").get(asked).status_code == 403
    assert sit("0901").get("/desk/what-if?day=soon").status_code == 409

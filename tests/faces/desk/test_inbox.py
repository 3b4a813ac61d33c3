"""What stands in the inbox, in which order, and for whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from liandong.access.models import Post
from liandong.access.queries import actor_of
from liandong.cases import queries
from liandong.cases.models import Case
from liandong.cases.queries import Order
from liandong.faces.desk.lists.rows import GROUPS, WHOLE, group_of, within
from liandong.kernel.clock import LOCAL, now

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]


def numbers(page: str) -> list[str]:
    return re.findall(r'class="row-no">([^<]+)<', page)


def test_what_is_due_first_stands_first(sit: Sit, report: Make) -> None:
    made = [report(at=now() - timedelta(hours=hours)) for hours in (1, 90, 30)]
    page = sit("0217").get("/desk/").content.decode()
    order = sorted(made, key=lambda case: (case.stage_due_at or now(), case.pk))
    assert numbers(page) == [case.number for case in order]
    assert "已超时" in page


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_every_case_is_in_just_one_group(hour: int, report: Make) -> None:
    at = now().astimezone(LOCAL).replace(hour=hour, minute=20)
    report()
    for minutes in (-90, -1, 0, 30, 60, 61, 600, 3000):
        Case.objects.update(stage_due_at=at + timedelta(minutes=minutes))
        [name] = [
            group for group in GROUPS if group not in WHOLE.values() and Case.objects.filter(within(group, at)).exists()
        ]
        assert group_of(Case.objects.get(), at) == name


def test_filters_stand_in_the_address(sit: Sit, report: Make) -> None:
    here, there = report("510108012"), report("510108016", channel="app", urgency="critical")
    client = sit("0217")
    for words, expected in [
        ("area=510108016", there), ("area=510108012", here), ("channel=app", there), ("urgency=critical", there),
        ("channel=hotline", here), (f"q={here.number}", here),
    ]:  # fmt: skip
        assert numbers(client.get(f"/desk/?tab=received&{words}").content.decode()) == [expected.number]


def test_two_letters_find_a_case_by_its_text(sit: Sit, report: Make) -> None:
    report(text="路灯成片不亮")
    found = report(text="井盖缺失，路口有行人绕行")
    assert numbers(sit("0217").get("/desk/?q=井盖").content.decode()) == [found.number]


def test_a_search_without_a_result_says_what_to_do(sit: Sit) -> None:
    page = sit("0217").get("/desk/?q=没有这样的事").content.decode()
    assert "没有符合的案卷" in page
    assert "去掉一个筛选" in page


def test_an_empty_queue_says_what_comes_next(sit: Sit) -> None:
    assert "有把握的上报已自动立案派遣" in sit("0217").get("/desk/?tab=received").content.decode()


def test_pages_follow_each_other_without_gap_or_repeat(sit: Sit, report: Make) -> None:
    made = {report(at=now() - timedelta(minutes=minute % 3)).number for minute in range(queries.PAGE + 3)}
    client, url = sit("0217"), "/desk/?tab=received"
    seen: list[str] = []
    while url:
        page = client.get(url).content.decode()
        seen += numbers(page)
        more = re.search(r'class="more" href="([^"]+)"', page)
        url = f"/desk/{more[1].replace('&amp;', '&')}" if more else ""
    assert len(seen) == len(made)
    assert set(seen) == made


def test_those_whom_most_reporters_share_come_first_and_the_rest_by_what_is_due_page_after_page(
    sit: Sit, report: Make
) -> None:
    made = [report(at=now() - timedelta(minutes=minute % 7)) for minute in range(queries.PAGE)]
    for at, case in enumerate(made):
        Case.objects.filter(pk=case.pk).update(reporters=1 + max(0, at % 6 - 2) if at < 45 else 1)
    Case.objects.filter(pk__in=[case.pk for case in made[::9]]).update(stage_due_at=None)
    rows = Case.objects.filter(pk__in=[case.pk for case in made])
    asked = sorted(rows, key=lambda row: (-row.reporters, row.stage_due_at is None, row.stage_due_at, row.pk))
    client, url, seen = sit("0217"), "/desk/?tab=received&sort=many", list[str]()
    while url:
        page = client.get(url).content.decode()
        assert page.count("上报的人多的在前 <span") == (not seen)
        seen += numbers(page)
        more = re.search(r'class="more" href="([^"]+)"', page)
        url = f"/desk/{more[1].replace('&amp;', '&')}" if more else ""
    assert seen == [row.number for row in asked]


@pytest.mark.parametrize(
    "after",
    ["~5~1", "~5", "x~5~1", "2026-01-01~x~1", "~5~", "2026-01-01T00:00:00%2B17:01~5~1", f"~{2**70}~1", f"~5~{2**40}"],
)
@pytest.mark.parametrize("sort", ["", "new", "many"])
def test_a_place_that_is_none_of_the_order_shows_the_first_page(sit: Sit, report: Make, after: str, sort: str) -> None:
    case = report()
    assert sit("0217").get(f"/desk/?tab=received&sort={sort}&after={after}").status_code == 200
    assert queries.parsed_place("~5", Order.DUE) is None
    assert case.number in sit("0217").get(f"/desk/?tab=received&sort={sort}&after=x").content.decode()


def test_the_next_page_for_htmx_is_rows_without_a_repeated_heading(sit: Sit, report: Make) -> None:
    first, second = sorted([report(), report()], key=lambda case: (case.stage_due_at or now(), case.pk))
    after = queries.place_of(first, Order.DUE).replace("+", "%2B")
    last = group_of(first, now())
    page = (
        sit("0217")
        .get(f"/desk/?tab=received&after={after}&last={last}", headers={"HX-Request": "true"})
        .content.decode()
    )
    assert numbers(page) == [second.number]
    assert "<html" not in page
    assert 'class="group' not in page


@pytest.mark.parametrize(("number", "role", "first_tab", "may_register"), [
    ("0217", "dispatcher", "待受理", True), ("0201", "supervisor", "待受理", True), ("1201", "handler", "待签收", False),
    ("1202", "verifier", "待核查", False), ("0001", "leader", "全部在办", False), ("9601", "agent", "待受理", True),
    ("1203", "grid_worker", "待签收", True),
])  # fmt: skip
def test_each_role_opens_with_its_own_work(
    sit: Sit, number: str, role: str, first_tab: str, may_register: bool
) -> None:
    page = sit(number, role).get("/desk/").content.decode()
    assert re.search(rf'aria-current="page">{first_tab} ', page)
    assert ("/desk/register" in page) is may_register
    assert ("待我审批" in page) is (role == "supervisor")


def test_a_handler_sees_the_cases_of_the_own_unit_only(sit: Sit, report: Make) -> None:
    ours = report("510108012", kind="E0102")
    report("510108016", kind="E0102")
    handler = Post.objects.get(account__username="1201")
    Case.objects.filter(pk=ours.pk).update(unit=handler.unit, state="assigned")
    assert queries.seen_by(actor_of(handler)).count() == 1
    assert numbers(sit("1201").get("/desk/?tab=open").content.decode()) == [ours.number]


def test_counts_under_the_tabs_are_what_stands_in_them(sit: Sit, report: Make) -> None:
    report()
    report()
    assert re.search(
        r'待受理 <span class="count" data-number="tab-received">2</span>', sit("0217").get("/desk/").content.decode()
    )


def test_the_preview_is_the_first_case_and_a_fragment_of_its_own(sit: Sit, report: Make) -> None:
    case = report(text="沙河边护栏松动，长约 3 米")
    client = sit("0217")
    assert "系统建议" in client.get("/desk/").content.decode()
    part = client.get(f"/desk/cases/{case.number}/preview").content.decode()
    assert "沙河边护栏松动" in part
    assert "<html" not in part


def test_pages_with_cases_are_kept_by_no_browser(sit: Sit) -> None:
    assert "no-store" in sit("0217").get("/desk/")["Cache-Control"]

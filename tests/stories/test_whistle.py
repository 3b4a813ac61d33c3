"""A whistle: four departments are called to one place at one time, answer, are there or not, and get their part of the work."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from liandong.kernel.clock import LOCAL
from tests.stories.screens import Screens, act, send, shows, toast

DISPATCHER, CLEANERS, LAMPS, OFFICERS, MENDERS = "0217", "1201", "3001", "1301", "1401"
CALLED = ("510108012-huanwei", "510108012-zhifa", "510108012-shizheng", "510108-zhaoming")
PLACE = "怡福社区活动中心门口"


@pytest.mark.timeout(400)
def test_four_departments_are_called_to_one_place_and_leave_with_their_parts(screens: Screens) -> None:
    screens.seat(OFFICERS, "秦川", "510108012-zhifa", "510108012")
    screens.seat(MENDERS, "石磊", "510108012-shizheng", "510108012")
    case = screens.registered(
        DISPATCHER, "夜市收摊以后路面破了，垃圾没清，摊位还在，路灯也照不到", "E0501", 104.1130, 30.6935
    )
    whistle = blown(screens, case)
    for number in (CLEANERS, OFFICERS, MENDERS):
        answered(screens, number, whistle, "会到场")
    answered(screens, LAMPS, whistle, "不能到场", "同一时间有抢修")
    held(screens, whistle)
    with screens.desk(DISPATCHER, f"/desk/cases/{case}") as page:
        parts = page.locator(".unit-line")
        expect(parts).to_have_count(3)
        expect(parts.filter(has_text="桃蹊路街道环卫所")).to_contain_text("清运摊位留下的垃圾")
        expect(parts.filter(has_text="桃蹊路街道市政所")).to_contain_text("待签收")
        expect(page.locator(".events")).to_contain_text("摊位当场劝离")
    with screens.desk(CLEANERS, f"/desk/cases/{case}", phone=True) as page:
        act(page, "签收协办")
        expect(page.locator(".unit-line", has_text="桃蹊路街道环卫所")).to_contain_text("协办中")


def blown(screens: Screens, case: str) -> str:
    """The centre calls; gives the address of the whistle."""
    soon = datetime.now(LOCAL) + timedelta(minutes=20)
    with screens.desk(DISPATCHER, f"/desk/cases/{case}") as page:
        act(page, "吹哨")
        page.locator("#move [name=units]").select_option(CALLED)
        send(page, "哨吹响了", place=PLACE, meet_at=f"{soon:%Y-%m-%dT%H:%M}", reason="摊位、垃圾、路面、路灯一起看")
        page.goto("/desk/whistles")
        row = page.locator("tbody tr", has_text=PLACE).first
        expect(row).to_contain_text("夜市收摊以后")
        row.locator("a").click()
        page.wait_for_url("**/desk/whistles/*")
        expect(page.locator("tbody tr")).to_have_count(4)
        return page.url.removeprefix(screens.product.address)


def answered(screens: Screens, number: str, whistle: str, answer: str, reason: str = "") -> None:
    """A called unit is told of it in its notices, and answers on a phone."""
    with screens.desk(number, "/desk/notices", phone=True) as page:
        shows(page, "main", "吹哨")
        page.goto(whistle)
        expect(page.locator("h1")).to_have_text(PLACE)
        page.fill("#reason", reason)
        page.get_by_role("button", name=answer, exact=True).tap()
        toast(page, "已答复")
        expect(page.get_by_role("button", name=answer, exact=True)).to_have_count(0)


def held(screens: Screens, whistle: str) -> None:
    """Who was there, what came of it, and who does what; nothing is taken without a result."""
    tasks = {"510108012-huanwei": "清运摊位留下的垃圾", "510108012-shizheng": "补好破了的路面"}
    came = {"510108012-shizheng": "late", "510108-zhaoming": "absent"}
    with screens.desk(DISPATCHER, whistle) as page:
        expect(page.locator("tr", has_text="照明监管所")).to_contain_text("同一时间有抢修")
        for unit, how in came.items():
            page.select_option(f"[name='came-{unit}']", how)
        for unit, task in tasks.items():
            page.fill(f"[name='task-{unit}']", task)
        page.fill("#outcome", "摊位当场劝离；垃圾和路面各有人办；路灯另约时间。")
        page.get_by_role("button", name="登记到场和结果").click()
        toast(page, "已列为协办")
        expect(page.locator("tr", has_text="照明监管所")).to_contain_text("缺席")
        expect(page.locator("tr", has_text="桃蹊路街道市政所")).to_contain_text("迟到")
        page.goto("/desk/whistles")
        expect(page.locator("table").last.locator("tr", has_text="照明监管所")).to_be_visible()

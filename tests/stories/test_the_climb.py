"""An overdue case climbs three rungs on a clock that is moved: each time somebody else must act and is told, by day only,
and whether they have read it stands there. The last of them acts, and it comes down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.stories.screens import Screens, act, send, shows

AGENT, HEAD, SUBDISTRICT, DISTRICT, LEADER = "0217", "1211", "1200", "0201", "0001"
SEATS = ("桃蹊路街道环卫所 单位负责人", "桃蹊路街道大联动分中心 值班长", "大联动中心 指挥长")


@pytest.fixture
def evening(screens: Screens) -> Iterator[str]:
    """Half past eight in the evening: an urgent matter that the unit must accept within the hour."""
    screens.clock("20:30")
    try:
        yield screens.registered(AGENT, "菜市场后门垃圾堆到了消防栓上", "E0102", 104.1134, 30.6915, "紧急")
    finally:
        screens.clock("true")


@pytest.mark.timeout(400)
def test_an_overdue_case_climbs_to_the_leader_and_not_by_night(screens: Screens, evening: str) -> None:
    screens.clock("21:31")
    with screens.desk(HEAD, "/desk/notices", phone=True) as page:
        told(page, evening)
        climbed(page, 1)
        expect(page.get_by_label("升级")).to_contain_text("轮到您了")

    screens.clock("22:40")
    with screens.desk(AGENT, f"/desk/cases/{evening}") as page:
        climbed(page, 1)
        expect(page.locator("ol.rungs li")).to_have_count(1)
        expect(page.locator("ol.rungs li")).to_contain_text("已读")

    screens.clock("07:01")
    with screens.desk(DISTRICT, "/desk/rungs") as page:
        shows(page, "tbody tr", evening)
        expect(page.locator("tbody tr", has_text=evening)).to_contain_text(SEATS[1])
    with screens.desk(SUBDISTRICT, "/desk/notices", phone=True) as page:
        told(page, evening)
        climbed(page, 2)
        expect(page.get_by_label("升级")).to_contain_text("轮到您了")

    screens.clock("10:05")
    with screens.desk(LEADER, "/desk/notices", phone=True) as page:
        told(page, evening)
        climbed(page, 3)
        act(page, "重定时限")
        send(page, "重定", reason="环卫所正在清，中午前签收办理", hours="2")
    with screens.desk(LEADER, f"/desk/cases/{evening}") as page:
        expect(page.get_by_label("升级", exact=True)).to_have_count(0)
        proofs = page.locator("ol.rungs li")
        expect(proofs).to_have_count(3)
        for proof, seat, at in zip(reversed(proofs.all()), SEATS, ("21:3", "07:0", "10:0"), strict=True):
            expect(proof).to_contain_text(seat)
            expect(proof).to_contain_text(at)
            expect(proof).to_contain_text("送达")
            expect(proof).to_contain_text("已读")


def told(page: Page, case: str) -> None:
    """Whoever must act finds it among the notices, reads them, and opens the case."""
    shows(page, f"tbody tr:has-text('{case}')", "升级到您处理")
    with page.expect_navigation():
        page.get_by_role("button", name="全部标为已读").click()
    page.goto(f"/desk/cases/{case}")


def climbed(page: Page, rung: int) -> None:
    """The page says how high the case stands and who must act now."""
    shows(page, "[aria-label=升级]", f"签收超时，已升级到第 {rung} 级，现由{SEATS[rung - 1]}处理")

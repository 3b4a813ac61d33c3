"""Whose it is: two units say that it is not theirs, the centre rules, and the ruling is offered and applied the next time."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories.screens import Screens, act, send, shows, toast

DISPATCHER, CLEANERS, OFFICERS = "0217", "1201", "1301"
RUBBISH, OFFICERS_UNIT = "E0102", "510108012-zhifa"
RULING = "摆摊留下的垃圾，谁管摊位谁负责清走"


@pytest.mark.timeout(400)
def test_a_ruling_is_kept_and_applied_when_the_same_comes_again(screens: Screens) -> None:
    screens.seat(OFFICERS, "秦川", OFFICERS_UNIT, "510108012")
    case = screens.registered(DISPATCHER, "烧烤摊位走了留下一地油污和竹签", RUBBISH, 104.1122, 30.6928)
    not_ours(screens, case)
    not_ours_either(screens, case)
    ruled(screens, case)
    with screens.desk(OFFICERS, f"/desk/cases/{case}", phone=True) as page:
        expect(page.locator(".unit-line")).to_contain_text("不能再退回")
        act(page, "签收")
        expect(page.locator(".facts")).to_contain_text("处置中")
    again = screens.registered(DISPATCHER, "又是烧烤摊位留下的油污，没人擦", RUBBISH, 104.1122, 30.6908)
    with screens.desk(CLEANERS, f"/desk/cases/{again}") as page:
        act(page, "退回")
        send(page, "已退回", reason="上次裁定过，摊位留下的归执法队")
    with screens.desk(DISPATCHER, f"/desk/cases/{again}") as page:
        expect(page.locator("#suggest")).to_contain_text(f"按先例（案卷 {case} 的裁定）：{RULING}")
        page.keyboard.press("d")
        toast(page, "已派遣")
        page.goto(f"/desk/cases/{again}")
        expect(page.locator("aside .pairs")).to_contain_text("桃蹊路街道综合执法队")


def not_ours(screens: Screens, case: str) -> None:
    """The holder, with reasons, names whose it is; the clock goes on."""
    with screens.desk(CLEANERS, f"/desk/cases/{case}") as page:
        act(page, "不归我们")
        expect(page.locator("#move")).to_contain_text("时限照走")
        send(page, "已提出权属异议", reason="是占道摊位留下的，要先管住摊位", named=OFFICERS_UNIT)
        expect(page.get_by_label("权属争议")).to_contain_text("等对方答复")


def not_ours_either(screens: Screens, case: str) -> None:
    """The named unit, on a phone, says that it is not theirs either."""
    with screens.desk(OFFICERS, f"/desk/cases/{case}", phone=True) as page:
        banner = page.get_by_label("权属争议")
        expect(banner).to_contain_text("是占道摊位留下的，要先管住摊位")
        banner.get_by_text("也不归我们").tap()
        send(page, "已答复，等裁定", reason="摊位已经走了，只剩垃圾")


def ruled(screens: Screens, case: str) -> None:
    """The centre has both sides before it, and keeps the ruling for what speaks of the same."""
    with screens.desk(DISPATCHER, f"/desk/cases/{case}") as page:
        shows(page, "[aria-label=权属争议]", "摊位已经走了，只剩垃圾")
        page.keyboard.press("7")
        expect(page.locator("#move [name=precedent]")).to_be_checked()
        send(page, "已裁定", unit=OFFICERS_UNIT, reason=RULING, words="烧烤、摊位")
        expect(page.get_by_label("权属争议")).to_have_count(0)
        page.goto("/desk/cases/" + case)
        expect(page.locator("aside")).to_contain_text("桃蹊路街道综合执法队")

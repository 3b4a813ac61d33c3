"""The heap of rubbish as people see it: three reports by three doors become one case; it is cleared, verified by somebody else,
told to all three, reopened by one of them, closed the second time; and the figures, the list and the map agree."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Final

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.files.films import film
from tests.stories.processes import liandong
from tests.stories.screens import Screens, act, attach, number_in, send, shows, soon, toast

AGENT, DISPATCHER, CLEANER, VERIFIER, LEADER = "9601", "0217", "1201", "1202", "0001"
RUBBISH, AREA = "E0102", "510108012"
SAID: Final = (
    ("13800000001", "巷口垃圾堆得走不过去，推婴儿车只能走机动车道"),
    ("13800000002", "巷口垃圾堆得走不过去，两天没人收"),
    ("13800000003", "商户装修扔的旧门板和水泥袋占道约一米五"),
)
"""The telephones of the three, and what each says."""
STILL_THERE = "李家门口那一半还在"
PLAYED: Final = "film => film.play().then(() => [film.videoWidth, film.duration])"


@pytest.mark.timeout(400)
def test_a_heap_that_three_people_report_is_one_case_until_all_of_it_is_gone(screens: Screens) -> None:
    lon, lat = screens.apart(RUBBISH, AREA)
    lead = reported_by_a_resident(screens, lon, lat)
    second = told_to_the_hotline(screens, lead, lon, lat)
    third = sent_by_a_program(screens, lon, lat)
    joined_at_the_desk(screens, lead, third)
    cleared(screens, lead)
    verified(screens, lead, 3)
    tracks = all_three_are_told(screens)
    reopened_by_the_second(screens, tracks[1], lead, second)
    dispatched_again(screens, lead)
    cleared(screens, lead)
    verified(screens, lead, 5)
    for track, grade in ((tracks[0], "非常满意"), (tracks[1], "基本满意")):
        rated(screens, track, grade)
    everything_agrees(screens, lead, [second, third])


def reported_by_a_resident(screens: Screens, lon: float, lat: float) -> str:
    """On a phone that stands before the heap: a photo, the kind, a sentence, the number to be told."""
    phone, said = SAID[0]
    with screens.resident("/report", lon=lon, lat=lat) as page:
        expect(page.locator("input[name=lon]")).to_have_value(re.compile(str(lon)))
        attach(page, "#report", "saddlebrown")
        page.locator(".kinds").get_by_text("垃圾没人清").tap()
        page.get_by_text("视频通：拍一段隐患").tap()
        page.set_input_files(
            "ld-clip input[type=file]", FilePayload(name="heap.mp4", mimeType="video/mp4", buffer=film(1))
        )
        expect(page.locator("ld-clip .clip-kept")).to_contain_text("视频传好了")
        page.fill("#text", said)
        page.get_by_text("留个电话").tap()
        page.fill("#phone", phone)
        page.locator("footer").get_by_role("button", name="提交").tap()
        page.wait_for_url("**/track/*?new=1")
        expect(page.locator("main")).to_contain_text("桃蹊路街道环卫所")
        return number_in(page.inner_text(".done-mark"))


def told_to_the_hotline(screens: Screens, lead: str, lon: float, lat: float) -> str:
    """The agent sees the likely twin beside the form while the caller still speaks; the report joins it by itself."""
    phone, said = SAID[1]
    with screens.desk(AGENT, "/desk/register") as page:
        page.fill("#text", said)
        page.select_option("#kind", RUBBISH)
        page.fill("[name=lon]", str(lon))
        page.fill("[name=lat]", str(lat + 0.00005))
        page.keyboard.press("Tab")
        expect(page.locator("#beside")).to_contain_text(lead)
        page.fill("#phone", phone)
        page.get_by_role("button", name="登记", exact=False).last.click()
        page.wait_for_url("**/desk/cases/*")
        shows(page, ".ask", f"已并入 {lead}")
        return number_in(page.inner_text(".case-head"))


def sent_by_a_program(screens: Screens, lon: float, lat: float) -> str:
    """The window's own program reports through the API; its words share nothing with the others, so a person must look."""
    phone, said = SAID[2]
    secret = liandong(screens.product.data, "client", "窗口", "--channels", "window").stdout.strip()
    report = {"text": said, "channel": "window", "key": secret[-12:], "lon": lon, "lat": lat + 0.0001, "kind": RUBBISH,
              "reporter": {"phone": phone}}  # fmt: skip
    sent = urllib.request.Request(
        f"{screens.product.address}/api/v1/reports", json.dumps(report).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    with urllib.request.urlopen(sent) as answer:
        return number_in(answer.read().decode())


def joined_at_the_desk(screens: Screens, lead: str, third: str) -> None:
    """Distance and time speak for one matter, the words do not: the dispatcher joins the two with one key."""
    with screens.desk(DISPATCHER, f"/desk/cases/{lead}") as page:
        shows(page, ".twins", third)
        expect(page.locator(".twins")).to_contain_text(re.compile(r"相距 \d+ 米"))
        page.keyboard.press("b")
        toast(page, "共 3 份上报")
        page.goto(f"/desk/cases/{lead}")
        expect(page.locator(".case-head")).to_contain_text("3 人上报")
        expect(page.locator(".clocks")).to_contain_text(re.compile("签收|处置"))


def cleared(screens: Screens, lead: str) -> None:
    """The sanitation station, with the desk's pages on a phone."""
    with screens.desk(CLEANER, f"/desk/cases/{lead}", phone=True) as page:
        act(page, "签收")
        expect(page.locator(".clocks")).to_contain_text("处置 4 工作时")
        act(page, "反馈处置结果")
        attach(page, "#move", "gold")
        send(page, "已反馈", note="清运干净了，地面用水冲过。")


def verified(screens: Screens, lead: str, photos: int) -> None:
    with screens.desk(VERIFIER, f"/desk/cases/{lead}", phone=True) as page:
        act(page, "核查通过")
        attach(page, "#move", "khaki")
        send(page, "核查通过", note="看过，干净了。")
        expect(page.locator(".photos figure")).to_have_count(photos)


def all_three_are_told(screens: Screens) -> list[str]:
    """Each of the three gets one message that asks for a rating, with a page of their own."""

    def asked() -> dict[str, list[str]]:
        told = screens.texts()
        return {phone: [text for text in told.get(phone, []) if "请评价" in text] for phone, _ in SAID}

    soon(lambda: all(asked().values()))
    assert [len(texts) for texts in asked().values()] == [1, 1, 1]
    return [re.search(r"/track/\S+", texts[0])[0] for texts in asked().values()]  # type: ignore[index]


def reopened_by_the_second(screens: Screens, track: str, lead: str, own: str) -> None:
    with screens.resident(track) as page:
        expect(page.locator(".track-head")).to_contain_text(f"已并入 {lead}，3 人上报")
        expect(page.locator(".track-head")).to_contain_text(own)
        page.get_by_text("没解决，重开").tap()
        page.fill("#reason", STILL_THERE)
        page.locator("#reopen").get_by_role("button", name="重开", exact=True).tap()
        expect(page.locator(".journey")).to_contain_text(STILL_THERE)


def dispatched_again(screens: Screens, lead: str) -> None:
    with screens.desk(DISPATCHER, f"/desk/cases/{lead}") as page:
        expect(page.locator(".events")).to_contain_text(STILL_THERE)
        page.keyboard.press("d")
        toast(page, "已派遣")


def rated(screens: Screens, track: str, grade: str) -> None:
    with screens.resident(track) as page:
        page.get_by_role("button", name=grade, exact=True).tap()
        expect(page.locator(".track-rate")).to_contain_text(f"您评的是：{grade}")


def everything_agrees(screens: Screens, lead: str, others: list[str]) -> None:
    """One case received, one closed in time, one reopened: behind each number of the figures it stands once, its twins never;
    the map of the case shows the other reports beside it."""
    with screens.desk(LEADER, f"/desk/figures?period=today&by=unit&area={AREA}&kind=E01") as page:
        row = page.locator("tbody tr", has_text="桃蹊路街道环卫所")
        expect(row).to_have_count(1)
        for part in ("received", "filed"):
            behind = numbers_behind(page, part)
            assert behind.count(lead) == 1, part
            assert not set(others) & set(behind), part
        page.goto(f"/desk/cases/{lead}")
        expect(page.locator(".case-head")).to_contain_text("已办结")
        expect(page.locator(".case-head")).to_contain_text("重开")
        assert page.locator("video.clip").evaluate(PLAYED) == pytest.approx([640, 11 / 12], abs=0.1)
        drawn = page.evaluate(f"fetch('/desk/cases/{lead}/map.json').then(answer => answer.json())")
        assert sum(each["geometry"]["type"] == "Point" for each in drawn["features"]) == len(others)
    with screens.desk(DISPATCHER, f"/desk/?tab=closed&q={others[0]}") as page:
        expect(page.locator(".row", has_text=lead).first).to_contain_text("已办结")


def numbers_behind(page: Page, part: str) -> list[str]:
    """The cases to which a number of the table leads."""
    page.goto(f"/desk/figures/cases?part={part}&period=today&area={AREA}&kind=E01")
    return page.locator("tbody th a").all_inner_texts()

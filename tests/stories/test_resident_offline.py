"""A resident's telephone without a network: it says so, takes the report all the same, and sends it once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.files.films import film
from tests.stories.network import Network, network_to
from tests.stories.processes import Product
from tests.stories.screens import photo

STATION = {"longitude": 104.1142, "latitude": 30.6935}
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.50(0x18003239) NetType/WIFI Language/zh_CN"
)


@contextmanager
def telephone(browser: Browser, product: Product, **looks: Any) -> Iterator[tuple[Network, BrowserContext, Page]]:
    with network_to(product.port) as network:
        context = browser.new_context(
            base_url=network.address, viewport={"width": 360, "height": 780}, has_touch=True, locale="zh-CN",
            geolocation=STATION, permissions=["geolocation"], bypass_csp=True, **looks,  # type: ignore[arg-type]
        )  # fmt: skip
        yield network, context, context.new_page()
        context.close()


def clip() -> FilePayload:
    return {"name": "clip.mp4", "mimeType": "video/mp4", "buffer": film(0.5)}


def serious(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in found if each["impact"] in ("serious", "critical")]


def test_without_a_network_the_kept_page_takes_reports_and_sends_each_once(browser: Browser, product: Product) -> None:
    with telephone(browser, product) as (network, context, page):
        page.goto("/")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        network.cut()
        context.set_offline(True)
        page.goto("/report")
        expect(page.get_by_text("连不上网络")).to_be_visible()
        assert serious(page) == []
        page.locator("ld-camera input[type=file]").set_input_files(photo("navy"))
        page.locator(".kinds").get_by_text("路灯不亮", exact=True).click()
        page.get_by_text("视频通").click()
        page.locator("ld-clip input[type=file]").set_input_files(clip())
        expect(page.locator("ld-clip")).to_contain_text("视频先存在这里")
        expect(page.locator("[data-say]", has_text="误差约")).to_be_visible()
        page.locator("form .btn-primary").click()
        expect(page.locator("ld-outbox .mail")).to_contain_text("照片 1 张 · 视频 1 段 · 等网络")
        page.goto("/track")
        expect(page.locator("ld-outbox .mail")).to_contain_text("路灯不亮")
        network.restore()
        context.set_offline(False)
        expect(page.locator("ld-outbox .mail")).to_contain_text("收到了，编号")
        page.locator("ld-outbox").get_by_role("link", name="看进展").click()
        expect(page.locator("h1")).to_have_text("路灯不亮")
        assert page.locator(".photo img, figure img").count() == 1
        expect(page.get_by_role("heading", name="您拍的视频")).to_have_count(1)
        page.goto("/")
        expect(page.locator("main a[href^='/track/']", has_text="路灯不亮")).to_have_count(1)


def test_inside_wechat_there_is_no_worker_and_the_open_page_keeps_and_sends(browser: Browser, product: Product) -> None:
    with telephone(browser, product, user_agent=WECHAT, service_workers="block") as (network, _, page):
        page.goto("/report")
        network.cut()  # the browser still believes itself in a network
        page.fill("#text", "门口的井盖翘起来了")
        page.fill("#words", "建设北路")
        page.locator(".thumb .btn-primary").click()
        expect(page.locator("ld-outbox .mail")).to_contain_text("等网络")
        assert page.url.endswith("/report")
        network.restore()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("ld-outbox .mail")).to_contain_text("收到了，编号")


def test_a_clip_that_the_server_never_takes_does_not_hold_up_what_was_reported(
    browser: Browser, product: Product
) -> None:
    with telephone(browser, product, user_agent=WECHAT, service_workers="block") as (network, _, page):
        page.goto("/report")
        network.cut()
        page.locator(".kinds").get_by_text("路灯不亮", exact=True).click()
        page.get_by_text("视频通").click()
        no_film = {"name": "clip.mp4", "mimeType": "video/mp4", "buffer": b"this is no film " * 40}
        page.locator("ld-clip input[type=file]").set_input_files(no_film)  # type: ignore[arg-type]
        expect(page.locator("ld-clip")).to_contain_text("视频先存在这里")
        page.fill("#words", "建设南支路")
        page.locator(".thumb .btn-primary").click()
        expect(page.locator("ld-outbox .mail")).to_contain_text("视频 1 段")
        network.restore()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("ld-outbox .mail")).to_contain_text("收到了，编号")
        expect(page.locator("ld-outbox .mail")).to_contain_text("视频没有收：这个文件不是认得的视频")

"""The residents' pages in a real browser: accessible, within a narrow phone, large enough for the old."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.stories.processes import Product
from tests.stories.screens import soon

UNKNOWN = "00000000-0000-4000-8000-000000000000"
ELDER = {"name": "ld_mode", "value": "elder"}
ENGLISH = {"name": "django_language", "value": "en"}
LOOKS = {"plain": [], "elder": [ELDER], "english": [ENGLISH], "elder-english": [ELDER, ENGLISH]}

SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, select, textarea, input:not([type=hidden])')]
  .map(each => ({ each, box: (['radio', 'checkbox'].includes(each.type) ? each.closest('label') : each).getBoundingClientRect() }))
  .filter(({ each, box }) => each.offsetParent && !each.closest('p') && !each.matches('.skip') && box.height < 59.5)
  .map(({ each }) => each.outerHTML.slice(0, 120))"""
SMALL_WORDS = """() => [...document.querySelectorAll('body *')]
  .filter(each => each.offsetParent && !each.closest('svg') && parseFloat(getComputedStyle(each).fontSize) < 18)
  .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
  .map(each => each.outerHTML.slice(0, 120))"""


def received(page: Page) -> str:
    """Reports something and gives the address of its case's page."""
    page.goto("/report")
    page.locator(".kinds").get_by_text("路灯不亮").click()
    page.fill("#words", "建设北路一段")
    page.locator(".btn-primary:visible").click()
    page.wait_for_url("**/track/*?new=1")
    return page.url.partition("?")[0]


@pytest.fixture(scope="module")
def tracked(browser: Browser, product: Product) -> str:
    context = browser.new_context(base_url=product.address, locale="zh-CN")
    address = received(context.new_page())
    context.close()
    return address


def shown(browser: Browser, product: Product, look: str, dark: bool) -> Page:
    context = browser.new_context(
        base_url=product.address,
        viewport={"width": 360, "height": 740},
        locale="zh-CN",
        color_scheme="dark" if dark else "light",
    )
    context.add_cookies([{**cookie, "url": product.address} for cookie in LOOKS[look]])  # type: ignore[typeddict-item]
    return context.new_page()


def serious(page: Page) -> list[tuple[Any, Any]]:
    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in found if each["impact"] in ("serious", "critical")]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_and_fits_into_a_narrow_phone(
    browser: Browser, product: Product, tracked: str, look: str, dark: bool
) -> None:
    page = shown(browser, product, look, dark)
    own = ("/kept", "/hazard", "/bulletins", "/mine/enter", f"/mine/code/{UNKNOWN}")
    for address in (
        "/",
        "/report",
        "/track?code=wrong",
        tracked,
        f"{tracked}?new=1",
        f"{tracked}/looks",
        "/track/1-x",
        "/answers?q=路灯",
        "/answers?q=zz",
        "/answers/1",
        *own,
    ):
        page.goto(address)
        assert serious(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        if "elder" in look:
            assert page.evaluate(SMALL_TARGETS) == [], address
            assert page.evaluate(SMALL_WORDS) == [], address
            assert page.locator(".call-help a").is_visible()
    page.context.close()


def signed_in(page: Page, product: Product, number: str) -> None:
    """Signs in by the code that left for a number."""
    page.goto("/mine/enter")
    page.fill("#phone", number)
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/mine/code/*")
    sent = product.data / "outbox" / f"code-{page.url.rpartition('/')[2]}.json"
    soon(sent.exists)
    found = re.search(r"\d{6}", json.loads(sent.read_text(encoding="utf-8"))["text"])
    assert found
    page.fill("#code", found[0])
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/track")


@pytest.mark.timeout(200)
@pytest.mark.parametrize(("look", "dark"), [("plain", True), ("elder-english", False)])
def test_the_pages_of_who_signed_in_and_those_that_say_what_is_wrong_are_accessible_too(
    browser: Browser, product: Product, look: str, dark: bool
) -> None:
    page = shown(browser, product, look, dark)
    signed_in(page, product, "13912340001" if dark else "13912340002")
    for address in ("/track", "/mine/looks", "/mine/leave", "/answers/0", "/bulletins/0", "/report", "/bulletins"):
        page.goto(address)
        if address == "/report":
            page.evaluate("document.querySelector('form#report').requestSubmit()")
            page.locator(".notice.late a").first.wait_for()
        if address == "/bulletins":
            page.fill("#courtyard", "没有的大院")
            page.locator("main form .btn-primary").click()
            page.locator("#courtyard-wrong").wait_for()
            assert page.input_value("#courtyard") == "没有的大院"
        assert serious(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        if "elder" in look:
            assert page.evaluate(SMALL_TARGETS) == [], address
            assert page.evaluate(SMALL_WORDS) == [], address
    page.context.close()

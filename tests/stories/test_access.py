"""The doors and the desk are accessible: axe finds nothing serious, in either language, by day and by night."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from liandong.site.demo.people import PASSWORD
from tests.stories.processes import Product

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ADMINISTERED = ("kinds", "rules", "limits", "calendar", "units", "divisions")


def opened(browser: Browser, product: Product, *, english: bool, dark: bool, narrow: bool) -> Page:
    # axe brings a script of its own, which the policy would refuse as it should.
    context = browser.new_context(
        base_url=product.address, viewport=PHONE if narrow else WIDE, locale="en-GB" if english else "zh-CN",  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light", bypass_csp=True,
    )  # fmt: skip
    return context.new_page()


def sign_in(page: Page, number: str) -> None:
    page.goto("/desk/")
    page.fill("#id_login", number)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/desk/**")


def serious(page: Page) -> list[tuple[Any, Any]]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in found if each["impact"] in ("serious", "critical")]


def check(page: Page, *addresses: str) -> None:
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert serious(page) == [], address


LOOKS = [(False, False, False), (True, True, False), (False, True, True), (True, False, True)]


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("english", "dark", "narrow"), LOOKS, ids=["zh-light", "en-dark", "zh-dark-phone", "en-light-phone"]
)
def test_the_desk_is_accessible(browser: Browser, product: Product, english: bool, dark: bool, narrow: bool) -> None:
    page = opened(browser, product, english=english, dark=dark, narrow=narrow)
    check(page, "/accounts/login/")
    sign_in(page, "0217")
    check(page, "/desk/?tab=received", "/desk/?tab=open", "/desk/?q=xyz", "/desk/register", "/desk/notices")
    page.goto("/desk/?tab=received")
    case = page.locator(".row-link").first.get_attribute("href")
    check(page, f"{case}", f"{case}?move=refuse", f"{case}?move=note")
    page.context.close()


@pytest.mark.timeout(400)
def test_the_pages_of_the_administrators_are_accessible(browser: Browser, product: Product) -> None:
    for number, addresses in {
        "0901": [f"/desk/reference/{name}" for name in ADMINISTERED],
        "0902": ["/desk/accounts"],
        "0903": ["/desk/journal"],
    }.items():
        page = opened(browser, product, english=False, dark=False, narrow=False)
        sign_in(page, number)
        check(page, *addresses)
        page.context.close()


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("english", "dark", "narrow"), LOOKS[:1] + LOOKS[2:], ids=["zh-light", "zh-dark-phone", "en-light-phone"]
)
def test_the_hotline_is_accessible(browser: Browser, product: Product, english: bool, dark: bool, narrow: bool) -> None:
    page = opened(browser, product, english=english, dark=dark, narrow=narrow)
    sign_in(page, "9601")
    check(
        page,
        "/hotline/",
        "/hotline/calls",
        "/hotline/call-backs",
        "/hotline/figures",
        "/desk/knowledge",
        "/desk/assets",
    )
    if not narrow:
        page.goto("/hotline/")
        page.locator("button[value=ready]").click()
        page.locator("#queue .btn-primary").click(timeout=120_000)  # somebody rings within a minute
        page.locator("#sheet").wait_for()
        assert serious(page) == []
        page.get_by_text("转专席").click()
        assert serious(page) == []
    page.context.close()

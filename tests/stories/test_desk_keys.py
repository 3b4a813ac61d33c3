"""The desk by keys alone in a real browser: nothing the policy refuses, nothing in the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from liandong.site.demo.people import PASSWORD
from tests.stories.processes import Product

STILL_MS: Final = 5_000
TOLD = """addEventListener('securitypolicyviolation', each => console.error(
  'refused by the policy:', each.violatedDirective, each.sourceFile, each.lineNumber, each.sample))"""


@contextmanager
def watched(browser: Browser, product: Product, number: str) -> Iterator[Page]:
    """Somebody of the staff at the inbox; fails when the console says of any error."""
    context = browser.new_context(base_url=product.address, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_init_script(TOLD)
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto("/desk/")
    page.fill("#id_login", number)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_selector(".row")
    yield page
    context.close()
    assert errors == []


def press(page: Page, *keys: str) -> None:
    """Presses keys as somebody who is not writing in a field, and waits for what they bring; a living inbox that asks for
    changes all the while is not waited for longer than a few seconds."""
    for key in keys:
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        with suppress(TimeoutError):
            page.wait_for_load_state("networkidle", timeout=STILL_MS)


def current(page: Page) -> str:
    return page.inner_text('.row[aria-current="true"] .row-no')


@pytest.mark.timeout(400)
def test_j_and_k_walk_the_inbox_and_show_each_case_beside_it(browser: Browser, product: Product) -> None:
    with watched(browser, product, "0217") as page:
        page.goto("/desk/?tab=open")
        first = current(page)
        press(page, "j")
        second = current(page)
        assert second != first
        page.wait_for_selector(f".preview-pane .pane-head >> text={second}")
        press(page, "j", "k", "k")
        assert current(page) == first


@pytest.mark.timeout(400)
def test_every_key_of_the_dispatcher_does_what_it_says(browser: Browser, product: Product) -> None:
    with watched(browser, product, "0217") as page:
        page.goto("/desk/?tab=received")
        press(page, "x")
        assert page.locator(".check:checked").count() == 1
        press(page, "1", "2", "3")
        assert page.locator("details.change[open]").count() >= 1
        press(page, "m")
        page.wait_for_selector("#move textarea")
        page.eval_on_selector("#move textarea", "field => { field.style.height = '200px' }")
        press(page, "r")
        page.wait_for_selector("#move textarea[name=reason]")
        press(page, "?")
        assert page.locator("dialog[open] .key-list dt").count() > 5
        page.keyboard.press("Escape")
        press(page, "/")
        assert page.evaluate("document.activeElement.type") == "search"
        number = current(page)
        press(page, "Enter")
        page.wait_for_url(f"**/desk/cases/{number}")

"""The newer pages of the desk, with rows in them, are accessible, every other one at a desk by day and on a telephone by night, and fit 360 px."""

from __future__ import annotations

from typing import Final

import psycopg
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.stories.processes import Product
from tests.stories.test_access import opened, serious, sign_in

SMALL: Final[ViewportSize] = {"width": 360, "height": 740}
WIDE: Final[ViewportSize] = {"width": 1440, "height": 900}
ROWS: Final = """
WITH told AS (
  INSERT INTO webhooks_webhook (id, client_id, url, facts, secret, active, created_at, failures)
  SELECT gen_random_uuid(), min(id), 'https://lamps.example.org/told', '{}', 'x', true, now(), 9 FROM access_client RETURNING id
), pushed AS (
  INSERT INTO webhooks_push (id, webhook_id, "case", entry, body, state, queued_at, next_try_at, tries, error)
  SELECT gen_random_uuid(), id, 1, 1, '{"type": "case.assigned", "data": {"number": "260101-0001"}}', 'dead', now(), now(), 7, 'no-such-host'
  FROM told
), source AS (
  INSERT INTO channels_run (source, mapping, begun_at, rows) VALUES ('sheet.csv', '{}', now(), 1) RETURNING id
), row AS (
  INSERT INTO channels_quarantinedrow (run_id, key, line, raw, code, sentence, at, dropped)
  SELECT id, 'one', 2, '{"text": "", "place": "1"}', 'empty', 'text', now(), false FROM source
), said AS (
  INSERT INTO letters_publication (id, title, text, link, state, author, author_name, proposed_at, decided_by, reason)
  SELECT gen_random_uuid(), 'One', 'Two', '', 'asked', 0, 'Three', now(), '', '' RETURNING id
) INSERT INTO letters_posting (publication_id, inlet_id, text, state, next_try_at, tries, error, proof)
  SELECT id, 'wechat', 'Two', 'waiting', now() + interval '9 days', 0, '', '' FROM said
"""
"""One of each of what else only a bad day brings."""
STAFF: Final = {
    "0201": ("publications", "bulletins", "contacts", "rounds", "roster", "assets", "exchange", "pushes", "quarantine", "figures", "hot"),
    "0301": ("columns", "quality", "knowledge/new"),
    "0901": ("reference/inlets", "reference/inlets/wechat/wechat", "reference/closing", "reference/ladders", "reference/centres"),
    "0902": ("clients", "keys"),
}  # fmt: skip
DEEPER: Final = {"publications": "td a, th a", "assets": "th a", "quarantine": "td .btn", "clients": "th a"}
"""On these pages the first row is opened too."""


@pytest.fixture(scope="module")
def rows(product: Product) -> None:
    with psycopg.connect(product.server.url()) as link:
        link.execute(ROWS)


def look(page: Page, address: str, *, night: bool) -> None:
    """At a desk by day or on a small telephone by night; that it fits the telephone is seen of every page."""
    page.set_viewport_size(SMALL if night else WIDE)
    page.emulate_media(color_scheme="dark" if night else "light", reduced_motion="reduce")
    page.goto(address)
    assert serious(page) == [], address
    page.set_viewport_size(SMALL)
    widths = page.evaluate("[document.scrollingElement.scrollWidth, document.querySelector('main').scrollWidth]")
    assert max(widths) <= SMALL["width"], address


@pytest.mark.timeout(400)
@pytest.mark.parametrize("number", STAFF)
def test_the_newer_pages_are_accessible_with_rows_in_them(
    browser: Browser, product: Product, rows: None, number: str
) -> None:
    page = opened(browser, product, english=False, dark=False, narrow=False)
    sign_in(page, number)
    for at, name in enumerate(STAFF[number]):
        look(page, f"/desk/{name}", night=at % 2 == 1)
        if name in DEEPER:
            look(page, str(page.locator(f"main {DEEPER[name]}").first.get_attribute("href")), night=at % 2 == 0)
    page.context.close()


def test_the_navigation_opens_whole_on_a_telephone_without_a_script_and_stays_away_from_paper(
    browser: Browser, product: Product
) -> None:
    context = browser.new_context(base_url=product.address, viewport=SMALL, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "0201")
    page.goto("/desk/notices")
    assert page.get_by_role("link", name="部件台账").is_hidden()
    page.get_by_role("navigation").get_by_role("link", name="更多").click()
    page.get_by_text("现场", exact=True).click()
    page.get_by_role("link", name="部件台账").click()
    assert page.url.endswith("/desk/assets")
    page.locator("main th a").first.click()
    page.set_viewport_size(WIDE)
    page.emulate_media(media="print")
    assert page.locator(".nav").is_hidden()
    assert page.evaluate("document.querySelector('main').clientWidth") > WIDE["width"] * 0.9
    context.close()

"""An emergency goes to police command before the next page is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.stories.processes import Product
from tests.stories.test_desk_keys import watched

FIRE = "建设北路二段一栋三楼着火了，有老人没下来"


def one(product: Product, query: str) -> int:
    """A number of the product's database."""
    return product.number(query)


@pytest.mark.timeout(400)
def test_an_emergency_is_handed_over_in_under_a_second(browser: Browser, product: Product) -> None:
    with watched(browser, product, "9601") as page:
        page.goto("/desk/register")
        assert page.locator("ld-danger").is_hidden()
        page.fill("#text", FIRE)
        page.wait_for_selector("ld-danger .danger >> text=说到“着火”")
        page.fill("#words", "建设北路二段")
        page.click("ld-danger button")
        page.wait_for_selector("text=已移交公安指挥中心，对方编号 J")
        page.wait_for_selector(".ask >> text=移交给公安指挥中心（险情）")
        number = page.url.rpartition("/")[2]
    took = one(product, f"""SELECT (e.data->>'ms')::int FROM journal_entry e JOIN cases_case c ON e.subject = 'case:' || c.id
                            WHERE c.number = '{number}' AND e.kind = 'exchange.sent' ORDER BY e.seq LIMIT 1""")  # fmt: skip
    assert 0 <= took < 1000
